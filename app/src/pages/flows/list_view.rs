//! The list of flows, and where a file is given.

use chrono::{DateTime, Utc};
use domain::{FormField as _, StartField, StructureId, format_amount, readable_name, relative_age};
use leptos::prelude::*;
use operations::{Flow, StructureSummary, may_hold_more};
use rust_decimal::Decimal;

use super::super::refusal::FormState;
use super::super::structure_choice::StructureChoice;
use crate::components::{Badge, Button, ButtonKind, EmptyState, FileField, LiveRegion};
use crate::islands::Live;

/// Everything the page shows.
pub(super) fn view(
    flows: &[Flow],
    structures: &[StructureSummary],
    issuers: &[StructureId],
    may_deposit: bool,
    form: &FormState,
    now: DateTime<Utc>,
) -> AnyView {
    let issuing: Vec<&StructureSummary> =
        structures.iter().filter(|summary| issuers.contains(&summary.structure.id)).collect();
    let drop = (may_deposit && !issuing.is_empty()).then(|| {
        let choice = StructureChoice::of(structures, &issuing);
        view! {
            <form class="form drop-form" method="post" action="/flux" enctype="multipart/form-data">
                {form.head::<StartField>()}
                <FileField
                    name=StartField::File.name()
                    label="Donnez ici un flux"
                    hint="UBL, CII ou Factur-X, seul ou dans un tar.gz ou un ZIP, 30 Mo au plus. Rien n’est envoyé avant votre relecture."
                    accept=".xml,.pdf,.zip,.tar,.tgz,.gz"
                    large=flows.is_empty()
                    multiple=true
                    required=true
                    messages=form.messages(StartField::File)
                />
                <div class="drop-structure">
                    {choice.field(
                        StartField::Structure.name(),
                        "Structure qui dépose, si le flux ne le dit pas",
                        "Celle que le flux nomme",
                        form.value(StartField::Structure),
                        form.messages(StartField::Structure),
                    )}
                    <Button label="Lire ce flux" kind=ButtonKind::Primary/>
                </div>
            </form>
        }
    });
    let list = if flows.is_empty() {
        view! {
            <EmptyState
                title="Aucun flux"
                text="Un flux est un fichier de factures électroniques : vos logiciels le produisent, Chorus Pro en lit les données. Une facture en PDF seul se dépose sur la page Déposer."
            />
        }
        .into_any()
    } else {
        table(flows, structures, now)
    };
    view! {
        {drop}
        <LiveRegion id="live-flows" content=list/>
        <Live watch=String::new() read_at=now.timestamp_millis()/>
    }
    .into_any()
}

fn table(flows: &[Flow], structures: &[StructureSummary], now: DateTime<Utc>) -> AnyView {
    let several = structures.len() > 1;
    let rows = flows.iter().map(|flow| {
        let structure = structures.iter().find(|summary| summary.structure.id == flow.structure);
        let structure = structure.map(|summary| readable_name(&summary.structure.name)).unwrap_or_default();
        let count = content_of(flow);
        view! {
            <tr>
                <td data-label="État"><Badge kind=flow.state.kind() label=flow.state.label()/></td>
                <td><a class="row-link" href=format!("/flux/{}", flow.id)>{flow.document.name.clone()}</a></td>
                {several.then(|| view! { <td data-label="Structure">{structure}</td> })}
                <td>{count}</td>
                <td data-numeric>{total(flow)}</td>
                <td data-label="Préparé">{relative_age(flow.created_at, now)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="list">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"État"</th>
                        <th scope="col">"Fichier"</th>
                        {several.then(|| view! { <th scope="col">"Structure"</th> })}
                        <th scope="col">"Contenu"</th>
                        <th scope="col" data-numeric>"Total TTC"</th>
                        <th scope="col">"Préparé"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// How many invoices were read in it; other files are none.
pub(super) fn invoices_of(flow: &Flow) -> usize {
    flow.invoices.iter().filter(|invoice| invoice.unread.is_none()).count()
}

/// How many invoices it holds, as far as they were read, and what became of them.
pub(super) fn content_of(flow: &Flow) -> String {
    let more = if may_hold_more(flow) { " au moins" } else { "" };
    let count = match invoices_of(flow) {
        0 => "aucune facture lue".to_owned(),
        1 => format!("1 facture{more}"),
        all => format!("{all} factures{more}"),
    };
    match flow.invoices.iter().filter(|invoice| invoice.error.is_some()).count() {
        0 => count,
        1 => format!("{count}, 1 refusée"),
        refused => format!("{count}, {refused} refusées"),
    }
}

/// What its invoices are worth together, when that is known of all and in one currency.
pub(super) fn total(flow: &Flow) -> Option<String> {
    if may_hold_more(flow) {
        return None;
    }
    let currency = flow.invoices.first().map(|invoice| invoice.currency.clone())?;
    let mut sum = Decimal::ZERO;
    for invoice in &flow.invoices {
        if invoice.currency != currency {
            return None;
        }
        let gross = invoice.gross?;
        sum += if invoice.credit_note { -gross.abs() } else { gross };
    }
    Some(format_amount(sum, if currency.is_empty() { "EUR" } else { &currency }))
}
