//! The board of works: a lane for each role, and below it every document.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{WorksRole, from_cents, paris_day, readable_name, relative_age};
use leptos::prelude::*;
use operations::{WorksBoard, WorksCard, WorksNotRead};

use super::words::{kind_of, last_day, number_of};
use crate::components::{
    Amount, Badge, Button, ButtonKind, Day, EmptyState, IconName, LiveRegion, PartyName, grouped, prose,
};
use crate::islands::Live;
use crate::words::{Sentence as _, days_left};

/// Cards of a lane that are shown; the list has the others.
const MOST_CARDS: usize = 30;

/// Everything the page shows.
pub(super) struct BoardPage {
    pub(super) board: WorksBoard,
}

/// How old the board is.
pub(super) fn freshness(board: &WorksBoard) -> Option<String> {
    Some(board.asked_at.map_or_else(
        || "Pas encore demandées à Chorus Pro".to_owned(),
        |at| format!("À jour {}", relative_age(at, board.read_at)),
    ))
}

impl BoardPage {
    pub(super) fn view(self) -> AnyView {
        let board = self.board;
        let read_at = board.read_at.timestamp_millis();
        let content = match board.cards.is_empty() {
            true => empty(&board),
            false => view! { {lanes(&board)} {list(&board)} }.into_any(),
        };
        view! {
            <div class="section-head">
                <p class="field-hint">
                    "Chez qui se trouve chaque pièce, déduit de son statut et de son cadre. La MOE a 7 jours (CCAG-Travaux 2021, 12.2.2)\u{a0}; la MOA et le payeur, le délai de paiement."
                </p>
                <form method="post" action="/travaux/actualiser">
                    <Button label="Actualiser" icon=IconName::Refresh kind=ButtonKind::Quiet/>
                </form>
            </div>
            <LiveRegion id="live-works" content/>
            {not_read(&board.not_read)}
            <Live watch=String::new() read_at/>
        }
        .into_any()
    }
}

fn empty(board: &WorksBoard) -> AnyView {
    let (title, text) = if board.asked_at.is_some() {
        (
            "Aucune facture de travaux",
            "Les pièces des marchés où une de vos structures est fournisseur, MOE, MOA ou payeur apparaissent ici.",
        )
    } else {
        (
            "Les factures de travaux n’ont pas encore été lues",
            "Chorus Pro est interrogé en arrière-plan. Elles apparaissent ici dès qu’il a répondu.",
        )
    };
    view! { <EmptyState title text icon=IconName::Structure/> }.into_any()
}

/// Who has what, from the supplier to the payer.
fn lanes(board: &WorksBoard) -> AnyView {
    let (now, today) = (board.read_at, paris_day(board.read_at));
    let lane = |role: WorksRole| {
        let mut cards: Vec<&WorksCard> =
            board.cards.iter().filter(|card| card.document.turn() == Some(role)).collect();
        // Who has waited longest comes first.
        cards.sort_by_key(|card| (card.document.status_at.is_none(), card.document.status_at));
        let count = cards.len();
        let more = count.saturating_sub(MOST_CARDS);
        let shown = cards.into_iter().take(MOST_CARDS).map(|card| card_view(card, now, today)).collect_view();
        let id = format!("lane-{}", role.code().to_lowercase());
        let named = id.clone();
        view! {
            <section class="works-lane" aria-labelledby=id>
                <h2 id=named>{role.label()} " " <span class="tab-count">{grouped(u64::try_from(count).unwrap_or(u64::MAX))}</span></h2>
                {(count == 0).then(|| view! { <p class="field-hint">"Rien n’attend ici."</p> })}
                <ol>{shown}</ol>
                {(more > 0).then(|| view! { <p class="field-hint">{format!("et {more} autres, dans la liste ci-dessous")}</p> })}
            </section>
        }
    };
    let lanes = WorksRole::ALL.map(lane).into_iter().collect_view();
    view! { <div class="works-board">{lanes}</div> }.into_any()
}

fn card_view(card: &WorksCard, now: DateTime<Utc>, today: NaiveDate) -> AnyView {
    let document = &card.document;
    let age = document.status_at.map(|at| relative_age(at, now)).unwrap_or_default();
    let until = last_day(document, today).map(|(day, left)| {
        let kind = (left < 0).then_some("error");
        view! { <span class="works-until" data-kind=kind>"avant le " <Day day/> " (" {days_left(left)} ")"</span> }
    });
    view! {
        <li class="works-card">
            <p class="works-card-head"><a class="row-link" href=format!("/travaux/{}", document.id)>{number_of(document)}</a> <span>{age}</span></p>
            <p>{prose(&kind_of(document))}</p>
            <p><PartyName name=document.supplier_name.clone()/></p>
            <p class="works-card-foot"><span>{document.status.label()}</span> {amount(card)}</p>
            {until}
        </li>
    }
    .into_any()
}

fn amount(card: &WorksCard) -> Option<AnyView> {
    let value = from_cents(card.document.gross_cents?);
    Some(view! { <Amount value/> }.into_any())
}

/// Every document, the latest change first.
fn list(board: &WorksBoard) -> AnyView {
    let several = board.several_structures;
    let rows = board.cards.iter().map(|card| row(card, several)).collect_view();
    let cut = board.is_cut.then(|| {
        view! { <p class="field-hint">"Seules les mille pièces dont le statut a changé en dernier sont montrées."</p> }
    });
    view! {
        <section class="section">
            <h2>"Toutes les pièces"</h2>
            {cut}
            <div class="list">
                <table class="table">
                    <caption class="visually-hidden">"Pièces de travaux"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Statut"</th>
                            <th scope="col">"N°"</th>
                            <th scope="col">"Pièce"</th>
                            <th scope="col">"Fournisseur"</th>
                            <th scope="col">"Dossier"</th>
                            {several.then(|| view! { <th scope="col">"Votre structure"</th> })}
                            <th scope="col">"Rôle"</th>
                            <th scope="col">"Depuis"</th>
                            <th scope="col" data-numeric>"Montant TTC"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(card: &WorksCard, several: bool) -> AnyView {
    let document = &card.document;
    let roles: Vec<_> = document.roles.iter().map(|role| role.label()).collect();
    let since = document.status_at.map(|at| view! { <Day day=paris_day(at)/> });
    view! {
        <tr>
            <td data-label="Statut"><Badge kind=document.status.kind() label=document.status.label()/></td>
            <td data-label="N°"><a class="row-link" href=format!("/travaux/{}", document.id)>{number_of(document)}</a></td>
            <td data-label="Pièce">{kind_of(document)}</td>
            <td data-label="Fournisseur"><PartyName name=document.supplier_name.clone()/></td>
            <td data-label="Dossier">{document.file_number.clone().unwrap_or_else(|| "–".to_owned())}</td>
            {several.then(|| view! { <td data-label="Votre structure">{readable_name(&card.structure)}</td> })}
            <td data-label="Rôle">{roles.join(", ")}</td>
            <td data-label="Depuis">{since}</td>
            <td data-label="Montant TTC" data-numeric>{amount(card)}</td>
        </tr>
    }
    .into_any()
}

/// Structures whose works Chorus Pro did not give, with its words.
fn not_read(lines: &[WorksNotRead]) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let rows = lines.iter().map(|line| {
        let text = format!("{}\u{a0}: {}", readable_name(&line.name), line.reason.sentence());
        view! { <li>{prose(&text)}</li> }
    });
    let title = match lines.len() {
        1 => "Les travaux d’une structure n’ont pas été lus".to_owned(),
        several => format!("Les travaux de {several} structures n’ont pas été lus"),
    };
    Some(
        view! {
            <details class="section">
                <summary>{title}</summary>
                <ul>{rows.collect_view()}</ul>
            </details>
        }
        .into_any(),
    )
}
