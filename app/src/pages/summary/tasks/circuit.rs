//! What of the circuit waits for the reader: notes, approvals, accounts, what somebody else has confirmed first.

use domain::{InvoiceKind, StatusKind, format_amount, from_cents, relative_age};
use operations::{CircuitTasks, Invoice};

use super::super::super::invoice::finding_words;
use super::{Owners, Reader};
use crate::components::{NoticeAction, Task, TaskGroup};

/// The groups; nothing where nothing waits.
pub(super) fn groups(tasks: &CircuitTasks, owners: &Owners<'_>, reader: Reader) -> Vec<TaskGroup> {
    let age = |at| relative_age(at, reader.now);
    let accounts = tasks.accounts.iter().map(|(account, invoice)| {
        let matter = account.findings.first().map(|finding| finding_words(*finding)).unwrap_or_default();
        task(owners, invoice, matter.to_owned(), age(account.found_at), "Vérifier", "#account")
    });
    let second = tasks.second.iter().map(|(act, invoice)| {
        let motif = act.values.get(domain::DecisionField::Motif).to_owned();
        let when = act.submitted_at.map(age).unwrap_or_default();
        task(owners, invoice, format!("{} : {motif}", act.author_name), when, "Confirmer", "#second")
    });
    let approvals = tasks.approvals.iter().map(|(approval, invoice)| {
        let matter = format!("Demandé par {}", approval.asked_by);
        task(owners, invoice, matter, age(approval.asked_at), "Viser", "#visas")
    });
    let notes = tasks.notes.iter().map(|(note, invoice)| {
        let matter = format!("{} : {}", note.author_name, note.text.lines().next().unwrap_or_default());
        task(owners, invoice, matter, age(note.written_at), "Lire", "#notes")
    });
    [
        group(StatusKind::Warning, "Confirmer des coordonnées bancaires", accounts.collect()),
        group(StatusKind::Warning, "Confirmer un rejet", second.collect()),
        group(StatusKind::Info, "Viser", approvals.collect()),
        group(StatusKind::Info, "Lire ce qu’un collègue vous écrit", notes.collect()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn group(kind: StatusKind, title: &str, tasks: Vec<Task>) -> Option<TaskGroup> {
    (!tasks.is_empty()).then(|| TaskGroup {
        kind,
        title: title.to_owned(),
        count: u64::try_from(tasks.len()).unwrap_or(u64::MAX),
        sum: None,
        tasks,
        more: None,
    })
}

fn task(
    owners: &Owners<'_>,
    invoice: &Invoice,
    matter: String,
    when: String,
    label: &'static str,
    anchor: &str,
) -> Task {
    let currency = if invoice.currency.is_empty() { "EUR" } else { &invoice.currency };
    let amount =
        invoice.gross_cents.map(|cents| format_amount(from_cents(invoice.kind.signed(cents)), currency));
    let number = match (invoice.number.trim(), invoice.kind) {
        ("", _) => "sans numéro".to_owned(),
        (number, InvoiceKind::Facture) => number.to_owned(),
        (number, InvoiceKind::Avoir) => format!("avoir {number}"),
    };
    let party = match invoice.partner_name.trim() {
        "" => "Fournisseur inconnu",
        name => name,
    };
    Task {
        amount,
        party: party.to_owned(),
        of: owners.with(invoice.structure, number),
        matter,
        when,
        kind: StatusKind::Neutral,
        action: NoticeAction::new(label, format!("/factures/{}{anchor}", invoice.id)),
    }
}
