//! Structures from a table: the file is given, each row says what would become of it, and one act creates those that can
//! be.

use axum::extract::{Form, Multipart};
use axum::response::Response;
use domain::{Environment, FormField as _, ImportField, Notes, Reason, Side, Values};
use operations::{ImportDefaults, LARGEST_TABLE, NewStructure, OperationError, Scope};

use super::super::done::{Done, redirect_done};
use super::super::refusal::{FormState, NotDone, Refusal};
use super::import_view::{ImportPage, TrialPage, row_of};
use crate::components::RailEntry;
use crate::web::{Context, Document, PageError, Place, bounded};

/// Longest text of the form, bytes.
const LONGEST_TEXT: usize = 256;
/// Most fields; the form has three.
const MOST_FIELDS: usize = 8;

fn document(title: &str) -> Document {
    Document { current: Some(RailEntry::Structures), ..Document::new(title) }
}

/// Where the file is given.
pub(super) async fn start(context: Context) -> Result<Response, PageError> {
    if context.actor.scope != Scope::Everything {
        return Err(OperationError::Forbidden(domain::Permission::ManageStructures).into());
    }
    let mut values = Values::default();
    values.set(ImportField::Side, Side::Supplier.code());
    values.set(ImportField::Environment, Environment::Production.code());
    form_page(&context, FormState::of(values)).await
}

async fn form_page(context: &Context, form: FormState) -> Result<Response, PageError> {
    context.form_page(document("Importer des structures"), form, |form| ImportPage { form }.view()).await
}

/// What was sent: what rows do not say, and the file; none when it is beyond its bounds.
struct Received {
    values: Values,
    file: Option<Vec<u8>>,
}

async fn read(mut form: Multipart) -> Result<Received, PageError> {
    let broken = |_| PageError::BadRequest("multipart form broken off");
    let mut received = Received { values: Values::default(), file: Some(Vec::new()) };
    for _ in 0..MOST_FIELDS {
        let Some(field) = form.next_field().await.map_err(broken)? else { return Ok(received) };
        let name = field.name().unwrap_or_default().to_owned();
        if name == ImportField::File.name() {
            received.file = bounded(field, LARGEST_TABLE).await?;
            continue;
        }
        let bytes =
            bounded(field, LONGEST_TEXT).await?.ok_or(PageError::BadRequest("form field too long"))?;
        let text = String::from_utf8(bytes).map_err(|_| PageError::BadRequest("form field is not UTF-8"))?;
        for known in [ImportField::Side, ImportField::Environment] {
            if known.name() == name {
                received.values.set(known, &text);
            }
        }
    }
    Err(PageError::BadRequest("too many form fields"))
}

/// Says what would become of each row. Nothing is created.
pub(super) async fn examine(context: Context, form: Multipart) -> Result<Response, PageError> {
    let Received { values, file } = read(form).await?;
    let defaults = ImportDefaults {
        side: values.get(ImportField::Side).to_owned(),
        environment: values.get(ImportField::Environment).to_owned(),
    };
    let examined = match file {
        None => Err(OperationError::Refused(Reason::TableTooLarge { megabytes: 2 })),
        Some(file) => context.site.desk.portfolio.examine_table(&context.actor, file.into(), &defaults).await,
    };
    match examined {
        Ok(rows) => {
            let document = document("Vérifier l’import");
            context.page(document, move || TrialPage { rows }.view()).await
        }
        // What is wrong with the file is said where it is given.
        Err(OperationError::Refused(reason)) => {
            let notes = Notes::of_error(ImportField::File, reason);
            form_page(&context, FormState::refused(values, Refusal::noted(notes))).await
        }
        Err(error) => {
            let refusal = NotDone::from(error).refusal()?;
            form_page(&context, FormState::refused(values, refusal)).await
        }
    }
}

/// Creates what the table was found to hold. Each row is judged again: what a page says is a proposal.
pub(super) async fn create(
    context: Context,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let rows = pairs.iter().filter(|(name, _)| name == "rows").flat_map(|(_, rows)| rows.lines());
    let rows: Option<Vec<NewStructure>> = rows.filter(|row| !row.is_empty()).map(row_of).collect();
    let rows = rows.ok_or(PageError::BadRequest("rows that were never shown"))?;
    let created = context.site.desk.portfolio.create_structures(&context.actor, rows).await?;
    let done = if created > 0 { Done::StructuresImported } else { Done::NothingImported };
    Ok(redirect_done(Place::Structures, done))
}
