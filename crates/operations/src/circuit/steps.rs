//! The steps of a circuit, and what each act makes of them. Whatever comes in whatever order, steps are approved from the
//! first on, one at most is at hand, and what comes behind it is later.

use chrono::{DateTime, Utc};
use domain::{ApprovalState, Approver, InvoiceId, MOST_STEPS};
use storage::{Approval, ApprovalDecision};

/// The step at hand: it waits for its approval, or that was refused.
pub(super) fn at_hand(steps: &[Approval]) -> Option<usize> {
    let open = |step: &Approval| matches!(step.state, ApprovalState::Waiting | ApprovalState::Refused);
    steps.iter().position(open)
}

/// The place of the step that waits under a number.
pub(super) fn waiting(steps: &[Approval], position: u32) -> Option<usize> {
    at_hand(steps)
        .filter(|place| steps[*place].position == position && steps[*place].state == ApprovalState::Waiting)
}

/// Approves the step at a place, or refuses to: after an approval it is the turn of the next one.
pub(super) fn decide(steps: &mut [Approval], place: usize, approves: bool, decision: ApprovalDecision) {
    let now = decision.at;
    let step = &mut steps[place];
    step.state = if approves { ApprovalState::Approved } else { ApprovalState::Refused };
    step.decided = Some(decision);
    if approves {
        take_turn(steps, place + 1, now);
    }
}

/// Adds a step behind the others; none when there are too many.
pub(super) fn ask(
    steps: &mut Vec<Approval>,
    invoice: InvoiceId,
    approver: (Approver, String),
    asked_by: &str,
    now: DateTime<Utc>,
) -> Option<()> {
    if steps.len() >= MOST_STEPS {
        return None;
    }
    let waits = at_hand(steps).is_none();
    let (approver, approver_name) = approver;
    steps.push(Approval {
        invoice,
        position: steps.last().map_or(0, |step| step.position.saturating_add(1)),
        approver,
        approver_name,
        state: if waits { ApprovalState::Waiting } else { ApprovalState::Later },
        asked_by: asked_by.to_owned(),
        asked_at: now,
        decided: None,
    });
    Some(())
}

/// Asks again for the step that was refused; gives its place, none when none was.
pub(super) fn ask_again(steps: &mut [Approval], now: DateTime<Utc>) -> Option<usize> {
    let place = at_hand(steps).filter(|place| steps[*place].state == ApprovalState::Refused)?;
    let step = &mut steps[place];
    (step.state, step.asked_at, step.decided) = (ApprovalState::Waiting, now, None);
    Some(place)
}

/// Takes a step away that is not approved; none when there is no such step.
pub(super) fn withdraw(steps: &mut Vec<Approval>, position: u32, now: DateTime<Utc>) -> Option<Approval> {
    let place =
        steps.iter().position(|step| step.position == position && step.state != ApprovalState::Approved)?;
    let gone = steps.remove(place);
    if gone.state != ApprovalState::Later {
        take_turn(steps, place, now);
    }
    Some(gone)
}

fn take_turn(steps: &mut [Approval], place: usize, now: DateTime<Utc>) {
    if let Some(next) = steps.get_mut(place) {
        (next.state, next.asked_at) = (ApprovalState::Waiting, now);
    }
}

#[cfg(test)]
mod tests {
    use domain::UserId;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(second)
    }

    fn decision(second: i64) -> ApprovalDecision {
        let by = UserId(Uuid::from_u128(1));
        ApprovalDecision { by, by_name: "Anne".to_owned(), at: at(second), comment: None }
    }

    proptest! {
        #[test]
        fn acts_in_any_order_leave_approved_steps_one_at_hand_and_later_ones(
            acts in prop::collection::vec((0_u8..5, 0_u32..8), 0..60),
        ) {
            let mut steps: Vec<Approval> = Vec::new();
            for (second, (act, position)) in (0_i64..).zip(acts) {
                let before = steps.iter().filter(|step| step.state == ApprovalState::Approved).count();
                match act {
                    0 => {
                        let approver = Approver::Person(UserId(Uuid::from_u128(u128::from(position))));
                        ask(&mut steps, InvoiceId(Uuid::nil()), (approver, String::new()), "Règle", at(second));
                    }
                    1 | 2 => {
                        if let Some(place) = waiting(&steps, position) {
                            decide(&mut steps, place, act == 1, decision(second));
                        }
                    }
                    3 => {
                        ask_again(&mut steps, at(second));
                    }
                    _ => {
                        withdraw(&mut steps, position, at(second));
                    }
                }
                let states: Vec<ApprovalState> = steps.iter().map(|step| step.state).collect();
                let approved = states.iter().take_while(|state| **state == ApprovalState::Approved).count();
                prop_assert!(approved >= before, "what was approved stays: {states:?}");
                prop_assert!(
                    states.get(approved).is_none_or(|state| *state != ApprovalState::Later),
                    "a step is at hand while one is open: {states:?}"
                );
                prop_assert!(
                    states.iter().skip(approved + 1).all(|state| *state == ApprovalState::Later),
                    "{states:?}"
                );
                prop_assert!(steps.len() <= MOST_STEPS);
                prop_assert!(steps.windows(2).all(|pair| pair[0].position < pair[1].position));
                let is_told = |step: &Approval| {
                    step.decided.is_some()
                        == matches!(step.state, ApprovalState::Approved | ApprovalState::Refused)
                };
                prop_assert!(steps.iter().all(is_told));
            }
        }
    }
}
