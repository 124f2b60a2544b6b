//! API Organisations: REST-like, without `codeRetour` (API.md §5.7).

pub(super) mod handlers;
mod rows;
mod search;
mod uuid;
