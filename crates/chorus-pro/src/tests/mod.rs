//! Tests against a small server on the loopback interface.

mod access_test;
mod decode;
mod errors;
mod exchange;
mod paging;
mod reference_check;
mod server;
mod upload;
mod wire;
