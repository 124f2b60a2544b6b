//! The built files: content-hashed names from the manifest, served precompressed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::SiteError;

/// Names of the built files.
#[derive(Clone, Debug)]
pub(crate) struct Assets {
    pub(crate) folder: PathBuf,
    pub(crate) css: String,
    pub(crate) js: String,
    pub(crate) wasm: String,
    /// Changes with every build of the browser side.
    pub(crate) version: String,
}

impl Assets {
    pub(crate) fn load(folder: &Path) -> Result<Self, SiteError> {
        let no_site = |reason: String| SiteError::NoSite { folder: folder.display().to_string(), reason };
        let path = folder.join("manifest.json");
        let text =
            std::fs::read_to_string(&path).map_err(|error| no_site(format!("manifest.json: {error}")))?;
        let manifest: HashMap<String, String> =
            serde_json::from_str(&text).map_err(|error| no_site(format!("manifest.json: {error}")))?;
        let hash = |name: &str| {
            manifest.get(name).cloned().ok_or_else(|| no_site(format!("manifest.json does not name {name}")))
        };
        let (js, wasm, css) = (hash("pupitre.js")?, hash("pupitre_bg.wasm")?, hash("pupitre.css")?);
        Ok(Self {
            folder: folder.to_owned(),
            version: wasm.clone(),
            js: format!("/pkg/pupitre.{js}.js"),
            wasm: format!("/pkg/pupitre_bg.{wasm}.wasm"),
            css: format!("/pkg/pupitre.{css}.css"),
        })
    }
}

/// The style sheet of pages that cannot know its hashed name (failures).
pub(crate) async fn style_sheet(
    axum::extract::State(site): axum::extract::State<super::Site>,
) -> axum::response::Response {
    super::address::see_other(&site.assets.css)
}

/// Static files: hashed names are kept for a year, the others are asked for again.
pub(crate) fn serve(files: tower_http::services::ServeDir) -> axum::Router {
    use axum::extract::Request;
    use axum::middleware::{Next, from_fn};
    use http::{HeaderValue, header};

    async fn cache(request: Request, next: Next) -> axum::response::Response {
        let immutable = request.uri().path().starts_with("/pkg/");
        let mut response = next.run(request).await;
        if response.status().is_success() {
            let value =
                if immutable { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
        }
        response
    }
    axum::Router::new().fallback_service(files).layer(from_fn(cache))
}
