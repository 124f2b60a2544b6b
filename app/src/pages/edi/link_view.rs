//! The page of an EDI link: how it works, what came by it, and its form.

use domain::{StatusKind, format_moment, format_time_to_come, readable_name};
use leptos::prelude::*;
use operations::{AccessState, EdiLink, EdiPage, EdiPlace, EdiTest};

use super::super::refusal::FormState;
use super::files_view::files_view;
use super::link_form::link_form;
use crate::components::{Button, ButtonKind, Fact, FactList, IconName, LiveRegion, NoticeBox};
use crate::islands::Live;
use crate::words::Sentence as _;

/// Everything the page shows. A key typed is never among it.
pub(super) struct LinkPage {
    pub(super) page: EdiPage,
    pub(super) form: FormState,
    /// How a test that was just made ended.
    pub(super) tested: Option<EdiTest>,
    pub(super) may_manage: bool,
    pub(super) may_deposit: bool,
}

impl LinkPage {
    pub(super) fn view(self) -> AnyView {
        let Self { page, form, tested, may_manage, may_deposit } = self;
        let id = page.structure.structure.id;
        let link = page.link.as_ref();
        let test = (may_manage && link.is_some()).then(|| {
            view! {
                <form method="post" action=format!("/structures/{id}/edi/tester")>
                    <Button label="Tester le raccordement" icon=IconName::Connection/>
                </form>
            }
        });
        let form = may_manage.then(|| link_form(id, link, page.folders_allowed, &form));
        let standing = link.map_or_else(
            || {
                let text = "Aucun raccordement EDI. Vos flux partent par l’API de Chorus Pro.";
                view! { <NoticeBox kind=StatusKind::Info text/> }.into_any()
            },
            |link| standing(link, tested.is_some()),
        );
        let facts = link.map(|link| view! { <FactList facts=facts(link, &page)/> });
        let received = link.is_some().then(|| received(&page, may_deposit));
        let public_key = link.and_then(|link| public_key(link, may_manage));
        view! {
            <section class="section" aria-labelledby="edi-title">
                <div class="section-head">
                    <h2 id="edi-title">{readable_name(&page.structure.structure.name)}</h2>
                    {test}
                </div>
                {tested.map(|tested| tested_view(tested, id))}
                <LiveRegion id="edi-standing" content=view! { {standing} {facts} }.into_any()/>
                {public_key}
                <p class="link-row">
                    <a href=format!("/structures/{id}")>"Fiche de la structure"</a> " · "
                    <a href="/edi/essai">"Essayer le format d’un fichier, sans rien envoyer"</a>
                </p>
            </section>
            {received}
            {form}
            <Live watch=String::new() read_at=page.read_at.timestamp_millis()/>
        }
        .into_any()
    }
}

/// How a test ended: what to do is said with it.
fn tested_view(tested: EdiTest, id: domain::StructureId) -> AnyView {
    match tested {
        EdiTest::Works { waiting } => {
            let files = match waiting {
                0 => "Aucun fichier n’y attend.".to_owned(),
                1 => "Un fichier y attend, et va être relevé.".to_owned(),
                several => format!("{several} fichiers y attendent, et vont être relevés."),
            };
            let text = format!("Le raccordement fonctionne : connexion, dossiers, écriture. {files}");
            view! { <NoticeBox kind=StatusKind::Success text/> }.into_any()
        }
        EdiTest::Fails(reason) => {
            view! { <NoticeBox kind=StatusKind::Error title="Le test a échoué" text=reason.sentence()/> }
                .into_any()
        }
        EdiTest::HostKey { fingerprint, changed, generation } => {
            let (kind, text) = if changed {
                (
                    StatusKind::Error,
                    "Le serveur présente une autre clé que celle qui a été confirmée. Rien n’a été échangé. Ne la confirmez que si son \
                     exploitant dit l’avoir changée.",
                )
            } else {
                (
                    StatusKind::Warning,
                    "Le serveur s’est présenté avec cette clé. Comparez-la à celle que son exploitant vous a donnée : rien n’est \
                     échangé avant que vous l’ayez confirmée.",
                )
            };
            let label = if changed { "Confirmer la nouvelle clé" } else { "Confirmer cette clé" };
            let button = if changed { ButtonKind::Danger } else { ButtonKind::Primary };
            view! {
                <NoticeBox kind title="Clé du serveur" text/>
                <form class="form edi-key" method="post" action=format!("/structures/{id}/edi/serveur")>
                    <p><code>{fingerprint.clone()}</code></p>
                    <input type="hidden" name="cle" value=fingerprint/>
                    <input type="hidden" name="version" value=generation/>
                    <Button label kind=button/>
                </form>
            }
            .into_any()
        }
    }
}

/// Where the link stands; a test that was just made says it better.
fn standing(link: &EdiLink, just_tested: bool) -> AnyView {
    let state = match &link.state {
        _ if just_tested => None,
        AccessState::Working => Some((StatusKind::Success, "Le raccordement fonctionne.".to_owned())),
        AccessState::Untested => Some((
            StatusKind::Warning,
            "Ce raccordement n’a pas encore passé son test. Testez-le : rien ne part et rien n’est relevé d’ici là.".to_owned(),
        )),
        AccessState::Broken(reason) => {
            Some((StatusKind::Error, format!("Rien ne part et rien n’est relevé. {}", reason.sentence())))
        }
    };
    let state = state.map(|(kind, text)| view! { <NoticeBox kind text/> });
    let problem = link.problem.as_ref().filter(|_| !link.state.is_broken());
    let problem = problem.map(|reason| {
        view! { <NoticeBox kind=StatusKind::Warning title="Dernière relève" text=reason.sentence()/> }
    });
    view! { {state} {problem} }.into_any()
}

fn facts(link: &EdiLink, page: &EdiPage) -> Vec<Fact> {
    let interfaces: Vec<&str> = link.syntaxes.iter().map(|syntax| syntax.interface()).collect();
    let mut facts = vec![
        Fact::view("Code application", view! { <code>{link.application.clone()}</code> }),
        Fact::text("Prochain numéro", link.next_sequence.to_string()),
        Fact::text("Interfaces", interfaces.join(", ")),
    ];
    match &link.place {
        EdiPlace::Folder { root } => {
            facts.push(Fact::view("Dossier de la machine", view! { <code>{root.clone()}</code> }));
        }
        EdiPlace::Sftp { host, port, user, host_key, .. } => {
            facts.push(Fact::view("Serveur SFTP", view! { <code>{format!("{user}@{host}:{port}")}</code> }));
            let key = host_key.clone().unwrap_or_else(|| "pas encore confirmée".to_owned());
            facts.push(Fact::view("Clé du serveur", view! { <code class="long-code">{key}</code> }));
        }
    }
    facts.push(Fact::view("Départ", view! { <code>{link.outbox.clone()}</code> }));
    facts.push(Fact::view("Arrivée", view! { <code>{link.inbox.clone()}</code> }));
    facts.push(match link.processed.as_str() {
        "" => Fact::text("Fichiers pris", "retirés du dossier d’arrivée, une fois conservés ici"),
        folder => Fact::view("Fichiers pris", view! { "rangés dans " <code>{folder.to_owned()}</code> }),
    });
    if let Some(at) = link.collected_at {
        facts.push(Fact::text("Dernière relève", format_moment(at)));
    }
    if let Some(at) = page.next_look.filter(|at| *at > page.read_at && link.state == AccessState::Working) {
        facts.push(Fact::text("Prochaine relève", format_time_to_come(at)));
    }
    facts
}

/// The public key, for the other side.
fn public_key(link: &EdiLink, may_manage: bool) -> Option<AnyView> {
    let EdiPlace::Sftp { public_key, .. } = &link.place else { return None };
    may_manage.then(|| {
        view! {
            <details class="section">
                <summary>"Clé publique à transmettre à l’exploitant du serveur"</summary>
                <p><code class="long-code">{public_key.clone()}</code></p>
            </details>
        }
        .into_any()
    })
}

fn received(page: &EdiPage, may_deposit: bool) -> AnyView {
    let id = page.structure.structure.id;
    let works = page.link.as_ref().is_some_and(|link| link.state == AccessState::Working);
    let collect = (may_deposit && works).then(|| {
        view! {
            <form method="post" action=format!("/structures/{id}/edi/relever")>
                <Button label="Relever maintenant" icon=IconName::Refresh/>
            </form>
        }
    });
    view! {
        <section class="section" aria-labelledby="edi-files">
            <div class="section-head"><h2 id="edi-files">"Fichiers reçus"</h2> {collect}</div>
            <LiveRegion id="edi-received" content=files_view(page)/>
        </section>
    }
    .into_any()
}
