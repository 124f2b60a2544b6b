//! The circuit of received invoices inside of their organisation: who looks after them, who approves them, whose account is
//! to be confirmed, what waits for a second person.

mod absences;
mod accounts;
mod approvals;
mod approvers;
mod holds;
mod rules;
mod second;
mod steps;
mod tasks;
mod teams;
mod trial;
mod wing;

pub use absences::AbsenceTyped;
pub use accounts::{AccountCheck, LONGEST_CALL_BACK};
pub(crate) use accounts::{READ_ACCOUNT, account_of, keep_account};
pub use approvals::InvoiceCircuit;
pub use approvers::Approvers;
pub(crate) use holds::holds_of;
pub(crate) use rules::route;
pub use rules::{CircuitSettings, MOST_RULES, RuleTyped};
pub(crate) use second::require_another;
pub use tasks::CircuitTasks;
pub use teams::{MOST_TEAMS, TeamTyped};
pub use trial::{TRIED_INVOICES, Trial};
pub use wing::Circuit;
