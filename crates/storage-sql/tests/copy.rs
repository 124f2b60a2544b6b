//! Copying an installation from one database into another.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod copying;
mod snapshot;
mod tables;
