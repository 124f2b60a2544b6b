//! The edges of the web interface.

mod access;
mod address;
mod assets;
mod document;
mod error;
pub(crate) mod files;
mod guard;
mod headers;
mod interrupted;
mod live;
mod render;
mod route;
mod routes;
mod server_functions;
mod upload;

pub use access::Access;
pub(crate) use address::{Place, local_target, redirect, see_other};
pub(crate) use assets::Module;
pub(crate) use document::{Context, Document, escape};
pub use error::PageError;
pub(crate) use guard::{
    CLEAR_KEPT, challenge_cookie, clear_challenge_cookie, clear_session_cookie, device_cookie,
    display_cookie, session_cookie,
};
pub(crate) use headers::Nonce;
pub(crate) use interrupted::{Interrupted, KEPT};
pub(crate) use render::render;
pub use route::RouteEntry;
pub use routes::{route_table, router};
pub(crate) use upload::{Upload, bounded, read_attachments, read_upload_up_to};

use std::path::Path;
use std::sync::Arc;

use operations::Desk;
use thiserror::Error;
use tokio::sync::Semaphore;

use assets::Assets;

/// A login that the demonstration shows on its sign-in page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoLogin {
    /// Electronic address.
    pub email: String,
    /// Password; a demonstration has no secrets.
    pub password: String,
    /// Who this is.
    pub description: String,
}

/// What the process decides about the site.
#[derive(Clone, Debug)]
pub struct SiteOptions {
    /// `__Host-` cookies; off only for plain HTTP on loopback.
    pub secure_cookies: bool,
    /// Whether a trusted reverse proxy adds the caller's address as the last one of `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Shown on the sign-in page; empty outside the demonstration.
    pub demo_logins: Vec<DemoLogin>,
    /// Whether anybody may check invoices, without signing in.
    pub open_check: bool,
    /// Open pages that hear of changes at the same time; each holds a connection.
    pub live_streams: usize,
}

impl Default for SiteOptions {
    fn default() -> Self {
        Self {
            secure_cookies: false,
            behind_proxy: false,
            demo_logins: Vec::new(),
            open_check: false,
            live_streams: 512,
        }
    }
}

/// Why the site cannot be served.
#[derive(Debug, Error)]
pub enum SiteError {
    /// The site was not built, or the folder is wrong.
    #[error("no site in {folder}: {reason}")]
    NoSite {
        /// Where it was looked for.
        folder: String,
        /// What failed.
        reason: String,
    },
}

/// What every handler shares. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    pub(crate) desk: Desk,
    pub(crate) assets: Arc<Assets>,
    pub(crate) options: Arc<SiteOptions>,
    /// Places of open pages that hear of changes.
    pub(crate) streams: Arc<Semaphore>,
}

impl Site {
    /// Reads the manifest of the built site.
    ///
    /// # Errors
    /// [`SiteError::NoSite`] when it is not there.
    pub fn new(desk: Desk, site_folder: &Path, options: SiteOptions) -> Result<Self, SiteError> {
        let streams = Arc::new(Semaphore::new(options.live_streams));
        let assets = Arc::new(Assets::load(site_folder)?);
        Ok(Self { desk, assets, options: Arc::new(options), streams })
    }
}
