//! The simulator through its real router.
#![expect(clippy::expect_used, reason = "helpers of tests fail loudly")]

mod control;
mod faults;
mod gateway;
mod lifecycle;
mod pdf;
mod search;
mod state;
mod structures;
mod submit;
mod support;
