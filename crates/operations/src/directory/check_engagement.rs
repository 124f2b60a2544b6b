//! Whether the engagement of a draft is right, where its recipient publishes them: a job asks, drafts say what is known.
//!
//! Nothing is claimed of what could not be looked up, and nothing that is said here keeps an invoice from leaving. That
//! Chorus Pro knows no engagement of a number means something only where the recipient publishes its engagements, which
//! is so for the State alone (business-rules.md §2): known of a recipient of whom one was ever found.

use async_trait::async_trait;
use chorus_pro::engagements_juridiques::ConsulterDetailEngagementJuridique;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{Field, InvoiceForm, InvoiceId, Notes, OrganizationId, Remark, Siret, paris_day};
use jobs::{Failure, JobEnd, Kind, Priority, Settled, Work};
use storage::{
    FoundEngagement, Invoice, KnownEngagement, Snapshot, Structure, StructureOverview, Transaction,
};

use super::engagements::{LONGEST_NUMBER, MAY_BE_INVOICED, found_of, keep_number, search};
use super::recipients::find_number;
use crate::OperationError;
use crate::access::{Clients, Connected, Use, lane_of, refuses_credentials};
use crate::ground::{Ground, changed};

/// What was said is asked again after this long.
const FRESH: TimeDelta = TimeDelta::hours(24);
/// What nothing could be found out about is asked again after this long, not with every change of the draft.
const NOT_FOUND_OUT: TimeDelta = TimeDelta::hours(1);
/// What was said longer ago is not said of a draft.
const SAID_FOR: Days = Days::new(7);
/// A number is asked about once it is no longer being typed.
const TYPED: TimeDelta = TimeDelta::seconds(4);
/// Further engagements of the structure that are looked at to learn whether a recipient publishes its own.
const MOST_OTHERS: u32 = 5;

/// Asks Chorus Pro about the engagement of a draft.
pub struct CheckEngagement {
    ground: Ground,
    clients: Clients,
}

/// What a draft names.
#[derive(PartialEq, Eq)]
struct Named {
    number: String,
    recipient: Siret,
}

/// The engagement that a form names to a recipient that is known by its SIRET.
fn named(form: &InvoiceForm) -> Option<Named> {
    let number = form.engagement.trim().to_owned();
    let recipient = Siret::parse(&form.recipient_siret).ok()?;
    (!number.is_empty() && number.chars().count() <= LONGEST_NUMBER).then_some(Named { number, recipient })
}

/// What is asked for a draft.
struct Question {
    invoice: InvoiceId,
    named: Named,
    overview: StructureOverview,
}

/// Under which number it is kept that nothing could be found out about one, beside what was said of it before. Nobody
/// types such a number: what is typed is taken without blanks around it.
fn attempt_at(number: &str) -> String {
    format!(" {number}")
}

/// Whether a number need not be asked about: by what is known of it, and by the last attempt that found nothing out.
fn was_asked_lately(
    now: DateTime<Utc>,
    known: Option<KnownEngagement>,
    attempt: Option<KnownEngagement>,
) -> bool {
    known.is_some_and(|known| now - known.fetched_at < FRESH)
        || attempt.is_some_and(|attempt| now - attempt.fetched_at < NOT_FOUND_OUT)
}

/// Asks about the engagement of a draft, in the lane of its structure; nothing when it is known, or names none.
pub(crate) async fn ask_for_engagement(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    overview: &StructureOverview,
    invoice: &Invoice,
    form: &InvoiceForm,
) -> crate::Result<()> {
    let (Some(named), Some(lane)) = (named(form), lane_of(overview, Use::Issue)) else { return Ok(()) };
    let (organization, structure) = (invoice.organization, invoice.structure);
    let known = transaction.known_engagement(organization, structure, &named.number).await?;
    let attempt = transaction.known_engagement(organization, structure, &attempt_at(&named.number)).await?;
    if was_asked_lately(ground.now(), known, attempt) {
        return Ok(());
    }
    let mut job = ground.queue().job::<CheckEngagement>(Some(invoice.organization), invoice.id, lane, &());
    job.family = invoice.structure.to_string();
    job.priority = Priority::Urgent;
    job.not_before += TYPED;
    transaction.enqueue(&job).await?;
    Ok(())
}

/// What is known to be wrong with the engagement of a form.
pub(crate) async fn engagement_notes(
    read: &mut dyn Snapshot,
    structure: &Structure,
    form: &InvoiceForm,
    today: NaiveDate,
) -> crate::Result<Notes> {
    let mut notes = Notes::default();
    let Some(Named { number, recipient }) = named(form) else { return Ok(notes) };
    let (organization, environment) = (structure.organization, structure.environment);
    let known = read.known_engagement(organization, structure.id, &number).await?;
    let said = known.filter(|known| paris_day(known.fetched_at) + SAID_FOR >= today);
    let Some(KnownEngagement { found, .. }) = said else { return Ok(notes) };
    let Some(FoundEngagement { issuer, issuer_name, service_code, state }) = found else {
        if read.publishes_engagements(organization, environment, recipient.as_str()).await? {
            notes.warn(Field::Engagement, Remark::EngagementUnknown);
        }
        return Ok(notes);
    };
    if issuer != recipient.as_str() {
        notes.warn(Field::Engagement, Remark::EngagementOfAnother { issuer: issuer_name, siret: issuer });
        return Ok(notes);
    }
    if !state.is_empty() && state != MAY_BE_INVOICED {
        notes.warn(Field::Engagement, Remark::EngagementClosed { state });
    }
    let typed = form.service_code.trim();
    if let Some(service) = service_code.filter(|service| !typed.is_empty() && service != typed) {
        notes.warn(Field::ServiceCode, Remark::EngagementOfService { service });
    }
    Ok(notes)
}

impl CheckEngagement {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }

    /// What the draft names and nobody has asked about lately.
    async fn open_question(
        &self,
        organization: OrganizationId,
        id: InvoiceId,
    ) -> Result<Option<Question>, Failure> {
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let Some(invoice) =
            read.invoice(organization, id).await?.filter(|invoice| invoice.status.is_unsent())
        else {
            return Ok(None);
        };
        let named = read.draft(organization, id).await?.and_then(|draft| named(&draft.form));
        let overview = read.structure(organization, invoice.structure).await?;
        let (Some(named), Some(overview)) = (named, overview) else { return Ok(None) };
        let structure = invoice.structure;
        let known = read.known_engagement(organization, structure, &named.number).await?;
        let attempt = read.known_engagement(organization, structure, &attempt_at(&named.number)).await?;
        let lately = was_asked_lately(self.ground.now(), known, attempt);
        Ok((!lately).then_some(Question { invoice: id, named, overview }))
    }

    /// The number of the structure at Chorus Pro; without it, nothing can be asked about it alone.
    async fn own_number(
        &self,
        work: &Work,
        connected: &Connected,
        structure: &Structure,
    ) -> Result<Result<Option<i64>, chorus_pro::Error>, Failure> {
        if let Some(known) = structure.chorus_id {
            return Ok(Ok(Some(known)));
        }
        let answer = Box::pin(work.call(find_number(&connected.client, &structure.identifier))).await?;
        if let Ok(Some(number)) = &answer {
            keep_number(&self.ground, structure, *number).await.map_err(Failure::from)?;
        }
        Ok(answer)
    }

    /// What Chorus Pro says of a number, and of some others where that tells whether its recipient publishes them.
    async fn look_up(
        &self,
        work: &Work,
        connected: &Connected,
        question: &Question,
    ) -> Result<Result<Vec<KnownEngagement>, chorus_pro::Error>, Failure> {
        let (named, structure) = (&question.named, &question.overview.structure);
        let receiver = match self.own_number(work, connected, structure).await? {
            Ok(Some(number)) => number,
            Ok(None) => return Ok(Ok(Vec::new())),
            Err(error) => return Ok(Err(error)),
        };
        let input = search(receiver, &named.number, 1, 1);
        let client = connected.client.engagements_juridiques();
        let numbers = match Box::pin(work.call(client.rechercher(&input))).await? {
            Ok(answer) => numbers_of(answer.liste_engagement_juridique),
            Err(error) => return Ok(Err(error)),
        };
        if numbers.contains(&named.number) {
            let known = self.details(work, connected, structure, &named.number).await?;
            return Ok(known.map(|known| known.into_iter().collect()));
        }
        let unknown =
            KnownEngagement { number: named.number.clone(), found: None, fetched_at: self.ground.now() };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let recipient = named.recipient.as_str();
        if read.publishes_engagements(structure.organization, structure.environment, recipient).await? {
            return Ok(Ok(vec![unknown]));
        }
        drop(read);
        let input = search(receiver, "", 1, MOST_OTHERS);
        let others = match Box::pin(work.call(client.rechercher(&input))).await? {
            Ok(answer) => numbers_of(answer.liste_engagement_juridique),
            Err(error) => return Ok(Err(error)),
        };
        let mut said = vec![unknown];
        for other in others.iter().take(MOST_OTHERS as usize) {
            match self.details(work, connected, structure, other).await? {
                Ok(known) => said.extend(known),
                // Asked again and again, they would lock the technical account.
                Err(error) if refuses_credentials(&error) => return Ok(Err(error)),
                Err(error) => {
                    tracing::info!(structure = %structure.id, %error, "another engagement not read")
                }
            }
        }
        Ok(Ok(said))
    }

    /// What Chorus Pro says of an engagement that it lists; nothing without who ordered, or of one that was sent to
    /// another structure.
    async fn details(
        &self,
        work: &Work,
        connected: &Connected,
        structure: &Structure,
        number: &str,
    ) -> Result<Result<Option<KnownEngagement>, chorus_pro::Error>, Failure> {
        let input = ConsulterDetailEngagementJuridique::new(number.to_owned());
        let client = connected.client.engagements_juridiques();
        let answer = Box::pin(work.call(client.consulter_detail(&input))).await?;
        Ok(answer.map(|details| {
            found_of(structure, &details).map(|found| KnownEngagement {
                number: number.to_owned(),
                found: Some(found),
                fetched_at: self.ground.now(),
            })
        }))
    }

    /// Ends with what was said, and begins again at once where the draft names something else by now: while the job was
    /// under way, no other could be added.
    async fn settle(
        &self,
        work: &Work,
        question: &Question,
        said: &[KnownEngagement],
    ) -> Result<Settled, Failure> {
        let (organization, structure) =
            (question.overview.structure.organization, question.overview.structure.id);
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let draft = transaction.draft(organization, question.invoice).await?;
        let end = match draft.and_then(|draft| named(&draft.form)) {
            Some(present) if present != question.named => {
                JobEnd::Again { not_before: self.ground.now(), fresh: true }
            }
            _ => JobEnd::Done,
        };
        let settled = work.settle(transaction.as_mut(), end).await?;
        for known in said {
            transaction.put_known_engagement(organization, structure, known).await?;
        }
        if !said.is_empty() {
            transaction.tell(changed(organization, structure, Some(question.invoice))).await?;
        }
        transaction.commit().await?;
        Ok(settled)
    }
}

fn numbers_of(rows: Vec<chorus_pro::engagements_juridiques::EngagementJuridique>) -> Vec<String> {
    rows.into_iter().filter_map(|row| row.numero_engagement_juridique).collect()
}

#[async_trait]
impl Kind for CheckEngagement {
    const NAME: &'static str = "check_engagement";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: InvoiceId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let Some(question) = self.open_question(organization, id).await? else {
            return work.end(JobEnd::Done).await;
        };
        let overview = &question.overview;
        // Without a call, there was no attempt either: it is asked again with the next change of the draft.
        let connected = match work.call(self.clients.connect(overview, Use::Issue)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { .. }) => return self.settle(work, &question, &[]).await,
            Err(other) => return Err(other.into()),
        };
        let answer = self.look_up(work, &connected, &question).await?;
        let mut said = match self.clients.heed(&connected.access, overview.structure.id, answer).await {
            Ok(said) => said,
            Err(OperationError::ChorusPro { log, .. }) => {
                tracing::info!(invoice = %id, log, "an engagement was not looked up");
                Vec::new()
            }
            Err(other) => return Err(other.into()),
        };
        if said.iter().all(|known| known.number != question.named.number) {
            let number = attempt_at(&question.named.number);
            said.push(KnownEngagement { number, found: None, fetched_at: self.ground.now() });
        }
        self.settle(work, &question, &said).await
    }
}
