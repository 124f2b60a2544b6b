//! Vérifier une facture: what somebody has is checked before it leaves, or after it came; nothing of it is kept.
//!
//! Where the browser can, it checks by itself and no file leaves the machine (`public/verify.js`, `frontend-check`).

mod view;

use axum::extract::Multipart;
use axum::response::{IntoResponse, Response};
use domain::{Reason, StatusKind};
use http::StatusCode;
use leptos::prelude::*;
use operations::{Actor, Ask, Checked, OperationError};

use self::view::VerifyPage;
use crate::components::{Notice, PlainPage, RailEntry};
use crate::web::{Access, Context, Document, Module, Nonce, PageError, RouteEntry, Site, bounded};
use crate::words::Sentence as _;

const TITLE: &str = "Vérifier une facture";
/// The name of the file field.
const FILES: &str = "fichiers";
/// Most bytes of all files of one form: they are held in memory.
const MOST_BYTES: usize = 25_000_000;
/// Most files of one form.
const MOST_FILES: usize = 20;
/// Longest text of a field, bytes.
const LONGEST_TEXT: usize = 100;
/// What a form may weigh with what is around its files.
const LARGEST_FORM: usize = MOST_BYTES + 1_000_000;

/// The page, and the check without script.
pub(crate) fn routes() -> Vec<RouteEntry> {
    vec![
        RouteEntry::read("/verifier", Access::Opened, show),
        RouteEntry::act("/verifier", Access::Opened, check).up_to(LARGEST_FORM),
    ]
}

/// What a form asks.
#[derive(Default)]
struct Asked {
    files: Vec<(String, Vec<u8>)>,
    choices: Choices,
    problem: Option<&'static str>,
}

/// What is chosen besides the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Choices {
    packs: Vec<String>,
    channel: String,
}

impl Choices {
    fn ask(&self) -> Ask {
        Ask::named(self.packs.iter().map(String::as_str), &self.channel)
    }
}

async fn show(reader: Reader) -> Result<Response, PageError> {
    let page = VerifyPage { module: reader.module(), choices: Choices::default(), told: None, invoice: None };
    reader.page(StatusCode::OK, Vec::new(), page).await
}

async fn check(reader: Reader, form: Multipart) -> Result<Response, PageError> {
    let verifying = &reader.site.desk.verifying;
    let Some(_place) = verifying.place() else { return refuse(&reader, Choices::default(), BUSY).await };
    let asked = read(form).await?;
    if let Some(problem) = asked.problem {
        return refuse(&reader, asked.choices, problem).await;
    }
    if asked.files.is_empty() {
        return refuse(&reader, asked.choices, "Choisissez au moins un fichier.").await;
    }
    let ask = asked.choices.ask();
    let mut told: Vec<Checked> = Vec::new();
    let alone = asked.files.first().filter(|_| asked.files.len() == 1).map(|(_, file)| file.clone());
    for (name, file) in asked.files {
        match verifying.check(&name, file, &ask).await {
            Ok(checked) => told.extend(checked),
            Err(OperationError::Refused(reason @ Reason::ReadersBusy)) => {
                return refuse(&reader, asked.choices, reason.sentence()).await;
            }
            Err(other) => return Err(other.into()),
        }
    }
    let invoice = match alone {
        Some(file) if told.len() == 1 => verifying.view(file).await?,
        _ => None,
    };
    let page = VerifyPage { module: reader.module(), choices: asked.choices, told: Some(told), invoice };
    reader.page(StatusCode::OK, Vec::new(), page).await
}

/// Too many people check at once.
const BUSY: &str = "Beaucoup de fichiers sont vérifiés en ce moment. Recommencez dans quelques secondes.";

async fn refuse(reader: &Reader, choices: Choices, text: impl Into<String>) -> Result<Response, PageError> {
    let notices = vec![Notice::new(StatusKind::Error, text.into())];
    let page = VerifyPage { module: reader.module(), choices, told: None, invoice: None };
    reader.page(StatusCode::UNPROCESSABLE_ENTITY, notices, page).await
}

/// Reads the form into memory, within its bounds.
async fn read(mut form: Multipart) -> Result<Asked, PageError> {
    let broken = |_| PageError::BadRequest("multipart form broken off");
    let mut asked = Asked::default();
    let mut left = MOST_BYTES;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match (name.as_str(), field.file_name().map(ToOwned::to_owned)) {
            (FILES, Some(file_name)) if !file_name.is_empty() => {
                if asked.files.len() >= MOST_FILES {
                    asked.problem =
                        Some("Vérifiez 20 fichiers à la fois au plus, ou donnez-les dans une archive ZIP.");
                    continue;
                }
                match bounded(field, left).await? {
                    Some(content) => {
                        left = left.saturating_sub(content.len());
                        asked.files.push((file_name, content));
                    }
                    None => {
                        asked.problem =
                            Some("L’ensemble dépasse 25 Mo. Vérifiez les fichiers en plusieurs fois.")
                    }
                }
            }
            (FILES, _) => {}
            ("regles" | "voie", _) => {
                let Some(text) = bounded(field, LONGEST_TEXT).await? else { continue };
                let text = String::from_utf8_lossy(&text).into_owned();
                if name == "voie" {
                    asked.choices.channel = text;
                } else if asked.choices.packs.len() < MOST_FILES {
                    asked.choices.packs.push(text);
                }
            }
            _ => {}
        }
    }
    Ok(asked)
}

/// Who reads the page: a signed-in person in their frame, or anybody where the page is open.
struct Reader {
    site: Site,
    nonce: Nonce,
    context: Option<Context>,
}

impl axum::extract::FromRequestParts<Site> for Reader {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut http::request::Parts, site: &Site) -> Result<Self, PageError> {
        let context = match parts.extensions.get::<Actor>() {
            Some(_) => Some(Context::from_request_parts(parts, site).await?),
            None => None,
        };
        let nonce = parts.extensions.get::<Nonce>().cloned().unwrap_or_else(|| Nonce(String::new()));
        Ok(Self { site: site.clone(), nonce, context })
    }
}

impl Reader {
    fn module(&self) -> Module {
        self.site.assets.check.clone()
    }

    async fn page(
        &self,
        status: StatusCode,
        notices: Vec<Notice>,
        page: VerifyPage,
    ) -> Result<Response, PageError> {
        let document = Document { current: Some(RailEntry::Verify), status, ..Document::new(TITLE) };
        match &self.context {
            Some(context) => context.page(Document { notices, ..document }, move || page.view()).await,
            None => {
                let plain = move || {
                    view! { <PlainPage title=TITLE notices wide=true>{page.view()}</PlainPage> }
                };
                Ok(document.plain(&self.site, &self.nonce, plain).into_response())
            }
        }
    }
}
