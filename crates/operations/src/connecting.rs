//! Giving structures their accesses, and trying them.

mod list_accesses;
mod mirroring;
mod outward;
mod probe;
mod replace_credentials;
mod report;
mod save_credentials;
mod services;
mod test_access;
mod wing;

pub use list_accesses::ServingAccess;
pub use outward::Outward;
pub(crate) use probe::probe_by_siret;
pub use report::{AccessCheck, AccessReport};
pub use save_credentials::Credentials;
pub use services::{CallAnswer, KnownService, KnownServices, LastCall, input_to_fill};
pub use wing::Connecting;
