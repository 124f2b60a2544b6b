//! What a works document says as a whole, as far as it is understood.

use domain::{StatusKind, format_amount, format_decimal, format_moment};
use leptos::prelude::*;
use operations::{WorksDocument, WorksFacts, WorksLine, WorksReading, WorksVat};
use rust_decimal::Decimal;

use super::words::{UNCONFIRMED, number_of};
use crate::components::{Badge, Button, Fact, FactList, IconName, NoticeBox, prose};
use crate::words::Sentence as _;

/// The section of a document that was opened.
pub(super) fn reading_section(document: &WorksDocument, reading: &WorksReading) -> AnyView {
    let mark = (!reading.is_confirmed).then(|| view! { <Badge kind=StatusKind::Warning label=UNCONFIRMED/> });
    let failed = reading.reason.as_ref().map(|reason| {
        view! { <NoticeBox kind=StatusKind::Warning title="La dernière lecture n’a rien donné" text=reason.sentence()/> }
    });
    let facts = reading.facts.as_ref().map(facts_view);
    let nothing = (reading.facts.is_none() && reading.read_at.is_some()).then(|| {
        view! { <p>"Chorus Pro a répondu, mais rien n’y a été reconnu."</p> }
    });
    let read_at = reading.read_at.map(|at| format!("Lue le {}. ", format_moment(at))).unwrap_or_default();
    let how = if !reading.is_usable {
        view! {
            <p class="field-hint">
                "En production, une pièce se lit sur le portail de Chorus Pro tant que cette forme n’est pas confirmée. "
                <a href="/travaux/formes">"Formes à confirmer"</a>
            </p>
        }
        .into_any()
    } else if reading.under_way {
        view! { <p class="field-hint" role="status">"La pièce est demandée à Chorus Pro."</p> }.into_any()
    } else {
        let action = format!("/travaux/{}/lire", document.id);
        let label = if reading.read_at.is_some() { "Lire de nouveau" } else { "Lire la pièce" };
        view! { <form method="post" action=action><Button label icon=IconName::Refresh/></form> }.into_any()
    };
    let hint = if reading.is_confirmed {
        read_at
    } else {
        format!(
            "{read_at}Ce que Chorus Pro répond ici n’est pas publié : seul ce qui ressemble à une facture est montré."
        )
    };
    view! {
        <section class="section">
            <h2>{format!("Ce que dit {}", number_of(document))}</h2>
            <p class="field-hint">{mark} " " {prose(&hint)}</p>
            {failed}
            {nothing}
            {facts}
            {how}
        </section>
    }
    .into_any()
}

fn facts_view(facts: &WorksFacts) -> AnyView {
    let currency = facts.currency.clone().unwrap_or_else(|| "EUR".to_owned());
    let amount =
        |value: Option<Decimal>| value.map(|value| format_amount(value, &currency)).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut list = vec![
        Fact::text("Montant HT", amount(facts.net)),
        Fact::text("TVA", amount(facts.vat)),
        Fact::text("Montant TTC", amount(facts.gross)),
        Fact::text("Montant à payer", amount(facts.due)),
        Fact::text("Marché", text(&facts.contract)),
        Fact::text("Engagement", text(&facts.engagement)),
        Fact::text("MOE", text(&facts.manager)),
        Fact::text("MOA", text(&facts.owner)),
        Fact::text("Commentaire", text(&facts.comment)),
        Fact::text("Dit à ce statut", text(&facts.status_comment)),
    ];
    if !facts.attachments.is_empty() {
        list.push(Fact::text("Pièces jointes", facts.attachments.join(", ")));
    }
    let lines = (!facts.lines.is_empty()).then(|| lines_view(&facts.lines, &currency));
    let vat = (!facts.vat_lines.is_empty()).then(|| vat_view(&facts.vat_lines, &currency));
    view! { <FactList facts=list/> {lines} {vat} }.into_any()
}

fn lines_view(lines: &[WorksLine], currency: &str) -> AnyView {
    let rows = lines.iter().map(|line| {
        let quantity = line.quantity.map(format_decimal).unwrap_or_default();
        let unit = line.unit.clone().unwrap_or_default();
        let net = line.net.map(|net| format_amount(net, currency)).unwrap_or_default();
        view! {
            <tr>
                <th scope="row">{line.name.clone()}</th>
                <td data-numeric data-label="Quantité">{format!("{quantity} {unit}")}</td>
                <td data-numeric data-label="Montant HT">{net}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="list">
            <table class="table">
                <caption class="visually-hidden">"Lignes de la pièce"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Désignation"</th>
                        <th scope="col" data-numeric>"Quantité"</th>
                        <th scope="col" data-numeric>"Montant HT"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn vat_view(lines: &[WorksVat], currency: &str) -> AnyView {
    let amount =
        |value: Option<Decimal>| value.map(|value| format_amount(value, currency)).unwrap_or_default();
    let rows = lines.iter().map(|line| {
        let rate = line.rate.map(|rate| format!("{}\u{a0}%", format_decimal(rate))).unwrap_or_default();
        view! {
            <tr>
                <th scope="row">{rate}</th>
                <td data-numeric data-label="Base HT">{amount(line.base)}</td>
                <td data-numeric data-label="TVA">{amount(line.tax)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="list">
            <table class="table">
                <caption class="visually-hidden">"TVA par taux"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Taux"</th>
                        <th scope="col" data-numeric>"Base HT"</th>
                        <th scope="col" data-numeric>"TVA"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
