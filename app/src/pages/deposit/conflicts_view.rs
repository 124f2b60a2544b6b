//! Fields of a draft that two sides changed, each to something else: both values, and a button for each.

use domain::{
    Author, DepositMode, Field, FieldPath, FormField as _, Framework, InvoiceKind, LineField, PaymentMode,
    UserId, Values, VatField, VatType,
};
use leptos::prelude::*;
use operations::DraftConflict;

use crate::components::{Icon, IconName, prose};
use crate::words::changed_by;

/// The name of the control that says which other values the person was shown.
pub(super) const SHOWN: &str = "theirs";
/// The identifier of the form of the draft: what is to be decided stands above it, and belongs to it.
const FORM: &str = "deposit";

/// The table of what is to be decided; nothing when nothing is. Its buttons belong to the form of the draft.
pub(super) fn conflicts_view(conflicts: &[DraftConflict], me: UserId) -> AnyView {
    if conflicts.is_empty() {
        return ().into_any();
    }
    let shown: Values =
        conflicts.iter().map(|asked| (asked.conflict.path.clone(), asked.conflict.theirs.clone())).collect();
    let rows = conflicts.iter().map(|asked| row(asked, me)).collect_view();
    view! {
        <section class="notice conflicts" role="alert" data-kind="warning">
            <Icon name=IconName::Warning/>
            <div class="notice-body">
                <h2 class="notice-title">"Modifié aussi par ailleurs : choisissez la valeur à garder"</h2>
                <p>
                    {prose("Votre saisie reste dans le formulaire ; c’est l’autre valeur qui est enregistrée pour le moment. Le dépôt attend votre choix.")}
                </p>
                // Plain texts: they always serialise.
                <input type="hidden" name=SHOWN value=serde_json::to_string(&shown).unwrap_or_default() id="draft-theirs" form=FORM/>
                <ul class="conflict-list">{rows}</ul>
            </div>
        </section>
    }
    .into_any()
}

/// One field: its name, which leads to it, and the two values side by side.
fn row(asked: &DraftConflict, me: UserId) -> AnyView {
    let path = &asked.conflict.path;
    let label = label_of(path);
    let by_me = asked.change.as_ref().is_some_and(|change| is_mine(&change.by, me));
    let origin = changed_by(asked.change.as_ref(), by_me);
    let mine = said(path, &asked.conflict.mine);
    let theirs = said(path, &asked.conflict.theirs);
    view! {
        <li class="conflict">
            <a class="conflict-field" href=format!("#{}", path.id())>{label.clone()}</a>
            <div class="conflict-side">
                <p class="conflict-origin">"Votre saisie"</p>
                <p class="conflict-value">{mine}</p>
                <button class="button" type="submit" form=FORM name="action" value=format!("garder:{path}") aria-label=format!("Garder ma saisie pour {label}")>
                    "Garder ma saisie"
                </button>
            </div>
            <div class="conflict-side">
                <p class="conflict-origin">{origin}</p>
                <p class="conflict-value">{theirs}</p>
                <button class="button" type="submit" form=FORM name="action" value=format!("prendre:{path}") aria-label=format!("Prendre cette valeur pour {label}")>
                    "Prendre cette valeur"
                </button>
            </div>
        </li>
    }
    .into_any()
}

fn is_mine(author: &Author, me: UserId) -> bool {
    matches!(author, Author::Person { user, .. } if *user == me)
}

/// The label of a field of the draft.
pub(super) fn label_of(path: &FieldPath) -> String {
    let cell = |cell: String| format!("{} – {cell}", Field::VatTable.label());
    let label = Field::label_of(path)
        .or_else(|| VatField::label_of(path).map(cell))
        .or_else(|| LineField::label_of(path));
    label.unwrap_or_else(|| path.to_string())
}

/// A value in the words of the form: the label of a choice, anything else as it is.
pub(super) fn words_of(path: &FieldPath, value: &str) -> String {
    let label = match Field::of_path(path) {
        _ if value.trim().is_empty() => return String::new(),
        Some(Field::Mode) => DepositMode::from_code(value).map(DepositMode::label),
        Some(Field::Framework) => Framework::from_code(value).map(Framework::label),
        Some(Field::Kind) => InvoiceKind::from_code(value).map(InvoiceKind::label),
        Some(Field::VatType) => VatType::from_code(value).map(VatType::label),
        Some(Field::PaymentMode) => PaymentMode::from_code(value).map(PaymentMode::label),
        _ => return value.to_owned(),
    };
    // A reading may know a code that this version does not.
    label.map_or_else(|| format!("Choix inconnu\u{a0}: {value}"), str::to_owned)
}

fn said(path: &FieldPath, value: &str) -> AnyView {
    match words_of(path, value) {
        text if text.is_empty() => view! { <em>"vide"</em> }.into_any(),
        text => text.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};
    use domain::{Conflict, DraftChange};
    use uuid::Uuid;

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn asked(path: impl Into<FieldPath>, theirs: &str, change: Option<DraftChange>) -> DraftConflict {
        let conflict = Conflict {
            path: path.into(),
            base: String::new(),
            mine: "FACTURE".into(),
            theirs: theirs.into(),
        };
        DraftConflict { conflict, change }
    }

    fn person(number: u128, name: &str) -> Option<DraftChange> {
        let at = Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
        Some(DraftChange {
            by: Author::Person { user: UserId(Uuid::from_u128(number)), name: name.into() },
            at,
        })
    }

    fn page(conflicts: &[DraftConflict]) -> String {
        render(|| conflicts_view(conflicts, UserId(Uuid::from_u128(1))))
    }

    #[test]
    fn both_values_are_shown_with_a_button_for_each() {
        let html = page(&[asked(Field::Kind, "AVOIR", person(2, "Anne Roux"))]);
        for part in [
            ">Facture<",
            ">Avoir<",
            "Par Anne Roux",
            "value=\"garder:kind\"",
            "value=\"prendre:kind\"",
            "href=\"#kind\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(html.contains("name=\"theirs\" value=\"{&quot;kind&quot;:&quot;AVOIR&quot;}\""), "{html}");
    }

    #[test]
    fn choices_are_shown_by_their_labels_on_both_sides() {
        for (field, mine, theirs, labels) in [
            (Field::Framework, "A2", "A1", ["A2 – Facture déjà payée", "A1 – Facture d’un fournisseur"]),
            (Field::Kind, "FACTURE", "AVOIR", ["Facture", "Avoir"]),
            (
                Field::VatType,
                "TVA_SUR_DEBIT",
                "TVA_SUR_ENCAISSEMENT",
                ["TVA sur les débits", "TVA sur les encaissements"],
            ),
            (Field::PaymentMode, "PRELEVEMENT", "CHEQUE", ["Prélèvement", "Chèque"]),
        ] {
            let mut asked = asked(field, theirs, person(2, "Anne Roux"));
            asked.conflict.mine = mine.to_owned();
            let html = page(&[asked]);
            for label in labels {
                assert!(html.contains(&format!(">{label}<")), "{label} in {html}");
            }
            for code in [mine, theirs] {
                assert!(!html.contains(&format!(">{code}<")), "{code} in {html}");
            }
        }
    }

    #[test]
    fn a_row_leads_to_its_cell_and_another_tab_is_called_so() {
        let html = page(&[asked(VatField::Rate.at(1), "", person(1, "Moi"))]);
        assert!(
            html.contains("href=\"#tax-1-rate\"") && html.contains("value=\"garder:tax[1].rate\""),
            "{html}"
        );
        assert!(
            html.contains("Ventilation de la TVA – Taux, ligne 2") && html.contains("dans un autre onglet"),
            "{html}"
        );
        assert!(html.contains("<em>vide</em>"), "{html}");
    }

    #[test]
    fn there_is_nothing_without_a_conflict_and_texts_are_escaped() {
        assert!(!page(&[]).contains("section"));
        assert_escaped(&page(&[asked(Field::Comment, HOSTILE, person(2, HOSTILE))]));
    }
}
