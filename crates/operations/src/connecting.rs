//! Giving structures their accesses, and trying them.

mod report;
mod save_credentials;
mod test_access;
mod wing;

pub use report::{AccessCheck, AccessReport};
pub use save_credentials::Credentials;
pub use wing::Connecting;
