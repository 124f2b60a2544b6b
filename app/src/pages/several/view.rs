//! The review of several drafts: what leaves, structure by structure, and what is held back.

use std::collections::{BTreeMap, HashMap};

use domain::{
    Environment, FormField as _, MandateStanding, StatusKind, StructureId, format_amount, from_cents,
    to_cents,
};
use leptos::prelude::*;
use operations::{Review, ReviewOfSeveral, Standing, Structure, StructureSummary};

use super::super::said;
use super::super::send_later::TypedMoment;
use super::super::without_mandate::{TypedReason, ask};
use crate::components::{
    Amount, Button, ButtonKind, ButtonLink, Day, EnvironmentPill, IconName, NoticeBox, PartyName,
};

/// The table and the one act.
pub(super) fn view(
    reviewed: &ReviewOfSeveral,
    structures: &[StructureSummary],
    undo: u64,
    later: &TypedMoment,
    without_mandate: &TypedReason,
) -> AnyView {
    let known: HashMap<StructureId, &Structure> =
        structures.iter().map(|summary| (summary.structure.id, &summary.structure)).collect();
    let mixed = Standing::of(structures).mixes_environments();
    let mut by_structure: BTreeMap<(String, StructureId), Vec<&Review>> = BTreeMap::new();
    for review in &reviewed.ready {
        let structure = review.view.invoice.structure;
        let name = known.get(&structure).map(|structure| structure.name.clone()).unwrap_or_default();
        by_structure.entry((name, structure)).or_default().push(review);
    }
    let bodies = by_structure
        .iter()
        .map(|((name, structure), reviews)| {
            let environment = known.get(structure).filter(|_| mixed).map(|structure| structure.environment);
            group(name, environment, reviews)
        })
        .collect_view();
    let mandates = missing_mandates(&by_structure, without_mandate);
    let mandates = (!mandates.is_empty()).then(|| ask(&mandates, &without_mandate.text, "deposit-several"));
    let held = held(reviewed);
    let gone = (reviewed.gone > 0).then(|| {
        let text = match reviewed.gone {
            1 => "Un brouillon n’est plus là : il a été envoyé ou abandonné entre-temps.".to_owned(),
            count => {
                format!("{count} brouillons ne sont plus là : ils ont été envoyés ou abandonnés entre-temps.")
            }
        };
        view! { <NoticeBox kind=StatusKind::Warning text/> }
    });
    let count = reviewed.ready.len();
    let sum = sum_of(reviewed.ready.iter());
    let label = match count {
        1 => "Déposer la facture".to_owned(),
        _ => format!("Déposer {count} factures"),
    };
    let after = if undo > 0 {
        format!("Après la confirmation, vous aurez {undo} secondes pour tout annuler.")
    } else {
        "L’envoi part dès la confirmation.".to_owned()
    };
    let sentence = match count {
        0 => "Rien ne peut partir pour l’instant.".to_owned(),
        1 => format!("Vous allez déposer une facture de {sum}."),
        _ => format!("Vous allez déposer {count} factures, {sum} en tout."),
    };
    let seals = reviewed
        .ready
        .iter()
        .map(|review| {
            let value = format!("{}:{}", review.view.invoice.id, review.seal());
            view! { <input type="hidden" name="depot" value=value/> }
        })
        .collect_view();
    let table = (count > 0).then(|| {
        view! {
            <div class="list">
                <table class="table invoice-table draft-table">
                    <caption class="visually-hidden">"Factures à déposer, une par ligne"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"N° facture"</th>
                            <th scope="col">"Destinataire"</th>
                            <th scope="col" class="draft-lack">"À relire"</th>
                            <th scope="col">"Date"</th>
                            <th scope="col" data-numeric>"TTC"</th>
                        </tr>
                    </thead>
                    {bodies}
                </table>
            </div>
        }
    });
    let later = (count > 0).then(|| later.view("Prévoir les départs"));
    let act = (count > 0).then(|| view! { <Button label kind=ButtonKind::Primary icon=IconName::Issued/> });
    view! {
        <p class="invoice-sentence several-sentence">{sentence}</p>
        {gone}
        {table}
        {held}
        {mandates}
        <form class="action-bar" id="deposit-several" method="post" action="/deposer/lot/envoyer">
            {seals}
            <p class="action-bar-state"><span class="action-bar-detail">{after}</span></p>
            {later}
            <ButtonLink label="Revenir aux brouillons" href="/deposer"/>
            {act}
        </form>
    }
    .into_any()
}

/// The structures whose invoices leave without a mandate, each once.
fn missing_mandates(
    by_structure: &BTreeMap<(String, StructureId), Vec<&Review>>,
    typed: &TypedReason,
) -> Vec<(String, MandateStanding)> {
    let missing = |((name, _), reviews): (&(String, StructureId), &Vec<&Review>)| {
        let view = &reviews.first()?.view;
        let standing = view.mandate.filter(|standing| typed.is_wanted(*standing))?;
        Some((name.clone(), standing))
    };
    by_structure.iter().filter_map(missing).collect()
}

fn group(name: &str, environment: Option<Environment>, reviews: &[&Review]) -> AnyView {
    let head = {
        let sum = sum_of(reviews.iter().copied());
        let count = reviews.len();
        view! {
            <tr class="group-row">
                <th colspan="4" scope="rowgroup">
                    <span class="group-title">
                        <PartyName name=name.to_owned()/>
                        {environment.map(|environment| view! { <EnvironmentPill environment/> })}
                        <span class="task-count">{count}</span>
                    </span>
                </th>
                <td data-numeric>{sum}</td>
            </tr>
        }
    };
    let rows = reviews.iter().map(|review| row(review)).collect_view();
    view! { <tbody>{head}{rows}</tbody> }.into_any()
}

fn row(review: &Review) -> AnyView {
    let (invoice, checked) = (&review.view.invoice, &review.invoice);
    let id = invoice.id;
    let partner = match invoice.partner_name.as_str() {
        "" => checked.recipient.to_string(),
        name => name.to_owned(),
    };
    // All of them: who confirms many at once reads them here or nowhere.
    let warnings = review.warnings.iter().map(|note| view! { <li>{said(note)}</li> }).collect_view();
    let warnings =
        (!review.warnings.is_empty()).then(|| view! { <ul class="review-warnings">{warnings}</ul> });
    let cents = to_cents(checked.gross).map(|cents| invoice.kind.signed(cents)).unwrap_or_default();
    view! {
        <tr class="invoice-row">
            <th scope="row" class="invoice-number"><a class="row-link" href=format!("/deposer/{id}")>{checked.number.clone()}</a></th>
            <td class="invoice-parties"><span class="invoice-partner"><PartyName name=partner/></span></td>
            <td class="draft-lack">{warnings}</td>
            <td class="invoice-date"><Day day=checked.date/></td>
            <td class="invoice-amount" data-numeric><Amount value=from_cents(cents) currency=checked.currency.clone()/></td>
        </tr>
    }
    .into_any()
}

/// What is not sent, each with what it takes.
fn held(reviewed: &ReviewOfSeveral) -> Option<AnyView> {
    (!reviewed.held.is_empty()).then(|| {
        let rows = reviewed
            .held
            .iter()
            .map(|examined| {
                let invoice = &examined.view.invoice;
                let file =
                    invoice.document.as_ref().map(|document| document.name.clone()).unwrap_or_default();
                let number = if invoice.number.is_empty() { file } else { invoice.number.clone() };
                let why = match (examined.notes.errors().next(), examined.view.differences.first()) {
                    (Some(note), _) => said(note),
                    (None, Some(difference)) => {
                        format!("{}\u{a0}: deux valeurs à départager.", difference.field.label())
                    }
                    (None, None) => String::new(),
                };
                view! {
                    <li><a href=format!("/deposer/{}", invoice.id)>{number}</a>" — "{why}</li>
                }
            })
            .collect_view();
        view! {
            <section class="section">
                <h2>"Ne partiront pas"" "<span class="task-count">{reviewed.held.len()}</span></h2>
                <ul class="held-list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

/// Sums by currency, one beside the other: they are never added.
fn sum_of<'r>(reviews: impl Iterator<Item = &'r Review>) -> String {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for review in reviews {
        let cents = to_cents(review.invoice.gross).unwrap_or_default();
        *sums.entry(&review.invoice.currency).or_default() += review.view.invoice.kind.signed(cents);
    }
    let texts: Vec<String> =
        sums.iter().map(|(currency, cents)| format_amount(from_cents(*cents), currency)).collect();
    texts.join(" · ")
}
