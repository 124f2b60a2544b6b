//! What the client makes of every failure of the platform, for a service of each kind: reading, searching, creating,
//! sending a file and fetching one. Nothing hangs, nothing panics, and the error says what is known.
#![expect(clippy::expect_used, reason = "helpers of tests fail loudly")]

mod bench;
mod expected;
mod matrix;
mod rights;
mod token;
