//! Tests against a small server on the loopback interface.

mod access_test;
mod decode;
mod download;
mod errors;
mod exchange;
mod http;
mod paging;
mod rest;
mod server;
mod tls;
mod trace;
mod upload;
mod wire;
