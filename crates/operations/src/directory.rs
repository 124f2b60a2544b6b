//! Who invoices go to, and what they ask for.

mod learn_services;
mod recipients;
mod wing;

pub use learn_services::LearnServices;
pub use recipients::{FoundRecipients, RecipientCandidate, RecipientCard};
pub(crate) use recipients::{find_number, known_recipient};
pub use wing::Directory;
