//! What changed at Chorus Pro, in both directions: changes become events, and invoices entered elsewhere are found.

mod failed_read;
mod fetch;
mod fetch_files;
mod follow;
mod history;
mod keep_fetched;
mod listed;
mod mirror_files;
mod read_lists;
mod read_structure;
mod schedule;
mod synchronise;
mod take_found;
mod take_in;
mod validations;
mod works;
mod works_reasons;

pub(crate) use fetch::{Fetcher, INVOICES_PER_CALL, Round, Wanted};
pub use fetch_files::FetchFiles;
pub use follow::Follow;
pub(crate) use history::{Standing, has_moved_on, standing_at_chorus_pro};
pub(crate) use keep_fetched::keep_fetched;
pub(crate) use listed::{Listed, instant, issued};
pub use mirror_files::MirrorFiles;
pub use read_structure::ReadStructure;
pub(crate) use schedule::{schedule, schedule_all, schedule_validations, schedule_works};
pub use synchronise::Synchronise;
pub use take_found::{FoundInvoice, TakeFound};
pub(crate) use take_in::take_in_issued;
pub use validations::FollowValidations;
pub use works::FollowWorks;
