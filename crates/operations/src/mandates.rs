//! Mandates: who may act for which client structure, and what leaves without one.

mod change_mandates;
mod register;
mod required;
mod wing;

pub use change_mandates::{MOST_MANDATES, NewMandate};
pub use register::{MandateLine, MandateRegister};
pub use required::WithoutMandate;
pub(crate) use required::{departure_reason, standing_of, standing_where_required};
pub use wing::Mandates;
