//! Which job lets a flow leave.

use domain::FlowWay;
use jobs::Kind as _;
use storage::Flow;

use super::deposit_edi::DepositEdi;
use super::deposit_flow::DepositFlow;

/// The kind of job that lets a flow leave, by its way.
pub(super) const fn leaving_kind(flow: &Flow) -> &'static str {
    match flow.way {
        FlowWay::Api => DepositFlow::NAME,
        FlowWay::Edi => DepositEdi::NAME,
    }
}
