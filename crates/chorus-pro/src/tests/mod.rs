//! Tests against a small server on the loopback interface.

mod access_test;
mod decode;
mod errors;
mod exchange;
mod paging;
mod server;
mod tls;
mod upload;
mod wire;
