//! The job that deposits a flow: once, and never lost.
//!
//! The call is announced durably before it leaves. Chorus Pro lists no flows: one whose answer was lost is looked for by
//! its invoices, which exist only once the flow was read there. So it is looked for again and again for an hour, and where
//! nothing is found a person decides; nothing is sent a second time by itself.

use async_trait::async_trait;
use chorus_pro::codes::SyntaxeFlux;
use chorus_pro::factures::{ParametresFactureParFournisseur, RechercherFactureParFournisseur};
use chorus_pro::{Client, Error, FileContent, RetryAdvice};
use chrono::TimeDelta;
use documents::DocumentStore;
use domain::{FlowId, FlowState, FlowSyntax, Reason, paris_day};
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use storage::{Flow, StructureOverview, Transaction};

use super::follow_flow::ask_to_follow;
use super::wing::{supplier_number, tell};
use crate::OperationError;
use crate::access::{Clients, Connected, Use, reason_of};
use crate::ground::Ground;
use crate::issuing::{Ending, Step};

/// How long a flow is looked for whose answer was lost.
const LOOKED_FOR: TimeDelta = TimeDelta::hours(1);
/// Invoices of it that are looked for; one that is there is enough.
const MOST_LOOKED_FOR: usize = 3;

/// Deposits a flow.
pub struct DepositFlow {
    ground: Ground,
    documents: DocumentStore,
    clients: Clients,
}

/// What the steps work with.
struct Depositing<'w> {
    work: &'w Work,
    overview: StructureOverview,
    flow: Flow,
    syntax: FlowSyntax,
    /// Whether the call may have left.
    announced: bool,
}

/// A step that went on or ended the job.
type Went<T> = Result<Result<T, Step>, Failure>;

impl DepositFlow {
    pub(crate) const fn new(ground: Ground, documents: DocumentStore, clients: Clients) -> Self {
        Self { ground, documents, clients }
    }

    async fn load<'w>(&self, work: &'w Work) -> Went<Depositing<'w>> {
        let gone = || Ok(Err(Step::Refused(Reason::InvoiceGone)));
        let id: FlowId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return gone() };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let Some(flow) = read.flow(organization, id).await? else { return gone() };
        let Some(overview) = read.structure(organization, flow.structure).await? else { return gone() };
        let Some(syntax) = flow.syntax else { return Ok(Err(Step::Refused(Reason::FlowToCorrect))) };
        let announced = work.job().announced_at.is_some();
        Ok(Ok(Depositing { work, overview, flow, syntax, announced }))
    }

    async fn steps(&self, doing: &mut Depositing<'_>) -> Went<Settled> {
        if doing.flow.number.is_some() {
            return Ok(Err(Step::Done(Reason::DepositedBefore)));
        }
        let connected = match doing.work.call(self.clients.connect(&doing.overview, Use::Issue)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { reason, .. }) => return Ok(Err(Step::later(reason))),
            Err(other) => return Err(other.into()),
        };
        let went = self.connected_steps(doing, &connected).await?;
        if let Err(step) = &went {
            step.learn(&self.clients, &connected.access, doing.overview.structure.id).await?;
        }
        Ok(went)
    }

    async fn connected_steps(&self, doing: &mut Depositing<'_>, connected: &Connected) -> Went<Settled> {
        if doing.announced {
            return match self.look_for(doing, &connected.client).await? {
                Ok(Some(number)) => self.keep_deposited(doing, number).await.map(Ok),
                Ok(None) => Ok(Err(Step::Unknown(Reason::FlowNotFoundYet))),
                Err(error) => Ok(Err(Step::still_unknown(&error))),
            };
        }
        let opened = self.documents.opener(&doing.flow.document.sha256).await;
        let (length, open) = opened.map_err(|error| Failure::from(OperationError::File(error)))?;
        let content = FileContent::from_opener(length, open);
        self.announce(doing).await?;
        let factures = connected.client.factures();
        let syntax = SyntaxeFlux::from(doing.syntax.code());
        let call = factures.deposer_flux(content, &doing.flow.document.name, syntax, None);
        // A call that is given up in the middle stays announced: its outcome is unknown.
        match Box::pin(doing.work.call(call)).await {
            Ok(Ok(answer)) => match answer.numero_flux_depot {
                Some(number) => self.keep_deposited(doing, Some(number)).await.map(Ok),
                None => Ok(Err(Step::Unknown(Reason::NoDepositNumber))),
            },
            Ok(Err(error)) => self.failed(doing, &error).await,
            Err(Failure::TooLong) => Ok(Err(Step::Unknown(Reason::ChorusProSilent))),
            Err(failure) => Err(failure),
        }
    }

    async fn failed(&self, doing: &mut Depositing<'_>, error: &Error) -> Went<Settled> {
        tracing::warn!(flow = %doing.flow.id, %error, "flow not confirmed");
        if error.retry_advice() == RetryAdvice::AfterChecking {
            return Ok(Err(Step::Unknown(reason_of(error))));
        }
        let mut transaction = self.begin(doing).await?;
        doing.work.take_back(transaction.as_mut()).await?;
        transaction.commit().await?;
        doing.announced = false;
        Ok(Err(Step::of(error)))
    }

    /// Looks for the invoices of a flow that may have arrived. The outer `Some` says that it has; the number is its own
    /// where Chorus Pro tells it.
    async fn look_for(
        &self,
        doing: &Depositing<'_>,
        client: &Client,
    ) -> Result<Result<Option<Option<String>>, Error>, Failure> {
        let supplier = match supplier_number(doing.work, client, &doing.overview.structure).await? {
            Ok(Some(number)) => number,
            Ok(None) => return Ok(Ok(None)),
            Err(error) => return Ok(Err(error)),
        };
        let since = doing.flow.submitted_at.map(paris_day);
        let numbers = doing.flow.invoices.iter().map(|invoice| &invoice.number);
        for number in numbers.filter(|number| !number.is_empty()).take(MOST_LOOKED_FOR) {
            let search = RechercherFactureParFournisseur {
                numero_facture: Some(number.clone()),
                id_fournisseur: Some(supplier),
                recherche_facture_par_fournisseur: Some(ParametresFactureParFournisseur {
                    nb_resultats_par_page: Some(50),
                    page_resultat_demandee: Some(1),
                    ..Default::default()
                }),
                ..Default::default()
            };
            let factures = client.factures();
            let answer = match Box::pin(doing.work.call(factures.rechercher_fournisseur(&search))).await? {
                Ok(answer) => answer,
                Err(error) => return Ok(Err(error)),
            };
            let found = answer.liste_factures.into_iter().find(|row| {
                let deposited = row.date_depot.as_ref().and_then(chorus_pro::Moment::day);
                row.numero_facture.as_deref() == Some(number) && deposited >= since
            });
            if let Some(row) = found {
                return Ok(Ok(Some(row.numero_flux_depot)));
            }
        }
        Ok(Ok(None))
    }

    async fn begin(&self, doing: &Depositing<'_>) -> Result<Box<dyn Transaction>, Failure> {
        self.ground.write(doing.flow.organization).await.map_err(Failure::from)
    }

    /// Makes durable that the call is about to leave.
    async fn announce(&self, doing: &mut Depositing<'_>) -> Result<(), Failure> {
        let mut transaction = self.begin(doing).await?;
        doing.work.announce(transaction.as_mut()).await?;
        let flow = transaction.flow(doing.flow.organization, doing.flow.id).await?;
        let mut flow = flow.ok_or(OperationError::NotFound("flow"))?;
        flow.state = FlowState::Sending;
        flow.updated_at = self.ground.now();
        transaction.update_flow(&mut flow).await?;
        tell(transaction.as_mut(), &flow).await?;
        transaction.commit().await?;
        doing.announced = true;
        doing.flow = flow;
        Ok(())
    }

    /// Writes that Chorus Pro has it, in one transaction with the end of the job. Without its number nothing can be
    /// followed: a person is asked for it.
    async fn keep_deposited(
        &self,
        doing: &mut Depositing<'_>,
        number: Option<String>,
    ) -> Result<Settled, Failure> {
        let now = self.ground.now();
        let step = Step::Done(Reason::FlowTaken { number: number.clone().unwrap_or_default() });
        let mut transaction = self.begin(doing).await?;
        let ending = Ending::new(&self.ground, doing.work, &step);
        let settled = doing.work.settle(transaction.as_mut(), ending.end).await?;
        transaction.insert_attempt(&ending.attempt()).await?;
        let flow = transaction.flow(doing.flow.organization, doing.flow.id).await?;
        let mut flow = flow.ok_or(OperationError::NotFound("flow"))?;
        flow.state = FlowState::Running;
        flow.reason = None;
        flow.number = number;
        flow.deposited_at = Some(now);
        flow.updated_at = now;
        transaction.update_flow(&mut flow).await?;
        if flow.number.is_some() {
            ask_to_follow(&self.ground, transaction.as_mut(), &flow).await?;
        }
        let number = flow.number.clone().unwrap_or_default();
        let entry = self.ground.entry(Some(flow.organization), None, "flow.deposited", flow.id, number);
        transaction.journal(&entry).await?;
        tell(transaction.as_mut(), &flow).await?;
        transaction.commit().await?;
        doing.flow = flow;
        Ok(settled)
    }

    /// Writes how a try ended that did not end well.
    async fn keep(&self, work: &Work, step: &Step, announced: bool) -> Result<Settled, Failure> {
        let ground = &self.ground;
        let mut ending = Ending::new(ground, work, step);
        let Some(organization) = work.job().new.organization else { return work.end(ending.end).await };
        let mut transaction = ground.write(organization).await.map_err(Failure::from)?;
        let id: FlowId = work.subject()?;
        let flow = transaction.flow(organization, id).await?;
        // One that has just left is looked for from now on, however long it had waited.
        let long_ago = work.job().announced_at.is_some_and(|at| at + LOOKED_FOR < ground.now());
        let unknown = announced && !matches!(step, Step::Refused(_) | Step::Done(_));
        if long_ago && matches!(step, Step::Unknown(Reason::FlowNotFoundYet)) {
            ending.end = JobEnd::Failed;
        }
        let settled = work.settle(transaction.as_mut(), ending.end).await?;
        transaction.insert_attempt(&ending.attempt()).await?;
        if let Some(mut flow) = flow.filter(|flow| flow.number.is_none()) {
            flow.state = match step {
                Step::Done(_) => flow.state,
                Step::Refused(_) => FlowState::Refused,
                Step::Unknown(_) | Step::Later { .. } if unknown || matches!(step, Step::Unknown(_)) => {
                    FlowState::Unconfirmed
                }
                _ => FlowState::Queued,
            };
            flow.reason = Some(step.reason().clone());
            flow.updated_at = ground.now();
            transaction.update_flow(&mut flow).await?;
            tell(transaction.as_mut(), &flow).await?;
        }
        transaction.commit().await?;
        Ok(settled)
    }
}

#[async_trait]
impl Kind for DepositFlow {
    const NAME: &'static str = "deposit_flow";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let mut announced = work.job().announced_at.is_some();
        let went = match self.load(work).await? {
            Ok(mut doing) => {
                let went = self.steps(&mut doing).await;
                announced = doing.announced;
                went
            }
            Err(step) => Ok(Err(step)),
        };
        match Step::after(work, went, announced)? {
            Ok(settled) => Ok(settled),
            Err(step) => self.keep(work, &step, announced).await,
        }
    }
}
