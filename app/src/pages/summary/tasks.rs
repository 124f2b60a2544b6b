//! From what needs somebody to one sentence and one action.

use chrono::{DateTime, Utc};
use domain::{
    Direction, InvoiceKind, InvoiceStatus, Permission, Role, StatusKind, StatusStage, format_amount,
    format_day, from_cents, paris_day, payment_term, relative_age,
};
use operations::{AccessState, InvoiceRow, StructureSummary};
use rust_decimal::Decimal;

use super::super::structures::{certificate_light, days_until};
use super::super::why;
use crate::components::{NoticeAction, Task};
use crate::words::Sentence as _;

/// Days before the end of a certificate from which it is work for today.
const CERTIFICATE_DAYS: i64 = 30;

/// Lines about accesses that are shown one by one.
const MOST_OF_A_KIND: usize = 5;

/// Who reads the page, and when.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    pub(super) role: Role,
    pub(super) now: DateTime<Utc>,
}

impl Reader {
    pub(super) fn may(self, permission: Permission) -> bool {
        self.role.allows(permission)
    }
}

/// All that waits, in order: accesses that keep everything from moving, then invoices in the order given, then accesses
/// that will soon fail.
pub(super) fn tasks(
    structures: &[StructureSummary],
    to_do: &[InvoiceRow],
    to_treat: &[InvoiceRow],
    reader: Reader,
) -> Vec<Task> {
    let broken = structures.iter().filter_map(|overview| broken_access(overview, reader));
    let invoices = to_do.iter().map(|row| invoice_task(row, structures, reader));
    let soon = structures.iter().filter_map(|overview| access_to_prepare(overview, reader));
    let broken = folded(broken.collect(), StatusKind::Error, "autres accès sont interrompus.");
    let soon =
        folded(soon.collect(), StatusKind::Info, "autres structures attendent un accès ou un certificat.");
    let received = to_treat.iter().map(|row| received_task(row, structures, reader));
    broken.into_iter().chain(invoices).chain(received).chain(soon).collect()
}

/// A received invoice: what remains of the delay to pay it. Where nothing is to be paid, that it is there.
fn received_task(row: &InvoiceRow, structures: &[StructureSummary], reader: Reader) -> Task {
    let in_euros = row.currency.is_empty() || row.currency == "EUR";
    let (what, from) = (named(row), row.partner_name.trim());
    let from = if from.is_empty() { String::new() } else { format!(" de {from}") };
    let arrived = paris_day(row.arrived_at.unwrap_or(row.status_at));
    let term = payment_term(arrived, paris_day(reader.now));
    let is_arrived = row.status.stage(Direction::Received) == StatusStage::Arrived;
    let (kind, text) = match term.days_left {
        _ if !is_arrived => {
            (StatusKind::Warning, format!("{what}{from} : {}.", row.status.label().to_lowercase()))
        }
        _ if row.kind == InvoiceKind::Avoir => (StatusKind::Info, format!("{what}{from} est à traiter.")),
        days => {
            let kind = match days {
                ..0 => StatusKind::Error,
                0..=7 => StatusKind::Warning,
                _ => StatusKind::Info,
            };
            let due = format_day(term.due);
            (kind, format!("{what}{from} est à payer au plus tard le {due} ({}).", term.sentence()))
        }
    };
    Task {
        kind,
        text,
        detail: Some(detail(row, structures, in_euros, reader.now)),
        amount: row.gross_cents.filter(|_| in_euros).map(|cents| signed(row, cents)),
        action: NoticeAction::new("Ouvrir", format!("/factures/{}", row.id)),
    }
}

/// A credit note takes away.
fn signed(row: &InvoiceRow, cents: i64) -> Decimal {
    from_cents(if row.kind == InvoiceKind::Avoir { -cents.abs() } else { cents })
}

/// What it is, with its number.
fn named(row: &InvoiceRow) -> String {
    let kind = match row.kind {
        InvoiceKind::Avoir => "La facture d’avoir",
        InvoiceKind::Facture => "La facture",
    };
    match row.number.trim() {
        "" => format!("{kind} sans numéro"),
        number => format!("{kind} {number}"),
    }
}

/// A firm with hundreds of structures sees the first of a kind and how many more there are.
fn folded(mut tasks: Vec<Task>, kind: StatusKind, rest: &str) -> Vec<Task> {
    let hidden = tasks.len().saturating_sub(MOST_OF_A_KIND);
    if hidden > 1 {
        tasks.truncate(MOST_OF_A_KIND);
        tasks.push(Task {
            kind,
            text: format!("{hidden} {rest}"),
            detail: None,
            amount: None,
            action: NoticeAction::new("Voir les structures", "/structures"),
        });
    }
    tasks
}

fn sheet(overview: &StructureSummary) -> String {
    format!("/structures/{}", overview.structure.id)
}

fn broken_access(overview: &StructureSummary, reader: Reader) -> Option<Task> {
    let access = overview.access.as_ref()?;
    let AccessState::Broken(reason) = &access.state else { return None };
    let label =
        if reader.may(Permission::ManageStructures) { "Réparer l’accès" } else { "Voir l’accès" };
    Some(Task {
        kind: StatusKind::Error,
        text: format!(
            "{} ne peut plus ni envoyer ni recevoir. {}",
            overview.structure.name,
            reason.sentence()
        ),
        detail: Some(format!("Interrompu {}", relative_age(access.state_since, reader.now))),
        amount: None,
        action: NoticeAction::new(label, sheet(overview)),
    })
}

/// A missing access or a certificate near its end: only for those who can do something about it.
fn access_to_prepare(overview: &StructureSummary, reader: Reader) -> Option<Task> {
    if !reader.may(Permission::ManageStructures) {
        return None;
    }
    let name = &overview.structure.name;
    let Some(access) = &overview.access else {
        return Some(Task {
            kind: StatusKind::Info,
            text: format!("{name} n’a pas encore d’accès à Chorus Pro."),
            detail: None,
            amount: None,
            action: NoticeAction::new("Saisir l’accès", sheet(overview)),
        });
    };
    let end = access.certificate_expires_at?;
    if days_until(end, reader.now) > CERTIFICATE_DAYS {
        return None;
    }
    let light = certificate_light(end, reader.now);
    Some(Task {
        kind: light.kind,
        text: format!("Le certificat de {name} {}.", light.text),
        detail: None,
        amount: None,
        action: NoticeAction::new("Remplacer", sheet(overview)),
    })
}

fn invoice_task(row: &InvoiceRow, structures: &[StructureSummary], reader: Reader) -> Task {
    let (text, label, opens_draft) = sentence(row);
    let may_deposit = reader.may(Permission::Deposit);
    let (label, href) = match (may_deposit, opens_draft) {
        (true, true) => (label, format!("/deposer/{}", row.id)),
        (true, false) => (label, format!("/factures/{}", row.id)),
        (false, _) => ("Voir", format!("/factures/{}", row.id)),
    };
    let in_euros = row.currency.is_empty() || row.currency == "EUR";
    Task {
        kind: row.status.kind(),
        text,
        detail: Some(detail(row, structures, in_euros, reader.now)),
        amount: row.gross_cents.filter(|_| in_euros).map(|cents| signed(row, cents)),
        action: NoticeAction::new(label, href),
    }
}

/// For whom, since when, why, and how much when it is not in euros.
fn detail(row: &InvoiceRow, structures: &[StructureSummary], in_euros: bool, now: DateTime<Utc>) -> String {
    let structure = structures.iter().find(|overview| overview.structure.id == row.structure);
    let foreign = row.gross_cents.filter(|_| !in_euros);
    // Where both environments are worked in, each line says its own.
    let first = structures.first().map(|overview| overview.structure.environment);
    let mixed = structures.iter().any(|overview| Some(overview.structure.environment) != first);
    let parts = [
        structure.map(|overview| overview.structure.name.clone()),
        structure.filter(|_| mixed).map(|overview| overview.structure.environment.label().to_owned()),
        Some(relative_age(row.status_at, now)),
        foreign.map(|cents| format_amount(signed(row, cents), &row.currency)),
        why(row.status_reason.as_ref(), row.status_comment.as_deref()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The sentence, the word on the button, and whether the button opens the deposit instead of the invoice.
fn sentence(row: &InvoiceRow) -> (String, &'static str, bool) {
    let what = named(row);
    let partner = row.partner_name.trim();
    let to = if partner.is_empty() { String::new() } else { format!(" pour {partner}") };
    match &row.status {
        InvoiceStatus::Draft => (format!("{what}{to} n’est pas envoyée."), "Reprendre", true),
        InvoiceStatus::Refused => (format!("{what}{to} n’a pas pu être déposée."), "Corriger", true),
        InvoiceStatus::Unconfirmed => (
            format!(
                "{what}{to} est partie sans réponse. Pupitre vérifie ; ne la déposez pas une seconde fois."
            ),
            "Voir l’envoi",
            false,
        ),
        InvoiceStatus::Suspendue => {
            (format!("{what}{to} est suspendue : il manque un complément."), "Voir la demande", false)
        }
        InvoiceStatus::ARecycler => (
            format!("{what}{to} est à recycler : corrigez le destinataire, le service ou l’engagement."),
            "Voir le motif",
            false,
        ),
        InvoiceStatus::ErreurFournisseurSurValideur | InvoiceStatus::ErreurCotraitantSurValideur => {
            (format!("{what}{to} attend un autre valideur."), "Voir le motif", false)
        }
        InvoiceStatus::Refusee1 | InvoiceStatus::Refusee2 => {
            (format!("{what}{to} a été refusée par le valideur."), "Voir le motif", false)
        }
        InvoiceStatus::Rejetee => (
            format!("{what}{to} est rejetée : établissez-en une nouvelle, avec un nouveau numéro."),
            "Voir le motif",
            false,
        ),
        status if status.stage(Direction::Issued) == StatusStage::ToSend => {
            (format!("{what}{to} n’est pas envoyée. {}.", status.label()), "Vérifier", false)
        }
        status => (format!("{what}{to} demande votre attention. {}.", status.label()), "Vérifier", false),
    }
}

#[cfg(test)]
mod tests;
