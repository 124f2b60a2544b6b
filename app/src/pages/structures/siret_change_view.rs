//! The seven things that a change of SIRET breaks, from their data. The page can be left, come back to and printed.

use chrono::{DateTime, Utc};
use domain::{
    FormField as _, SiretChangeField, SiretStep, StatusKind, StructureId, format_day, paris_day,
    readable_name,
};
use leptos::prelude::*;
use operations::{SiretChange, SiretChangeView, SiretStepView, StructureOverview};

use super::super::refusal::FormState;
use crate::components::{
    Button, ButtonKind, FieldWidth, Icon, IdentifierText, SiretText, TextField, TextKind, kind_icon, prose,
};

/// What the page shows.
pub(super) struct SiretChangePage {
    pub(super) view: SiretChangeView,
    pub(super) may_manage: bool,
    /// Whether they may create structures.
    pub(super) may_create: bool,
    pub(super) form: FormState,
    pub(super) now: DateTime<Utc>,
}

impl SiretChangePage {
    pub(super) fn view(self) -> AnyView {
        let Self { view, may_manage, may_create, form, now } = self;
        let done = view.done();
        let SiretChangeView { structure, change, new_structure, steps } = view;
        let id = structure.id;
        let new_id = new_structure.as_ref().map(|new| new.structure.id);
        let ticks = may_manage && change.is_some();
        let rows = steps.iter().map(|step| step_view(id, new_id, step, ticks)).collect_view();
        let standing = match (&change, done) {
            (None, _) => "Sur Chorus Pro, un autre SIRET est une autre structure. La plateforme recopie l’ancienne, sauf le mandat, le compte technique et le raccordement. Voici les sept choses que ce changement casse, et ce que Pupitre en sait.".to_owned(),
            (Some(_), 7) => "Les sept points sont faits. Gardez l’ancienne structure : ses factures et leur historique y restent.".to_owned(),
            (Some(_), 1) => "1 point fait sur 7. Vous pouvez quitter cette page et y revenir : rien n’est perdu.".to_owned(),
            (Some(_), done) => format!("{done} points faits sur 7. Vous pouvez quitter cette page et y revenir : rien n’est perdu."),
        };
        view! {
            <section class="section" aria-labelledby="change-title">
                <div class="section-head"><h2 id="change-title">{readable_name(&structure.name)}</h2></div>
                <p>"Ancien SIRET\u{a0}: " <IdentifierText identifier=structure.identifier.clone()/></p>
                {new_view(change.as_ref(), new_structure.as_ref())}
                <p>{prose(&standing)}</p>
                {may_manage.then(|| begin_form(id, change.as_ref(), new_id.is_some(), may_create, &form))}
            </section>
            <ol class="guide">{rows}</ol>
            <p>
                {format!("État au {}. Pour l’imprimer, imprimez cette page. ", format_day(paris_day(now)))}
                <a href=format!("/structures/{id}")>"Fiche de la structure"</a>
            </p>
            {(may_manage && change.is_some()).then(|| forget_form(id))}
        }
        .into_any()
    }
}

/// The new SIRET and its structure.
fn new_view(change: Option<&SiretChange>, new: Option<&StructureOverview>) -> Option<AnyView> {
    let change = change?;
    let by = format!(", commencé par {} le {}", change.begun_by_name, format_day(paris_day(change.begun_at)));
    let structure = new.map(|new| {
        let href = format!("/structures/{}", new.structure.id);
        view! { " · " <a href=href>"Fiche de la nouvelle structure"</a> }
    });
    Some(
        view! { <p>"Nouveau SIRET\u{a0}: " <SiretText siret=change.new_siret.clone()/> {by} {structure}</p> }
            .into_any(),
    )
}

fn begin_form(
    id: StructureId,
    change: Option<&SiretChange>,
    has_structure: bool,
    may_create: bool,
    form: &FormState,
) -> AnyView {
    let open = change.is_none() || form.is_refused() || !has_structure;
    let create = (may_create && !has_structure).then(|| {
        view! { <Button label="Enregistrer et créer la nouvelle structure" kind=ButtonKind::Primary name="action" value="creer"/> }
    });
    let summary = if change.is_some() { "Nouveau SIRET et nouvelle structure" } else { "Commencer" };
    view! {
        <details class="disclosure siret-begin" open=open>
            <summary>{summary}</summary>
            <form class="form" method="post" action=format!("/structures/{id}/changement-de-siret")>
                {form.head::<SiretChangeField>()}
                <TextField
                    name=SiretChangeField::NewSiret.name()
                    label=SiretChangeField::NewSiret.label()
                    hint="14 chiffres ; les espaces sont acceptées."
                    value=form.value(SiretChangeField::NewSiret)
                    messages=form.messages(SiretChangeField::NewSiret)
                    kind=TextKind::Digits
                    width=FieldWidth::Medium
                    maxlength=40
                    required=true
                />
                <p class="field-hint">
                    "La nouvelle structure reprend le nom, la ville, le rôle, l’environnement et les personnes en charge qui accèdent à toutes les structures. Les accès limités à l’ancienne restent à compléter sur la page Utilisateurs."
                </p>
                <div class="button-row"><Button label="Enregistrer le nouveau SIRET"/> {create}</div>
            </form>
        </details>
    }
    .into_any()
}

fn forget_form(id: StructureId) -> AnyView {
    view! {
        <form class="inline-act" method="post" action=format!("/structures/{id}/changement-de-siret/oublier")>
            <Button label="Oublier ce changement" kind=ButtonKind::Quiet/>
            <span class="field-hint">"Ce qui a été coché est effacé ; une structure déjà créée reste."</span>
        </form>
    }
    .into_any()
}

/// What a step is about.
struct Words {
    title: &'static str,
    place: &'static str,
    acts: &'static [&'static str],
}

const fn words(step: SiretStep) -> Words {
    match step {
        SiretStep::Access => Words {
            title: "Le raccordement et le compte technique",
            place: "Chorus Pro, « Raccordements EDI/API » et gestion des utilisateurs",
            acts: &[
                "Chorus Pro ne les recopie pas : déclarez un raccordement pour le nouveau SIRET.",
                "Créez un compte technique et rattachez-le à la nouvelle structure.",
                "Saisissez l’accès sur la fiche de la nouvelle structure, puis testez la connexion.",
            ],
        },
        SiretStep::Mandate => Words {
            title: "Le mandat",
            place: "Avec le client, puis Chorus Pro",
            acts: &[
                "Le mandat nomme l’ancien SIRET et Chorus Pro ne le recopie pas : faites-en signer un nouveau.",
                "Enregistrez-le ici, sous la nouvelle structure.",
            ],
        },
        SiretStep::BankAccounts => Words {
            title: "Les comptes bancaires",
            place: "Chorus Pro, fiche de la nouvelle structure",
            acts: &[
                "Vérifiez que les coordonnées bancaires y figurent et sont valides : un paiement vers un compte inconnu est bloqué.",
                "Relisez ensuite la fiche de la nouvelle structure dans Pupitre.",
            ],
        },
        SiretStep::Payers => Words {
            title: "Ce que les payeurs connaissent",
            place: "Avec chaque destinataire",
            acts: &[
                "Annoncez le nouveau SIRET : un engagement ou un marché au nom de l’ancien fait rejeter la facture.",
                "Demandez un avenant ou un engagement au nouveau SIRET quand il le faut.",
                "Pupitre propose les valeurs des factures passées structure par structure : la nouvelle n’en a pas encore.",
            ],
        },
        SiretStep::Drafts => Words {
            title: "Les brouillons",
            place: "Pupitre, Déposer",
            acts: &[
                "Donnez chaque brouillon à la nouvelle structure, ou déposez-le avant le changement.",
                "Le PDF lui-même porte le SIRET de l’émetteur : refaites-le s’il nomme l’ancien.",
            ],
        },
        SiretStep::Flows => Words {
            title: "Les flux, les lots et le logiciel de facturation",
            place: "Pupitre, Flux et Lots, et votre logiciel",
            acts: &[
                "Le logiciel de facturation écrit le SIRET dans chaque fichier : changez-le avant la première facture.",
                "Refaites les flux et les lots qui ne sont pas partis.",
            ],
        },
        SiretStep::UnderWay => Words {
            title: "Les factures en cours",
            place: "Pupitre, factures de l’ancienne structure",
            acts: &[
                "Elles restent sous l’ancien SIRET jusqu’à leur paiement : gardez son accès en service jusque-là.",
                "Un avoir ou un complément se dépose sous le SIRET de sa facture.",
            ],
        },
    }
}

/// What is known of a step, with a link to it.
fn known_view(id: StructureId, new: Option<StructureId>, step: &SiretStepView) -> AnyView {
    let count = step.count;
    let (one, several, href) = match step.step {
        SiretStep::Access => {
            ("accès sert l’ancienne", "accès servent l’ancienne", format!("/structures/{id}#access-title"))
        }
        SiretStep::Mandate => {
            ("mandat de l’ancienne", "mandats de l’ancienne", format!("/structures/{id}/mandats"))
        }
        SiretStep::BankAccounts => (
            "compte connu de l’ancienne",
            "comptes connus de l’ancienne",
            format!("/structures/{id}#facts-title"),
        ),
        SiretStep::Payers => {
            ("destinataire facturé", "destinataires facturés", format!("/factures?structure={id}"))
        }
        SiretStep::Drafts => (
            "brouillon de l’ancienne",
            "brouillons de l’ancienne",
            format!("/factures?structure={id}&onglet=a-envoyer"),
        ),
        SiretStep::Flows => ("flux ou lot à refaire", "flux ou lots à refaire", "/flux".to_owned()),
        SiretStep::UnderWay => ("facture en cours", "factures en cours", format!("/factures?structure={id}")),
    };
    let text = match count {
        0 => "Rien de connu sous l’ancien SIRET.".into_any(),
        1 => view! { <a href=href>{format!("1 {one}")}</a> }.into_any(),
        count => view! { <a href=href>{format!("{count} {several}")}</a> }.into_any(),
    };
    let there = new.and_then(|new| {
        let (label, href) = match step.step {
            SiretStep::Access => {
                ("Accès de la nouvelle structure", format!("/structures/{new}#access-title"))
            }
            SiretStep::Mandate => ("Mandats de la nouvelle structure", format!("/structures/{new}/mandats")),
            SiretStep::BankAccounts => {
                ("Comptes de la nouvelle structure", format!("/structures/{new}#facts-title"))
            }
            SiretStep::Payers | SiretStep::Drafts | SiretStep::Flows | SiretStep::UnderWay => return None,
        };
        Some(view! { " · " <a href=href>{label}</a> })
    });
    view! { <p class="siret-known">{text} {there}</p> }.into_any()
}

fn step_view(id: StructureId, new: Option<StructureId>, view: &SiretStepView, ticks: bool) -> AnyView {
    let Words { title, place, acts } = words(view.step);
    let acts = acts.iter().map(|act| view! { <li>{prose(act)}</li> }).collect_view();
    let (kind, word) = match (&view.ticked, view.seen) {
        (_, Some(true)) => (StatusKind::Success, "Vu par Pupitre".to_owned()),
        (Some(ticked), _) => (
            StatusKind::Success,
            format!("Fait, selon {}, le {}", ticked.by, format_day(paris_day(ticked.at))),
        ),
        (None, Some(false)) => (StatusKind::Neutral, "Pas encore".to_owned()),
        (None, None) => (StatusKind::Neutral, "À faire, ou pas encore coché".to_owned()),
    };
    let (value, label) =
        if view.ticked.is_some() { ("non", "Ce n’est pas fait") } else { ("oui", "C’est fait") };
    let tick = (ticks && view.seen != Some(true)).then(|| {
        view! {
            <form method="post" action=format!("/structures/{id}/changement-de-siret/etape")>
                <input type="hidden" name="etape" value=view.step.code()/>
                <input type="hidden" name="fait" value=value/>
                <button class="button" type="submit" data-kind="quiet" aria-describedby=format!("step-{}", view.step.code())><span>{label}</span></button>
            </form>
        }
    });
    view! {
        <li class="guide-step" data-kind=kind.code()>
            <h3 id=format!("step-{}", view.step.code())>{title}</h3>
            <p class="guide-place">{place}</p>
            <ul>{acts}</ul>
            {known_view(id, new, view)}
            <div class="guide-state">
                <span class="status" data-kind=kind.code()><Icon name=kind_icon(kind)/><span class="status-label">{word}</span></span>
                {tick}
            </div>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::{Environment, OrganizationId, Side, Siret};
    use operations::{Structure, TickedStep};
    use uuid::Uuid;

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn page(name: &str, may_manage: bool, change: bool) -> String {
        let structure = Structure {
            id: StructureId(Uuid::from_u128(21)),
            organization: OrganizationId(Uuid::from_u128(1)),
            identifier: Siret::parse("12345678900012").unwrap().into(),
            name: name.to_owned(),
            town: String::new(),
            side: Side::Supplier,
            environment: Environment::Production,
            chorus_id: None,
            synced_at: None,
            failing: None,
            created_at: DateTime::UNIX_EPOCH,
        };
        let steps = SiretStep::ALL.map(|step| SiretStepView {
            step,
            count: 2,
            seen: (step == SiretStep::Access).then_some(true),
            ticked: (step == SiretStep::Payers)
                .then(|| TickedStep { by: name.to_owned(), at: DateTime::UNIX_EPOCH }),
        });
        let change = change.then(|| SiretChange {
            organization: structure.organization,
            structure: structure.id,
            new_siret: Siret::parse("12345678900020").unwrap(),
            new_structure: None,
            steps: std::collections::BTreeMap::new(),
            begun_by: domain::UserId(Uuid::from_u128(9)),
            begun_by_name: name.to_owned(),
            begun_at: DateTime::UNIX_EPOCH,
        });
        let view = SiretChangeView { structure, change, new_structure: None, steps: steps.to_vec() };
        let (form, now) = (FormState::default(), DateTime::UNIX_EPOCH);
        render(|| SiretChangePage { view, may_manage, may_create: may_manage, form, now }.view())
    }

    #[test]
    fn the_seven_things_are_listed_with_what_is_known_and_who_did_what() {
        let html = page("Menuiserie", true, true);
        assert_eq!(html.matches("class=\"guide-step\"").count(), 7, "{html}");
        for part in
            ["2 points faits sur 7", "2 factures en cours", "Vu par Pupitre", "Fait, selon Menuiserie"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert_eq!(html.matches("name=\"etape\"").count(), 6, "what is seen needs no tick: {html}");
    }

    #[test]
    fn who_may_not_manage_sees_the_list_and_no_form() {
        let html = page("Menuiserie", false, true);
        assert!(html.contains("guide-step") && !html.contains("<form"), "{html}");
        let fresh = page("Menuiserie", true, false);
        assert!(
            !fresh.contains("name=\"etape\"") && fresh.contains("Commencer"),
            "nothing to tick yet: {fresh}"
        );
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&page(HOSTILE, true, true));
    }
}
