//! Installations in archives and back, as an operator does it, on both engines.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "what the helpers of these tests meet fails the test")]

mod drill;
#[path = "../folder/mod.rs"]
mod folder;
mod keys;
mod place;
mod refusals;
