//! The list of structures from its data.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Environment, FormField as _, Side, StructureField};
use leptos::prelude::*;
use operations::StructureSummary;

use super::super::invoices::common_environment;
use super::super::refusal::FormState;
use super::health::lights;
use crate::components::{
    Age, Button, ButtonKind, Choice, EmptyState, EnvironmentPill, FieldWidth, IconName, Lights, PartyName,
    SelectField, SiretText, TextField, TextKind,
};

/// What the page shows.
pub(super) struct StructuresPage {
    pub(super) structures: Arc<[StructureSummary]>,
    pub(super) may_add: bool,
    pub(super) form: FormState,
    pub(super) stale_after: TimeDelta,
    pub(super) now: DateTime<Utc>,
}

impl StructuresPage {
    pub(super) fn view(self) -> AnyView {
        let Self { structures, may_add, form, stale_after, now } = self;
        let none = structures.is_empty();
        let mixed = common_environment(&structures).is_none();
        let cards = structures.iter().map(|overview| card(overview, mixed, now, stale_after)).collect_view();
        let list = if none {
            let text = if may_add {
                "Une structure est une entreprise ou un organisme public, désigné par son SIRET. Ajoutez la première \
                 ci-dessous."
            } else {
                "Aucune structure ne vous est accessible. Demandez l’accès à un administrateur de votre organisation."
            };
            view! { <EmptyState title="Aucune structure" text icon=IconName::Structure/> }.into_any()
        } else {
            view! { <ul class="card-grid">{cards}</ul> }.into_any()
        };
        view! {
            {list}
            {may_add.then(|| add_section(&form, none))}
        }
        .into_any()
    }
}

fn card(overview: &StructureSummary, mixed: bool, now: DateTime<Utc>, stale_after: TimeDelta) -> AnyView {
    let StructureSummary { structure, access } = overview;
    let lights = lights(access.as_ref(), structure.synced_at, structure.failing.as_ref(), now, stale_after);
    let synced = match structure.synced_at.filter(|_| access.is_some()) {
        Some(at) => view! { "Synchronisée "<Age instant=at now/> }.into_any(),
        None => "Jamais synchronisée".into_any(),
    };
    view! {
        <li class="card">
            <div class="card-head">
                <h2><a href=format!("/structures/{}", structure.id)><PartyName name=structure.name.clone()/></a></h2>
                // The title of the page says it where all share it.
                {mixed.then(|| view! { <EnvironmentPill environment=structure.environment/> })}
            </div>
            <p class="card-detail"><SiretText siret=structure.siret.clone()/>" · "{structure.side.label()}</p>
            <Lights label="Connexion" lights/>
            <p class="card-detail">{synced}</p>
        </li>
    }
    .into_any()
}

fn add_section(form: &FormState, first: bool) -> AnyView {
    let open = first || form.is_refused();
    let sides = Side::ALL.map(|side| Choice::new(side.code(), side.label())).to_vec();
    let environments =
        Environment::ALL.map(|environment| Choice::new(environment.code(), environment.label())).to_vec();
    view! {
        <details class="section" id="add" open=open>
            <summary>"Ajouter une structure"</summary>
            <form class="form" method="post" action="/structures">
                {form.head::<StructureField>()}
                <TextField
                    name=StructureField::Siret.name()
                    label=StructureField::Siret.label()
                    hint="14 chiffres ; les espaces sont acceptées."
                    value=form.value(StructureField::Siret)
                    kind=TextKind::Digits
                    width=FieldWidth::Medium
                    messages=form.messages(StructureField::Siret)
                    maxlength=40
                    required=true
                />
                <TextField
                    name=StructureField::Name.name()
                    label=StructureField::Name.label()
                    value=form.value(StructureField::Name)
                    autocomplete="organization"
                    messages=form.messages(StructureField::Name)
                    maxlength=200
                    required=true
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
    use chrono::TimeZone as _;
    use domain::{AccessId, Notes, OrganizationId, Reason, Remark, Siret, SiretError, StructureId, Values};
    use operations::{AccessHealth, AccessState, Structure};
    use uuid::Uuid;

    use super::super::super::refusal::Refusal;
    use super::super::super::test_support::{HOSTILE, assert_escaped, render, tag};
    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
    }

    fn overview(name: &str, state: Option<AccessState>) -> StructureSummary {
        let structure = Structure {
            id: StructureId(Uuid::from_u128(21)),
            organization: OrganizationId(Uuid::from_u128(1)),
            siret: Siret::parse("12345678900012").unwrap(),
            name: name.to_owned(),
            side: Side::Both,
            environment: Environment::Production,
            chorus_id: None,
            synced_at: state.is_some().then(|| now() - TimeDelta::minutes(4)),
            failing: None,
            created_at: now(),
        };
        let access = state.map(|state| AccessHealth {
            id: AccessId(Uuid::from_u128(31)),
            state,
            state_since: now(),
            certificate_expires_at: None,
        });
        StructureSummary { structure, access }
    }

    /// A reason with words from outside.
    fn refused(libelle: &str) -> Reason {
        Reason::ChorusProRefused { code_retour: 1, libelle: libelle.to_owned() }
    }

    fn page(structures: Vec<StructureSummary>, may_add: bool, form: FormState) -> String {
        let structures = structures.into();
        let stale_after = TimeDelta::minutes(30);
        render(|| StructuresPage { structures, may_add, form, stale_after, now: now() }.view())
    }

    #[test]
    fn a_card_says_who_where_and_how_well() {
        let broken = AccessState::Broken(Reason::TechnicalAccountRefused);
        let html = page(vec![overview("Menuiserie", Some(broken))], false, FormState::default());
        for part in [
            &*format!("href=\"/structures/{}\"", Uuid::from_u128(21)),
            ">Menuiserie<",
            "Fournisseur et destinataire",
            "Accès\u{a0}: Chorus Pro refuse le compte technique.",
            "il y a 4\u{a0}min",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn cards_name_their_environment_only_where_they_differ() {
        let qualification = |mut overview: StructureSummary| {
            overview.structure.environment = Environment::Qualification;
            overview
        };
        let shown = |structures| page(structures, false, FormState::default());
        let same = shown(vec![overview("A", None), overview("B", None)]);
        assert!(!same.contains("environment-pill"), "{same}");
        let mixed = shown(vec![overview("A", None), qualification(overview("B", None))]);
        assert!(mixed.contains(">PRODUCTION<") && mixed.contains(">QUALIFICATION<"), "{mixed}");
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
        let html = page(vec![overview("A", None)], true, form);
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
        let broken = AccessState::Broken(refused(HOSTILE));
        let form = FormState::refused(typed, Refusal::new(HOSTILE));
        assert_escaped(&page(vec![overview(HOSTILE, Some(broken))], true, form));
    }
}
