//! Getting connected, step by step (API.md §1.5): what is done where, and what Pupitre sees of it. Where one stands is read
//! from what works, so the page can be left and come back to.

use chrono::{DateTime, Utc};
use domain::{Environment, Reason, StatusKind, readable_name};
use leptos::prelude::*;
use operations::{Access, AccessKind, AccessState, Structure, StructureOverview};

use crate::components::{Button, Icon, IconName, IdentifierText, Moment, NoticeBox, kind_icon};
use crate::words::Sentence as _;

/// How far somebody is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Progress {
    /// A call has shown it.
    Done,
    /// A call has shown that it is missing or wrong.
    Wrong,
    /// No call shows it: a person knows.
    Unseen,
}

/// A step.
struct Step {
    title: &'static str,
    place: &'static str,
    acts: &'static [&'static str],
    progress: Progress,
}

/// The page.
pub(super) fn view(overview: &StructureOverview, may_test: bool, now: DateTime<Utc>) -> AnyView {
    let StructureOverview { structure, accesses } = overview;
    let access = accesses.first().map(|attached| &attached.access);
    let sheet = format!("/structures/{}", structure.id);
    let test = (may_test && access.is_some()).then(|| {
        let test = format!("/structures/{}/tester", structure.id);
        view! { <form method="post" action=test><Button label="Tester la connexion" icon=IconName::Connection/></form> }
    });
    let rows = steps(structure, access).into_iter().map(step_view).collect_view();
    let environment = match structure.environment {
        Environment::Qualification => "Qualification",
        Environment::Production => "Production",
    };
    view! {
        <section class="section" aria-labelledby="guide-for">
            <div class="section-head">
                <h2 id="guide-for">{readable_name(&structure.name)}</h2>
                {test}
            </div>
            <p><IdentifierText identifier=structure.identifier.clone()/> " · " {environment}</p>
            {standing(access, now)}
        </section>
        <ol class="guide">{rows}</ol>
        <p>
            "Un même compte technique peut servir plusieurs structures d’un même gestionnaire\u{a0}: refaites seulement l’étape du raccordement pour chacune. "
            <a href=sheet>"Fiche de la structure"</a>
        </p>
    }
    .into_any()
}

/// Where one stands, in one sentence.
fn standing(access: Option<&Access>, now: DateTime<Utc>) -> AnyView {
    let (kind, title, text) = match access {
        None => (StatusKind::Info, "Aucun accès saisi", "Suivez les étapes dans l’ordre.".to_owned()),
        Some(Access { state: AccessState::Untested, .. }) => {
            (StatusKind::Info, "Accès saisi, pas encore testé", "Testez la connexion.".to_owned())
        }
        Some(Access { state: AccessState::Working, state_since, .. }) => {
            let since = view! { <Moment instant=*state_since now/> };
            return view! { <p class="light-line">"La connexion fonctionne, depuis " {since} "."</p> }
                .into_any();
        }
        Some(Access { state: AccessState::Broken(reason), .. }) => {
            (StatusKind::Error, "La connexion est refusée", reason.sentence())
        }
    };
    view! { <NoticeBox kind title text/> }.into_any()
}

fn steps(structure: &Structure, access: Option<&Access>) -> Vec<Step> {
    let qualification = structure.environment == Environment::Qualification;
    let certificate = access.is_some_and(|access| access.kind == AccessKind::Certificate);
    let [application, account, rights] = layers(access);
    let mut steps = vec![Step {
        title: "Un gestionnaire principal sur Chorus Pro",
        place: if qualification { "Portail Chorus Pro de qualification" } else { "Portail Chorus Pro" },
        acts: &[
            "Créez le compte de la structure, ou demandez le rattachement à son gestionnaire principal.",
            "Seul le gestionnaire principal peut déclarer un raccordement.",
        ],
        progress: Progress::Unseen,
    }];
    if qualification {
        steps.push(Step {
            title: "Le jeu de données d’essai",
            place: "Portail Chorus Pro de qualification",
            acts: &[
                "Faites générer le jeu de données\u{a0}: structures, services, utilisateurs et engagements fictifs.",
                "Gardez le fichier CSV\u{a0}: ses SIRET sont ceux à saisir ici.",
            ],
            progress: Progress::Unseen,
        });
    }
    if !certificate {
        steps.push(Step {
            title: "Une application PISTE",
            place: "piste.gouv.fr",
            acts: if qualification {
                &[
                    "Créez un compte PISTE et acceptez les conditions d’utilisation de chaque API Chorus Pro, dans leur version de bac à sable\u{a0}: Factures, Structures, Transverses, Utilisateurs\u{a0}; au besoin Engagements juridiques, Factures de travaux, Organisations.",
                    "L’application APP_SANDBOX existe déjà\u{a0}: cochez-y ces API.",
                    "Relevez l’identifiant client et le secret OAuth.",
                ]
            } else {
                &[
                    "Acceptez les conditions d’utilisation de chaque API Chorus Pro, dans leur version de production\u{a0}: Factures, Structures, Transverses, Utilisateurs\u{a0}; au besoin Engagements juridiques, Factures de travaux, Organisations.",
                    "Créez une application de production et cochez-y ces API.",
                    "Relevez l’identifiant client et le secret OAuth.",
                ]
            },
            progress: application,
        });
    }
    steps.extend([
        Step {
            title: "Le raccordement et le compte technique",
            place: "Chorus Pro, « Raccordements EDI/API »",
            acts: if certificate {
                &[
                    "Déclarez un raccordement API avec votre certificat.",
                    "Créez le compte technique, relevez son identifiant et son mot de passe.",
                ]
            } else {
                &[
                    "Déclarez un raccordement API qui nomme l’application PISTE.",
                    "Créez le compte technique, relevez son identifiant et son mot de passe\u{a0}: le mot de passe expire, Chorus Pro en donne la date.",
                ]
            },
            progress: account,
        },
        Step {
            title: "Le rattachement du compte technique",
            place: "Chorus Pro, gestion des utilisateurs",
            acts: &["Rattachez le compte technique à la structure, avec les espaces dont elle a besoin\u{a0}: Factures émises, Factures reçues, Factures de travaux."],
            progress: rights,
        },
        Step {
            title: "L’accès dans Pupitre",
            place: "Fiche de la structure",
            acts: &[
                "Saisissez les accès relevés, puis testez la connexion\u{a0}: chaque couche est essayée et nommée.",
                "La première synchronisation commence d’elle-même.",
            ],
            progress: if structure.synced_at.is_some() && rights == Progress::Done {
                Progress::Done
            } else {
                Progress::Unseen
            },
        },
    ]);
    steps
}

/// What the last test has shown of the application, the technical account and its rights.
fn layers(access: Option<&Access>) -> [Progress; 3] {
    use Progress::{Done, Unseen, Wrong};
    match access.map(|access| &access.state) {
        Some(AccessState::Working) => [Done; 3],
        Some(AccessState::Broken(reason)) => match reason {
            Reason::ApplicationRefused => [Wrong, Unseen, Unseen],
            Reason::TechnicalAccountRefused | Reason::CertificateRefused => [Unseen, Wrong, Unseen],
            // PISTE took the application for what it is; its list of APIs lacks one.
            Reason::NotSubscribed => [Wrong, Unseen, Unseen],
            Reason::AccountNotAttached => [Done, Done, Wrong],
            _ => [Unseen; 3],
        },
        Some(AccessState::Untested) | None => [Unseen; 3],
    }
}

fn step_view(step: Step) -> AnyView {
    let (kind, word) = match step.progress {
        Progress::Done => (StatusKind::Success, "Vu par un appel"),
        Progress::Wrong => (StatusKind::Error, "À reprendre"),
        Progress::Unseen => (StatusKind::Neutral, "À faire, ou pas encore vérifié"),
    };
    let acts = step.acts.iter().map(|act| view! { <li>{*act}</li> }).collect_view();
    view! {
        <li class="guide-step" data-kind=kind.code()>
            <h3>{step.title}</h3>
            <p class="guide-place">{step.place}</p>
            <ul>{acts}</ul>
            <p><span class="status" data-kind=kind.code()><Icon name=kind_icon(kind)/><span class="status-label">{word}</span></span></p>
        </li>
    }
    .into_any()
}
