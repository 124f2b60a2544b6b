//! A billing file: its documents in chains, with whose turn it is.

use domain::{ActState, StatusKind, from_cents, paris_day, readable_name};
use leptos::prelude::*;
use operations::{WorksActs, WorksDocument, WorksFile, WorksReading};

use super::super::seconds;
use super::act_view::at_payer;
use super::acts::path_of;
use super::reading_view::reading_section;
use super::words::{kind_of, number_of, turn_words};
use crate::components::{
    Amount, Badge, Button, ButtonLink, Day, Fact, FactList, IconName, LiveRegion, NoticeBox, prose,
};
use crate::islands::{Live, UndoCountdown};
use crate::words::Sentence as _;

/// Everything the page shows.
pub(super) struct FilePage {
    pub(super) file: WorksFile,
    /// What the person may do to the document that was opened, and what was done to it.
    pub(super) acts: WorksActs,
    /// What it says as a whole.
    pub(super) reading: WorksReading,
}

/// What the page is about.
pub(super) fn title(file: &WorksFile) -> String {
    match &file.document.file_number {
        Some(number) => format!("Dossier de facturation {number}"),
        None => format!("Pièce de travaux {}", number_of(&file.document)),
    }
}

impl FilePage {
    pub(super) fn view(self) -> AnyView {
        let read_at = self.file.read_at.timestamp_millis();
        let undo_version = self.acts.undo_until.map_or(0, |until| until.timestamp_millis());
        let alone = self.file.document.file_id.is_none().then(|| {
            let text =
                "Chorus Pro n’a pas donné le dossier de facturation de cette pièce : elle est montrée seule.";
            view! { <NoticeBox kind=StatusKind::Info text/> }
        });
        let chains = self.file.chains.iter().map(|chain| chain_view(chain, &self.file)).collect_view();
        let reading = reading_section(&self.file.document, &self.reading);
        let content = view! { {alone} {self.under_way()} {facts(&self.file)} {chains} {reading} }.into_any();
        view! {
            <LiveRegion id="live-undo" version=undo_version.to_string() content=self.toast().into_any()/>
            <LiveRegion id="live-works-file" content/>
            <LiveRegion id="live-bar" content=self.bar()/>
            <Live watch=String::new() read_at/>
        }
        .into_any()
    }

    /// How far what is done is, or why it was not taken.
    fn under_way(&self) -> Option<AnyView> {
        let act = self.acts.acts.iter().find(|act| act.ended_at.is_none() && act.state != ActState::Draft)?;
        let verb = act.kind.verb(at_payer(&self.file.document));
        let why = act.reason.as_ref().map(|reason| format!(" {}", reason.sentence())).unwrap_or_default();
        let (kind, how) = match act.state {
            ActState::Refused => (StatusKind::Error, "Chorus Pro ne l’a pas pris, rien n’a changé."),
            ActState::Unconfirmed => (
                StatusKind::Warning,
                "Chorus Pro n’a pas répondu. Pupitre cherche d’abord où en est la pièce, avant tout nouvel envoi.",
            ),
            ActState::Draft | ActState::Done => return None,
            ActState::Held | ActState::Queued | ActState::Sending => {
                (StatusKind::Info, "en cours d’envoi vers Chorus Pro.")
            }
        };
        let text = format!("{verb}\u{a0}: {how}{why}");
        let waits = act.state.is_under_way() && self.acts.undo_until.is_none();
        let retry = waits.then(|| {
            let action = format!("/travaux/{}/actes/{}/reessayer", self.file.document.id, act.id);
            view! {
                <form method="post" action=action><Button label="Réessayer maintenant" icon=IconName::Refresh/></form>
            }
        });
        Some(view! { <NoticeBox kind text/> {retry} }.into_any())
    }

    /// The way back while nothing has left.
    fn toast(&self) -> Option<AnyView> {
        let until = self.acts.undo_until?;
        let act = self.acts.acts.iter().find(|act| act.state == ActState::Queued)?;
        let text = format!(
            "{}\u{a0}: l’envoi part à {}.",
            act.kind.verb(at_payer(&self.file.document)),
            seconds(until)
        );
        let action = format!("/travaux/{}/actes/{}/annuler", self.file.document.id, act.id);
        Some(
            view! {
                <form class="toast" method="post" action=action>
                    <p>{text} <UndoCountdown until=until.timestamp_millis()/></p>
                    <Button label="Annuler l’envoi" icon=IconName::Undo/>
                </form>
            }
            .into_any(),
        )
    }

    /// What is done on the portal.
    fn elsewhere(&self) -> AnyView {
        let document = &self.file.document;
        let verbs: Vec<String> =
            self.acts.locked.iter().map(|kind| kind.verb(at_payer(document)).to_lowercase()).collect();
        if verbs.is_empty() {
            return "Déposer une pièce de travaux se fait pour l’instant sur le portail de Chorus Pro."
                .into_any();
        }
        let text = format!(
            "En production, {} et déposer se font sur le portail de Chorus Pro tant que leur forme n’est pas confirmée. ",
            verbs.join(", ")
        );
        view! { {text} <a href="/travaux/formes">"Formes à confirmer"</a> }.into_any()
    }

    fn bar(&self) -> AnyView {
        let document = &self.file.document;
        let acts = self.acts.open.iter().map(|kind| {
            view! { <ButtonLink label=kind.verb(at_payer(document)) href=path_of(*kind, document.id)/> }
        });
        let acts = acts.collect_view();
        view! {
            <div class="action-bar">
                <p class="action-bar-state"><span class="action-bar-detail">{self.elsewhere()}</span></p>
                <ButtonLink label="Retour au tableau" href="/travaux"/>
                {acts}
            </div>
        }
        .into_any()
    }
}

fn facts(file: &WorksFile) -> AnyView {
    let document = &file.document;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let roles: Vec<_> = document.roles.iter().map(|role| role.label()).collect();
    let facts = vec![
        Fact::text("Fournisseur", readable_name(&document.supplier_name)),
        Fact::text("Identifiant du fournisseur", document.supplier_identifier.clone()),
        Fact::text("SIRET du payeur", document.recipient_siret.clone()),
        Fact::text("Service du payeur", text(&document.service)),
        Fact::text("Service de la MOE", text(&document.manager_service)),
        Fact::text("Service de la MOA", text(&document.owner_service)),
        Fact::text("Votre structure", readable_name(&file.structure.structure.name)),
        Fact::text("Votre rôle", roles.join(", ")),
    ];
    view! { <section class="section"><h2>"Le marché"</h2><FactList facts/></section> }.into_any()
}

fn chain_view(chain: &[WorksDocument], file: &WorksFile) -> AnyView {
    let name = chain.first().map(number_of).unwrap_or_default();
    let pieces = chain.iter().map(|document| piece(document, file)).collect_view();
    view! {
        <section class="section">
            <h2>{format!("À partir de {name}")}</h2>
            <ol class="works-chain">{pieces}</ol>
        </section>
    }
    .into_any()
}

fn piece(document: &WorksDocument, file: &WorksFile) -> AnyView {
    let opened = document.id == file.document.id;
    let turn = turn_words(document, file.read_at).map(|(kind, text)| {
        view! { <p class="works-turn" data-kind=kind.code()>{prose(&text)}</p> }
    });
    let depositor = document.known_framework().map(|framework| {
        format!(
            "Déposée par {}",
            match framework.depositor() {
                domain::WorksRole::Supplier => "le fournisseur",
                domain::WorksRole::ProjectManager => "la MOE",
                domain::WorksRole::ProjectOwner => "la MOA",
                domain::WorksRole::Payer => "le payeur",
            }
        )
    });
    let deposited = document.deposited_on.map(|day| view! { " le " <Day day/> });
    let since = document.status_at.map(|at| view! { " depuis le " <Day day=paris_day(at)/> });
    let amount = document.gross_cents.map(|cents| view! { <Amount value=from_cents(cents)/> });
    let number = number_of(document);
    let name = if opened {
        view! { <strong>{number}</strong> }.into_any()
    } else {
        view! { <a href=format!("/travaux/{}", document.id)>{number}</a> }.into_any()
    };
    view! {
        <li class="works-card" aria-current=opened.then_some("true")>
            <p class="works-card-head">{name} {amount}</p>
            <p>{prose(&kind_of(document))}</p>
            <p>{depositor.unwrap_or_else(|| "Déposée".to_owned())} {deposited}</p>
            <p><Badge kind=document.status.kind() label=document.status.label()/> {since}</p>
            {turn}
        </li>
    }
    .into_any()
}
