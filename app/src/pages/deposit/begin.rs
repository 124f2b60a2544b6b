//! Files are dropped: each becomes a draft of the structure that it names, or waits until a person says whose it is.

use axum::extract::Multipart;
use axum::response::{IntoResponse as _, Response};
use axum::{Form, Json};
use domain::{BatchId, DroppedFileId, FlowId, InvoiceId, Notes, Remark, StartField, StatusKind, StructureId};
use http::{HeaderMap, header};
use operations::{Dropped, DroppedPart, LARGEST_DROP, OperationError};
use serde::{Deserialize, Serialize};

use super::super::done::{Done, redirect_done};
use super::super::refusal::{FormState, Refusal};
use super::super::structure_choice::chosen_structure;
use super::desk_view::{Asked, QUESTION};
use super::{asked_again, desk_page};
use crate::components::Notice;
use crate::web::{Context, PageError, Place, Upload, read_upload_up_to, redirect};
use crate::words::Sentence as _;

/// What became of dropped files, for a page that sends them one by one.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Taken {
    /// The drafts, flows and batches, by their addresses.
    pub(crate) drafts: Vec<String>,
    /// How many wait for their structure.
    pub(crate) waiting: usize,
    /// What was not taken, in sentences.
    pub(crate) problems: Vec<String>,
}

/// What became of dropped files.
#[derive(Default)]
struct Begun {
    drafts: Vec<InvoiceId>,
    flows: Vec<FlowId>,
    batches: Vec<BatchId>,
    waiting: usize,
    notes: Notes,
}

impl Begun {
    fn taken(&self) -> usize {
        self.drafts.len() + self.flows.len() + self.batches.len() + self.waiting
    }
}

/// Takes the files in: a single one opens as a draft, and what was not taken is named.
pub(super) async fn begin(
    context: Context,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, PageError> {
    let mut upload =
        read_upload_up_to(LARGEST_DROP, &context.site.desk.issuing, &context.actor, form).await?;
    let values = upload.values()?;
    let chosen = chosen_structure(&context, values.get(StartField::Structure)).await?;
    let begun = begin_all(&context, &mut upload, chosen).await?;
    let wants_json =
        headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"application/json");
    if wants_json {
        let taken = Taken {
            drafts: begun
                .drafts
                .iter()
                .map(|draft| Place::Draft(*draft).path())
                .chain(begun.flows.iter().map(|flow| Place::Flow(*flow).path()))
                .chain(begun.batches.iter().map(|batch| Place::Batch(*batch).path()))
                .collect(),
            waiting: begun.waiting,
            problems: begun.notes.of(&StartField::File.into()).map(|note| note.remark.sentence()).collect(),
        };
        return Ok(Json(taken).into_response());
    }
    if begun.notes.refuse() {
        let notices = (begun.taken() > 0).then(|| some_taken(begun.taken())).into_iter().collect();
        let form = FormState::refused(values, Refusal::noted(begun.notes));
        return desk_page(&context, form, notices).await;
    }
    if let ([batch], 1) = (&begun.batches[..], begun.taken()) {
        return Ok(redirect(Place::Batch(*batch)));
    }
    if !begun.batches.is_empty() && begun.waiting == 0 {
        let alone = begun.taken() == begun.batches.len();
        return Ok(if alone {
            redirect_done(Place::Batches, Done::BatchesBegun)
        } else {
            redirect_done(Place::Deposit, Done::DraftsAndBatchesBegun)
        });
    }
    match (&begun.drafts[..], begun.waiting) {
        ([draft], 0) if begun.flows.is_empty() => Ok(redirect(Place::Draft(*draft))),
        ([], 0) => match begun.flows[..] {
            [flow] => Ok(redirect(Place::Flow(flow))),
            _ => Ok(redirect_done(Place::Flows, Done::FlowsPrepared)),
        },
        (_, 0) if !begun.flows.is_empty() => Ok(redirect_done(Place::Deposit, Done::DraftsAndFlowsBegun)),
        (_, 0) => Ok(redirect_done(Place::Deposit, Done::DraftsBegun)),
        (..) => Ok(redirect_done(Place::Deposit, Done::FilesWait)),
    }
}

async fn begin_all(
    context: &Context,
    upload: &mut Upload,
    chosen: Result<Option<StructureId>, Remark>,
) -> Result<Begun, PageError> {
    let issuing = &context.site.desk.issuing;
    let mut begun = Begun::default();
    for problem in std::mem::take(&mut upload.problems) {
        begun.notes.error(StartField::File, problem);
    }
    // What was typed names no structure: the files are taken all the same, for nothing uploaded is lost.
    let chosen = chosen.unwrap_or_else(|remark| {
        begun.notes.error(StartField::Structure, remark);
        None
    });
    if upload.files.is_empty() && begun.notes.of(&StartField::File.into()).next().is_none() {
        begun.notes.error(StartField::File, Remark::PdfNotChosen);
    }
    let mut parts = Vec::new();
    for (_, name, file) in std::mem::take(&mut upload.files) {
        parts.extend(issuing.drop_any(&context.actor, chosen, file, &name).await?);
    }
    let alone = parts.len() == 1;
    for DroppedPart { name, outcome, invoice_xml, table } in parts {
        if let Some(file) = table {
            let given = vec![(name.clone(), file)];
            let taken = context.site.desk.batches.begin_batch(&context.actor, chosen, given).await?;
            begun.batches.extend(taken.batches);
            for (name, reason) in taken.refused {
                begun.notes.error(StartField::File, Remark::NotTaken { name, reason });
            }
            continue;
        }
        let outcome = match (outcome, invoice_xml) {
            // An electronic invoice without its PDF goes as a flow.
            (Err(_), Some(file)) => {
                match context.site.desk.flows.prepare_flow(&context.actor, chosen, file, &name).await {
                    Ok(flow) => {
                        begun.flows.push(flow);
                        continue;
                    }
                    Err(OperationError::Refused(reason)) => Err(reason),
                    Err(other) => return Err(other.into()),
                }
            }
            (outcome, _) => outcome,
        };
        match outcome {
            Ok(Dropped::Draft(draft)) => begun.drafts.push(draft),
            Ok(Dropped::Waiting(_)) => begun.waiting += 1,
            Err(reason) if alone => begun.notes.error(StartField::File, reason),
            Err(reason) => begun.notes.error(StartField::File, Remark::NotTaken { name, reason }),
        }
    }
    Ok(begun)
}

fn some_taken(count: usize) -> Notice {
    let text = match count {
        1 => "Un fichier a été pris ; les autres ne l’ont pas été.".to_owned(),
        _ => format!("{count} fichiers ont été pris ; les autres ne l’ont pas été."),
    };
    Notice::new(StatusKind::Warning, text)
}

/// Begins an invoice that is typed, of the structure that was chosen or of the only one. A file that was chosen beside it
/// is not looked at.
pub(super) async fn entry(context: Context, form: Multipart) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let values = read_upload_up_to(0, &desk.issuing, actor, form).await?.values()?;
    let again = |remark: Remark| {
        let notes = Notes::of_error(StartField::Structure, remark);
        FormState::refused(values.clone(), Refusal::noted(notes))
    };
    let chosen = match chosen_structure(&context, values.get(StartField::Structure)).await? {
        Ok(chosen) => chosen,
        Err(remark) => return desk_page(&context, again(remark), Vec::new()).await,
    };
    let structures = desk.portfolio.structures(actor).await?;
    let own: Vec<_> = super::issuers(&structures)
        .into_iter()
        .filter(|summary| actor.reaches_whole(summary.structure.id))
        .collect();
    let only = own.first().filter(|_| own.len() == 1).map(|summary| summary.structure.id);
    let Some(structure) = chosen.or(only) else {
        return desk_page(&context, again(Remark::IssuerNotChosen), Vec::new()).await;
    };
    match desk.issuing.begin_entry(actor, structure).await {
        Ok(draft) => Ok(redirect(Place::Draft(draft))),
        Err(OperationError::Refused(reason)) => {
            desk_page(&context, again(Remark::from(reason)), Vec::new()).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Says whose invoices some waiting files are, or puts them aside.
pub(super) async fn answer(
    context: Context,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let issuing = &context.site.desk.issuing;
    // Each question of the page has a field of its own.
    let (field, typed) =
        pairs.iter().find(|(name, _)| name.starts_with(QUESTION)).cloned().unwrap_or_default();
    let files: Vec<DroppedFileId> =
        pairs.iter().filter(|(name, _)| name == "fichier").filter_map(|(_, id)| id.parse().ok()).collect();
    let again = |problems: Vec<String>| {
        let notices = problems.into_iter().map(|text| Notice::new(StatusKind::Error, text)).collect();
        let asked = Asked { field: field.clone(), typed: typed.clone(), ticked: files.clone() };
        asked_again(&context, notices, asked)
    };
    if files.is_empty() {
        return again(vec!["Cochez au moins un fichier.".to_owned()]).await;
    }
    if pairs.iter().any(|(name, value)| name == "action" && value == "ecarter") {
        let gone = issuing.put_files_aside(&context.actor, &files).await?;
        return Ok(if gone > 0 {
            redirect_done(Place::Deposit, Done::FilesPutAside)
        } else {
            redirect(Place::Deposit)
        });
    }
    let structure = match chosen_structure(&context, &typed).await? {
        Ok(Some(structure)) => structure,
        Ok(None) => return again(vec![Remark::IssuerNotChosen.sentence()]).await,
        Err(remark) => return again(vec![remark.sentence()]).await,
    };
    let assigned = match issuing.assign_files(&context.actor, &files, structure).await {
        Ok(assigned) => assigned,
        Err(OperationError::Refused(reason)) => return again(vec![reason.sentence()]).await,
        Err(other) => return Err(other.into()),
    };
    if assigned.refused.is_empty() {
        return Ok(match assigned.begun[..] {
            // From another tab, somebody was faster.
            [] => redirect(Place::Deposit),
            [draft] => redirect(Place::Draft(draft)),
            _ => redirect_done(Place::Deposit, Done::DraftsBegun),
        });
    }
    let named = |(name, reason)| Remark::NotTaken { name, reason }.sentence();
    let mut problems: Vec<String> = assigned.refused.into_iter().map(named).collect();
    if !assigned.begun.is_empty() {
        problems.push(format!("{} autres sont devenus des brouillons.", assigned.begun.len()));
    }
    again(problems).await
}
