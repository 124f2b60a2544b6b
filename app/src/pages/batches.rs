//! Batches: the list, where a table is given, and the page of one with its columns, its rows and its progress.

mod batch_page;
mod columns_view;
mod items_view;
mod list_view;
mod tables;

use axum::extract::{Form, Multipart, Path, Query};
use axum::response::Response;
use domain::{
    BatchColumn, BatchId, BatchItemState, ColumnField, FormField as _, Notes, Permission, Remark, StartField,
    StatusKind, Values,
};
use http::StatusCode;
use operations::{BatchChoices, BatchPage, BegunBatches, LARGEST_DROP, OperationError, StructureSummary};
use serde::Deserialize;

use self::batch_page::PageOfBatch;
use super::done::{Done, JustDone, redirect_done};
use super::refusal::{FormState, Refusal};
use super::structure_choice::chosen_structure;
use crate::components::{Notice, RailEntry};
use crate::web::{
    Access, Context, Document, PageError, Place, RouteEntry, Upload, files, read_upload_up_to, redirect,
};
use crate::words::Sentence as _;

/// The batches. All of them are for who deposits.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let deposit = Access::Needs(Permission::Deposit);
    vec![
        RouteEntry::read("/lots", deposit, list),
        RouteEntry::upload("/lots", deposit, begin),
        RouteEntry::read("/lots/modele.csv", deposit, tables::template),
        RouteEntry::read("/lots/modele.xlsx", deposit, tables::template),
        RouteEntry::read("/lots/{batch}", deposit, show),
        RouteEntry::act("/lots/{batch}", deposit, save),
        RouteEntry::upload("/lots/{batch}/fichiers", deposit, add_files),
        RouteEntry::read("/lots/{batch}/tableau", deposit, files::batch),
        RouteEntry::read("/lots/{batch}/a-corriger.csv", deposit, tables::held),
        RouteEntry::act("/lots/{batch}/pause", deposit, pause),
        RouteEntry::act("/lots/{batch}/reprendre", deposit, resume),
        RouteEntry::act("/lots/{batch}/abandonner", deposit, cancel),
    ]
}

/// The list.
async fn list(context: Context, done: JustDone) -> Result<Response, PageError> {
    list_page(&context, FormState::of(Values::default()), done.notices()).await
}

async fn list_page(context: &Context, form: FormState, notices: Vec<Notice>) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let batches = desk.batches.batches(actor).await?;
    let structures = desk.portfolio.structures(actor).await?;
    let issuers = issuers(context, &structures);
    let now = desk.now();
    let document = Document { current: Some(RailEntry::Deposit), notices, ..Document::new("Lots") };
    let content = move |form: FormState| {
        let issuing: Vec<&StructureSummary> =
            structures.iter().filter(|summary| issuers.contains(&summary.structure.id)).collect();
        list_view::view(&batches, &structures, &issuing, &form, now)
    };
    context.form_page(document, form, content).await
}

/// The structures that the person may deposit for.
fn issuers(context: &Context, structures: &[StructureSummary]) -> Vec<domain::StructureId> {
    let issuing = structures.iter().filter(|summary| summary.structure.side.issues());
    let whole = issuing.filter(|summary| context.actor.reaches_whole(summary.structure.id));
    whole.map(|summary| summary.structure.id).collect()
}

/// Takes a table in, with its PDFs, and opens it as a batch to look at.
async fn begin(context: Context, form: Multipart) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let mut upload = read_upload_up_to(LARGEST_DROP, &desk.issuing, actor, form).await?;
    let values = upload.values()?;
    let mut notes = problems(&mut upload);
    let chosen = match chosen_structure(&context, values.get(StartField::Structure)).await? {
        Ok(chosen) => chosen,
        Err(remark) => {
            notes.error(StartField::Structure, remark);
            None
        }
    };
    let mut begun = BegunBatches::default();
    if !upload.files.is_empty() {
        match desk.batches.begin_batch(actor, chosen, taken(upload)).await {
            Ok(done) => begun = done,
            Err(OperationError::Invalid(found)) => notes.extend(found),
            Err(OperationError::Refused(reason)) => notes.error(StartField::Structure, reason),
            Err(other) => return Err(other.into()),
        }
    } else if !notes.refuse() {
        notes.error(StartField::File, Remark::TableNotGiven);
    }
    note_refused(&begun, &mut notes);
    if notes.refuse() && begun.batches.is_empty() {
        return list_page(&context, FormState::refused(values, Refusal::noted(notes)), Vec::new()).await;
    }
    match begun.batches[..] {
        [one] => {
            meet(&context, one).await?;
            if notes.refuse() {
                return batch_page(&context, one, shown_with(&notes)).await;
            }
            Ok(redirect(Place::Batch(one)))
        }
        _ if notes.refuse() => {
            let mut notices = vec![Done::BatchesBegun.notice()];
            notices.extend(told(&notes));
            let mut response = list_page(&context, FormState::of(Values::default()), notices).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        _ => Ok(redirect_done(Place::Batches, Done::BatchesBegun)),
    }
}

/// Asks for the recipients of a batch that was kept. Where it has changed meanwhile, or its drafts are being made by now,
/// it is not checked again.
async fn meet(context: &Context, id: BatchId) -> Result<(), PageError> {
    match context.site.desk.batches.meet_batch_recipients(&context.actor, id).await {
        Ok(()) | Err(OperationError::Refused(_) | OperationError::ChangedMeanwhile) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// What of a form could not be received.
fn problems(upload: &mut Upload) -> Notes {
    let mut notes = Notes::default();
    for problem in std::mem::take(&mut upload.problems) {
        notes.error(StartField::File, problem);
    }
    notes
}

fn taken(upload: Upload) -> Vec<(String, operations::StoredFile)> {
    upload.files.into_iter().map(|(_, name, file)| (name, file)).collect()
}

fn note_refused(begun: &BegunBatches, notes: &mut Notes) {
    for (name, reason) in &begun.refused {
        notes.error(StartField::File, Remark::NotTaken { name: name.clone(), reason: reason.clone() });
    }
}

/// What the address of a batch may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BatchQuery {
    etat: String,
    page: Option<u32>,
}

impl BatchQuery {
    fn page(&self) -> BatchPage {
        BatchPage { state: BatchItemState::from_code(&self.etat), number: self.page.unwrap_or(1) }
    }
}

/// The page of a batch.
async fn show(
    context: Context,
    Path(id): Path<BatchId>,
    Query(query): Query<BatchQuery>,
    done: JustDone,
) -> Result<Response, PageError> {
    batch_page(&context, id, Shown { notices: done.notices(), page: query.page(), ..Shown::default() }).await
}

/// What the page shows besides the batch.
#[derive(Default)]
struct Shown {
    page: BatchPage,
    notices: Vec<Notice>,
    status: StatusCode,
    /// What was chosen of the columns and not taken.
    columns: Option<FormState>,
}

/// What is said of files that were not taken.
fn shown_with(notes: &Notes) -> Shown {
    Shown { notices: told(notes), status: StatusCode::UNPROCESSABLE_ENTITY, ..Shown::default() }
}

/// A notice for each thing that is to be corrected.
fn told(notes: &Notes) -> Vec<Notice> {
    notes.errors().map(|note| Notice::new(StatusKind::Error, note.remark.sentence())).collect()
}

async fn batch_page(context: &Context, id: BatchId, shown: Shown) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let view = desk.batches.batch_view(actor, id, shown.page).await?;
    let structures = desk.portfolio.structures(actor).await?;
    let issuers = issuers(context, &structures);
    let document = Document {
        current: Some(RailEntry::Deposit),
        notices: shown.notices,
        status: shown.status,
        ..Document::new(format!("Lot {}", view.batch.document.name))
    };
    let columns = shown.columns;
    context.page(document, move || PageOfBatch { view, structures, issuers, columns }.view()).await
}

async fn with_problem(context: &Context, id: BatchId, text: String) -> Result<Response, PageError> {
    let notices = vec![Notice::new(StatusKind::Error, text)];
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    batch_page(context, id, Shown { notices, status, ..Shown::default() }).await
}

/// What came of an act on a batch.
async fn after(
    context: &Context,
    id: BatchId,
    outcome: Result<(), OperationError>,
    done: Option<Done>,
) -> Result<Response, PageError> {
    match outcome {
        Ok(()) => {
            Ok(done.map_or_else(|| redirect(Place::Batch(id)), |done| redirect_done(Place::Batch(id), done)))
        }
        Err(OperationError::Refused(reason)) => with_problem(context, id, reason.sentence()).await,
        Err(OperationError::ChangedMeanwhile) => {
            let text = "Ce lot vient d’être modifié. Relisez-le, puis recommencez.";
            with_problem(context, id, text.to_owned()).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Keeps what was chosen, then does what the button asks.
async fn save(
    context: Context,
    Path(id): Path<BatchId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let value =
        |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let version = value("version").parse().unwrap_or(0);
    match value("action") {
        "ecarter" => {
            return match desk.batches.discard_batch(actor, id).await {
                Ok(()) => Ok(redirect_done(Place::Batches, Done::BatchDiscarded)),
                Err(error) => after(&context, id, Err(error), None).await,
            };
        }
        "lancer" => {
            return after(&context, id, desk.batches.start_batch(actor, id, version).await, None).await;
        }
        "verifier" => {
            let met = desk.batches.meet_batch_recipients(actor, id).await;
            let checked = match met {
                Ok(()) => desk.batches.check_batch(actor, id).await,
                Err(error) => Err(error),
            };
            return after(&context, id, checked, Some(Done::BatchChanged)).await;
        }
        _ => {}
    }
    let values = Values::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        .map_err(|_| PageError::BadRequest("form beyond its bounds"))?;
    let columns = (0..ColumnField::GROUP.map_or(0, |group| values.rows(group)))
        .map(|place| BatchColumn::from_code(values.get(ColumnField::Content.at(place))))
        .collect();
    let structure = match chosen_structure(&context, values.get(StartField::Structure)).await? {
        Ok(structure) => structure,
        Err(remark) => {
            return refused(&context, id, values, Notes::of_error(StartField::Structure, remark)).await;
        }
    };
    let entries = value(columns_view::WITHOUT_PDF) != "attendre";
    let choices = BatchChoices { columns, structure, entries };
    match desk.batches.change_batch(actor, id, version, choices).await {
        Ok(_) => {
            meet(&context, id).await?;
            Ok(redirect_done(Place::Batch(id), Done::BatchChanged))
        }
        Err(OperationError::Invalid(notes)) => refused(&context, id, values, notes).await,
        Err(error) => after(&context, id, Err(error), None).await,
    }
}

async fn refused(
    context: &Context,
    id: BatchId,
    values: Values,
    notes: Notes,
) -> Result<Response, PageError> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let columns = Some(FormState::refused(values, Refusal::noted(notes)));
    batch_page(context, id, Shown { status, columns, ..Shown::default() }).await
}

/// Adds PDFs to a batch; a corrected table is a batch of its own.
async fn add_files(
    context: Context,
    Path(id): Path<BatchId>,
    form: Multipart,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    // Asked before anything is received.
    desk.batches.batch_view(actor, id, BatchPage::default()).await?;
    let mut upload = read_upload_up_to(LARGEST_DROP, &desk.issuing, actor, form).await?;
    let mut notes = problems(&mut upload);
    let begun = match desk.batches.add_files(actor, id, taken(upload)).await {
        Ok(begun) => begun,
        Err(error) => return after(&context, id, Err(error), None).await,
    };
    note_refused(&begun, &mut notes);
    if let [one] = begun.batches[..] {
        meet(&context, one).await?;
    }
    if notes.refuse() {
        let new = begun.batches.iter().map(|new| {
            let text = "Le tableau corrigé est un nouveau lot, avec les PDF de celui-ci.";
            Notice::new(StatusKind::Success, text).with_action("Ouvrir ce lot", Place::Batch(*new).path())
        });
        let notices = new.chain(told(&notes)).collect();
        return batch_page(&context, id, Shown { notices, ..shown_with(&notes) }).await;
    }
    match begun.batches[..] {
        [] => Ok(redirect_done(Place::Batch(id), Done::BatchFilesAdded)),
        [one] => Ok(redirect(Place::Batch(one))),
        _ => Ok(redirect_done(Place::Batches, Done::BatchesBegun)),
    }
}

/// Halts the making of drafts.
async fn pause(context: Context, Path(id): Path<BatchId>) -> Result<Response, PageError> {
    let outcome = context.site.desk.batches.pause_batch(&context.actor, id).await;
    after(&context, id, outcome, Some(Done::BatchPaused)).await
}

/// Goes on with it.
async fn resume(context: Context, Path(id): Path<BatchId>) -> Result<Response, PageError> {
    after(&context, id, context.site.desk.batches.resume_batch(&context.actor, id).await, None).await
}

/// Gives it up.
async fn cancel(context: Context, Path(id): Path<BatchId>) -> Result<Response, PageError> {
    let outcome = context.site.desk.batches.cancel_batch(&context.actor, id).await;
    after(&context, id, outcome, Some(Done::BatchCancelled)).await
}
