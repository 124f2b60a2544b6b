//! The packages of a person.

use chrono::{DateTime, Utc};
use domain::{PackageState, StatusKind, format_day, paris_day, relative_age};
use leptos::prelude::*;
use operations::{Package, PackageCounts, PackageSummary};

use crate::components::{Badge, EmptyState, IconName, LiveRegion};
use crate::islands::Live;

/// How a package stands: the colour and the word.
pub(super) fn state_words(package: &Package, counts: &PackageCounts) -> (StatusKind, String) {
    match package.state {
        PackageState::Ready if counts.missing > 0 => {
            (StatusKind::Warning, format!("{}, incomplet", package.state.label()))
        }
        state => (state.kind(), state.label().to_owned()),
    }
}

/// How far it is.
pub(super) fn progress_words(counts: &PackageCounts) -> String {
    let all = counts.all();
    let told = all - counts.waiting;
    if counts.waiting == 0 { format!("{all} sur {all}") } else { format!("{told} sur {all}") }
}

/// The list.
pub(super) fn view(packages: &[PackageSummary], now: DateTime<Utc>) -> AnyView {
    let list = if packages.is_empty() {
        view! {
            <EmptyState
                title="Aucun téléchargement"
                text="Dans une liste de factures, choisissez-en, ou demandez « Tout télécharger »\u{a0}: les fichiers se préparent en arrière-plan, puis partent dans une archive ZIP."
                icon=IconName::Download
            />
        }
        .into_any()
    } else {
        table(packages, now)
    };
    view! {
        <p class="field-hint">"Un téléchargement reste disponible sept jours. Les documents, eux, restent dans Pupitre."</p>
        <LiveRegion id="live-packages" content=list/>
        <Live watch=String::new() read_at=now.timestamp_millis()/>
    }
    .into_any()
}

/// A table of packages.
pub(super) fn table(packages: &[PackageSummary], now: DateTime<Utc>) -> AnyView {
    let rows = packages.iter().map(|summary| row(summary, now)).collect_view();
    view! {
        <div class="list">
            <table class="table">
                <caption class="visually-hidden">"Téléchargements, un par ligne"</caption>
                <thead>
                    <tr>
                        <th scope="col">"État"</th>
                        <th scope="col">"Factures"</th>
                        <th scope="col">"Contenu"</th>
                        <th scope="col" data-numeric>"Préparées"</th>
                        <th scope="col">"Demandé"</th>
                        <th scope="col">"Disponible jusqu’au"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(summary: &PackageSummary, now: DateTime<Utc>) -> AnyView {
    let PackageSummary { package, counts } = summary;
    let (kind, label) = state_words(package, counts);
    let title = super::package_page::selection_words(package);
    let href = format!("/telechargements/{}", package.id);
    let name = if package.state == PackageState::Deleted {
        title.into_any()
    } else {
        view! { <a class="row-link" href=href>{title}</a> }.into_any()
    };
    let until = match (package.expires_at, &package.deleted) {
        (_, Some((at, by))) => format!("supprimé le {} par {by}", format_day(paris_day(*at))),
        (Some(at), None) => format_day(paris_day(at)),
        (None, None) => "suppression par un administrateur".to_owned(),
    };
    view! {
        <tr>
            <td data-label="État"><Badge kind label/></td>
            <th scope="row">{name}</th>
            <td data-label="Contenu">{contents_words(package)}</td>
            <td data-label="Préparées" data-numeric>{progress_words(counts)}</td>
            <td data-label="Demandé">{relative_age(package.created_at, now)}</td>
            <td data-label="Disponible jusqu’au">{until}</td>
        </tr>
    }
    .into_any()
}

/// What of each invoice a package holds, in words.
pub(super) fn contents_words(package: &Package) -> String {
    let with = if package.choice.attachments { ", avec les pièces jointes" } else { "" };
    format!("{}{with}", package.choice.contents.label())
}
