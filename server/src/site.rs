//! The web site, with the failure of a missing folder put for the operator.

use std::path::Path;

use axum::Router;
use operations::Operations;

use crate::exit::{Exit, failure};

pub use shim::{DemoLogin, SiteOptions};

/// The whole site: pages, assets and what protects them.
///
/// # Errors
/// [`Exit::NoSite`] when the folder does not hold a built site.
pub fn web_site(operations: &Operations, folder: &Path, options: SiteOptions) -> anyhow::Result<Router> {
    let site = shim::Site::new(operations.clone(), folder, options).map_err(|error| {
        failure(Exit::NoSite, format!("{error}; build it with `make build`, or name it with --site"))
    })?;
    Ok(shim::router(site))
}

mod shim {
    use super::*;
    #[derive(Clone, Debug, PartialEq)]
    pub struct DemoLogin {
        pub email: String,
        pub password: String,
        pub description: String,
    }
    pub struct SiteOptions {
        pub secure_cookies: bool,
        pub behind_proxy: bool,
        pub demo_logins: Vec<DemoLogin>,
    }
    pub struct Site;
    impl Site {
        pub fn new(_: Operations, folder: &Path, _: SiteOptions) -> Result<Self, String> {
            if folder.join("manifest.json").exists() {
                Ok(Self)
            } else {
                Err(format!("no site in {}", folder.display()))
            }
        }
    }
    pub fn router(_: Site) -> Router {
        Router::new().route("/connexion", axum::routing::get(|| async { "connexion" }))
    }
}
