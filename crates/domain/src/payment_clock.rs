//! Where the days of the payment delay went: who had the invoice, from when to when.

use chrono::{DateTime, Utc};

use crate::InvoiceStatus;

/// Who the delay runs for, or why it does not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClockSide {
    /// The ordonnateur has the invoice: from the day it is made available to the payment order.
    Ordonnateur,
    /// The public accountant has it: from the payment order to the payment.
    Comptable,
    /// The supplier was asked for documents or mentions (R2192-27): the delay does not run.
    Interrupted,
    /// Given back for another route (`A_RECYCLER`): it has not reached its recipient, the delay does not run.
    GivenBack,
}

impl ClockSide {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ordonnateur, Self::Comptable, Self::Interrupted, Self::GivenBack];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ordonnateur => "ordonnateur",
            Self::Comptable => "comptable",
            Self::Interrupted => "interrupted",
            Self::GivenBack => "given_back",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.code() == code)
    }
}

/// A stretch of time on one side of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockSpan {
    /// On which side.
    pub side: ClockSide,
    /// From this instant on.
    pub from: DateTime<Utc>,
    /// To this instant, excluded; none while it lasts.
    pub to: Option<DateTime<Utc>>,
}

/// Statuses on the way to the payment: once it was ordered, an accounting system that writes them late takes nothing back.
const fn leads_to_payment(status: &InvoiceStatus) -> bool {
    matches!(
        status,
        InvoiceStatus::ServiceFait
            | InvoiceStatus::Mandatee
            | InvoiceStatus::MiseADispositionComptable
            | InvoiceStatus::Comptabilisee
    )
}

/// In the order in which they happened; of one minute, as they are given: Chorus Pro's times are written to the minute. What
/// leads to a payment and is written after it is left out, and so is the payment that is written once more after that.
pub(crate) fn in_order(
    statuses: impl IntoIterator<Item = (InvoiceStatus, DateTime<Utc>)>,
) -> Vec<(InvoiceStatus, DateTime<Utc>)> {
    let mut statuses: Vec<_> = statuses.into_iter().collect();
    statuses.sort_by_key(|(_, at)| *at);
    let mut ordered = false;
    statuses.retain(|(status, _)| {
        let is_payment = *status == InvoiceStatus::MiseEnPaiement;
        let late = ordered && (is_payment || leads_to_payment(status));
        ordered = is_payment || late;
        !late
    });
    statuses
}

/// Where an invoice stands after the statuses it went through: at the last of them, but a payment that was
/// ordered is not hidden by what leads to it and was written later. None without any.
#[must_use]
pub fn standing(
    statuses: impl IntoIterator<Item = (InvoiceStatus, DateTime<Utc>)>,
) -> Option<(InvoiceStatus, DateTime<Utc>)> {
    in_order(statuses).pop()
}

/// The spans of an invoice from the statuses it went through; none before it is made available. Statuses
/// that do not say who has the invoice change nothing; a status that ends its way ends the last span.
#[must_use]
pub fn clock_spans(statuses: impl IntoIterator<Item = (InvoiceStatus, DateTime<Utc>)>) -> Vec<ClockSpan> {
    let mut spans: Vec<ClockSpan> = Vec::new();
    for (status, at) in in_order(statuses) {
        let open = spans.last().filter(|span| span.to.is_none()).map(|span| span.side);
        let next = match status {
            InvoiceStatus::MiseADisposition | InvoiceStatus::Completee => Some(ClockSide::Ordonnateur),
            InvoiceStatus::Mandatee
            | InvoiceStatus::MiseADispositionComptable
            | InvoiceStatus::Comptabilisee => Some(ClockSide::Comptable),
            InvoiceStatus::Suspendue => Some(ClockSide::Interrupted),
            InvoiceStatus::ARecycler => Some(ClockSide::GivenBack),
            _ if status.is_final() => None,
            _ => continue,
        };
        // Before the day it is made available nothing runs that could be interrupted or ended.
        if open == next || (spans.is_empty() && next != Some(ClockSide::Ordonnateur)) {
            continue;
        }
        if let Some(last) = spans.last_mut().filter(|span| span.to.is_none()) {
            last.to = Some(at);
        }
        if let Some(side) = next {
            spans.push(ClockSpan { side, from: at, to: None });
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn day(number: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(number)
    }

    fn spans(statuses: &[(InvoiceStatus, i64)]) -> Vec<(ClockSide, i64, Option<i64>)> {
        let statuses = statuses.iter().map(|(status, number)| (status.clone(), day(*number)));
        let days = |at: DateTime<Utc>| (at - DateTime::UNIX_EPOCH).num_days();
        clock_spans(statuses).iter().map(|span| (span.side, days(span.from), span.to.map(days))).collect()
    }

    #[test]
    fn a_whole_way_is_told_side_by_side() {
        let way = [
            (InvoiceStatus::MiseEnPaiement, 28),
            (InvoiceStatus::Deposee, 0),
            (InvoiceStatus::MiseADisposition, 1),
            (InvoiceStatus::Suspendue, 5),
            (InvoiceStatus::Completee, 9),
            (InvoiceStatus::ServiceFait, 10),
            (InvoiceStatus::Mandatee, 20),
            (InvoiceStatus::MiseADispositionComptable, 21),
        ];
        assert_eq!(
            spans(&way),
            [
                (ClockSide::Ordonnateur, 1, Some(5)),
                (ClockSide::Interrupted, 5, Some(9)),
                (ClockSide::Ordonnateur, 9, Some(20)),
                (ClockSide::Comptable, 20, Some(28)),
            ]
        );
    }

    #[test]
    fn what_is_written_after_the_payment_does_not_hide_it() {
        let stands = |statuses: &[(InvoiceStatus, i64)]| {
            standing(statuses.iter().map(|(status, number)| (status.clone(), day(*number))))
                .map(|(status, _)| status)
        };
        let mut way = vec![
            (InvoiceStatus::MiseADisposition, 1),
            (InvoiceStatus::MiseEnPaiement, 28),
            (InvoiceStatus::Mandatee, 29),
            (InvoiceStatus::Comptabilisee, 30),
        ];
        assert_eq!(stands(&way), Some(InvoiceStatus::MiseEnPaiement));
        assert_eq!(spans(&way), [(ClockSide::Ordonnateur, 1, Some(28))]);
        way.push((InvoiceStatus::MiseEnPaiement, 31));
        let told = way.iter().map(|(status, number)| (status.clone(), day(*number)));
        assert_eq!(standing(told), Some((InvoiceStatus::MiseEnPaiement, day(28))), "it was paid once");
        way.push((InvoiceStatus::Suspendue, 31));
        assert_eq!(stands(&way), Some(InvoiceStatus::Suspendue));
        way.push((InvoiceStatus::Mandatee, 32));
        assert_eq!(stands(&way), Some(InvoiceStatus::Mandatee));
        assert_eq!(stands(&[]), None);
    }

    #[test]
    fn the_last_span_lasts_until_something_ends_it() {
        assert_eq!(spans(&[(InvoiceStatus::MiseADisposition, 3)]), [(ClockSide::Ordonnateur, 3, None)]);
        let rejected = [(InvoiceStatus::MiseADisposition, 3), (InvoiceStatus::Rejetee, 8)];
        assert_eq!(spans(&rejected), [(ClockSide::Ordonnateur, 3, Some(8))]);
        let recycled = [
            (InvoiceStatus::MiseADisposition, 3),
            (InvoiceStatus::ARecycler, 4),
            (InvoiceStatus::MiseADisposition, 6),
        ];
        assert_eq!(
            spans(&recycled),
            [
                (ClockSide::Ordonnateur, 3, Some(4)),
                (ClockSide::GivenBack, 4, Some(6)),
                (ClockSide::Ordonnateur, 6, None)
            ]
        );
    }

    #[test]
    fn nothing_runs_before_the_recipient_has_the_invoice() {
        assert_eq!(spans(&[(InvoiceStatus::Deposee, 1), (InvoiceStatus::Rejetee, 2)]), []);
        assert_eq!(spans(&[(InvoiceStatus::from_code("NOUVEAU"), 1)]), []);
    }

    #[test]
    fn statuses_of_one_minute_keep_the_order_in_which_they_are_given() {
        let at_once = [(InvoiceStatus::MiseADisposition, 1), (InvoiceStatus::Mandatee, 1)];
        assert_eq!(spans(&at_once).last(), Some(&(ClockSide::Comptable, 1, None)));
        let recycled = [
            (InvoiceStatus::MiseADisposition, 1),
            (InvoiceStatus::ARecycler, 2),
            (InvoiceStatus::MiseADisposition, 2),
        ];
        assert_eq!(spans(&recycled).last(), Some(&(ClockSide::Ordonnateur, 2, None)));
    }
}
