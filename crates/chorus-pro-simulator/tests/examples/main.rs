//! Every example of the reference, played against the simulator: the request is accepted, and the answer has the shape
//! and the codes shown. The examples are not part of this repository; without them nothing is checked, loudly.
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests fail loudly")]

mod actions;
mod bench;
mod compare;
mod coverage;
mod factures;
mod gateway;
mod listes;
mod play;
mod refusals;
mod structures;
mod transverses;
mod travaux;
mod world;
