//! Payment orders from a table: which invoices it names, what would become of each, then one act that sets them *mandatées*.

use axum::Form;
use axum::extract::Multipart;
use axum::response::Response;
use domain::{Decision, DecisionField, FormField as _, InvoiceId, Notes, Reason, Values};
use http::StatusCode;
use operations::{DecisionOf, LARGEST_MANDATE_TABLE, MandateRow, NamedInvoice, OperationError};

use super::mandates_view::{StartPage, TrialPage};
use crate::components::RailEntry;
use crate::pages::done::{Done, redirect_done};
use crate::pages::refusal::{FormState, NotDone, Refusal};
use crate::web::{Context, Document, PageError, Place, bounded};

/// The field that takes the file.
pub(super) const FILE: DecisionField = DecisionField::Attachments;
/// Most fields of the form.
const MOST_FIELDS: usize = 4;

fn document(title: &str) -> Document {
    Document { current: Some(RailEntry::Received), ..Document::new(title) }
}

/// Where the table is given.
pub(super) async fn start(context: Context) -> Result<Response, PageError> {
    form_page(&context, FormState::of(Values::default())).await
}

async fn form_page(context: &Context, form: FormState) -> Result<Response, PageError> {
    let document = document("Mandater d’après un tableau");
    context.form_page(document, form, |form| StartPage { form }.view()).await
}

async fn read(mut form: Multipart) -> Result<Option<Vec<u8>>, PageError> {
    let broken = |_| PageError::BadRequest("multipart form broken off");
    for _ in 0..MOST_FIELDS {
        let Some(field) = form.next_field().await.map_err(broken)? else { return Ok(Some(Vec::new())) };
        if field.name() == Some(FILE.name()) {
            return bounded(field, LARGEST_MANDATE_TABLE).await;
        }
    }
    Err(PageError::BadRequest("too many form fields"))
}

/// Says what would become of each row. Nothing is decided.
pub(super) async fn examine(context: Context, form: Multipart) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let rows = match read(form).await? {
        None => Err(OperationError::Refused(Reason::TableTooLarge { megabytes: 2 })),
        Some(file) => desk.receiving.read_mandates(actor, file.into()).await,
    };
    let rows = match rows {
        Ok(rows) => rows,
        // What is wrong with the file is said where it is given.
        Err(OperationError::Refused(reason)) => {
            let refusal = Refusal::noted(Notes::of_error(FILE, reason));
            return form_page(&context, FormState::refused(Values::default(), refusal)).await;
        }
        Err(error) => {
            let refusal = NotDone::from(error).refusal()?;
            return form_page(&context, FormState::refused(Values::default(), refusal)).await;
        }
    };
    trial(&context, rows, StatusCode::OK).await
}

async fn trial(context: &Context, rows: Vec<MandateRow>, status: StatusCode) -> Result<Response, PageError> {
    let decisions: Vec<DecisionOf> = rows.iter().filter_map(decision_of).collect();
    let trials = context.site.desk.acting.try_decisions(&context.actor, &decisions).await?;
    let document = Document { status, ..document("Vérifier les mandats") };
    context.page(document, move || TrialPage { rows, trials }.view()).await
}

fn decision_of(row: &MandateRow) -> Option<DecisionOf> {
    match row.invoice {
        NamedInvoice::One(invoice) => Some(DecisionOf { invoice, values: mandate(&row.mandate) }),
        NamedInvoice::None | NamedInvoice::Several | NamedInvoice::Repeated => None,
    }
}

fn mandate(number: &str) -> Values {
    let mut values = Values::default();
    values.set(DecisionField::Decision, Decision::Mandate.code());
    values.set(DecisionField::MandateNumber, number);
    values
}

/// Queues those that may go. Each is judged again: what a page says is a proposal.
pub(super) async fn confirm(
    context: Context,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let read = |(name, number): &(String, String)| {
        let invoice: InvoiceId = name.strip_prefix("mandat-")?.parse().ok()?;
        Some(DecisionOf { invoice, values: mandate(number) })
    };
    let decisions: Vec<DecisionOf> = pairs.iter().filter_map(read).collect();
    let trials = context.site.desk.acting.decide_several(&context.actor, &decisions).await?;
    let done = if trials.open() > 0 { Done::SeveralDecided } else { Done::NothingDecided };
    Ok(redirect_done(Place::Received, done))
}
