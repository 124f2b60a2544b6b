//! A billing file: its documents in chains, with whose turn it is.

use domain::{from_cents, paris_day, readable_name};
use leptos::prelude::*;
use operations::{WorksDocument, WorksFile};

use super::words::{kind_of, number_of, turn_words};
use crate::components::{Amount, Badge, ButtonLink, Day, Fact, FactList, LiveRegion, NoticeBox, prose};
use crate::islands::Live;

/// Everything the page shows.
pub(super) struct FilePage {
    pub(super) file: WorksFile,
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
        let file = self.file;
        let read_at = file.read_at.timestamp_millis();
        let alone = file.document.file_id.is_none().then(|| {
            let text =
                "Chorus Pro n’a pas donné le dossier de facturation de cette pièce : elle est montrée seule.";
            view! { <NoticeBox kind=domain::StatusKind::Info text/> }
        });
        let chains = file.chains.iter().map(|chain| chain_view(chain, &file)).collect_view();
        let content = view! { {alone} {facts(&file)} {chains} }.into_any();
        view! {
            <LiveRegion id="live-works-file" content/>
            <div class="action-bar">
                <p class="action-bar-state"><span class="action-bar-detail">"Les actes sur les pièces de travaux se font pour l’instant sur le portail de Chorus Pro."</span></p>
                <ButtonLink label="Retour au tableau" href="/travaux"/>
            </div>
            <Live watch=String::new() read_at/>
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
    view! {
        <li class="works-card" aria-current=opened.then_some("true")>
            <p class="works-card-head"><strong>{number_of(document)}</strong> {amount}</p>
            <p>{prose(&kind_of(document))}</p>
            <p>{depositor.unwrap_or_else(|| "Déposée".to_owned())} {deposited}</p>
            <p><Badge kind=document.status.kind() label=document.status.label()/> {since}</p>
            {turn}
        </li>
    }
    .into_any()
}
