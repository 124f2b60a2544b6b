//! A flow moves from its deposit to its final state, on the simulated clock.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::integration::{self, Outcome, Waiting};
use super::rules;
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
/// enums.md §4 lists the states without their order: this order is inferred from their labels, and from programs that
/// take `IN_RECU` and `IN_TRAITE_SE_CPP` for success (API.md §8): a flow that nothing will enter from passes through
/// neither. Should the world change while it is under way, what counts is how the world is when it arrives.
pub(crate) fn step(ledger: &mut Ledger, files: &mut FileStore, position: usize, at: DateTime<Utc>) {
    let Some(flow) = ledger.world.flows.get(position).cloned() else { return };
    let mut outcome = Outcome::default();
    let state = match flow.state {
        FlowState::Deposited if will_enter(ledger, files, &flow, position, at) => FlowState::Received,
        FlowState::Deposited | FlowState::Received => read(&flow),
        FlowState::Admissible | FlowState::AdmissibleWithErrors
            if will_enter(ledger, files, &flow, position, at) =>
        {
            FlowState::Exchanged
        }
        FlowState::Admissible
        | FlowState::AdmissibleWithErrors
        | FlowState::Exchanged
        | FlowState::WaitingAgain => FlowState::Waiting,
        FlowState::Waiting => FlowState::Running,
        FlowState::Running => {
            outcome = integrate(ledger, files, &flow, position, at);
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

/// What could be read of the files.
fn read(flow: &Flow) -> FlowState {
    match (flow.documents.is_empty(), flow.technical_errors.is_empty()) {
        (true, _) => FlowState::Inadmissible,
        (false, false) => FlowState::AdmissibleWithErrors,
        (false, true) => FlowState::Admissible,
    }
}

/// Whether something of the flow would enter, were it integrated now.
fn will_enter(
    ledger: &mut Ledger,
    files: &mut FileStore,
    flow: &Flow,
    position: usize,
    at: DateTime<Utc>,
) -> bool {
    let before = before(ledger, position);
    let decided = as_depositor(ledger, files, flow, at, |exchange, syntax| {
        integration::would_enter(exchange, syntax, &flow.documents, &waiting(&before))
    });
    decided.unwrap_or(false)
}

/// The flows under way that were deposited before this one.
fn before(ledger: &Ledger, position: usize) -> Vec<Arc<Flow>> {
    ledger.world.flows.iter().take(position).filter(|flow| !flow.state.is_final()).cloned().collect()
}

/// The documents of flows, without those of a flow that nothing will enter from.
fn waiting(flows: &[Arc<Flow>]) -> Vec<Waiting<'_>> {
    let mut found = Vec::new();
    for flow in flows {
        let Some(syntax) = Syntax::find(&flow.syntax) else { continue };
        if !flow.documents.iter().any(|document| rules::lacks_tax_code(document, syntax)) {
            found.extend(flow.documents.iter().map(|document| (document, syntax)));
        }
    }
    found
}

fn integrate(
    ledger: &mut Ledger,
    files: &mut FileStore,
    flow: &Flow,
    position: usize,
    at: DateTime<Utc>,
) -> Outcome {
    let before = before(ledger, position);
    let outcome = as_depositor(ledger, files, flow, at, |exchange, syntax| {
        integration::integrate(exchange, &flow.number, syntax, &flow.documents, &waiting(&before))
    });
    outcome.unwrap_or_default()
}

/// As the account that deposited the flow, with the rights it has now.
fn as_depositor<T>(
    ledger: &mut Ledger,
    files: &mut FileStore,
    flow: &Flow,
    at: DateTime<Utc>,
    work: impl FnOnce(&mut Exchange<'_>, &Syntax) -> T,
) -> Option<T> {
    let syntax = Syntax::find(&flow.syntax)?;
    let known = ledger.world.accounts.iter().find(|account| account.login == flow.account);
    let account: Account = known?.clone();
    let mut exchange = Exchange { ledger, files, account: &account, now: at, upload: None, path: Vec::new() };
    Some(work(&mut exchange, syntax))
}
