//! Flows: the list, where a file is given, and the page of one with its invoices and its report.

mod flow_page;
mod list_view;

use axum::extract::{Form, Multipart, Path};
use axum::response::Response;
use domain::{
    FlowId, FlowSyntax, FlowWay, Notes, Permission, Reason, Remark, StartField, StatusKind, StructureId,
    Values,
};
use http::StatusCode;
use operations::{FlowChoice, LARGEST_FLOW, OperationError};

use self::flow_page::FlowPage;
use super::done::{Done, JustDone, redirect_done};
use super::refusal::{FormState, Refusal};
use super::structure_choice::chosen_structure;
use super::without_mandate::REASON;
use crate::components::{FieldMessage, Notice, RailEntry};
use crate::web::{
    Access, Context, Document, PageError, Place, RouteEntry, files, read_upload_up_to, redirect,
};
use crate::words::Sentence as _;

/// The flows.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let (read, deposit) = (Access::Needs(Permission::Read), Access::Needs(Permission::Deposit));
    vec![
        RouteEntry::read("/flux", read, list),
        RouteEntry::upload("/flux", deposit, prepare),
        RouteEntry::read("/flux/{flow}", read, show),
        RouteEntry::act("/flux/{flow}", deposit, save),
        RouteEntry::read("/flux/{flow}/fichier", read, files::flow),
        RouteEntry::act("/flux/{flow}/annuler", deposit, undo),
        RouteEntry::act("/flux/{flow}/reessayer", deposit, retry),
        RouteEntry::act("/flux/{flow}/numero", deposit, tell_number),
        RouteEntry::act("/flux/{flow}/renvoyer", deposit, send_again),
        RouteEntry::act("/flux/{flow}/reprendre", deposit, take_up),
    ]
}

/// Most problems that are told one by one.
const MOST_PROBLEMS: usize = 20;

/// The list.
async fn list(context: Context, done: JustDone) -> Result<Response, PageError> {
    list_page(&context, FormState::of(Values::default()), done.notices()).await
}

async fn list_page(context: &Context, form: FormState, notices: Vec<Notice>) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let flows = desk.flows.flows(actor).await?;
    let structures = desk.portfolio.structures(actor).await?;
    let may_deposit = actor.role.allows(Permission::Deposit);
    let reaches_whole: Vec<StructureId> = structures
        .iter()
        .filter(|summary| summary.structure.side.issues() && actor.reaches_whole(summary.structure.id))
        .map(|summary| summary.structure.id)
        .collect();
    let now = desk.now();
    let document = Document { current: Some(RailEntry::Deposit), notices, ..Document::new("Flux") };
    let content =
        move |form: FormState| list_view::view(&flows, &structures, &reaches_whole, may_deposit, &form, now);
    context.form_page(document, form, content).await
}

/// Takes a file in, reads it, and opens it as a flow to confirm.
async fn prepare(context: Context, form: Multipart) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let mut upload = read_upload_up_to(LARGEST_FLOW, &desk.issuing, actor, form).await?;
    let values = upload.values()?;
    let mut notes = Notes::default();
    for problem in std::mem::take(&mut upload.problems) {
        notes.error(StartField::File, problem);
    }
    let chosen = match chosen_structure(&context, values.get(StartField::Structure)).await? {
        Ok(chosen) => chosen,
        Err(remark) => {
            notes.error(StartField::Structure, remark);
            None
        }
    };
    let files = std::mem::take(&mut upload.files);
    if files.is_empty() && !notes.refuse() {
        notes.error(StartField::File, Remark::FlowNotGiven);
    }
    let mut prepared = Vec::new();
    for (_, name, file) in files {
        match desk.flows.prepare_flow(actor, chosen, file, &name).await {
            Ok(flow) => prepared.push(flow),
            Err(OperationError::Refused(reason)) => {
                notes.error(StartField::File, Remark::NotTaken { name, reason });
            }
            Err(other) => return Err(other.into()),
        }
    }
    if notes.refuse() {
        return list_page(&context, FormState::refused(values, Refusal::noted(notes)), Vec::new()).await;
    }
    match prepared[..] {
        [one] => {
            desk.flows.meet_recipients(actor, one).await?;
            Ok(redirect(Place::Flow(one)))
        }
        _ => Ok(redirect_done(Place::Flows, Done::FlowsPrepared)),
    }
}

/// The page of a flow.
async fn show(context: Context, Path(id): Path<FlowId>, done: JustDone) -> Result<Response, PageError> {
    flow_page(&context, id, Shown { notices: done.notices(), ..Shown::default() }).await
}

/// What the page shows besides the flow.
#[derive(Default)]
struct Shown {
    notices: Vec<Notice>,
    status: StatusCode,
    /// The number of a flow that was not taken, with why.
    number: Option<(String, FieldMessage)>,
    /// Whether it was to leave and may not: what keeps it stands at the head, with links.
    refused: bool,
    /// The reason to go without a mandate, as it was typed.
    without_mandate: String,
}

async fn flow_page(context: &Context, id: FlowId, shown: Shown) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let view = desk.flows.flow_view(actor, id).await?;
    let structures = desk.portfolio.structures(actor).await?;
    let others = structures
        .iter()
        .filter(|summary| summary.structure.side.issues() && actor.reaches_whole(summary.structure.id))
        .map(|summary| summary.structure.clone())
        .collect();
    let may_deposit = actor.role.allows(Permission::Deposit);
    let undo = desk.settings().undo.as_secs();
    let document = Document {
        current: Some(RailEntry::Deposit),
        environment: Some(view.structure.structure.environment),
        notices: shown.notices.clone(),
        status: shown.status,
        ..Document::new(format!("Flux {}", view.flow.document.name))
    };
    let Shown { number, refused, without_mandate, .. } = shown;
    let page = FlowPage { view, others, may_deposit, number, refused, without_mandate, undo };
    context.page(document, move || page.view()).await
}

async fn with_problem(context: &Context, id: FlowId, text: String) -> Result<Response, PageError> {
    let notices = vec![Notice::new(StatusKind::Error, text)];
    flow_page(context, id, Shown { notices, status: StatusCode::UNPROCESSABLE_ENTITY, ..Shown::default() })
        .await
}

async fn after(
    context: &Context,
    id: FlowId,
    outcome: Result<(), OperationError>,
) -> Result<Response, PageError> {
    match outcome {
        Ok(()) => Ok(redirect(Place::Flow(id))),
        Err(OperationError::Refused(Reason::FlowToCorrect)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            flow_page(context, id, Shown { status, refused: true, ..Shown::default() }).await
        }
        Err(OperationError::Refused(reason)) => with_problem(context, id, reason.sentence()).await,
        Err(OperationError::ChangedMeanwhile) => {
            let text = "Ce flux vient d’être modifié par un collègue. Relisez-le, puis recommencez.";
            with_problem(context, id, text.to_owned()).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Keeps what was chosen, then does what the button asks.
async fn save(
    context: Context,
    Path(id): Path<FlowId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    if value("action") == Some("ecarter") {
        return match desk.flows.discard_flow(actor, id).await {
            Ok(()) => Ok(redirect_done(Place::Flows, Done::FlowDiscarded)),
            Err(error) => after(&context, id, Err(error)).await,
        };
    }
    let version = value("version").and_then(|text| text.parse().ok()).unwrap_or(0);
    let syntax = value("syntaxe").and_then(FlowSyntax::from_code);
    let structure = value("structure").and_then(|text| text.parse().ok());
    let confirmed = value("confirme").is_some();
    let way = value("voie").and_then(FlowWay::from_code).unwrap_or_default();
    let choice = FlowChoice { syntax, way, structure, issuer_confirmed: confirmed };
    let changed = desk.flows.change_flow(actor, id, version, choice).await;
    let version = match changed {
        Ok(version) => version,
        Err(error) => return after(&context, id, Err(error)).await,
    };
    if value("action") == Some("envoyer") {
        let reason = value(REASON).unwrap_or_default();
        let sent = desk.flows.send_flow_as(actor, id, version, reason).await;
        return after_sending(&context, id, sent, reason).await;
    }
    desk.flows.meet_recipients(actor, id).await?;
    Ok(redirect(Place::Flow(id)))
}

/// Takes a flow back before it leaves.
async fn undo(context: Context, Path(id): Path<FlowId>) -> Result<Response, PageError> {
    match context.site.desk.flows.undo_flow(&context.actor, id).await {
        Ok(()) => Ok(redirect_done(Place::Flow(id), Done::FlowUndone)),
        Err(error) => after(&context, id, Err(error)).await,
    }
}

/// Tries a waiting deposit now.
async fn retry(context: Context, Path(id): Path<FlowId>) -> Result<Response, PageError> {
    after(&context, id, context.site.desk.flows.retry_flow(&context.actor, id).await).await
}

/// The number that a person has found on the portal.
async fn tell_number(
    context: Context,
    Path(id): Path<FlowId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let number = pairs.iter().find(|(name, _)| name == "numero").map_or("", |(_, value)| value.as_str());
    match context.site.desk.flows.tell_flow_number(&context.actor, id, number).await {
        Err(OperationError::Refused(reason @ Reason::FlowNumberUnusable)) => {
            let number = Some((number.to_owned(), FieldMessage::error(reason.sentence())));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            flow_page(&context, id, Shown { status, number, ..Shown::default() }).await
        }
        told => after(&context, id, told).await,
    }
}

/// Sends a flow again that a person has not found on the portal.
async fn send_again(
    context: Context,
    Path(id): Path<FlowId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let reason = pairs.iter().find(|(name, _)| name == REASON).map_or("", |(_, value)| value.as_str());
    let sent = context.site.desk.flows.send_flow_again(&context.actor, id, reason).await;
    after_sending(&context, id, sent, reason).await
}

/// As [`after`], with the reason to go without a mandate as it was typed.
async fn after_sending(
    context: &Context,
    id: FlowId,
    outcome: Result<(), OperationError>,
    without_mandate: &str,
) -> Result<Response, PageError> {
    match outcome {
        Err(OperationError::Refused(
            reason @ (Reason::MandateMissing | Reason::MandateReasonTooLong { .. }),
        )) => {
            let shown = Shown {
                notices: vec![Notice::new(StatusKind::Error, reason.sentence())],
                status: StatusCode::UNPROCESSABLE_ENTITY,
                without_mandate: without_mandate.to_owned(),
                ..Shown::default()
            };
            flow_page(context, id, shown).await
        }
        outcome => after(context, id, outcome).await,
    }
}

/// Takes refused invoices up as drafts: the one of a row, or all of them.
async fn take_up(
    context: Context,
    Path(id): Path<FlowId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let place = pairs.iter().find(|(name, _)| name == "ligne").map(|(_, value)| value.as_str());
    let place = match place.map(str::parse) {
        Some(Ok(place)) => Some(place),
        Some(Err(_)) => return Err(PageError::BadRequest("no such row")),
        None => None,
    };
    let taken = match context.site.desk.flows.take_up(&context.actor, id, place).await {
        Ok(taken) => taken,
        Err(error) => return after(&context, id, Err(error)).await,
    };
    if taken.refused.is_empty() {
        return Ok(match taken.drafts[..] {
            // Somebody else was faster.
            [] => redirect(Place::Flow(id)),
            [draft] if taken.left == 0 => redirect_done(Place::Draft(draft), Done::TakenUp),
            _ => redirect_done(Place::Flow(id), Done::SeveralTakenUp),
        });
    }
    let mut notices: Vec<Notice> = taken
        .refused
        .into_iter()
        .take(MOST_PROBLEMS)
        .map(|(name, reason)| Notice::new(StatusKind::Error, format!("{name} : {}", reason.sentence())))
        .collect();
    if !taken.drafts.is_empty() {
        let text = match taken.drafts.len() {
            1 => "Une autre facture est devenue un brouillon.".to_owned(),
            count => format!("{count} autres factures sont devenues des brouillons."),
        };
        notices.push(Notice::new(StatusKind::Info, text));
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    flow_page(&context, id, Shown { notices, status, ..Shown::default() }).await
}
