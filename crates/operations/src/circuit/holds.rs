//! What keeps the payment of a received invoice from being ordered.

use domain::{ApprovalState, Hold};
use storage::{Invoice, Snapshot};

use super::accounts::is_held;
use crate::Result;

/// What holds a payment: an account that nobody has confirmed, an approval that is missing or was refused.
///
/// # Errors
/// When storage fails.
pub(crate) async fn holds_of(read: &mut dyn Snapshot, invoice: &Invoice) -> Result<Vec<Hold>> {
    let mut holds = Vec::new();
    if is_held(read, invoice).await? {
        holds.push(Hold::Account);
    }
    let mut steps = read.approvals_of(invoice.organization, &[invoice.id]).await?;
    for step in steps.remove(&invoice.id).unwrap_or_default() {
        let by = step.approver_name.clone();
        match step.state {
            ApprovalState::Approved => continue,
            ApprovalState::Waiting | ApprovalState::Later => holds.push(Hold::Approval { by }),
            ApprovalState::Refused => {
                let by = step.decided.map_or(by, |decided| decided.by_name);
                holds.push(Hold::ApprovalRefused { by });
            }
        }
        break;
    }
    Ok(holds)
}
