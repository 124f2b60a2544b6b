//! Who invoices go to, and what they ask for.

mod recipients;
mod wing;

pub use recipients::{FoundRecipients, RecipientCandidate, RecipientCard};
pub(crate) use recipients::{find_number, known_recipient};
pub use wing::Directory;
