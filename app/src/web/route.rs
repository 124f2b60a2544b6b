//! A route, as the module of its page declares it.

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post};

use super::{Access, Site};

/// Largest body of an ordinary request, bytes.
const SMALL_BODY: usize = 256 * 1024;
/// Largest body of an upload. What is kept of it is bounded by `web/upload.rs`, which can say so and keep what was typed;
/// this only ends what nobody sends by mistake.
const LARGE_BODY: usize = 512 * 1024 * 1024;

/// One route.
pub struct RouteEntry {
    /// Method.
    pub method: Method,
    /// Path with its parameters in braces.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    pub(super) handler: MethodRouter<Site>,
    pub(super) largest_body: usize,
}

impl RouteEntry {
    /// A page or a file: nothing changes by it.
    pub(crate) fn read<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, Site>,
        T: 'static,
    {
        Self { method: Method::GET, path, access, handler: get(handler), largest_body: SMALL_BODY }
    }

    /// A form or a call that may change something.
    pub(crate) fn act<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, Site>,
        T: 'static,
    {
        Self { method: Method::POST, path, access, handler: post(handler), largest_body: SMALL_BODY }
    }

    /// The same with a body of at most so many bytes.
    pub(crate) fn up_to(self, largest_body: usize) -> Self {
        Self { largest_body, ..self }
    }

    /// A form with files.
    pub(crate) fn upload<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, Site>,
        T: 'static,
    {
        Self { largest_body: LARGE_BODY, ..Self::act(path, access, handler) }
    }
}
