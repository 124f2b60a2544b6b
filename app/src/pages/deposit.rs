//! The deposit: choose a PDF, then correct what was read, attach, and go on to the review.

mod form_view;
mod start_view;

use axum::extract::{Multipart, Path, Query};
use axum::response::Response;
use domain::{
    Field, FieldNote, InvoiceForm, InvoiceId, Permission, Siret, StatusKind, StructureId, VatLineForm,
};
use http::StatusCode;
use operations::{Actor, DepositView, Desk, OperationError, RecipientCandidate, Standing, StructureSummary};
use serde::Deserialize;

use crate::components::{Notice, RailEntry, Shortcut};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry, Upload, read_upload, redirect};
use form_view::FormView;

/// The start of a deposit, and its draft.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let deposit = Access::Needs(Permission::Deposit);
    vec![
        RouteEntry::read("/deposer", deposit, choose),
        RouteEntry::upload("/deposer", deposit, begin),
        RouteEntry::read("/deposer/{invoice}", deposit, show),
        RouteEntry::upload("/deposer/{invoice}", deposit, save),
    ]
}

/// What the address of the start page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StartQuery {
    structure: String,
}

/// The start: structure and PDF.
async fn choose(context: Context, Query(query): Query<StartQuery>) -> Result<Response, PageError> {
    start_page(&context, query.structure, Vec::new(), StatusCode::OK).await
}

async fn start_page(
    context: &Context,
    chosen: String,
    problems: Vec<String>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let structures = context.site.desk.portfolio.structures(&context.actor).await?;
    let document = Document {
        current: Some(RailEntry::Deposit),
        environment: super::invoices::common_environment(&structures),
        standing: Some(Standing::of(&structures)),
        status,
        ..Document::new("Déposer une facture")
    };
    context.page(document, move || start_view::view(structures, chosen, problems)).await
}

/// Takes the PDF in and opens its draft.
async fn begin(context: Context, form: Multipart) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let mut upload = read_upload(&desk.issuing, form).await?;
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
        match desk.issuing.begin_deposit(&context.actor, structure, file, &name).await {
            Ok(invoice) => return Ok(redirect(Place::Draft(invoice))),
            Err(OperationError::Refused(reason)) => problems.push(reason.sentence()),
            Err(other) => return Err(other.into()),
        }
    }
    start_page(&context, chosen, problems, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The draft.
async fn show(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    let view = context.site.desk.issuing.deposit_view(&context.actor, id).await?;
    if !view.invoice.status.is_unsent() {
        return Ok(redirect(Place::Invoice(id)));
    }
    // A field that nobody has filled yet is not reproached with it before the review.
    let notes = view.notes.iter().filter(|note| is_touched(&view.draft.form, note.field)).cloned().collect();
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
    let now = context.site.desk.now();
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
    context.page(document, move || FormView { view, shown, now }.view()).await
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
async fn save(context: Context, Path(id): Path<InvoiceId>, form: Multipart) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    // Before anything is received: a foreign draft does not exist, and one that has left takes nothing in.
    let structure = desk.issuing.structure_of_draft(actor, id).await?;
    let upload = read_upload(&desk.issuing, form).await?;
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
    know_recipient(desk, actor, structure, &typed.recipient_siret).await?;
    desk.issuing.save_draft(actor, id, typed).await?;
    let problems = attach(desk, actor, id, upload).await?;
    if !problems.is_empty() {
        let notes = problems.into_iter().map(|text| FieldNote::error(Field::Attachments, text)).collect();
        return incomplete(&context, id, notes).await;
    }
    match act {
        Act::Review => to_review(&context, id).await,
        Act::FindRecipient => show_candidates(&context, id).await,
        Act::RemoveAttachment(attachment) => {
            let attachment = attachment.parse().map_err(|_| OperationError::NotFound("attachment"))?;
            desk.issuing.remove_attachment(actor, id, attachment).await?;
            Ok(redirect(Place::Draft(id)))
        }
        Act::Discard => {
            desk.issuing.discard_draft(actor, id).await?;
            Ok(redirect(Place::Invoice(id)))
        }
        Act::Save | Act::AddLine | Act::ChooseRecipient(_) | Act::TakeReading(..) => {
            Ok(redirect(Place::Draft(id)))
        }
    }
}

/// Reads what a new recipient asks for, when Chorus Pro can be asked; the draft is kept in any case.
async fn know_recipient(
    desk: &Desk,
    actor: &Actor,
    structure: StructureId,
    siret: &str,
) -> Result<(), PageError> {
    if Siret::parse(siret).is_err() {
        return Ok(());
    }
    match desk.directory.recipient_card(actor, structure, siret).await {
        Ok(_) => Ok(()),
        Err(error @ (OperationError::Refused(_) | OperationError::ChorusPro { .. })) => {
            tracing::info!(%error, "recipient not read");
            Ok(())
        }
        Err(other) => Err(other.into()),
    }
}

async fn attach(desk: &Desk, actor: &Actor, id: InvoiceId, upload: Upload) -> Result<Vec<String>, PageError> {
    let mut problems = upload.problems;
    for (_, name, file) in upload.files {
        match desk.issuing.add_attachment(actor, id, file, &name).await {
            Ok(_) => {}
            Err(OperationError::Refused(reason)) => {
                problems.push(format!("« {name} » n’a pas été joint. {}", reason.sentence()));
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(problems)
}

/// On to the review, or the draft again with everything to correct.
async fn to_review(context: &Context, id: InvoiceId) -> Result<Response, PageError> {
    match context.site.desk.issuing.examine(&context.actor, id).await?.into_review() {
        Ok(_) => Ok(redirect(Place::Review(id))),
        Err(examined) => to_correct(context, examined.view, examined.notes).await,
    }
}

/// The draft with what is to be corrected.
pub(super) async fn to_correct(
    context: &Context,
    view: DepositView,
    notes: Vec<FieldNote>,
) -> Result<Response, PageError> {
    let shown = Shown { notes, summary: true, ..Shown::default() };
    draft_page(context, view, shown, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The same, read for it.
pub(super) async fn incomplete(
    context: &Context,
    id: InvoiceId,
    notes: Vec<FieldNote>,
) -> Result<Response, PageError> {
    to_correct(context, context.site.desk.issuing.deposit_view(&context.actor, id).await?, notes).await
}

async fn show_candidates(context: &Context, id: InvoiceId) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let view = desk.issuing.deposit_view(&context.actor, id).await?;
    let typed = view.draft.form.recipient_siret.clone();
    let mut shown = Shown::default();
    match desk.directory.find_recipients(&context.actor, view.structure.id, &typed).await {
        Ok(candidates) if candidates.is_empty() => {
            let text = "Aucune structure publique ne correspond. Tapez au moins trois lettres de son nom, ou son SIRET.";
            shown.notes.push(FieldNote::error(Field::RecipientSiret, text));
        }
        Ok(candidates) => shown.candidates = candidates,
        Err(OperationError::ChorusPro { reason, .. }) => {
            shown.notices.push(Notice::new(StatusKind::Warning, reason.sentence()));
        }
        Err(other) => return Err(other.into()),
    }
    draft_page(context, view, shown, StatusCode::OK).await
}

/// The structures that can issue.
pub(super) fn issuers(structures: &[StructureSummary]) -> Vec<&StructureSummary> {
    structures.iter().filter(|overview| overview.structure.side.issues()).collect()
}
