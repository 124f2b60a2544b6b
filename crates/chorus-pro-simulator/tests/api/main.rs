//! The simulator through its real router.
#![expect(clippy::expect_used, reason = "helpers of tests fail loudly")]

mod clients;
mod control;
mod directory;
mod download;
mod edi;
mod engagements;
mod faults;
mod flows;
mod gateway;
mod import;
mod lifecycle;
mod organisations;
mod pdf;
mod pivot;
mod reference_lists;
mod search;
mod state;
mod structures;
mod submit;
mod support;
mod tls;
mod to_treat;
mod validator;
mod works;
