//! The mandates of one structure from their data, with the form that adds one; and the block on its sheet.

use chrono::NaiveDate;
use domain::{
    FormField as _, MandateField, MandateStanding, StatusKind, StructureId, format_day, readable_name,
};
use leptos::prelude::*;
use operations::{Mandate, MandateLine};

use super::super::refusal::FormState;
use super::standing::{span_words, standing_words};
use crate::components::{
    Badge, Button, ButtonKind, Choice, EmptyState, FieldWidth, FileField, IconName, NoticeBox, SelectField,
    TextField, file_size,
};

/// What the page shows.
pub(super) struct StructureMandatesPage {
    /// Whether the organisation asks for a mandate.
    pub(super) required: bool,
    pub(super) line: MandateLine,
    pub(super) may_manage: bool,
    pub(super) form: FormState,
    pub(super) today: NaiveDate,
}

impl StructureMandatesPage {
    pub(super) fn view(self) -> AnyView {
        let Self { required, line, may_manage, form, today } = self;
        let MandateLine { structure, standing, mandates } = line;
        let (kind, words) = standing_words(standing, today, required);
        let list = if mandates.is_empty() {
            view! {
                <EmptyState
                    title="Aucun mandat"
                    text="Un mandat dit qui peut agir pour cette structure, et jusqu’à quand. Gardez-en ici l’exemplaire signé."
                    icon=IconName::Structure
                />
            }
            .into_any()
        } else {
            table(&mandates, may_manage, today)
        };
        let lacking = (required && !standing.is_valid()).then(|| {
            view! {
                <NoticeBox
                    kind=StatusKind::Warning
                    text="Tant qu’aucun mandat n’est valable, chaque dépôt pour cette structure demande un motif, qui est journalisé."
                />
            }
        });
        let add = may_manage.then(|| add_section(structure.id, &mandates, standing, &form, today));
        view! {
            <p><a href=format!("/structures/{}", structure.id)>{readable_name(&structure.name)}</a> " " <Badge kind label=words/></p>
            {lacking}
            {list}
            {add}
        }
        .into_any()
    }
}

fn table(mandates: &[Mandate], may_manage: bool, today: NaiveDate) -> AnyView {
    let rows = mandates.iter().map(|mandate| row(mandate, may_manage, today)).collect_view();
    view! {
        <div class="list">
            <table class="table mandate-table">
                <caption class="visually-hidden">"Mandats de cette structure, le dernier d’abord"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Mandataire"</th>
                        <th scope="col">"Valable"</th>
                        <th scope="col">"Document signé"</th>
                        <th scope="col">"Saisi"</th>
                        <th scope="col"><span class="visually-hidden">"Action"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(mandate: &Mandate, may_manage: bool, today: NaiveDate) -> AnyView {
    let span = mandate.span();
    let good = span.covers(today).then(|| view! { " " <Badge kind=StatusKind::Info label="en vigueur"/> });
    let ended = mandate.end.as_ref().map(|end| {
        let text = format!(
            "Fin décidée par {}, le {} : {}",
            end.by,
            format_day(domain::paris_day(end.at)),
            end.reason
        );
        view! { <span class="cell-detail">{text}</span> }
    });
    let may_end = may_manage && mandate.end.is_none() && mandate.last.is_none_or(|last| last >= today);
    let act = may_end.then(|| {
        view! { <a class="access-action" href=format!("/mandats/{}/fin", mandate.id)>"Mettre fin"</a> }
    });
    let entered =
        format!("{}, par {}", format_day(domain::paris_day(mandate.created_at)), mandate.author_name);
    view! {
        <tr>
            <th scope="row">{mandate.holder.clone()}</th>
            <td data-label="Valable">{span_words(mandate)} {good} {ended}</td>
            <td data-label="Document">
                <a href=format!("/mandats/{}/document", mandate.id)>{mandate.document.name.clone()}</a>
                " " <span class="file-size">{file_size(mandate.document.bytes)}</span>
            </td>
            <td data-label="Saisi">{entered}</td>
            <td>{act}</td>
        </tr>
    }
    .into_any()
}

fn add_section(
    id: StructureId,
    mandates: &[Mandate],
    standing: MandateStanding,
    form: &FormState,
    today: NaiveDate,
) -> AnyView {
    let open = form.is_refused() || !standing.is_valid() || standing.is_ending(today);
    // What another may take the place of: what has not ended yet.
    let running: Vec<Choice> = mandates
        .iter()
        .filter(|mandate| mandate.span().last.is_none_or(|last| last >= today))
        .map(|mandate| {
            Choice::new(mandate.id.to_string(), format!("{}, {}", mandate.holder, span_words(mandate)))
        })
        .collect();
    let replaces = (!running.is_empty()).then(|| {
        let mut choices = vec![Choice::new("", "Aucun : il s’ajoute aux autres")];
        choices.extend(running);
        view! {
            <SelectField
                name=MandateField::Replaces.name()
                label=MandateField::Replaces.label()
                hint="Le mandat remplacé prend fin la veille."
                choices
                value=form.value(MandateField::Replaces)
                messages=form.messages(MandateField::Replaces)
            />
        }
    });
    view! {
        <details class="section" id="add" open=open>
            <summary>"Ajouter ou remplacer un mandat"</summary>
            <form class="form" method="post" action=format!("/structures/{id}/mandats") enctype="multipart/form-data">
                {form.head::<MandateField>()}
                <TextField
                    name=MandateField::Holder.name()
                    label=MandateField::Holder.label()
                    hint="Qui peut agir pour cette structure, tel que le mandat le nomme."
                    value=form.value(MandateField::Holder)
                    messages=form.messages(MandateField::Holder)
                    maxlength=200
                    required=true
                />
                <div class="field-row">
                    <TextField
                        name=MandateField::First.name()
                        label=MandateField::First.label()
                        hint="jj/mm/aaaa"
                        value=form.value(MandateField::First)
                        messages=form.messages(MandateField::First)
                        width=FieldWidth::Medium
                        maxlength=20
                        required=true
                    />
                    <TextField
                        name=MandateField::Last.name()
                        label=MandateField::Last.label()
                        hint="Dernier jour compris ; vide s’il vaut jusqu’à ce qu’on y mette fin."
                        value=form.value(MandateField::Last)
                        messages=form.messages(MandateField::Last)
                        width=FieldWidth::Medium
                        maxlength=20
                    />
                </div>
                {replaces}
                <FileField
                    name=MandateField::File.name()
                    label=MandateField::File.label()
                    hint="PDF, 10 Mo au plus."
                    accept=".pdf,application/pdf"
                    required=true
                    messages=form.messages(MandateField::File)
                />
                <div class="button-row"><Button label="Enregistrer le mandat" kind=ButtonKind::Primary/></div>
            </form>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::{Environment, MandateId, OrganizationId, Side, Siret, UserId};
    use operations::{Document, MandateEnd, Structure};
    use uuid::Uuid;

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn page(text: &str, may_manage: bool, ended: bool) -> String {
        let structure = Structure {
            id: StructureId(Uuid::from_u128(21)),
            organization: OrganizationId(Uuid::from_u128(1)),
            identifier: Siret::parse("12345678900012").unwrap().into(),
            name: text.to_owned(),
            town: String::new(),
            side: Side::Supplier,
            environment: Environment::Production,
            chorus_id: None,
            synced_at: None,
            failing: None,
            created_at: DateTime::UNIX_EPOCH,
        };
        let mandate = Mandate {
            id: MandateId(Uuid::from_u128(31)),
            organization: structure.organization,
            structure: structure.id,
            holder: text.to_owned(),
            first: day(1, 1),
            last: None,
            document: Document { sha256: "0".repeat(64), name: text.to_owned(), bytes: 1_000 },
            author: UserId(Uuid::from_u128(9)),
            author_name: text.to_owned(),
            created_at: DateTime::UNIX_EPOCH,
            end: ended.then(|| MandateEnd {
                last: day(6, 30),
                by: text.to_owned(),
                at: DateTime::UNIX_EPOCH,
                reason: text.to_owned(),
            }),
        };
        let today = day(11, 20);
        let standing = MandateStanding::of(&[mandate.span()], today);
        let line = MandateLine { structure, standing, mandates: vec![mandate] };
        let form = FormState::default();
        render(|| StructureMandatesPage { required: true, line, may_manage, form, today }.view())
    }

    #[test]
    fn a_mandate_in_force_can_be_ended_and_one_that_has_ended_says_why() {
        let html = page("Cabinet", true, false);
        assert!(html.contains("en vigueur") && html.contains("/fin\""), "{html}");
        let html = page("Cabinet", true, true);
        assert!(!html.contains("/fin\"") && html.contains("Fin décidée par Cabinet"), "{html}");
        assert!(html.contains("chaque dépôt pour cette structure demande un motif"), "{html}");
    }

    #[test]
    fn who_may_not_manage_reads_and_changes_nothing() {
        let html = page("Cabinet", false, false);
        assert!(
            html.contains("/document\"") && !html.contains("<form") && !html.contains("/fin\""),
            "{html}"
        );
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&page(HOSTILE, true, true));
    }
}
