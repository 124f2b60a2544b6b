//! Tests against a small server on the loopback interface.

mod access_test;
mod cut;
mod decode;
mod download;
mod errors;
mod exchange;
mod http;
mod paging;
#[cfg(feature = "pkcs12")]
mod pkcs12;
mod rest;
mod server;
mod tls;
mod trace;
mod upload;
mod wire;
