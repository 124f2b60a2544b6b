//! What every wing stands on.

mod actor;
pub(crate) mod archive;
mod base;
mod entropy;
mod error;
mod known;
mod live;
mod packing;
mod settings;
pub(crate) mod table;
mod told;
mod values;

pub use actor::{Actor, SecondFactorState};
pub(crate) use base::{Ground, day_of, delta, hex};
pub use domain::new_id;
pub(crate) use entropy::hash_token;
pub use entropy::new_token;
pub use error::{OperationError, Result};
pub(crate) use live::changed;
pub use live::{Change, LiveChanges, StreamPlace};
pub(crate) use packing::Packing;
pub use packing::{ArchivePieces, EvidenceText};
pub use settings::{PasswordCost, Settings};
pub(crate) use told::told_statuses;
pub(crate) use values::{
    access_value, account_value, membership_value, reach_value, rule_value, switch_value,
};
