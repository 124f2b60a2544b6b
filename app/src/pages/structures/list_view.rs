//! The page of the structures from its data.

use domain::{Environment, FormField as _, IdentifierKind, Side, StructureField};
use leptos::prelude::*;

use super::super::refusal::FormState;
use super::PROPOSE;
use super::table::Table;
use crate::components::{
    Button, ButtonKind, Choice, EmptyState, FieldWidth, IconName, SelectField, TextField, TextKind,
};

/// What the page shows.
pub(super) struct StructuresPage {
    pub(super) table: Table,
    /// Whether the accesses are theirs to look after.
    pub(super) may_manage: bool,
    pub(super) may_add: bool,
    pub(super) form: FormState,
}

impl StructuresPage {
    pub(super) fn view(self) -> AnyView {
        let Self { table, may_manage, may_add, form } = self;
        let none = table.structures.is_empty();
        let list = if none {
            let text = if may_add {
                "Une structure est une entreprise ou un organisme public, désigné par son SIRET. Ajoutez la première \
                 ci-dessous."
            } else {
                "Aucune structure ne vous est accessible. Demandez l’accès à un administrateur de votre organisation."
            };
            view! { <EmptyState title="Aucune structure" text icon=IconName::Structure/> }.into_any()
        } else {
            table.view()
        };
        let accesses = (may_manage && !none).then(|| view! { <a href="/acces">"Accès à Chorus Pro"</a> });
        let mandates = (!none).then(|| view! { <a href="/mandats">"Mandats"</a> });
        let import = may_add.then(|| view! { <a href="/structures/importer">"Importer des structures"</a> });
        let ways = (!none || import.is_some())
            .then(|| view! { <p class="portfolio-ways">{accesses} {mandates} {import}</p> });
        view! {
            {ways}
            {list}
            {may_add.then(|| add_section(&form, none))}
        }
        .into_any()
    }
}

/// The form that adds a structure. Enter presses its first button: an unseen one that adds.
fn add_section(form: &FormState, first: bool) -> AnyView {
    let open = first || form.is_refused() || !form.value(StructureField::Siret).is_empty();
    let sides = Side::ALL.map(|side| Choice::new(side.code(), side.label())).to_vec();
    let kinds: Vec<Choice> =
        IdentifierKind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label())).collect();
    let environments =
        Environment::ALL.map(|environment| Choice::new(environment.code(), environment.label())).to_vec();
    view! {
        <details class="section" id="add" open=open>
            <summary>"Ajouter une structure"</summary>
            <form class="form" method="post" action="/structures">
                {form.head::<StructureField>()}
                <button class="visually-hidden" type="submit" tabindex="-1">"Ajouter la structure"</button>
                <SelectField
                    name=StructureField::IdentifierKind.name()
                    label=StructureField::IdentifierKind.label()
                    choices=kinds
                    value=form.value(StructureField::IdentifierKind)
                    hint="Un fournisseur sans SIRET s’identifie autrement ; un organisme public a toujours un SIRET."
                    width=FieldWidth::Medium
                    messages=form.messages(StructureField::IdentifierKind)
                    required=true
                />
                <TextField
                    name=StructureField::Siret.name()
                    label=StructureField::Siret.label()
                    hint="SIRET\u{a0}: 14 chiffres, les espaces sont acceptées. N° de TVA\u{a0}: avec le code du pays, comme BE0123456789."
                    value=form.value(StructureField::Siret)
                    kind=TextKind::Code
                    width=FieldWidth::Medium
                    messages=form.messages(StructureField::Siret)
                    maxlength=100
                    required=true
                />
                <p class="field-hint">
                    <button class="button" type="submit" data-kind="quiet" name="action" value=PROPOSE formnovalidate><span>"Proposer le nom d’après le SIRET"</span></button>
                </p>
                <TextField
                    name=StructureField::Name.name()
                    label=StructureField::Name.label()
                    value=form.value(StructureField::Name)
                    autocomplete="organization"
                    messages=form.messages(StructureField::Name)
                    maxlength=200
                    required=true
                />
                <TextField
                    name=StructureField::Town.name()
                    label=StructureField::Town.label()
                    hint="Pour retrouver la structure par sa ville."
                    value=form.value(StructureField::Town)
                    messages=form.messages(StructureField::Town)
                    maxlength=200
                />
                <SelectField
                    name=StructureField::Side.name()
                    label=StructureField::Side.label()
                    choices=sides
                    value=form.value(StructureField::Side)
                    width=FieldWidth::Medium
                    messages=form.messages(StructureField::Side)
                    required=true
                />
                <SelectField
                    name=StructureField::Environment.name()
                    label=StructureField::Environment.label()
                    choices=environments
                    value=form.value(StructureField::Environment)
                    hint="Qualification : plateforme d’essai, sans effet réel. Production : factures réelles."
                    width=FieldWidth::Medium
                    messages=form.messages(StructureField::Environment)
                    required=true
                />
                <div class="button-row">
                    <Button label="Ajouter la structure" kind=ButtonKind::Primary icon=IconName::Structure/>
                </div>
            </form>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, TimeDelta};
    use domain::{Notes, Remark, SiretError, UserId, Values};
    use operations::StructureSummary;

    use super::super::super::refusal::Refusal;
    use super::super::super::test_support::{HOSTILE, assert_escaped, render, tag};
    use super::super::list_query::ListQuery;
    use super::super::table::overview;
    use super::*;

    fn page(structures: Vec<StructureSummary>, may_add: bool, form: FormState) -> String {
        let table = Table {
            structures: structures.into(),
            counts: BTreeMap::new(),
            in_part: Vec::new(),
            in_charge: BTreeMap::new(),
            me: UserId(uuid::Uuid::from_u128(9)),
            query: ListQuery::default(),
            stale_after: TimeDelta::minutes(30),
            now: DateTime::UNIX_EPOCH,
        };
        render(|| StructuresPage { table, may_manage: may_add, may_add, form }.view())
    }

    #[test]
    fn who_may_not_add_sees_no_form_and_is_told_whom_to_ask() {
        let html = page(Vec::new(), false, FormState::default());
        assert!(!html.contains("<form"), "{html}");
        assert!(html.contains("Demandez l’accès à un administrateur"), "{html}");
    }

    #[test]
    fn a_refused_addition_shows_each_sentence_at_its_field_and_keeps_what_was_typed() {
        let mut typed = Values::default();
        typed.set(StructureField::Siret, "1234");
        typed.set(StructureField::Side, Side::Recipient.code());
        let mut notes =
            Notes::of_error(StructureField::Siret, Remark::Siret { error: SiretError::Length(4) });
        notes.error(StructureField::Name, Remark::StructureNameMissing);
        let form = FormState::refused(typed, Refusal::noted(notes));
        let html = page(vec![overview(1, "A", None)], true, form);
        assert!(html.contains("href=\"#siret\"") && html.contains("href=\"#name\""), "{html}");
        let messages = |id: &str| {
            let (_, after) = html.split_once(id).unwrap();
            after.split("</div>").next().unwrap().to_owned()
        };
        assert!(messages("id=\"siret-error\"").contains("celui-ci en compte 4"), "{html}");
        assert!(messages("id=\"name-error\"").contains("Indiquez le nom"), "{html}");
        assert!(html.contains("value=\"1234\""), "{html}");
        assert!(html.contains("value=\"destinataire\" selected"), "{html}");
        assert!(tag(&html, "id=\"add\"").contains(" open"), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        let mut typed = Values::default();
        typed.set(StructureField::Siret, HOSTILE);
        typed.set(StructureField::Name, HOSTILE);
        let form = FormState::refused(typed, Refusal::new(HOSTILE));
        assert_escaped(&page(vec![overview(1, HOSTILE, None)], true, form));
    }
}
