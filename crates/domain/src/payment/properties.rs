//! What holds for every delay, whatever happened.

use proptest::prelude::*;

use super::request::tests::{at, day};
use super::{
    BarPhase, DelayState, FindingKind, NoDelay, PayerCategory, PaymentDelay, PaymentRequest, delay_rules,
    payment_delay, statuses_of_spans,
};
use crate::{InvoiceStatus as Status, clock_spans, standing};

fn delay(request: PaymentRequest, statuses: &[(Status, u32)]) -> Result<PaymentDelay, NoDelay> {
    let statuses = statuses.iter().map(|(status, number)| (status.clone(), at(*number)));
    payment_delay(&request, statuses, &delay_rules())
}

prop_compose! {
    fn requests()(
        category in prop::option::of(prop::sample::select(PayerCategory::ALL.to_vec())),
        contract_days in prop::option::of(0u32..90),
        service_fait in prop::option::of(0u32..60),
    ) -> PaymentRequest {
        PaymentRequest { category, contract_days, service_fait: service_fait.map(day), nothing_due: false }
    }
}

fn ways() -> impl Strategy<Value = Vec<(Status, u32)>> {
    let statuses = vec![
        Status::MiseADisposition,
        Status::Suspendue,
        Status::Completee,
        Status::ServiceFait,
        Status::Mandatee,
        Status::MiseADispositionComptable,
        Status::ARecycler,
        Status::MiseEnPaiement,
        Status::Rejetee,
        Status::from_code("NOUVEAU"),
    ];
    prop::collection::vec((prop::sample::select(statuses), 1u32..120), 0..10).prop_map(|mut way| {
        way.insert(0, (Status::MiseADisposition, 1));
        way
    })
}

proptest! {
    #[test]
    fn an_interruption_never_makes_the_last_day_earlier(
        request in requests(),
        suspended in 1u32..90,
        answered in 0u32..60,
    ) {
        let plain = delay(request, &[(Status::MiseADisposition, 1)]).unwrap();
        let way = [
            (Status::MiseADisposition, 1),
            (Status::Suspendue, suspended),
            (Status::Completee, suspended + answered),
        ];
        let interrupted = delay(request, &way).unwrap();
        prop_assert!(interrupted.last_day() >= plain.last_day());
        prop_assert_eq!(interrupted.last_day() == plain.last_day() || interrupted.interruption.is_some(), true);
    }

    #[test]
    fn what_has_no_effect_changes_nothing(
        request in requests(),
        suspended in 1u32..20,
        answered in 0u32..20,
        added in prop::collection::vec((0u32..60, 0u32..20), 1..4),
    ) {
        let mut way = vec![
            (Status::MiseADisposition, 1),
            (Status::Suspendue, suspended),
            (Status::Completee, suspended + answered),
        ];
        let before = delay(request, &way).unwrap();
        prop_assume!(before.interruption.is_some());
        for (after, length) in added {
            let from = suspended + answered + after;
            way.extend([
                (Status::Suspendue, from),
                (Status::Completee, from + length),
                (Status::ServiceFait, from),
                (Status::EnCoursAcheminement, from),
            ]);
        }
        let mut after = delay(request, &way).unwrap();
        prop_assert!(!after.findings.is_empty());
        prop_assert!(after.findings.iter().all(|finding| finding.kind == FindingKind::SecondInterruption));
        after.findings.clear();
        prop_assert_eq!(after, before);
    }

    #[test]
    fn the_bar_has_no_gaps_and_no_overlaps(request in requests(), way in ways(), today in 0u32..200) {
        let Ok(delay) = delay(request, &way) else { return Ok(()) };
        let bar = delay.bar(day(today));
        let mut next = delay.start.day();
        for segment in &bar.segments {
            prop_assert_eq!(segment.from, next);
            prop_assert!(segment.days > 0);
            next = super::day::later(next, segment.days);
        }
        let fractions: f64 = bar.segments.iter().map(|segment| bar.fraction(segment)).sum();
        prop_assert!(bar.segments.is_empty() || (fractions - 1.0).abs() < 1e-9);
        let of = |phase| -> u32 {
            bar.segments.iter().filter(|segment| segment.phase == phase).map(|segment| segment.days).sum()
        };
        prop_assert_eq!(of(BarPhase::Passed) + of(BarPhase::Late), delay.elapsed_days(day(today)));
        if delay.state() == DelayState::Running && day(today) >= delay.start.day() {
            prop_assert_eq!(of(BarPhase::Late), delay.late_days(day(today)));
            prop_assert_eq!(i64::from(of(BarPhase::Remaining)), delay.days_left(day(today)).unwrap().max(0));
        }
    }

    #[test]
    fn the_order_in_which_statuses_are_given_does_not_matter(request in requests(), way in ways()) {
        // Of one moment they count as they are given.
        let mut moments = std::collections::HashSet::new();
        let way: Vec<_> = way.into_iter().filter(|(_, number)| moments.insert(*number)).collect();
        let backwards: Vec<_> = way.iter().rev().cloned().collect();
        prop_assert_eq!(delay(request, &way), delay(request, &backwards));
    }

    #[test]
    fn stored_spans_give_the_same_days(
        request in requests(),
        middle in ways(),
        end in prop::option::of(prop::sample::select(vec![Status::MiseEnPaiement, Status::Rejetee])),
    ) {
        // What is given back can only be made available again.
        let mut way: Vec<_> =
            middle.into_iter().filter(|(status, _)| !status.is_final() && *status != Status::ARecycler).collect();
        way.extend(end.map(|status| (status, 120)));
        let statuses: Vec<_> = way.into_iter().map(|(status, number)| (status, at(number))).collect();
        let (last, _) = standing(statuses.clone()).unwrap();
        let spans = clock_spans(statuses.clone());
        let whole = payment_delay(&request, statuses, &delay_rules()).unwrap();
        let again = payment_delay(&request, statuses_of_spans(&spans, &last), &delay_rules()).unwrap();
        prop_assert_eq!(again.state(), whole.state());
        prop_assert_eq!(again.last_day(), whole.last_day());
        prop_assert_eq!(again.elapsed_days(day(150)), whole.elapsed_days(day(150)));
        prop_assert_eq!(again.interrupted_days(day(150)), whole.interrupted_days(day(150)));
    }
}
