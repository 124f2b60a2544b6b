//! The deposit: choose a PDF, then correct what was read, attach, and go on to the review.

pub(crate) mod form_view;
mod start_view;

use axum::extract::{Multipart, Path, Query};
use axum::response::Response;
use domain::{Field, FieldNote, InvoiceForm, InvoiceId, Siret, StatusKind, VatLineForm};
use http::StatusCode;
use operations::{Actor, DepositView, OperationError, Operations, RecipientCandidate};
use serde::Deserialize;
use storage::StructureSummary;

use crate::components::{Notice, RailEntry, Shortcut};
use crate::web::{Context, Document, PageError, Place, Upload, read_upload, redirect};
use form_view::FormView;

/// What the address of the start page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct StartQuery {
    structure: String,
}

/// The start: structure and PDF.
pub(crate) async fn choose(context: Context, Query(query): Query<StartQuery>) -> Result<Response, PageError> {
    start_page(&context, query.structure, Vec::new(), StatusCode::OK).await
}

async fn start_page(
    context: &Context,
    chosen: String,
    problems: Vec<String>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let structures = context.site.operations.structures(&context.actor).await?;
    let document = Document {
        current: Some(RailEntry::Deposit),
        environment: super::invoices::common_environment(&structures),
        status,
        ..Document::new("Déposer une facture")
    };
    let shown = structures.clone();
    context.page(document, &structures, move || start_view::view(shown, chosen, problems)).await
}

/// Takes the PDF in and opens its draft.
pub(crate) async fn begin(context: Context, form: Multipart) -> Result<Response, PageError> {
    let operations = &context.site.operations;
    let mut upload = read_upload(operations, form).await?;
    let chosen = upload.text("structure").unwrap_or_default().to_owned();
    let mut problems = std::mem::take(&mut upload.problems);
    let structure = chosen.parse().ok();
    if structure.is_none() {
        problems.push("Choisissez la structure qui émet la facture.".to_owned());
    }
    let file = upload.files.into_iter().next();
    if file.is_none() && problems.is_empty() {
        problems.push("Choisissez le PDF de la facture.".to_owned());
    }
    if let (Some(structure), Some((_, name, file))) = (structure, file) {
        match operations.begin_deposit(&context.actor, structure, file, &name).await {
            Ok(invoice) => return Ok(redirect(Place::Draft(invoice))),
            Err(OperationError::Refused(text)) => problems.push(text),
            Err(other) => return Err(other.into()),
        }
    }
    start_page(&context, chosen, problems, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The draft.
pub(crate) async fn show(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    let view = context.site.operations.deposit_view(&context.actor, id).await?;
    if !view.invoice.status.is_unsent() {
        return Ok(redirect(Place::Invoice(id)));
    }
    // A field that nobody has filled yet is not reproached with it before the review.
    let notes =
        view.notes.iter().filter(|note| is_touched(&view.invoice.form, note.field)).cloned().collect();
    draft_page(&context, view, Shown { notes, ..Shown::default() }, StatusCode::OK).await
}

fn is_touched(form: &InvoiceForm, field: Field) -> bool {
    match field {
        Field::VatTable => form.vat_lines.iter().any(|line| !line.is_blank()),
        other => !form.value(other).trim().is_empty(),
    }
}

/// What a draft page shows besides the draft.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) notes: Vec<FieldNote>,
    pub(super) candidates: Vec<RecipientCandidate>,
    pub(super) notices: Vec<Notice>,
    /// Whether the errors are listed at the head: after an attempt to go on.
    pub(super) summary: bool,
}

async fn draft_page(
    context: &Context,
    view: DepositView,
    mut shown: Shown,
    status: StatusCode,
) -> Result<Response, PageError> {
    let structures = context.site.operations.structures(&context.actor).await?;
    let now = context.site.operations.now();
    let document = Document {
        current: Some(RailEntry::Deposit),
        environment: Some(view.structure.environment),
        notices: std::mem::take(&mut shown.notices),
        shortcuts: vec![
            Shortcut::new(&["Ctrl", "Entrée"], "Vérifier et déposer"),
            Shortcut::new(&["?"], "Montrer les raccourcis"),
        ],
        status,
        ..Document::new(draft_title(&view))
    };
    context.page(document, &structures, move || FormView { view, shown, now }.view()).await
}

fn draft_title(view: &DepositView) -> String {
    match view.invoice.number.as_str() {
        "" => "Facture à déposer".to_owned(),
        number => format!("{} {number} à déposer", view.invoice.kind.label()),
    }
}

/// What a button of the draft asks for, after everything typed has been kept.
enum Act {
    Save,
    Review,
    AddLine,
    FindRecipient,
    ChooseRecipient(String),
    TakeReading(Field, String),
    RemoveAttachment(String),
    Discard,
}

impl Act {
    fn read(text: &str) -> Self {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        match word {
            "verifier" => Self::Review,
            "ajouter-ligne" => Self::AddLine,
            "chercher" => Self::FindRecipient,
            "choisir" => Self::ChooseRecipient(rest.to_owned()),
            "retirer" => Self::RemoveAttachment(rest.to_owned()),
            "abandonner" => Self::Discard,
            "reprendre" => {
                let (name, value) = rest.split_once(':').unwrap_or((rest, ""));
                let field = Field::ALL.iter().find(|field| field.name() == name);
                field.map_or(Self::Save, |field| Self::TakeReading(*field, value.to_owned()))
            }
            _ => Self::Save,
        }
    }
}

/// Keeps everything typed and attached, then does what the button asks.
pub(crate) async fn save(
    context: Context,
    Path(id): Path<InvoiceId>,
    form: Multipart,
) -> Result<Response, PageError> {
    let (operations, actor) = (&context.site.operations, &context.actor);
    // Before anything is received: a foreign draft does not exist.
    operations.deposit_view(actor, id).await?;
    let upload = read_upload(operations, form).await?;
    let act = Act::read(upload.text("action").unwrap_or_default());
    let mut typed =
        InvoiceForm::from_pairs(upload.texts.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    match &act {
        Act::AddLine => typed.vat_lines.push(VatLineForm::default()),
        Act::ChooseRecipient(siret) => {
            typed.recipient_siret.clone_from(siret);
            typed.service_code.clear();
        }
        Act::TakeReading(field, value) => typed.set(*field, value.clone()),
        _ => {}
    }
    know_recipient(operations, actor, id, &typed.recipient_siret).await?;
    operations.save_draft(actor, id, typed).await?;
    let problems = attach(operations, actor, id, upload).await?;
    if !problems.is_empty() {
        return refused(&context, id, problems).await;
    }
    match act {
        Act::Review => to_review(&context, id).await,
        Act::FindRecipient => show_candidates(&context, id).await,
        Act::RemoveAttachment(attachment) => {
            let attachment = attachment.parse().map_err(|_| OperationError::NotFound("attachment"))?;
            operations.remove_attachment(actor, id, attachment).await?;
            Ok(redirect(Place::Draft(id)))
        }
        Act::Discard => {
            operations.discard_draft(actor, id).await?;
            Ok(redirect(Place::Invoice(id)))
        }
        Act::Save | Act::AddLine | Act::ChooseRecipient(_) | Act::TakeReading(..) => {
            Ok(redirect(Place::Draft(id)))
        }
    }
}

/// Reads what a new recipient asks for, when Chorus Pro can be asked; the draft is kept in any case.
async fn know_recipient(
    operations: &Operations,
    actor: &Actor,
    id: InvoiceId,
    siret: &str,
) -> Result<(), PageError> {
    if Siret::parse(siret).is_err() {
        return Ok(());
    }
    let structure = operations.deposit_view(actor, id).await?.structure.id;
    match operations.recipient_card(actor, structure, siret).await {
        Ok(_) => Ok(()),
        Err(error @ (OperationError::Refused(_) | OperationError::ChorusPro { .. })) => {
            tracing::info!(%error, "recipient not read");
            Ok(())
        }
        Err(other) => Err(other.into()),
    }
}

async fn attach(
    operations: &Operations,
    actor: &Actor,
    id: InvoiceId,
    upload: Upload,
) -> Result<Vec<String>, PageError> {
    let mut problems = upload.problems;
    for (_, name, file) in upload.files {
        match operations.add_attachment(actor, id, file, &name).await {
            Ok(_) => {}
            Err(OperationError::Refused(text)) => {
                problems.push(format!("« {name} » n’a pas été joint. {text}"))
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(problems)
}

async fn refused(context: &Context, id: InvoiceId, problems: Vec<String>) -> Result<Response, PageError> {
    let view = context.site.operations.deposit_view(&context.actor, id).await?;
    let notes = problems.into_iter().map(|text| FieldNote::error(Field::Attachments, text)).collect();
    draft_page(
        context,
        view,
        Shown { notes, summary: true, ..Shown::default() },
        StatusCode::UNPROCESSABLE_ENTITY,
    )
    .await
}

async fn to_review(context: &Context, id: InvoiceId) -> Result<Response, PageError> {
    match context.site.operations.review(&context.actor, id).await {
        Ok(_) => Ok(redirect(Place::Review(id))),
        Err(OperationError::Invalid(notes)) => incomplete(context, id, notes).await,
        Err(other) => Err(other.into()),
    }
}

/// The draft with everything to correct.
pub(super) async fn incomplete(
    context: &Context,
    id: InvoiceId,
    notes: Vec<FieldNote>,
) -> Result<Response, PageError> {
    let view = context.site.operations.deposit_view(&context.actor, id).await?;
    let shown = Shown { notes, summary: true, ..Shown::default() };
    draft_page(context, view, shown, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn show_candidates(context: &Context, id: InvoiceId) -> Result<Response, PageError> {
    let operations = &context.site.operations;
    let view = operations.deposit_view(&context.actor, id).await?;
    let typed = view.invoice.form.recipient_siret.clone();
    let mut shown = Shown::default();
    match operations.find_recipients(&context.actor, view.structure.id, &typed).await {
        Ok(candidates) if candidates.is_empty() => {
            let text = "Aucune structure publique ne correspond. Tapez au moins trois lettres de son nom, ou son SIRET.";
            shown.notes.push(FieldNote::error(Field::RecipientSiret, text));
        }
        Ok(candidates) => shown.candidates = candidates,
        Err(OperationError::ChorusPro { user, .. }) => {
            shown.notices.push(Notice::new(StatusKind::Warning, user))
        }
        Err(other) => return Err(other.into()),
    }
    draft_page(context, view, shown, StatusCode::OK).await
}

/// The structures that can issue.
pub(super) fn issuers(structures: &[StructureSummary]) -> Vec<&StructureSummary> {
    structures.iter().filter(|overview| overview.structure.side.issues()).collect()
}
