//! Received invoices as Chorus Pro has them, those included that are not here: live and archived, over years. What is found may
//! be fetched into the mirror.

mod fetch;
mod search;
mod wing;

pub use fetch::Fetching;
pub use search::{FoundHere, FoundPage, MOST_FOUND, SearchQuery, SearchedPlace};
pub use wing::Searching;
