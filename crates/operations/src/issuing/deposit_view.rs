//! Everything the deposit page shows, read once.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    CheckContext, Field, FieldPath, FormField as _, InvoiceForm, InvoiceId, Notes, Permission, Reason, Siret,
    meaning, paris_day,
};
use jobs::Kind as _;
use serde_json::{Map, Value};
use storage::{Attachment, Attempt, Draft, Invoice, Job, JobState, Snapshot, Structure, StructureOverview};

use super::issuer::ReadIssuer;
use super::read_document::OwnReading;
use super::recognise::Recognise;
use super::wing::{Issuing, drafted, structure_of};
use crate::directory::known_recipient;
use crate::ground::Ground;
use crate::{Actor, RecipientCard, Result};

/// Where the reading by Chorus Pro stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognition {
    /// The structure has no working credentials.
    NotPossible,
    /// Asked, not answered yet.
    Waiting,
    /// Answered with at least one value.
    Done,
    /// Answered without any value: the PDF holds no text that it knows.
    Nothing,
    /// Given up.
    Failed(Reason),
}

/// A field where the readings and the form do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which field.
    pub field: Field,
    /// What the embedded invoice says.
    pub own: Option<String>,
    /// What Chorus Pro recognised.
    pub recognised: Option<String>,
}

/// Everything the deposit page shows.
#[derive(Clone, Debug)]
pub struct DepositView {
    /// The draft as lists see it.
    pub invoice: Invoice,
    /// Its form and readings.
    pub draft: Draft,
    /// Its structure.
    pub structure: Structure,
    /// Attached files.
    pub attachments: Vec<Attachment>,
    /// What the checks say of the form as saved.
    pub notes: Notes,
    /// What the checks knew.
    pub context: CheckContext,
    /// The recipient, when it is known.
    pub recipient: Option<RecipientCard>,
    /// Recipients this structure used, latest first.
    pub recent_recipients: Vec<(Siret, String)>,
    /// Where readings differ.
    pub differences: Vec<Difference>,
    /// Who issues, as the document says it.
    pub issuer: Option<ReadIssuer>,
    /// Where the reading by Chorus Pro stands.
    pub recognition: Recognition,
    /// Tries so far.
    pub attempts: Vec<Attempt>,
    /// When all this was read: a page listens for what changed since.
    pub read_at: DateTime<Utc>,
}

impl Issuing {
    /// The deposit page of a draft or of an invoice that Chorus Pro refused on arrival.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach.
    pub async fn deposit_view(&self, actor: &Actor, id: InvoiceId) -> Result<DepositView> {
        actor.require(Permission::Deposit)?;
        let mut read = self.ground.read().await?;
        let (invoice, draft) = drafted(actor, read.as_mut(), id).await?;
        let overview = structure_of(actor, read.as_mut(), &invoice).await?;
        view_of(&self.ground, read.as_mut(), invoice, draft, overview).await
    }
}

/// What surrounds a draft.
pub(super) async fn view_of(
    ground: &Ground,
    read: &mut dyn Snapshot,
    invoice: Invoice,
    draft: Draft,
    overview: StructureOverview,
) -> Result<DepositView> {
    let read_at = ground.now();
    let (organization, structure) = (invoice.organization, overview.structure);
    let recipient =
        known_recipient(read, organization, structure.environment, &draft.form.recipient_siret).await?;
    let context = check_context(ground, &structure, recipient.as_ref(), &draft.form);
    let subject = invoice.id.to_string();
    let job = read.job_about(organization, Recognise::NAME, &subject).await?;
    let attempts = read.attempts(organization, &subject).await?;
    let reading = OwnReading::kept(&draft.own_reading);
    Ok(DepositView {
        notes: said_of(&draft, &structure).into_iter().chain(draft.form.check(&context).1).collect(),
        attachments: read.attachments(organization, invoice.id).await?,
        recent_recipients: read.recent_recipients(organization, invoice.structure, 5).await?,
        differences: differences(&draft, &reading.fields, context.today),
        issuer: reading.issuer,
        recognition: recognition(&draft, job.as_ref(), &attempts),
        structure,
        invoice,
        draft,
        context,
        recipient,
        attempts,
        read_at,
    })
}

/// What there is to say of the document and its issuer, whatever the form holds.
pub(super) fn said_of(draft: &Draft, structure: &Structure) -> Notes {
    let OwnReading { issuer, confirmed, mut notes, .. } = OwnReading::kept(&draft.own_reading);
    if let Some(issuer) = issuer {
        issuer.compare(structure, confirmed == Some(structure.id), &mut notes);
    }
    notes
}

/// What the checks know of a draft.
pub(super) fn check_context(
    ground: &Ground,
    structure: &Structure,
    recipient: Option<&RecipientCard>,
    form: &InvoiceForm,
) -> CheckContext {
    CheckContext {
        today: paris_day(ground.now()),
        environment: structure.environment,
        recipient: recipient.map(|card| card.rules_for(&form.service_code)),
    }
}

fn recognition(draft: &Draft, job: Option<&Job>, attempts: &[Attempt]) -> Recognition {
    match (&draft.recognised, job) {
        (Value::Object(fields), _) if fields.is_empty() => Recognition::Nothing,
        (Value::Object(_), _) => Recognition::Done,
        (_, None) => Recognition::NotPossible,
        (_, Some(job)) if job.state == JobState::Failed => {
            let last = attempts.iter().find(|attempt| attempt.kind == Recognise::NAME);
            Recognition::Failed(last.map_or(Reason::Internal, |attempt| attempt.reason.clone()))
        }
        (_, Some(job)) if job.state.is_open() => Recognition::Waiting,
        (_, Some(_)) => Recognition::NotPossible,
    }
}

/// The fields where the embedded invoice or the recognition differ from the form, compared by meaning.
fn differences(draft: &Draft, own: &Map<String, Value>, today: NaiveDate) -> Vec<Difference> {
    let empty = Map::new();
    let recognised = draft.recognised.as_object().unwrap_or(&empty);
    let read = |map: &Map<String, Value>, field: Field| {
        map.get(field.name()).and_then(Value::as_str).map(ToOwned::to_owned)
    };
    Field::ALL
        .iter()
        .filter_map(|&field| {
            let (own, recognised) = (read(own, field), read(recognised, field));
            let path = FieldPath::from(field);
            let form = meaning(&path, draft.form.value(field), today);
            let differs = |value: &Option<String>| {
                value.as_ref().is_some_and(|value| meaning(&path, value, today) != form)
            };
            (differs(&own) || differs(&recognised)).then_some(Difference { field, own, recognised })
        })
        .collect()
}
