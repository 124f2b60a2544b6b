//! A flow moves from its deposit to its final state, on the simulated clock.

use chrono::{DateTime, Utc};

use super::integration::{self, Outcome};
use crate::files::FileStore;
use crate::flows::Syntax;
use crate::ledger::Ledger;
use crate::random::Random;
use crate::services::exchange::Exchange;
use crate::world::{Account, Flow, FlowState};

/// When the state after `at` comes; `None` for a final state.
pub(super) fn next_at(ledger: &Ledger, flow: &Flow, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if flow.state.is_final() {
        return None;
    }
    let serial = flow.number.get(10..).and_then(|serial| serial.parse().ok()).unwrap_or(0);
    let mut random = Random::new(ledger.world.seed, &[serial, flow.state as u64]);
    Some(at + ledger.pace.flow_step.draw(&mut random))
}

/// Moves a flow to its next state.
///
/// enums.md §4 lists the states without their order: this order is inferred from their labels.
pub(crate) fn step(ledger: &mut Ledger, files: &mut FileStore, position: usize, at: DateTime<Utc>) {
    let Some(flow) = ledger.world.flows.get(position).cloned() else { return };
    let mut outcome = Outcome::default();
    let state = match flow.state {
        FlowState::Deposited => FlowState::Received,
        FlowState::Received => match (flow.documents.is_empty(), flow.technical_errors.is_empty()) {
            (true, _) => FlowState::Inadmissible,
            (false, false) => FlowState::AdmissibleWithErrors,
            (false, true) => FlowState::Admissible,
        },
        FlowState::Admissible | FlowState::AdmissibleWithErrors => FlowState::Exchanged,
        FlowState::Exchanged | FlowState::WaitingAgain => FlowState::Waiting,
        FlowState::Waiting => FlowState::Running,
        FlowState::Running => {
            outcome = integrate(ledger, files, &flow, at);
            match (
                outcome.integrated.is_empty(),
                outcome.errors.is_empty() && flow.technical_errors.is_empty(),
            ) {
                (true, _) => FlowState::Rejected,
                (false, true) => FlowState::Integrated,
                (false, false) => FlowState::PartlyIntegrated,
            }
        }
        FlowState::Inadmissible
        | FlowState::Incident
        | FlowState::Integrated
        | FlowState::PartlyIntegrated
        | FlowState::Rejected => flow.state,
    };
    let moved = Flow { state, since: at, ..Flow::clone(&flow) };
    let next = next_at(ledger, &moved, at);
    ledger.change_flow(position, |flow| {
        flow.state = state;
        flow.since = at;
        flow.next_at = next;
        flow.integrated = outcome.integrated;
        flow.invoice_errors = outcome.errors;
        if state.is_final() {
            flow.documents.clear();
        }
    });
}

/// As the account that deposited the flow, with the rights it has now.
fn integrate(ledger: &mut Ledger, files: &mut FileStore, flow: &Flow, at: DateTime<Utc>) -> Outcome {
    let Some(syntax) = Syntax::find(&flow.syntax) else { return Outcome::default() };
    let known: Option<Account> =
        ledger.world.accounts.iter().find(|account| account.login == flow.account).cloned();
    let Some(account) = known else { return Outcome::default() };
    let mut exchange = Exchange { ledger, files, account: &account, now: at, upload: None, path: Vec::new() };
    integration::integrate(&mut exchange, &flow.number, syntax, &flow.documents)
}
