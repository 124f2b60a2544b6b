//! The built files: content-hashed names from the manifest, served precompressed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tower_http::services::ServeDir;

use super::SiteError;

/// Names of the built files.
#[derive(Clone, Debug)]
pub(crate) struct Assets {
    pub(crate) folder: PathBuf,
    pub(crate) css: String,
    /// The islands that wake with their page.
    pub(crate) page: Module,
    /// The islands of forms, fetched at the first touch of one.
    pub(crate) form: Module,
    /// The check of invoices in the browser, for its page alone.
    pub(crate) check: Module,
    /// Changes with every build of the browser side.
    pub(crate) version: String,
    /// Built by `cargo leptos watch`: names have no hash, so nothing may be kept by the browser.
    pub(crate) watched: bool,
}

/// A script and the WASM that it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Module {
    pub(crate) js: String,
    pub(crate) wasm: String,
}

impl Assets {
    /// The names that `cargo leptos watch` gives: without hashes and without a manifest. All islands are in one module.
    fn unhashed(folder: &Path) -> Self {
        let wasm = ["pupitre_bg.wasm", "pupitre.wasm"];
        let wasm = wasm.into_iter().find(|name| folder.join("pkg").join(name).exists());
        let module = Module {
            js: "/pkg/pupitre.js".to_owned(),
            wasm: format!("/pkg/{}", wasm.unwrap_or("pupitre.wasm")),
        };
        Self {
            folder: folder.to_owned(),
            version: "watched".to_owned(),
            page: module.clone(),
            form: module,
            // Not built by it: the page then checks on the server.
            check: Module { js: "/pkg/check.js".to_owned(), wasm: "/pkg/check_bg.wasm".to_owned() },
            css: "/pkg/pupitre.css".to_owned(),
            watched: true,
        }
    }

    pub(crate) fn load(folder: &Path) -> Result<Self, SiteError> {
        let no_site = |reason: String| SiteError::NoSite { folder: folder.display().to_string(), reason };
        let path = folder.join("manifest.json");
        if !path.exists() && folder.join("pkg/pupitre.js").exists() {
            return Ok(Self::unhashed(folder));
        }
        let text =
            std::fs::read_to_string(&path).map_err(|error| no_site(format!("manifest.json: {error}")))?;
        let manifest: HashMap<String, String> =
            serde_json::from_str(&text).map_err(|error| no_site(format!("manifest.json: {error}")))?;
        let hash = |name: &str| {
            manifest.get(name).cloned().ok_or_else(|| no_site(format!("manifest.json does not name {name}")))
        };
        let module = |name: &str| -> Result<Module, SiteError> {
            let (js, wasm) = (hash(&format!("{name}.js"))?, hash(&format!("{name}_bg.wasm"))?);
            Ok(Module { js: format!("/pkg/{name}.{js}.js"), wasm: format!("/pkg/{name}_bg.{wasm}.wasm") })
        };
        Ok(Self {
            folder: folder.to_owned(),
            version: hash("version")?,
            page: module("pupitre")?,
            form: module("form")?,
            check: module("check")?,
            css: format!("/pkg/pupitre.{}.css", hash("pupitre.css")?),
            watched: false,
        })
    }
}

/// The style sheet of pages that cannot know its hashed name (failures).
pub(crate) async fn style_sheet(
    axum::extract::State(site): axum::extract::State<super::Site>,
) -> axum::response::Response {
    super::address::see_other(&site.assets.css)
}

/// Where the sheets are that `style/main.css` imports, seen from the folder where `cargo leptos watch` runs.
const WATCHED_STYLE: &str = "style";

/// Static files: hashed names are kept for a year, the others are asked for again.
///
/// A watched site is always asked for again. Its style sheet still has its imports, which cargo-leptos does not
/// bundle: they are served from the sources.
pub(crate) fn serve(files: ServeDir, watched: bool) -> axum::Router {
    use axum::extract::Request;
    use axum::middleware::{Next, from_fn};
    use http::{HeaderValue, header};

    async fn ask_again(request: Request, next: Next) -> axum::response::Response {
        let mut response = next.run(request).await;
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }
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
    let router = axum::Router::new();
    if watched {
        let sheets = axum::Router::new().nest_service("/pkg", ServeDir::new(WATCHED_STYLE));
        return router.fallback_service(files.fallback(sheets)).layer(from_fn(ask_again));
    }
    router.fallback_service(files).layer(from_fn(cache))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watched_site_has_plain_names_and_a_built_one_hashed_names() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Assets::load(folder.path()).is_err(), "nothing was built");
        std::fs::create_dir(folder.path().join("pkg")).unwrap();
        std::fs::write(folder.path().join("pkg/pupitre.js"), "").unwrap();
        std::fs::write(folder.path().join("pkg/pupitre.wasm"), "").unwrap();
        let watched = Assets::load(folder.path()).unwrap();
        assert_eq!((watched.page.wasm.as_str(), watched.watched), ("/pkg/pupitre.wasm", true));
        assert_eq!(watched.form, watched.page, "it builds one module with all islands");
        let manifest = r#"{"pupitre.js":"a","pupitre_bg.wasm":"b","form.js":"c","form_bg.wasm":"d",
                           "check.js":"g","check_bg.wasm":"h","pupitre.css":"e","version":"f"}"#;
        std::fs::write(folder.path().join("manifest.json"), manifest).unwrap();
        let built = Assets::load(folder.path()).unwrap();
        assert_eq!((built.page.wasm.as_str(), built.version.as_str()), ("/pkg/pupitre_bg.b.wasm", "f"));
        assert_eq!(
            (built.form.js.as_str(), built.form.wasm.as_str()),
            ("/pkg/form.c.js", "/pkg/form_bg.d.wasm")
        );
    }
}
