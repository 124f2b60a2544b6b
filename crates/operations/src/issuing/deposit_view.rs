//! Everything the deposit page shows, read once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    Author, CheckContext, Field, FieldPath, FlowId, FormField as _, InvoiceId, MandateStanding, Notes,
    Permission, Reason, Siret, ValueOrigin, paris_day,
};
use jobs::Kind as _;
use serde_json::Value;
use storage::{
    Attachment, Attempt, BankAccount, Draft, Invoice, Job, JobState, PlatformLists, Snapshot, Structure,
    StructureOverview,
};

use super::decide_difference::differences;
use super::difference::Difference;
use super::drafts::may_be_resumed;
use super::found_inside::FoundInside;
use super::issuer::ReadIssuer;
use super::keeper::{Keeper, keeper_of};
use super::memory::{Remembered, remembered};
use super::notes::{check_context, notes_of};
use super::read_document::OwnReading;
use super::recognise::Recognise;
use super::used_before::{UsedBefore, used_before};
use super::way::{WayOfDraft, way_of};
use super::wing::{Issuing, drafted, structure_of};
use crate::directory::known_recipient;
use crate::ground::Ground;
use crate::mandates::standing_where_required;
use crate::{Actor, RecipientCard, Result};

/// Where the reading by Chorus Pro stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognition {
    /// There is no document to be read.
    NoDocument,
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
    /// What stood in the last invoice for this recipient and is not here yet.
    pub remembered: Option<Remembered>,
    /// The bank accounts of the structure, as far as they are known.
    pub bank_accounts: Vec<BankAccount>,
    /// What Chorus Pro gives to choose from, as far as it was told.
    pub lists: PlatformLists,
    /// What earlier invoices of the structure say.
    pub used_before: UsedBefore,
    /// Where readings differ.
    pub differences: Vec<Difference>,
    /// Where the values of the form come from; the usual choices of a new form come from nowhere.
    pub origins: BTreeMap<FieldPath, ValueOrigin>,
    /// Who issues, as the document says it.
    pub issuer: Option<ReadIssuer>,
    /// The flow in which Chorus Pro refused it before, and its words.
    pub refused_in: Option<(FlowId, Option<String>)>,
    /// How its PDF leaves; none where that has no data inside.
    pub way: Option<WayOfDraft>,
    /// Documents found inside its PDF or its XML, and whether each is attached.
    pub inside: Vec<(FoundInside, bool)>,
    /// Where the reading by Chorus Pro stands.
    pub recognition: Recognition,
    /// Tries so far.
    pub attempts: Vec<Attempt>,
    /// What the mandates of the structure say today; none where the organisation asks for none.
    pub mandate: Option<MandateStanding>,
    /// Who works on it.
    pub keeper: Option<Keeper>,
    /// When all this was read: a page listens for what changed since.
    pub read_at: DateTime<Utc>,
}

impl DepositView {
    /// Whether it was abandoned and can be a draft again.
    #[must_use]
    pub fn may_be_resumed(&self) -> bool {
        may_be_resumed(&self.invoice, &self.draft)
    }

    /// Whether it leaves today only with a reason, because no mandate is good.
    #[must_use]
    pub fn lacks_mandate(&self) -> bool {
        self.mandate.is_some_and(|standing| !standing.is_valid())
    }
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
        view_of(&self.ground, actor, read.as_mut(), invoice, draft, overview).await
    }
}

/// What surrounds a draft.
pub(super) async fn view_of(
    ground: &Ground,
    actor: &Actor,
    read: &mut dyn Snapshot,
    invoice: Invoice,
    draft: Draft,
    overview: StructureOverview,
) -> Result<DepositView> {
    let read_at = ground.now();
    let (organization, structure) = (invoice.organization, overview.structure);
    let recipient =
        known_recipient(read, organization, structure.environment, &draft.form.recipient_siret).await?;
    let context = check_context(ground, &structure, recipient.as_ref());
    let mut notes = notes_of(read, &invoice, &draft, &structure, &context).await?;
    let subject = invoice.id.to_string();
    let job = read.job_about(organization, Recognise::NAME, &subject).await?;
    let attempts = read.attempts(organization, &subject).await?;
    let reading = OwnReading::kept(&draft.own_reading);
    let facts = read.structure_facts(organization, structure.id).await?;
    let way = way_of(read, &invoice, &draft, &reading).await?;
    if let Some(way) = &way {
        notes = notes.into_iter().chain(way.notes()).collect();
    }
    let refused_in = refused_in(actor, read, &invoice, &draft).await?;
    let attachments = read.attachments(organization, invoice.id).await?;
    let inside =
        reading.inside.iter().map(|found| (found.clone(), found.is_attached(&attachments))).collect();
    let lists = match overview.accesses.first() {
        Some(attached) => read.access_lists(organization, attached.access.id).await?,
        None => None,
    };
    let mandate = standing_where_required(read, organization, structure.id, paris_day(read_at)).await?;
    Ok(DepositView {
        mandate,
        bank_accounts: facts.map(|(facts, _)| facts.bank_accounts).unwrap_or_default(),
        lists: lists.map(|(lists, _)| lists).unwrap_or_default(),
        used_before: used_before(read, actor, &invoice).await?,
        notes,
        refused_in,
        way,
        inside,
        attachments,
        recent_recipients: read.recent_recipients(organization, invoice.structure, 5).await?,
        keeper: keeper_of(read, actor, &invoice).await?,
        remembered: remembered(read, actor, &invoice, &draft, recipient.as_ref()).await?,
        differences: differences(&draft, &reading, context.today),
        origins: origins(&draft, &reading),
        issuer: reading.issuer,
        recognition: match invoice.document {
            Some(_) => recognition(&draft, job.as_ref(), &attempts),
            None => Recognition::NoDocument,
        },
        structure,
        invoice,
        draft,
        context,
        recipient,
        attempts,
        read_at,
    })
}

/// The flow of whose refused invoice a draft was made, for whoever may see that flow.
async fn refused_in(
    actor: &Actor,
    read: &mut dyn Snapshot,
    invoice: &Invoice,
    draft: &Draft,
) -> Result<Option<(FlowId, Option<String>)>> {
    let Some(id) = draft.from_flow else { return Ok(None) };
    let flow = read.flow(invoice.organization, id).await?;
    let Some(flow) = flow.filter(|flow| actor.reaches_whole(flow.structure)) else { return Ok(None) };
    let row = flow.invoices.into_iter().find(|row| row.draft == Some(invoice.id));
    Ok(Some((id, row.and_then(|row| row.error))))
}

fn origins(draft: &Draft, reading: &OwnReading) -> BTreeMap<FieldPath, ValueOrigin> {
    let origin = |field: Field| match draft.changes.get(&FieldPath::from(field)).map(|change| &change.by) {
        Some(Author::Person { .. }) => Some(ValueOrigin::Person),
        Some(Author::ChorusPro) => Some(ValueOrigin::ChorusPro),
        None => {
            let read = reading.fields.get(field.name()).and_then(Value::as_str);
            let origin = if draft.source.is_some() { ValueOrigin::Xml } else { ValueOrigin::Document };
            (read == Some(draft.form.value(field))).then_some(origin)
        }
    };
    let filled = Field::ALL.iter().filter(|field| !draft.form.value(**field).trim().is_empty());
    filled.filter_map(|field| Some((FieldPath::from(*field), origin(*field)?))).collect()
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
