//! What came by a link: each file with what it tells and what that was tied to.

use domain::{InvoiceStatus, StatusKind, format_moment, platform_flow_label};
use leptos::prelude::*;
use operations::{EdiFate, EdiFile, EdiPage, EdiTold, FILES_SHOWN};

use crate::components::{Badge, EmptyState, file_size};

/// Things of one file that are shown; the others are counted.
const MOST_TOLD: usize = 20;

/// The list.
pub(super) fn files_view(page: &EdiPage) -> AnyView {
    if page.files.is_empty() {
        return view! {
            <EmptyState title="Aucun fichier" text="Comptes rendus, cycles de vie et factures reçues viendront ici, chacun rattaché à ce qu’il concerne."/>
        }
        .into_any();
    }
    let structure = page.structure.structure.id;
    let more = (page.files.len() >= FILES_SHOWN as usize).then(|| {
        view! { <p class="field-hint">{format!("Les {FILES_SHOWN} derniers fichiers sont affichés ; tous sont conservés.")}</p> }
    });
    let rows = page.files.iter().map(|file| {
        let (kind, label) = fate(file.fate);
        let href = format!("/structures/{structure}/edi/fichiers/{}", file.id);
        let waits = file.cleared_at.is_none().then(|| {
            view! { <span class="cell-detail">"encore dans le dossier d’arrivée"</span> }
        });
        view! {
            <tr>
                <td data-label="Ce qu’il en est"><Badge kind label/></td>
                <td>
                    <a class="row-link" href=href>{file.document.name.clone()}</a>
                    <span class="cell-detail">{file_size(file.document.bytes)}</span> {waits}
                </td>
                <td data-label="Reçu">{format_moment(file.received_at)}</td>
                <td>{told(file)}</td>
            </tr>
        }
    });
    view! {
        <div class="list">
            <table class="table edi-table">
                <thead>
                    <tr>
                        <th scope="col">"Ce qu’il en est"</th>
                        <th scope="col">"Fichier"</th>
                        <th scope="col">"Reçu"</th>
                        <th scope="col">"Ce qu’il dit"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        {more}
    }
    .into_any()
}

const fn fate(fate: EdiFate) -> (StatusKind, &'static str) {
    match fate {
        EdiFate::Applied => (StatusKind::Info, "Rattaché"),
        EdiFate::Partly => (StatusKind::Warning, "Rattaché en partie"),
        EdiFate::Kept => (StatusKind::Warning, "Conservé, non rattaché"),
    }
}

fn told(file: &EdiFile) -> AnyView {
    let lines = file.told.iter().take(MOST_TOLD).map(line).collect_view();
    let more = file.told.len().saturating_sub(MOST_TOLD);
    let more = (more > 0)
        .then(|| view! { <p class="cell-detail">{format!("et {more} autres, dans le fichier")}</p> });
    view! { {lines} {more} }.into_any()
}

fn line(told: &EdiTold) -> AnyView {
    let what = match told.kind.as_str() {
        "report" => "Compte rendu du flux",
        "life_cycle" => "Cycle de vie de la facture",
        "pivot" => "Facture",
        "invoice" => "Facture à déposer",
        _ => "",
    };
    let number = match (told.flow, told.invoice) {
        (Some(flow), _) => view! { <a href=format!("/flux/{flow}")>{told.number.clone()}</a> }.into_any(),
        (_, Some(invoice)) => {
            view! { <a href=format!("/factures/{invoice}")>{told.number.clone()}</a> }.into_any()
        }
        (None, None) => told.number.clone().into_any(),
    };
    let status = match (told.kind.as_str(), told.status.as_str()) {
        (_, "") => String::new(),
        ("report", code) => format!(" : {}", platform_flow_label(code).to_lowercase()),
        (_, code) => format!(" : {}", InvoiceStatus::from_code(code).label().to_lowercase()),
    };
    let said =
        told.said.iter().map(|text| view! { <p class="flow-note" data-kind="warning">{text.clone()}</p> });
    let head = (!what.is_empty()).then(|| view! { <p>{what} " " {number} {status}</p> });
    view! { {head} {said.collect_view()} }.into_any()
}
