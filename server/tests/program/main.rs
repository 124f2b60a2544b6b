//! The program as an operator meets it: exit codes, messages, start and end.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "what the helpers of these tests meet fails the test")]

mod check;
mod convert;
#[path = "../folder/mod.rs"]
mod folder;
mod health;
mod journal;
mod people;
mod place;
mod refusals;
mod simulated;
mod slow_callers;
