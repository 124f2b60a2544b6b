//! The deposit: drop files, then correct what was read, attach, and go on to the review.

mod abandoned_view;
mod begin;
mod conflicts_view;
mod desk_view;
mod form_view;
mod keeper_view;
mod readings_view;
mod sign_in_again;

use axum::extract::{Multipart, Path, Query};
use axum::response::Response;
use domain::{
    DepositMode, DocumentWay, Field, FieldPath, FormField as _, InvoiceId, LineField, LineForm, Notes,
    Permission, Remark, Siret, StartField, StatusKind, StructureId, UserId, Values, VatField,
    with_factoring_mention,
};
use http::StatusCode;
use leptos::prelude::*;
use operations::{
    Actor, DepositView, Desk, DraftConflict, DraftEdit, FoundRecipients, OperationError, RemovedRow,
    SavedDraft, Standing, StructureSummary, structures_called,
};
use serde::Deserialize;

use super::done::{Done, JustDone, redirect_done};
use super::refusal::{FormState, Refusal};
use crate::components::{Notice, RailEntry, Shortcut};
use crate::web::{
    Access, Context, Document, PageError, Place, RouteEntry, Upload, read_attachments, redirect,
};
use crate::words::Sentence as _;
use abandoned_view::abandoned_view;
use conflicts_view::{SHOWN, conflicts_view};
use desk_view::Asked;
use form_view::FormView;

/// The start of a deposit, and its draft.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let deposit = Access::Needs(Permission::Deposit);
    vec![
        RouteEntry::read("/deposer", deposit, desk),
        RouteEntry::upload("/deposer", deposit, begin::begin),
        RouteEntry::act("/deposer/attente", deposit, begin::answer),
        RouteEntry::upload("/deposer/saisie", deposit, begin::entry),
        RouteEntry::read("/deposer/{invoice}", deposit, show),
        RouteEntry::upload("/deposer/{invoice}", deposit, save),
        RouteEntry::act("/factures/{invoice}/reprendre", deposit, resume),
        RouteEntry::act("/deposer/{invoice}/prendre", deposit, take),
    ]
}

/// What the address of the start page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StartQuery {
    structure: String,
}

/// The start: where files are dropped, and the drafts.
async fn desk(
    context: Context,
    Query(query): Query<StartQuery>,
    done: JustDone,
) -> Result<Response, PageError> {
    let mut values = Values::default();
    values.set(StartField::Structure, query.structure);
    desk_page(&context, FormState::of(values), done.notices()).await
}

async fn desk_page(context: &Context, form: FormState, notices: Vec<Notice>) -> Result<Response, PageError> {
    desk_page_with(context, form, notices, Asked::default()).await
}

async fn desk_page_with(
    context: &Context,
    form: FormState,
    notices: Vec<Notice>,
    asked: Asked,
) -> Result<Response, PageError> {
    let desk = context.site.desk.issuing.draft_desk(&context.actor).await?;
    let document = Document {
        current: Some(RailEntry::Deposit),
        standing: Some(Standing::of(&desk.structures)),
        notices,
        shortcuts: vec![
            Shortcut::new(&["j"], "Brouillon suivant"),
            Shortcut::new(&["k"], "Brouillon précédent"),
            Shortcut::new(&["Entrée"], "Ouvrir le brouillon"),
            Shortcut::new(&["x"], "Choisir le brouillon"),
            Shortcut::new(&["Ctrl", "Entrée"], "Vérifier les factures prêtes"),
        ],
        ..Document::new("Déposer")
    };
    let me = context.actor.user;
    context.form_page(document, form, move |form| desk_view::view(desk, me, &form, &asked)).await
}

/// The start again, with a question whose answer was not taken.
async fn asked_again(context: &Context, notices: Vec<Notice>, asked: Asked) -> Result<Response, PageError> {
    let form = FormState::of(Values::default());
    let mut response = desk_page_with(context, form, notices, asked).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// The start again, with what is to be said.
pub(super) async fn desk_with(
    context: &Context,
    notices: Vec<Notice>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let mut response = desk_page(context, FormState::of(Values::default()), notices).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// The draft.
async fn show(context: Context, Path(id): Path<InvoiceId>, done: JustDone) -> Result<Response, PageError> {
    let view = context.site.desk.issuing.deposit_view(&context.actor, id).await?;
    // What has become a flow says so on its own page, with the way there.
    if view.draft.flow.is_some() {
        return Ok(redirect(Place::Invoice(id)));
    }
    if view.may_be_resumed() {
        return abandoned_page(&context, view).await;
    }
    if !view.invoice.status.is_unsent() {
        return Ok(redirect(Place::Invoice(id)));
    }
    ask_for_facts(&context, view.structure.id);
    // A field that nobody has filled yet is not reproached with it before the review.
    let notes = view.notes.iter().filter(|note| view.draft.form.is_filled(&note.path)).cloned().collect();
    draft_page(&context, view, Shown { notes, notices: done.notices(), ..Shown::default() }).await
}

/// What a draft is written from, the bank accounts and lists of its structure, is read beside the page when it is old.
fn ask_for_facts(context: &Context, structure: StructureId) {
    let (portfolio, actor) = (context.site.desk.portfolio.clone(), context.actor.clone());
    tokio::spawn(async move {
        if let Err(error) = portfolio.ask_for_facts(&actor, structure, false).await {
            tracing::warn!(%error, %structure, "what Chorus Pro says of a structure was not asked for");
        }
    });
}

/// What stands in the place of a draft that was abandoned: the way back.
async fn abandoned_page(context: &Context, view: DepositView) -> Result<Response, PageError> {
    let document = Document {
        current: Some(RailEntry::Deposit),
        environment: Some(view.structure.environment),
        ..Document::new(draft_title(&view))
    };
    context.page(document, move || abandoned_view(&view)).await
}

/// Takes up a draft that was abandoned.
async fn resume(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    context.site.desk.issuing.resume_draft(&context.actor, id).await?;
    Ok(redirect_done(Place::Draft(id), Done::DraftResumed))
}

/// What a draft page shows besides the draft.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) notes: Notes,
    pub(super) found: FoundRecipients,
    pub(super) notices: Vec<Notice>,
    /// What the person has to choose between: the form shows their side.
    pub(super) conflicts: Vec<DraftConflict>,
    /// Whether it is the answer to an attempt to go on, which notes refuse.
    pub(super) refused: bool,
}

async fn draft_page(context: &Context, view: DepositView, mut shown: Shown) -> Result<Response, PageError> {
    let now = context.site.desk.now();
    let (me, email) = (context.actor.user, context.actor.email.clone());
    let document = Document {
        current: Some(RailEntry::Deposit),
        environment: Some(view.structure.environment),
        notices: std::mem::take(&mut shown.notices),
        shortcuts: vec![Shortcut::new(&["Ctrl", "Entrée"], "Vérifier et déposer")],
        ..Document::new(draft_title(&view))
    };
    // What the page is loaded with. Where the person has to choose, they started from something else, and the page has
    // not taken in the last version.
    let mut base = view.draft.form.values();
    let mut values = base.clone();
    let notes = std::mem::take(&mut shown.notes);
    let mut to_choose = Notes::default();
    for DraftConflict { conflict, .. } in &shown.conflicts {
        base.set(conflict.path.clone(), &conflict.base);
        values.set(conflict.path.clone(), &conflict.mine);
        to_choose.error(conflict.path.clone(), Remark::ChangedMeanwhile);
    }
    let version = view.draft.form_version - i64::from(!shown.conflicts.is_empty());
    let refused = shown.refused || !shown.conflicts.is_empty();
    let form = if refused {
        FormState::refused(values, Refusal::noted(notes)).with(to_choose)
    } else {
        FormState::noted(values, notes)
    };
    let structures = context.site.desk.portfolio.structures(&context.actor).await?;
    let leaving = context.site.desk.issuing.leaving(&context.actor).await?;
    let content = move |form| {
        let strip = desk_view::strip(leaving.as_ref());
        let keeper = keeper_view::keeper_view(&view, me);
        let page = FormView { view, structures, shown, form, base, version, me, email, now }.view();
        view! { {strip}{keeper}{page} }.into_any()
    };
    context.form_page(document, form, content).await
}

fn draft_title(view: &DepositView) -> String {
    match view.invoice.number.as_str() {
        "" if view.draft.form.is_entry() => format!("{} à saisir", view.invoice.kind.label()),
        "" => "Facture à déposer".to_owned(),
        number => format!("{} {number} à déposer", view.invoice.kind.label()),
    }
}

/// Takes a draft over from a colleague.
async fn take(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    context.site.desk.issuing.take_draft(&context.actor, id).await?;
    Ok(redirect_done(Place::Draft(id), Done::DraftTaken))
}

/// What a button of the draft asks for, after everything typed has been kept.
enum Act {
    Save,
    Review,
    AddLine,
    /// A row of the VAT table, from 0.
    RemoveLine(usize),
    /// A line of an invoice that is typed: an empty one, or an article of an earlier invoice.
    AddItem(Option<LineForm>),
    /// One of its lines, from 0.
    RemoveItem(usize),
    /// It is typed, or comes with its PDF.
    DepositAs(DepositMode),
    FindRecipient,
    ChooseRecipient(String),
    TakeReading(Field, String),
    /// What the form holds stays, whatever was read.
    KeepTyped(Field),
    /// Of two values, the person's own.
    KeepMine(FieldPath),
    /// Of two values, the other one.
    TakeTheirs(FieldPath),
    /// The mention of the factor that was typed comes into the comment.
    AddFactoring,
    RemoveAttachment(String),
    /// A document that was found inside the PDF or the XML is attached.
    AttachInside(String),
    /// How a PDF with data leaves.
    Leave(DocumentWay),
    /// A structure by its identifier; what the field says when there is none.
    ChangeIssuer(String),
    /// The chosen structure issues, whatever the document names.
    ConfirmIssuer,
    Discard,
}

impl Act {
    fn read(text: &str) -> Self {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        match word {
            "verifier" => Self::Review,
            "ajouter-ligne" => Self::AddLine,
            "retirer-ligne" => rest.parse().map_or(Self::Save, Self::RemoveLine),
            "ajouter-poste" => Self::AddItem(serde_json::from_str(rest).ok()),
            "retirer-poste" => rest.parse().map_or(Self::Save, Self::RemoveItem),
            "saisir" => Self::DepositAs(DepositMode::Entry),
            "donner-pdf" => Self::DepositAs(DepositMode::Pdf),
            "chercher" => Self::FindRecipient,
            "choisir" => Self::ChooseRecipient(rest.to_owned()),
            "affacturer" => Self::AddFactoring,
            "retirer" => Self::RemoveAttachment(rest.to_owned()),
            "joindre-dedans" => Self::AttachInside(rest.to_owned()),
            "voie" => DocumentWay::from_code(rest).map_or(Self::Save, Self::Leave),
            "emetteur" => Self::ChangeIssuer(rest.to_owned()),
            "confirmer-emetteur" => Self::ConfirmIssuer,
            "abandonner" => Self::Discard,
            "garder" => rest.parse().map_or(Self::Save, Self::KeepMine),
            "prendre" => rest.parse().map_or(Self::Save, Self::TakeTheirs),
            "fermer" => {
                let field = rest.parse().ok().and_then(|path| Field::of_path(&path));
                field.map_or(Self::Save, Self::KeepTyped)
            }
            "reprendre" => {
                let (name, value) = rest.split_once(':').unwrap_or((rest, ""));
                let field = name.parse().ok().and_then(|path| Field::of_path(&path));
                field.map_or(Self::Save, |field| Self::TakeReading(field, value.to_owned()))
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
    let upload = read_attachments(&desk.issuing, actor, form).await?;
    let act = Act::read(upload.text("action").unwrap_or_default());
    let edit = edit_of(&upload, &act)?;
    let issuer = edit.typed.get(Field::Issuer).to_owned();
    let has_factor = factor_of(&upload).is_some();
    // Everything is kept before anything is asked of the network.
    let saved = desk.issuing.save_draft(actor, id, edit).await?;
    let problems = attach(desk, actor, id, upload).await?;
    know_recipient(desk, actor, structure, id, &saved, matches!(act, Act::ChooseRecipient(_))).await?;
    if problems.refuse() || !saved.conflicts.is_empty() {
        // Nothing goes on before it is decided.
        let view = desk.issuing.deposit_view(actor, id).await?;
        let shown = Shown { notes: problems, conflicts: saved.conflicts, refused: true, ..Shown::default() };
        return draft_page(&context, view, shown).await;
    }
    match act {
        // An issuer that was chosen, and not yet changed: nothing goes on without it.
        Act::Save | Act::Review if !issuer.trim().is_empty() => change_issuer(&context, id, &issuer).await,
        Act::ConfirmIssuer => {
            desk.issuing.confirm_issuer(actor, id).await?;
            Ok(redirect(Place::Draft(id)))
        }
        Act::AddFactoring if !has_factor => {
            incomplete(&context, id, Notes::of_error(Field::Factor, Remark::FactorMissing)).await
        }
        Act::Review => to_review(&context, id).await,
        Act::FindRecipient => show_candidates(&context, id).await,
        Act::RemoveAttachment(attachment) => {
            let attachment = attachment.parse().map_err(|_| OperationError::NotFound("attachment"))?;
            desk.issuing.remove_attachment(actor, id, attachment).await?;
            Ok(redirect(Place::Draft(id)))
        }
        Act::AttachInside(key) => match desk.issuing.attach_inside(actor, id, &key).await {
            Ok(_) => Ok(redirect(Place::Draft(id))),
            Err(OperationError::Refused(reason)) => {
                incomplete(&context, id, Notes::of_error(Field::Attachments, reason)).await
            }
            Err(other) => Err(other.into()),
        },
        Act::Leave(way) => leave(&context, id, way).await,
        Act::ChangeIssuer(chosen) => {
            let typed = if chosen.is_empty() { issuer } else { chosen };
            change_issuer(&context, id, &typed).await
        }
        Act::Discard => {
            desk.issuing.discard_draft(actor, id).await?;
            Ok(redirect(Place::Draft(id)))
        }
        Act::KeepTyped(field) => {
            desk.issuing.decide_difference(actor, id, field).await?;
            Ok(redirect(Place::Draft(id)))
        }
        Act::Save
        | Act::AddLine
        | Act::RemoveLine(_)
        | Act::AddItem(_)
        | Act::RemoveItem(_)
        | Act::DepositAs(_)
        | Act::ChooseRecipient(_)
        | Act::TakeReading(..)
        | Act::AddFactoring
        | Act::KeepMine(_)
        | Act::TakeTheirs(_) => Ok(redirect(Place::Draft(id))),
    }
}

/// Takes a way for a PDF with data: a flow is prepared at once, and its page opens.
async fn leave(context: &Context, id: InvoiceId, way: DocumentWay) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let outcome = match way {
        DocumentWay::Flow => desk.flows.flow_of_draft(actor, id).await.map(Place::Flow),
        DocumentWay::Pdf | DocumentWay::PlainPdf => {
            desk.issuing.choose_way(actor, id, way).await.map(|()| Place::Draft(id))
        }
    };
    match outcome {
        Ok(place) => Ok(redirect(place)),
        Err(OperationError::Refused(reason)) => {
            incomplete(context, id, Notes::of_error(Field::Document, reason)).await
        }
        Err(OperationError::ChangedMeanwhile) => Ok(redirect(Place::Draft(id))),
        Err(other) => Err(other.into()),
    }
}

/// Lets another structure issue: that of an identifier, or the one that is called so.
async fn change_issuer(context: &Context, id: InvoiceId, typed: &str) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let called = match typed.parse() {
        Ok(structure) => vec![structure],
        Err(_) if typed.trim().is_empty() => Vec::new(),
        Err(_) => structures_called(&desk.portfolio.structures(actor).await?, typed),
    };
    let remark = match called[..] {
        [structure] => match desk.issuing.change_issuer(actor, id, structure).await {
            Ok(()) => return Ok(redirect(Place::Draft(id))),
            Err(OperationError::Refused(reason)) => Remark::from(reason),
            Err(other) => return Err(other.into()),
        },
        [] if typed.trim().is_empty() => Remark::IssuerNotChosen,
        [] => Remark::IssuerNotFound,
        _ => Remark::IssuerAmbiguous { count: called.len() },
    };
    let view = desk.issuing.deposit_view(actor, id).await?;
    to_correct(context, view, Notes::of_error(Field::Issuer, remark)).await
}

/// The edit that a page sends back, with what its button does to the form.
fn edit_of(upload: &Upload, act: &Act) -> Result<DraftEdit, PageError> {
    // A page that says nothing readable of itself is of an unknown version: it overwrites nothing.
    let read = |name: &str| -> Values {
        upload.text(name).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    };
    let (mut typed, mut base, shown) = (upload.values()?, read("base"), read(SHOWN));
    match act {
        Act::AddLine => {
            let rows = VatField::GROUP.map_or(0, |group| typed.rows(group));
            typed.set(VatField::Rate.at(rows), "");
        }
        Act::AddItem(article) => {
            let rows = LineField::GROUP.map_or(0, |group| typed.rows(group));
            // An article goes where the last line says nothing yet.
            let is_free = |row: usize| {
                [LineField::Name, LineField::Price]
                    .iter()
                    .all(|field| typed.get(field.at(row)).trim().is_empty())
            };
            let row = if article.is_some() && rows > 0 && is_free(rows - 1) { rows - 1 } else { rows };
            let usual = LineForm::new();
            for field in LineField::ALL {
                let value =
                    article.as_ref().map(|article| article.value(*field)).filter(|value| !value.is_empty());
                typed.set(field.at(row), value.unwrap_or_else(|| usual.value(*field)));
            }
        }
        Act::DepositAs(mode) => {
            typed.set(Field::Mode, if *mode == DepositMode::Entry { mode.code() } else { "" });
            // A page that showed no lines says nothing of those that are stored.
            let rows = |values: &Values| LineField::GROUP.map_or(0, |group| values.rows(group));
            let is_blank = rows(&typed) == 0 && rows(&base) == 0;
            if *mode == DepositMode::Entry && is_blank {
                typed.set(LineField::Quantity.at(0), "1");
                typed.set(LineField::Rate.at(0), "20");
            }
        }
        // A service code stays until it is known that this recipient has no such service.
        Act::ChooseRecipient(siret) => typed.set(Field::RecipientSiret, siret),
        Act::TakeReading(field, value) => typed.set(*field, value),
        Act::AddFactoring => {
            if let Some(factor) = factor_of(upload) {
                let comment = with_factoring_mention(typed.get(Field::Comment), factor);
                typed.set(Field::Comment, comment);
            }
        }
        // From now on the person's value is an edit of the other one, which they have seen.
        Act::KeepMine(path) => base.set(path.clone(), shown.get(path.clone())),
        Act::TakeTheirs(path) => {
            base.set(path.clone(), shown.get(path.clone()));
            typed.set(path.clone(), shown.get(path.clone()));
        }
        _ => {}
    }
    let version = upload.text("version").and_then(|text| text.parse().ok());
    let removed_row = match act {
        Act::RemoveLine(row) => Some(RemovedRow::Vat(*row)),
        Act::RemoveItem(row) => Some(RemovedRow::Line(*row)),
        _ => None,
    };
    Ok(DraftEdit { version, base, typed, removed_row })
}

/// The name of a factor, as typed.
fn factor_of(upload: &Upload) -> Option<&str> {
    upload.text(form_view::FACTOR).filter(|factor| !factor.trim().is_empty())
}

/// The HTML of what is to be decided, for a page that is open.
pub(crate) fn to_decide(conflicts: &[DraftConflict], me: UserId) -> String {
    crate::web::render(|| conflicts_view(conflicts, me))
}

/// The version that a page has wholly taken in after a save: not the last one while something is to be decided.
pub(crate) fn version_taken_in(saved: &SavedDraft) -> i64 {
    saved.version - i64::from(!saved.conflicts.is_empty())
}

/// Reads what the recipient of a draft that was just kept asks for, when Chorus Pro can be asked, and names it there. One
/// that was just chosen takes away a service code that it does not have.
async fn know_recipient(
    desk: &Desk,
    actor: &Actor,
    structure: StructureId,
    id: InvoiceId,
    saved: &SavedDraft,
    just_chosen: bool,
) -> Result<(), PageError> {
    let siret = &saved.form.recipient_siret;
    if Siret::parse(siret).is_err() {
        return Ok(());
    }
    match desk.directory.recipient_card(actor, structure, siret).await {
        Ok(card) => {
            let service = &saved.form.service_code;
            let foreign = just_chosen && !service.is_empty() && !card.rules().takes_service(service);
            if card.entry.name == saved.form.recipient_name && !foreign {
                return Ok(());
            }
            // A save names the recipient that is known by now.
            let (base, mut typed) = (saved.form.values(), saved.form.values());
            if foreign {
                typed.set(Field::ServiceCode, "");
            }
            let edit = DraftEdit { version: Some(saved.version), base, typed, removed_row: None };
            desk.issuing.save_draft(actor, id, edit).await?;
            Ok(())
        }
        Err(error @ (OperationError::Refused(_) | OperationError::ChorusPro { .. })) => {
            tracing::info!(%error, "recipient not read");
            Ok(())
        }
        Err(other) => Err(other.into()),
    }
}

async fn attach(desk: &Desk, actor: &Actor, id: InvoiceId, upload: Upload) -> Result<Notes, PageError> {
    let mut notes = Notes::default();
    for problem in upload.problems {
        notes.error(Field::Attachments, problem);
    }
    let (documents, attachments): (Vec<_>, Vec<_>) =
        upload.files.into_iter().partition(|(field, ..)| field == form_view::PDF);
    if let Some((_, name, file)) = documents.into_iter().next() {
        match desk.issuing.replace_document(actor, id, file, &name).await {
            Ok(()) => {}
            Err(OperationError::Refused(reason)) => notes.error(Field::Document, Remark::from(reason)),
            Err(other) => return Err(other.into()),
        }
    }
    for (_, name, file) in attachments {
        match desk.issuing.add_attachment(actor, id, file, &name).await {
            Ok(_) => {}
            Err(OperationError::Refused(reason)) => {
                notes.error(Field::Attachments, Remark::NotAttached { name, reason });
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(notes)
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
    notes: Notes,
) -> Result<Response, PageError> {
    draft_page(context, view, Shown { notes, refused: true, ..Shown::default() }).await
}

/// The same, read for it.
pub(super) async fn incomplete(
    context: &Context,
    id: InvoiceId,
    notes: Notes,
) -> Result<Response, PageError> {
    to_correct(context, context.site.desk.issuing.deposit_view(&context.actor, id).await?, notes).await
}

async fn show_candidates(context: &Context, id: InvoiceId) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let view = desk.issuing.deposit_view(&context.actor, id).await?;
    let typed = view.draft.form.recipient_siret.clone();
    let mut shown = Shown::default();
    match desk.directory.find_recipients(&context.actor, view.structure.id, &typed).await {
        Ok(found) if found.candidates.is_empty() => {
            shown.notes.error(Field::RecipientSiret, Remark::RecipientNotFound);
        }
        Ok(found) => shown.found = found,
        Err(OperationError::ChorusPro { reason, .. }) => {
            shown.notices.push(Notice::new(StatusKind::Warning, reason.sentence()));
        }
        Err(other) => return Err(other.into()),
    }
    draft_page(context, view, shown).await
}

/// The structures that can issue.
pub(super) fn issuers(structures: &[StructureSummary]) -> Vec<&StructureSummary> {
    structures.iter().filter(|overview| overview.structure.side.issues()).collect()
}
