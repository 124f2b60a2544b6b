//! Statuses that were written in an order in which no invoice goes: accounting software that writes late, or twice, leaves an
//! invoice standing at Chorus Pro where it has long left (enums.md §1.1).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::{Decision, InvoiceStatus};

codes! {
    /// What is wrong with an order of statuses.
    DisorderKind {
        /// A step on the way to the payment was written after one that comes later: *mandatée* after *mise en paiement*.
        Backwards = "backwards";
        /// A step on the way to the payment was written after the invoice had gone back to its supplier, who has not sent it
        /// again.
        AfterReturn = "after_return";
    }
}

/// An order of statuses in which no invoice goes, as long as nobody has written the right one after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusDisorder {
    /// What is wrong.
    pub kind: DisorderKind,
    /// How far it had come: the furthest step, or the status by which it went back.
    pub reached: InvoiceStatus,
    /// Where Chorus Pro says that it stands: the status that was written last.
    pub written: InvoiceStatus,
    /// When that was written.
    pub written_at: DateTime<Utc>,
}

impl StatusDisorder {
    /// The decision that leads to the right status from where Chorus Pro says that it stands; none where it takes none.
    #[must_use]
    pub fn mended_by(&self) -> Option<Decision> {
        Decision::giving(&self.reached).filter(|decision| decision.steps(&self.written).is_ok())
    }
}

/// How far a status is on the way to the payment; none for those that are not on it.
const fn place(status: &InvoiceStatus) -> Option<u8> {
    Some(match status {
        InvoiceStatus::ServiceFait => 1,
        InvoiceStatus::Mandatee => 2,
        InvoiceStatus::MiseADispositionComptable => 3,
        InvoiceStatus::Comptabilisee => 4,
        InvoiceStatus::MiseEnPaiement => 5,
        _ => return None,
    })
}

/// What is wrong with the statuses of an invoice, which come in any order; none when nothing is. Those of one instant count
/// as they are given.
///
/// A recipient that takes up an invoice by itself after a suspension does nothing wrong: Chorus Pro takes it, and the delay
/// goes on.
#[must_use]
pub fn status_disorder(
    statuses: impl IntoIterator<Item = (InvoiceStatus, DateTime<Utc>)>,
) -> Option<StatusDisorder> {
    let mut statuses: Vec<_> = statuses.into_iter().collect();
    statuses.sort_by_key(|(_, at)| *at);
    let (written, written_at) = statuses.last().cloned()?;
    let last = place(&written)?;
    let steps = statuses.iter().rposition(|(status, _)| place(status).is_none());
    let (before, way) = statuses.split_at(steps.map_or(0, |position| position + 1));
    let returned = before.last().map(|(status, _)| status);
    if let Some(returned @ (InvoiceStatus::Rejetee | InvoiceStatus::ARecycler)) = returned {
        let (kind, reached) = (DisorderKind::AfterReturn, returned.clone());
        return Some(StatusDisorder { kind, reached, written, written_at });
    }
    let (reached, furthest) = way
        .iter()
        .filter_map(|(status, _)| Some((status, place(status)?)))
        .max_by_key(|(_, place)| *place)?;
    (furthest > last).then(|| StatusDisorder {
        kind: DisorderKind::Backwards,
        reached: reached.clone(),
        written,
        written_at,
    })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use InvoiceStatus::{
        ARecycler, Completee, Comptabilisee, Deposee, Mandatee, MiseADisposition, MiseEnPaiement, Rejetee,
        ServiceFait, Suspendue,
    };

    fn found(way: &[InvoiceStatus]) -> Option<StatusDisorder> {
        let at = |place: usize| DateTime::UNIX_EPOCH + TimeDelta::hours(i64::try_from(place).unwrap());
        status_disorder(way.iter().cloned().enumerate().map(|(place, status)| (status, at(place))))
    }

    #[test]
    fn a_step_behind_a_later_one_is_found_until_the_right_one_is_written() {
        let paid_first = [MiseADisposition, MiseEnPaiement, Mandatee, Comptabilisee];
        let disorder = found(&paid_first).unwrap();
        assert_eq!(disorder.kind, DisorderKind::Backwards);
        assert_eq!((&disorder.reached, &disorder.written), (&MiseEnPaiement, &Comptabilisee));
        assert_eq!(disorder.mended_by(), Some(Decision::OrderPayment));
        assert_eq!(found(&[paid_first.as_slice(), &[MiseEnPaiement]].concat()), None, "mended");
        let disorder = found(&[MiseADisposition, Mandatee, ServiceFait]).unwrap();
        assert_eq!((disorder.reached.clone(), disorder.mended_by()), (Mandatee, Some(Decision::Mandate)));
    }

    #[test]
    fn a_step_after_a_return_is_found_and_mended_only_where_chorus_pro_takes_it() {
        let disorder = found(&[MiseADisposition, Rejetee, Mandatee]).unwrap();
        assert_eq!(
            (disorder.kind, disorder.mended_by()),
            (DisorderKind::AfterReturn, Some(Decision::Reject))
        );
        let booked = found(&[MiseADisposition, Rejetee, Mandatee, Comptabilisee]).unwrap();
        assert_eq!(booked.mended_by(), None, "from there Chorus Pro takes no rejection");
        let given_back = found(&[MiseADisposition, ARecycler, ServiceFait]).unwrap();
        assert_eq!((given_back.reached.clone(), given_back.mended_by()), (ARecycler, None));
    }

    #[test]
    fn ways_that_invoices_go_are_in_order() {
        for way in [
            vec![],
            vec![Deposee, MiseADisposition],
            vec![MiseADisposition, MiseEnPaiement],
            vec![MiseADisposition, ServiceFait, Mandatee, Comptabilisee, MiseEnPaiement],
            vec![MiseADisposition, Mandatee, Suspendue, Completee, ServiceFait],
            vec![MiseADisposition, Suspendue, Mandatee],
            vec![MiseADisposition, ARecycler, Deposee, MiseADisposition, ServiceFait],
            vec![MiseADisposition, MiseEnPaiement, Mandatee, Suspendue],
            vec![MiseADisposition, InvoiceStatus::from_code("NOUVEAU")],
        ] {
            assert_eq!(found(&way), None, "{way:?}");
        }
    }

    proptest! {
        #[test]
        fn what_mends_a_disorder_leaves_none(places in proptest::collection::vec(0..9_usize, 1..9)) {
            let all = [
                Deposee, MiseADisposition, Suspendue, Completee, ARecycler, ServiceFait, Mandatee, Comptabilisee,
                MiseEnPaiement,
            ];
            let mut way: Vec<InvoiceStatus> = places.into_iter().map(|place| all[place].clone()).collect();
            if let Some(decision) = found(&way).and_then(|disorder| disorder.mended_by()) {
                let written = way.last().unwrap().clone();
                way.extend(decision.steps(&written).unwrap().into_iter().map(Decision::status));
                prop_assert_eq!(found(&way), None);
            }
        }
    }
}
