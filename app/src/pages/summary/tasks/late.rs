//! Issued invoices whose delay to be paid has passed: by the last day, the largest first.

use std::cmp::Reverse;

use domain::{PaymentDelay, Permission, StatusKind, StatusStage, format_day, paris_day};
use operations::{InvoiceRow, Overview};

use super::super::super::invoices::stage_word;
use super::{Owners, Reader, amount, party, sum};
use crate::components::{NoticeAction, Task, TaskGroup};
use crate::words::days_left;

/// The group, where there is one.
pub(super) fn group(overview: &Overview, owners: &Owners<'_>, reader: Reader) -> Option<TaskGroup> {
    let last = |row: &InvoiceRow| overview.delays.get(&row.id).and_then(PaymentDelay::last_day);
    let mut rows: Vec<&InvoiceRow> = overview.late.iter().collect();
    rows.sort_by_key(|row| (last(row), Reverse(row.gross_cents)));
    (!rows.is_empty()).then(|| TaskGroup {
        kind: StatusKind::Warning,
        title: match overview.late_cut {
            false => "Mise en paiement attendue, délai dépassé".to_owned(),
            true => "Mise en paiement attendue, délai dépassé, les plus anciennes".to_owned(),
        },
        count: u64::try_from(rows.len()).unwrap_or(u64::MAX),
        // Of some of them no sum is told as if it were that of all.
        sum: sum(rows.iter().copied()).filter(|_| !overview.late_cut),
        more: Some(NoticeAction::new(
            "Voir toutes celles qui sont arrivées",
            format!("/factures?onglet={}&tri=etat&sens=asc", stage_word(StatusStage::Arrived)),
        )),
        tasks: rows.into_iter().map(|row| task(row, overview, owners, reader)).collect(),
    })
}

fn task(row: &InvoiceRow, overview: &Overview, owners: &Owners<'_>, reader: Reader) -> Task {
    let delay = overview.delays.get(&row.id);
    let assumed = delay.is_some_and(PaymentDelay::is_assumed);
    let last = delay.and_then(PaymentDelay::last_day).map(format_day).unwrap_or_default();
    let left = delay.and_then(|delay| delay.days_left(paris_day(reader.now)));
    let matter = match assumed {
        true => {
            format!("À payer au plus tard le {last}, pour un délai de 30 jours supposé : précisez qui paie")
        }
        false => format!("À payer au plus tard le {last}"),
    };
    let label = match (assumed, reader.may(Permission::Deposit)) {
        (true, true) => "Préciser qui paie",
        (false, true) => "Réclamer",
        (_, false) => "Voir le retard",
    };
    Task {
        amount: amount(row),
        party: party(row, "Destinataire inconnu"),
        of: owners.name(row),
        matter,
        when: left.map(days_left).unwrap_or_default(),
        kind: if assumed { StatusKind::Neutral } else { StatusKind::Error },
        action: NoticeAction::new(label, format!("/factures/{}/retard", row.id)),
    }
}
