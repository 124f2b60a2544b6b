//! The list of structures from its data.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Environment, Field, FieldNote, Side, Siret};
use leptos::prelude::*;
use operations::StructureSummary;

use super::super::invoices::common_environment;
use super::super::refusal::{FormAlert, Refusal};
use super::StructureForm;
use super::health::lights;
use crate::components::{
    Age, Button, ButtonKind, Choice, EmptyState, EnvironmentPill, FieldMessage, FieldWidth, IconName, Lights,
    SelectField, SiretText, TextField, TextKind, messages_of,
};

/// What the page shows.
pub(super) struct StructuresPage {
    pub(super) structures: Vec<StructureSummary>,
    pub(super) may_add: bool,
    pub(super) typed: StructureForm,
    pub(super) refusal: Option<Refusal>,
    pub(super) stale_after: TimeDelta,
    pub(super) now: DateTime<Utc>,
}

impl StructuresPage {
    pub(super) fn view(self) -> AnyView {
        let Self { structures, may_add, typed, refusal, stale_after, now } = self;
        let none = structures.is_empty();
        let mixed = common_environment(&structures).is_none();
        let cards =
            structures.into_iter().map(|overview| card(overview, mixed, now, stale_after)).collect_view();
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
            {may_add.then(|| add_section(typed, refusal, none))}
        }
        .into_any()
    }
}

fn card(overview: StructureSummary, mixed: bool, now: DateTime<Utc>, stale_after: TimeDelta) -> AnyView {
    let StructureSummary { structure, access } = overview;
    let lights = lights(access.as_ref(), structure.synced_at, now, stale_after);
    let synced = match structure.synced_at.filter(|_| access.is_some()) {
        Some(at) => view! { "Synchronisée "<Age instant=at now/> }.into_any(),
        None => "Jamais synchronisée".into_any(),
    };
    view! {
        <li class="card">
            <div class="card-head">
                <h2><a href=format!("/structures/{}", structure.id)>{structure.name}</a></h2>
                // The title of the page says it where all share it.
                {mixed.then(|| view! { <EnvironmentPill environment=structure.environment/> })}
            </div>
            <p class="card-detail"><SiretText siret=structure.siret/>" · "{structure.side.label()}</p>
            <Lights label="Connexion" lights/>
            <p class="card-detail">{synced}</p>
        </li>
    }
    .into_any()
}

/// The fields that the notes of the operation are about, under the names they have there.
fn field_messages(notes: &[FieldNote], typed: &StructureForm) -> [Vec<FieldMessage>; 3] {
    let mut siret = messages_of(notes, Field::RecipientSiret);
    if siret.is_empty()
        && typed.environment == Environment::Production.code()
        && Siret::parse(&typed.siret).is_ok_and(|siret| !siret.key_is_right())
    {
        siret.push(FieldMessage::warning("La clé de ce SIRET semble fausse. Vérifiez les 14 chiffres."));
    }
    [siret, messages_of(notes, Field::Comment), messages_of(notes, Field::Kind)]
}

fn add_section(typed: StructureForm, refusal: Option<Refusal>, first: bool) -> AnyView {
    let open = first || refusal.is_some();
    let notes = refusal.as_ref().map(|refusal| refusal.notes.clone()).unwrap_or_default();
    let [siret_messages, name_messages, choice_messages] = field_messages(&notes, &typed);
    let sides = Side::ALL.map(|side| Choice::new(side.code(), side.label())).to_vec();
    let environments =
        Environment::ALL.map(|environment| Choice::new(environment.code(), environment.label())).to_vec();
    let StructureForm { siret, name, side, environment } = typed;
    view! {
        <details class="section" id="add" open=open>
            <summary>"Ajouter une structure"</summary>
            <form class="form" method="post" action="/structures">
                <FormAlert text=refusal.map(|refusal| refusal.text)/>
                <TextField
                    name="siret"
                    label="SIRET"
                    hint="14 chiffres ; les espaces sont acceptées."
                    value=siret
                    kind=TextKind::Digits
                    width=FieldWidth::Medium
                    messages=siret_messages
                    maxlength=40
                    required=true
                />
                <TextField
                    name="name"
                    label="Nom"
                    value=name
                    autocomplete="organization"
                    messages=name_messages
                    maxlength=200
                    required=true
                />
                <SelectField
                    name="side"
                    label="Rôle sur Chorus Pro"
                    choices=sides
                    value=side
                    width=FieldWidth::Medium
                    required=true
                />
                <SelectField
                    name="environment"
                    label="Environnement"
                    choices=environments
                    value=environment
                    hint="Qualification : plateforme d’essai, sans effet réel. Production : factures réelles."
                    width=FieldWidth::Medium
                    messages=choice_messages
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
    use domain::{AccessId, OrganizationId, Reason, StructureId};
    use operations::{AccessHealth, AccessState, Structure};
    use uuid::Uuid;

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

    fn page(
        structures: Vec<StructureSummary>,
        may_add: bool,
        typed: StructureForm,
        refusal: Option<Refusal>,
    ) -> String {
        let stale_after = TimeDelta::minutes(30);
        render(|| StructuresPage { structures, may_add, typed, refusal, stale_after, now: now() }.view())
    }

    #[test]
    fn a_card_says_who_where_and_how_well() {
        let broken = AccessState::Broken(Reason::TechnicalAccountRefused);
        let html = page(vec![overview("Menuiserie", Some(broken))], false, StructureForm::default(), None);
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
        let shown = |structures| page(structures, false, StructureForm::default(), None);
        let same = shown(vec![overview("A", None), overview("B", None)]);
        assert!(!same.contains("environment-pill"), "{same}");
        let mixed = shown(vec![overview("A", None), qualification(overview("B", None))]);
        assert!(mixed.contains(">PRODUCTION<") && mixed.contains(">QUALIFICATION<"), "{mixed}");
    }

    #[test]
    fn who_may_not_add_sees_no_form_and_is_told_whom_to_ask() {
        let html = page(Vec::new(), false, StructureForm::default(), None);
        assert!(!html.contains("<form"), "{html}");
        assert!(html.contains("Demandez l’accès à un administrateur"), "{html}");
    }

    #[test]
    fn a_refused_addition_shows_each_sentence_at_its_field_and_keeps_what_was_typed() {
        let typed = StructureForm {
            siret: "1234".to_owned(),
            name: " ".to_owned(),
            side: Side::Recipient.code().to_owned(),
            environment: Environment::Production.code().to_owned(),
        };
        let notes = vec![
            FieldNote::error(Field::RecipientSiret, "Un SIRET compte 14 chiffres ; celui-ci en compte 4."),
            FieldNote::error(Field::Comment, "Indiquez le nom de la structure."),
        ];
        let refusal = Refusal { notes, ..Refusal::new("2 points sont à corriger.") };
        let html = page(vec![overview("A", None)], true, typed, Some(refusal));
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
    fn a_doubtful_key_is_mentioned_in_production_only() {
        let typed = |environment: Environment| StructureForm {
            siret: "123 456 789 00012".to_owned(),
            environment: environment.code().to_owned(),
            ..StructureForm::default()
        };
        let [production, ..] = field_messages(&[], &typed(Environment::Production));
        assert_eq!(production.len(), 1);
        assert_eq!(production[0].severity, domain::Severity::Warning);
        let [qualification, ..] = field_messages(&[], &typed(Environment::Qualification));
        assert_eq!(qualification, []);
    }

    #[test]
    fn texts_are_escaped() {
        let typed = StructureForm { siret: HOSTILE.into(), name: HOSTILE.into(), ..StructureForm::default() };
        let broken = AccessState::Broken(refused(HOSTILE));
        let refusal = Some(Refusal::new(HOSTILE));
        assert_escaped(&page(vec![overview(HOSTILE, Some(broken))], true, typed, refusal));
    }
}
