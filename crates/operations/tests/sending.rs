//! From the dropped PDF to the recipient, on real storage and a real simulator.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod lost_answers;
mod refused_access;
mod tracking;
mod whole_way;

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind};
use domain::InvoiceStatus;
use test_desk::Desk;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// One failure of the call that counts.
fn on_submission(kind: FaultKind) -> Fault {
    Fault { path: "factures/v1/soumettre".to_owned(), count: 1, skip: 0, order: 0, kind }
}

/// What was asked of Chorus Pro, but for the other organisation, whose credentials go on working.
fn asked(desk: &Desk) -> Vec<String> {
    let is_ours =
        |call: &&chorus_pro_simulator::Call| call.account.as_deref() != Some("TECH_1_000002@cpro.fr");
    desk.simulator.calls().iter().filter(is_ours).map(|call| call.path.clone()).collect()
}

async fn status(desk: &Desk, id: domain::InvoiceId) -> InvoiceStatus {
    desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap().invoice.status
}
