//! The control surface and the page for people: outside `/cpro`, without password.

use std::collections::{HashMap, VecDeque};

use axum::extract::{Path, Query, State as AxumState};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::faults::{Fault, FaultKind};
use crate::simulator::Simulator;
use crate::status::Status;
use crate::world::Event;

pub(crate) fn router(simulator: &Simulator) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/control", get(page))
        .route("/control/description", get(description))
        .route("/control/world", get(world))
        .route("/control/invoices", get(invoices))
        .route("/control/statuses", get(statuses))
        .route("/control/calls", get(calls))
        .route("/control/clock", get(clock).post(set_clock))
        .route("/control/faults", get(faults).post(order_fault).delete(clear_faults))
        .route("/control/invoices/{id}/status", post(move_invoice))
        .with_state(simulator.clone())
}

/// The page needs nothing but itself and this surface.
async fn page() -> impl IntoResponse {
    let policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; \
        connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(include_str!("page.html")))
}

async fn description(AxumState(simulator): AxumState<Simulator>) -> Response {
    Json(simulator.describe()).into_response()
}

/// Serialising a large world takes its time: off the async threads.
async fn off_thread<T: Serialize + Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> Response {
    tokio::task::spawn_blocking(move || Json(read()).into_response())
        .await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

async fn world(AxumState(simulator): AxumState<Simulator>) -> Response {
    off_thread(move || simulator.world()).await
}

/// One invoice as the page shows it.
#[derive(Serialize)]
struct Card {
    id: i64,
    recipient_side_id: i64,
    number: String,
    kind: String,
    supplier: String,
    recipient: String,
    service: Option<String>,
    issued_on: chrono::NaiveDate,
    deposited_at: DateTime<Utc>,
    payable: crate::amount::Amount,
    currency: String,
    engagement: Option<String>,
    status: Status,
    label: &'static str,
    since: DateTime<Utc>,
    comment: Option<String>,
    /// The statuses one move away.
    moves: Vec<Status>,
    /// Of the usual ends of a recipient, those that moves without a reason lead to.
    ways: Vec<Status>,
}

/// The ends the page offers whatever lies in between.
const ENDS: [Status; 3] = [Status::MiseADisposition, Status::ServiceFait, Status::MiseEnPaiement];

/// Query of `GET /control/invoices`; without it, all invoices.
#[derive(Deserialize)]
#[serde(default)]
struct Wanted {
    /// Part of the number or of a name, in any case.
    text: String,
    /// A status code; empty = any.
    status: String,
    limit: usize,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { text: String::new(), status: String::new(), limit: usize::MAX }
    }
}

/// The latest invoices first.
async fn invoices(AxumState(simulator): AxumState<Simulator>, Query(wanted): Query<Wanted>) -> Response {
    off_thread(move || {
        let text = wanted.text.trim().to_lowercase();
        let world = simulator.world();
        let name = |id| world.structure(id).map(|structure| structure.name.clone()).unwrap_or_default();
        let card = |invoice: &crate::world::Invoice| {
            let services = world.structure(invoice.recipient).map(|structure| structure.services.iter());
            let status = invoice.status();
            Card {
                id: invoice.id,
                recipient_side_id: invoice.recipient_side_id,
                number: invoice.number.clone(),
                kind: invoice.kind.clone(),
                supplier: name(invoice.supplier),
                recipient: name(invoice.recipient),
                service: services
                    .into_iter()
                    .flatten()
                    .find(|service| Some(service.id) == invoice.service)
                    .map(|service| service.code.clone()),
                issued_on: invoice.issued_on,
                deposited_at: invoice.deposited_at,
                payable: invoice.totals.payable,
                currency: invoice.currency.clone(),
                engagement: invoice.engagement.clone(),
                status,
                label: status.label(),
                since: invoice.status_since(),
                comment: invoice.history.last().and_then(|event| event.comment.clone()),
                moves: moves(status).collect(),
                ways: ENDS.into_iter().filter(|end| way(status, *end).is_some()).collect(),
            }
        };
        let found = |invoice: &crate::world::Invoice| {
            let names = || format!("{} {}", name(invoice.supplier), name(invoice.recipient));
            (wanted.status.is_empty() || invoice.status().code() == wanted.status)
                && (invoice.number.to_lowercase().contains(&text) || names().to_lowercase().contains(&text))
        };
        let latest = world.invoices.iter().rev().filter(|invoice| found(invoice)).take(wanted.limit);
        latest.map(|invoice| card(invoice)).collect::<Vec<_>>()
    })
    .await
}

/// How many invoices have each status, those of the life cycle's beginning first.
async fn statuses(AxumState(simulator): AxumState<Simulator>) -> Response {
    off_thread(move || {
        let mut counts: HashMap<Status, usize> = HashMap::new();
        for invoice in simulator.invoices() {
            *counts.entry(invoice.status()).or_default() += 1;
        }
        let count = |status: &Status| counts.get(status).copied().unwrap_or_default();
        let line =
            |status: &Status| json!({"status": status, "label": status.label(), "count": count(status)});
        Status::ALL.iter().map(line).collect::<Vec<_>>()
    })
    .await
}

/// Query of `GET /control/calls`.
#[derive(Deserialize)]
struct Last {
    limit: Option<usize>,
}

/// The last calls, oldest first.
async fn calls(AxumState(simulator): AxumState<Simulator>, Query(last): Query<Last>) -> Response {
    off_thread(move || {
        let mut calls = simulator.calls();
        let skipped = last.limit.map_or(0, |limit| calls.len().saturating_sub(limit));
        calls.split_off(skipped)
    })
    .await
}

/// The clock as it stands.
fn clock_now(simulator: &Simulator) -> Response {
    let state = simulator.lock();
    let body = json!({
        "now": state.clock.now(),
        "speed": state.clock.speed(),
        "pace": state.ledger.pace,
        "next_move": state.ledger.next_due(),
    });
    Json(body).into_response()
}

async fn clock(AxumState(simulator): AxumState<Simulator>) -> Response {
    clock_now(&simulator)
}

/// Body of `POST /control/clock`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockOrder {
    jump_seconds: Option<u64>,
    speed: Option<f64>,
}

async fn set_clock(AxumState(simulator): AxumState<Simulator>, Json(order): Json<ClockOrder>) -> Response {
    if let Some(speed) = order.speed {
        simulator.set_speed(speed);
    }
    if let Some(seconds) = order.jump_seconds {
        simulator.jump(std::time::Duration::from_secs(seconds));
    }
    clock_now(&simulator)
}

async fn faults(AxumState(simulator): AxumState<Simulator>) -> Response {
    Json(simulator.faults().list()).into_response()
}

async fn order_fault(AxumState(simulator): AxumState<Simulator>, Json(fault): Json<Fault>) -> Response {
    if matches!(fault.kind, FaultKind::Status { status, .. } if !(400..600).contains(&status)) {
        let message = "Le statut HTTP d’une panne est compris entre 400 et 599.";
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"message": message}))).into_response();
    }
    simulator.faults().order(fault);
    (StatusCode::CREATED, Json(simulator.faults().list())).into_response()
}

async fn clear_faults(AxumState(simulator): AxumState<Simulator>) -> Response {
    simulator.faults().clear();
    StatusCode::NO_CONTENT.into_response()
}

/// A move by hand that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// No invoice has this number on either side.
    #[error("Cette facture n'existe pas.")]
    Unknown,
    /// The life cycle has no such move.
    #[error("Le cycle de vie ne permet pas ce changement de statut.")]
    Illegal,
    /// SUSPENDUE and REJETEE need a reason.
    #[error("Indiquez un motif pour suspendre ou rejeter la facture.")]
    ReasonRequired,
}

/// The moves of the recipient, its accountant, a validator and the platform; not those of the supplier.
fn moves(status: Status) -> impl Iterator<Item = Status> {
    status.recipient_moves().iter().chain(status.system_moves()).copied()
}

/// The shortest way between two different statuses whose steps before the last need no reason.
fn way(from: Status, to: Status) -> Option<Vec<Status>> {
    let mut before: HashMap<Status, Status> = HashMap::new();
    let mut open = VecDeque::from([from]);
    while let Some(status) = open.pop_front() {
        for next in moves(status).filter(|next| *next != from) {
            if next != to && next.needs_reason() || before.contains_key(&next) {
                continue;
            }
            before.insert(next, status);
            open.push_back(next);
        }
    }
    let mut steps = vec![to];
    let mut step = before.get(&to)?;
    while *step != from {
        steps.push(*step);
        step = before.get(step)?;
    }
    steps.reverse();
    Some(steps)
}

impl Simulator {
    /// Brings an invoice to a status by the shortest legal way, all steps at the same instant: a person who plays
    /// the recipient of a deposited invoice need not play the platform first.
    ///
    /// # Errors
    /// As [`Simulator::move_invoice`]; nothing is done when there is no way or the reason is missing.
    pub fn bring_invoice(&self, id: i64, status: Status, reason: Option<&str>) -> Result<(), MoveError> {
        let from = {
            let mut guard = self.lock();
            guard.catch_up();
            let ledger = &guard.ledger;
            let (position, _) = ledger.find(id).ok_or(MoveError::Unknown)?;
            ledger.invoice(position).ok_or(MoveError::Unknown)?.status()
        };
        if status.needs_reason() && reason.is_none_or(|reason| reason.trim().is_empty()) {
            return Err(MoveError::ReasonRequired);
        }
        for step in way(from, status).ok_or(MoveError::Illegal)? {
            self.move_invoice(id, step, reason.filter(|_| step == status))?;
        }
        Ok(())
    }

    /// Plays the recipient, a validator or the platform: moves one invoice along the life cycle.
    ///
    /// `id` is the invoice's number on either side. Further automatic moves of the recipient stop.
    ///
    /// # Errors
    /// [`MoveError`] when the invoice is unknown, the move illegal or its reason missing.
    pub fn move_invoice(&self, id: i64, status: Status, reason: Option<&str>) -> Result<(), MoveError> {
        let mut guard = self.lock();
        let at = guard.catch_up();
        let ledger = &mut guard.ledger;
        let (position, _) = ledger.find(id).ok_or(MoveError::Unknown)?;
        let invoice = ledger.invoice(position).ok_or(MoveError::Unknown)?;
        let current = invoice.status();
        if !current.recipient_moves().contains(&status) && !current.system_moves().contains(&status) {
            return Err(MoveError::Illegal);
        }
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        if status.needs_reason() && reason.is_none() {
            return Err(MoveError::ReasonRequired);
        }
        let by_recipient = current.recipient_moves().contains(&status);
        let agent =
            ledger.structure(invoice.recipient).and_then(|structure| structure.agents.first().cloned());
        let author = agent.filter(|_| by_recipient);
        let event = Event { status, at, comment: reason.map(str::to_owned), author };
        ledger.enter(position, event, by_recipient);
        drop(guard);
        self.changed();
        Ok(())
    }
}

/// Body of `POST /control/invoices/{id}/status`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveOrder {
    status: Status,
    reason: Option<String>,
    /// `true`: by way of other statuses if need be.
    #[serde(default)]
    through: bool,
}

async fn move_invoice(
    AxumState(simulator): AxumState<Simulator>,
    Path(id): Path<i64>,
    Json(order): Json<MoveOrder>,
) -> Response {
    let reason = order.reason.as_deref();
    let moved = if order.through {
        simulator.bring_invoice(id, order.status, reason)
    } else {
        simulator.move_invoice(id, order.status, reason)
    };
    match moved {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            let status =
                if error == MoveError::Unknown { StatusCode::NOT_FOUND } else { StatusCode::CONFLICT };
            (status, Json(json!({"message": error.to_string()}))).into_response()
        }
    }
}
