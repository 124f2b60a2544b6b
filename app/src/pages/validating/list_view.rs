//! The list of invoices to validate, the one that counts as accepted first at its head.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ActState, AnswerField, Direction, StatusKind, ValidationAnswer, from_cents, paris_day, readable_name,
    relative_age, tacit_day,
};
use leptos::prelude::*;
use operations::{NotRead, Reply, VALIDATIONS_PER_PAGE, Validation, ValidationPage, ValidationRow};

use crate::components::{
    Amount, Badge, Button, ButtonKind, Day, EmptyState, IconName, LiveRegion, Pagination, PartyName,
    StatusBadge, Tab, Tabs, prose,
};
use crate::islands::Live;
use crate::words::{Sentence as _, days_left};

/// The tab of what was answered, as it stands in an address.
pub(super) const ANSWERED: &str = "repondues";
/// Days before the last one from which answering is pressing.
const SOON: i64 = 3;

/// Everything the page shows.
pub(super) struct ListPage {
    pub(super) page: ValidationPage,
    pub(super) waiting: bool,
}

/// How old the list is.
pub(super) fn freshness(page: &ValidationPage) -> Option<String> {
    Some(page.asked_at.map_or_else(
        || "Pas encore demandée à Chorus Pro".to_owned(),
        |at| format!("À jour {}", relative_age(at, page.read_at)),
    ))
}

fn address(waiting: bool, page: u64) -> String {
    match (waiting, page) {
        (true, ..=1) => "/a-valider".to_owned(),
        (true, page) => format!("/a-valider?page={page}"),
        (false, ..=1) => format!("/a-valider?onglet={ANSWERED}"),
        (false, page) => format!("/a-valider?onglet={ANSWERED}&page={page}"),
    }
}

/// What was answered and how far that is; nothing where nobody has answered here.
pub(super) fn reply_words(reply: &Reply) -> Option<(StatusKind, String)> {
    let answer = ValidationAnswer::from_code(reply.values.get(AnswerField::Answer));
    let noun = match answer {
        Some(ValidationAnswer::Accept) => "Acceptation",
        Some(ValidationAnswer::Refuse) => "Refus",
        Some(ValidationAnswer::NotMine) => "Renvoi au fournisseur",
        None => "Réponse",
    };
    let (kind, how) = match reply.state {
        ActState::Draft => (StatusKind::Neutral, "préparé, pas envoyé"),
        ActState::Held | ActState::Queued | ActState::Sending => (StatusKind::Info, "en cours d’envoi"),
        ActState::Unconfirmed => (StatusKind::Warning, "à confirmer"),
        ActState::Refused => (StatusKind::Error, "non pris par Chorus Pro"),
        ActState::Done => return None,
    };
    Some((kind, format!("{noun}\u{a0}: {how}")))
}

/// Until when an answer is awaited, with what remains.
pub(super) fn last_day(since: Option<DateTime<Utc>>, today: NaiveDate) -> AnyView {
    let Some(day) = since.map(tacit_day) else { return "–".into_any() };
    let left = (day - today).num_days();
    let kind = match left {
        ..0 => Some(StatusKind::Error.code()),
        0..=SOON => Some(StatusKind::Warning.code()),
        _ => None,
    };
    view! { <Day day/> <span class="invoice-delay-left" data-kind=kind>{days_left(left)}</span> }.into_any()
}

impl ListPage {
    pub(super) fn view(self) -> AnyView {
        let Self { page, waiting } = self;
        let tabs = vec![
            Tab {
                label: "En attente".to_owned(),
                count: Some(page.waiting),
                href: address(true, 1),
                current: waiting,
            },
            Tab {
                label: "Répondues".to_owned(),
                count: Some(page.answered),
                href: address(false, 1),
                current: !waiting,
            },
        ];
        let read_at = page.read_at.timestamp_millis();
        let (total, number) = (if waiting { page.waiting } else { page.answered }, u64::from(page.page));
        let rows = match page.rows.is_empty() {
            true => empty(&page, waiting),
            false => table(&page, waiting),
        };
        let content = view! { <Tabs label="Factures à valider" tabs/> {rows} }.into_any();
        let foot = (total > u64::from(VALIDATIONS_PER_PAGE)).then(|| {
            view! {
                <Pagination page=number per_page=u64::from(VALIDATIONS_PER_PAGE) total noun="factures" href=move |page| address(waiting, page)/>
            }
        });
        view! {
            <div class="section-head">
                <p class="field-hint">
                    "Factures de sous-traitants et cotraitants. Sans réponse dans les 15 jours, elles comptent comme acceptées."
                </p>
                <form method="post" action="/a-valider/actualiser">
                    <Button label="Actualiser" icon=IconName::Refresh kind=ButtonKind::Quiet/>
                </form>
            </div>
            <LiveRegion id="live-validations" content/>
            {foot}
            {not_read(&page.not_read)}
            <Live watch=String::new() read_at/>
        }
        .into_any()
    }
}

fn empty(page: &ValidationPage, waiting: bool) -> AnyView {
    let (title, text) = match (waiting, page.asked_at.is_some()) {
        (true, true) => (
            "Aucune facture n’attend votre réponse",
            "Quand un sous-traitant ou un cotraitant désigne une de vos structures comme valideur, sa facture apparaît ici.",
        ),
        (true, false) => (
            "La liste n’a pas encore été lue",
            "Chorus Pro est interrogé en arrière-plan. Elle apparaît ici dès qu’il a répondu.",
        ),
        (false, _) => {
            ("Aucune facture répondue", "Ce qui n’attend plus votre réponse reste consultable ici.")
        }
    };
    view! { <EmptyState title text icon=IconName::Check/> }.into_any()
}

fn table(page: &ValidationPage, waiting: bool) -> AnyView {
    let (several, today) = (page.several_structures, paris_day(page.read_at));
    let rows = page.rows.iter().map(|line| row(line, waiting, several, today)).collect_view();
    let last = if waiting { "Tacite le" } else { "Statut depuis le" };
    view! {
        <div class="list">
            <table class="table validation-table">
                <caption class="visually-hidden">"Factures à valider"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Statut"</th>
                        <th scope="col">"N°"</th>
                        <th scope="col">"Fournisseur"</th>
                        <th scope="col">"Destinataire"</th>
                        {several.then(|| view! { <th scope="col">"Valideur"</th> })}
                        <th scope="col">{last}</th>
                        <th scope="col" data-numeric>"Montant TTC"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(line: &ValidationRow, waiting: bool, several: bool, today: NaiveDate) -> AnyView {
    let ValidationRow { validation, structure, reply } = line;
    let answer = reply.as_ref().and_then(reply_words);
    let answer = answer.map(|(kind, label)| view! { <span class="cell-detail"><Badge kind label/></span> });
    let day = match waiting {
        true => last_day(validation.waiting_since, today),
        false => view! { <Day day=paris_day(validation.status_at)/> }.into_any(),
    };
    let number = number_of(validation);
    view! {
        <tr>
            <td data-label="Statut"><StatusBadge status=validation.status.clone() direction=Direction::Received/> {answer}</td>
            <td data-label="N°"><a class="row-link" href=format!("/a-valider/{}", validation.id)>{number}</a></td>
            <td data-label="Fournisseur"><PartyName name=validation.supplier_name.clone()/></td>
            <td data-label="Destinataire"><PartyName name=validation.recipient_name.clone()/></td>
            {several.then(|| view! { <td data-label="Valideur">{readable_name(structure)}</td> })}
            <td class="invoice-delay" data-label=if waiting { "Tacite le" } else { "Depuis le" }>{day}</td>
            <td data-label="Montant TTC" data-numeric>{amount(validation)}</td>
        </tr>
    }
    .into_any()
}

/// The number, or that there is none.
pub(super) fn number_of(validation: &Validation) -> String {
    match validation.number.trim() {
        "" => "sans numéro".to_owned(),
        number => number.to_owned(),
    }
}

fn amount(validation: &Validation) -> Option<AnyView> {
    let cents = validation.gross_cents?;
    let value = from_cents(validation.kind.signed(cents));
    Some(view! { <Amount value currency=validation.currency.clone()/> }.into_any())
}

/// Structures whose list Chorus Pro did not give, with its words.
fn not_read(lines: &[NotRead]) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let rows = lines.iter().map(|line| {
        let text = format!("{}\u{a0}: {}", readable_name(&line.name), line.reason.sentence());
        view! { <li>{prose(&text)}</li> }
    });
    let title = match lines.len() {
        1 => "Une structure n’est pas dans cette liste".to_owned(),
        several => format!("{several} structures ne sont pas dans cette liste"),
    };
    Some(
        view! {
            <details class="section">
                <summary>{title}</summary>
                <p class="field-hint">"Chorus Pro n’a pas donné leurs factures à valider. Un compte technique sans droit de valideur n’a rien d’anormal là où rien n’est à valider."</p>
                <ul>{rows.collect_view()}</ul>
            </details>
        }
        .into_any(),
    )
}
