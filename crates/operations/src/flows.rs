//! Flows: a file of structured invoices is read here, confirmed, deposited once, and followed to its end.

mod check;
mod deposit_edi;
mod deposit_flow;
mod flow_view;
mod follow_flow;
mod from_draft;
mod leaving;
mod prepare;
mod read_flow;
mod repack;
mod send;
mod take_part;
mod take_up;
mod wing;

pub use deposit_edi::DepositEdi;
pub use deposit_flow::DepositFlow;
pub use flow_view::{FlowView, MOST_FLOWS, may_hold_more};
pub use follow_flow::FollowFlow;
pub use prepare::{FlowChoice, LARGEST_FLOW};
pub(crate) use read_flow::READ_FLOW;
pub(crate) use take_part::TAKE_PART;
pub use take_up::TakenUp;
pub use wing::Flows;
