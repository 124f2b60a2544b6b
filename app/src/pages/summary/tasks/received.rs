//! Received invoices, by what remains of the delay to pay them.

use std::cmp::Reverse;

use chrono::{NaiveDate, TimeDelta};
use domain::{
    Direction, InvoiceKind, PaymentDelay, StatusKind, StatusStage, format_day, paris_day, relative_age,
};
use operations::{InvoiceRow, Overview};

use super::super::super::invoices::stage_word;
use super::{Owners, Reader, amount, party, sum};
use crate::components::{NoticeAction, Task, TaskGroup};
use crate::words::days_left;

/// Days before the last one from which paying is pressing.
const SOON: i64 = 7;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Urgency {
    /// Its status is not known.
    Unknown,
    Late,
    Soon,
    Later,
    /// Nothing is to be paid.
    Credit,
}

impl Urgency {
    const ALL: [Self; 5] = [Self::Late, Self::Unknown, Self::Soon, Self::Later, Self::Credit];

    fn of(row: &InvoiceRow, overview: &Overview, reader: Reader) -> Self {
        if row.status.stage(Direction::Received) != StatusStage::Arrived {
            return Self::Unknown;
        }
        if row.kind == InvoiceKind::Avoir {
            return Self::Credit;
        }
        match left(row, overview, reader) {
            Some(..0) => Self::Late,
            Some(0..=SOON) => Self::Soon,
            Some(_) | None => Self::Later,
        }
    }

    fn title(self, reader: Reader) -> String {
        match self {
            Self::Unknown => "Vérifier".to_owned(),
            Self::Late => "Mettre en paiement, délai dépassé".to_owned(),
            Self::Soon => {
                let last = paris_day(reader.now) + TimeDelta::days(SOON);
                format!("Mettre en paiement d’ici le {}", format_day(last))
            }
            Self::Later => "Mettre en paiement ensuite".to_owned(),
            Self::Credit => "Traiter les avoirs".to_owned(),
        }
    }

    const fn kind(self) -> StatusKind {
        match self {
            Self::Late => StatusKind::Error,
            Self::Unknown | Self::Soon => StatusKind::Warning,
            Self::Later | Self::Credit => StatusKind::Neutral,
        }
    }
}

fn arrived_on(row: &InvoiceRow) -> NaiveDate {
    paris_day(row.arrived_at.unwrap_or(row.status_at))
}

/// Days until the last one to pay; none where no delay runs.
fn left(row: &InvoiceRow, overview: &Overview, reader: Reader) -> Option<i64> {
    overview.delays.get(&row.id)?.days_left(paris_day(reader.now))
}

/// One group for each urgency.
pub(super) fn groups(overview: &Overview, owners: &Owners<'_>, reader: Reader) -> Vec<TaskGroup> {
    let all_of = |stage| {
        let count = overview.received.iter().find(|count| count.stage == stage);
        count.map_or(0, |count| count.totals.count)
    };
    let (arrived, unknown) = (all_of(StatusStage::Arrived), all_of(StatusStage::Blocked));
    let shown = overview
        .to_treat
        .iter()
        .filter(|row| row.status.stage(Direction::Received) == StatusStage::Arrived)
        .count();
    let hidden = arrived.saturating_sub(u64::try_from(shown).unwrap_or(u64::MAX));
    let mut groups: Vec<TaskGroup> = Urgency::ALL
        .into_iter()
        .filter_map(|urgency| {
            let mut rows: Vec<&InvoiceRow> = overview
                .to_treat
                .iter()
                .filter(|row| Urgency::of(row, overview, reader) == urgency)
                .collect();
            // Of one day, the largest first.
            rows.sort_by_key(|row| (left(row, overview, reader), arrived_on(row), Reverse(row.gross_cents)));
            let shown = u64::try_from(rows.len()).unwrap_or(u64::MAX);
            let count = if urgency == Urgency::Unknown { unknown.max(shown) } else { shown };
            let more = (count > shown).then(|| {
                let href = format!("/recues?onglet={}", stage_word(StatusStage::Blocked));
                NoticeAction::new(format!("Voir les {count}"), href)
            });
            (count > 0).then(|| TaskGroup {
                kind: urgency.kind(),
                title: urgency.title(reader),
                count,
                sum: (count == shown).then(|| sum(rows.iter().copied())).flatten(),
                tasks: rows.into_iter().map(|row| task(urgency, row, overview, owners, reader)).collect(),
                more,
            })
        })
        .collect();
    if let Some(last) = groups.last_mut().filter(|_| hidden > 0) {
        let href = format!("/recues?onglet={}&tri=etat&sens=asc", stage_word(StatusStage::Arrived));
        last.more = Some(NoticeAction::new(format!("Voir les {arrived} arrivées"), href));
    }
    groups
}

fn task(
    urgency: Urgency,
    row: &InvoiceRow,
    overview: &Overview,
    owners: &Owners<'_>,
    reader: Reader,
) -> Task {
    let delay = overview.delays.get(&row.id);
    let last = delay.and_then(PaymentDelay::last_day);
    let left = left(row, overview, reader);
    let (matter, when) = match urgency {
        Urgency::Unknown => (row.status.label(), relative_age(row.status_at, reader.now)),
        Urgency::Credit => {
            (format!("Arrivé le {}", format_day(arrived_on(row))), relative_age(row.status_at, reader.now))
        }
        Urgency::Late | Urgency::Soon | Urgency::Later => {
            let matter = last.map(|day| format!("À payer au plus tard le {}", format_day(day)));
            (matter.unwrap_or_else(|| row.status.label()), left.map(days_left).unwrap_or_default())
        }
    };
    Task {
        amount: amount(row),
        party: party(row, "Fournisseur inconnu"),
        of: owners.name(row),
        matter,
        when,
        kind: urgency.kind(),
        action: NoticeAction::new("Ouvrir", format!("/factures/{}", row.id)),
    }
}
