//! Open enumerations: every code known today, and `Unknown` for the others.
//!
//! `From<&str>` and reading from JSON never fail; writing gives back the code received.

mod columns;
mod general;
mod invoice;
mod lists;

pub use columns::*;
pub use general::*;
pub use invoice::*;
pub use lists::*;
