//! What is told of files and taken out of archives, on files made here.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail loudly")]

mod hostile;
mod kept;
mod kinds;
mod limits;
mod pack;
mod tars;
mod zips;
