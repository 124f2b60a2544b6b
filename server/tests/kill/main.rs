//! Processes are killed at random moments while invoices are submitted: each accepted one reaches Chorus Pro once.
//!
//! The numbers below are of processes, not of steps: `SIGKILL`, no warning, no destructor. A person's « accepted » is
//! the redirect after the last button. Short by default; `PUPITRE_KILL_CYCLES=300` for the long run.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "what the helpers of this test meet fails it, and its figures are worth reading"
)]

#[path = "../folder/mod.rs"]
mod folder;
mod ledger;
mod one_machine;
mod people;
mod processes;
mod proxy;
mod several_machines;
