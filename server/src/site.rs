//! The web site, with the failure of a missing folder put for the operator.

use std::path::Path;

use app::web::{Site, SiteError};
use axum::Router;
use operations::Desk;

use crate::exit::{Exit, failure};

pub use app::web::{DemoLogin, SiteOptions};

/// The whole site: pages, assets and what protects them.
///
/// # Errors
/// [`Exit::NoSite`] when the folder does not hold a built site.
pub fn web_site(desk: &Desk, folder: &Path, options: SiteOptions) -> anyhow::Result<Router> {
    let site = Site::new(desk.clone(), folder, options).map_err(|error| match error {
        SiteError::NoSite { .. } => {
            failure(Exit::NoSite, format!("{error}; build it with `make build`, or name it with --site"))
        }
    })?;
    Ok(app::web::router(site))
}
