//! The job that must not be lost and must not happen twice: sending the invoice.
//!
//! Each step can be interrupted anywhere and done again. The one call that would do harm twice, `soumettre`, is announced
//! durably before it leaves; a job found announced first looks for the invoice at Chorus Pro.

use async_trait::async_trait;
use chorus_pro::factures::{ParametresFactureParFournisseur, RechercherFactureParFournisseur};
use chorus_pro::{Client, Error, Moment, RetryAdvice};
use chrono::TimeDelta;
use domain::{CheckedInvoice, InvoiceId, InvoiceStatus, Reason, paris_day};
use jobs::{Failure, JobEnd, Kind, Priority, Settled, Work};
use storage::{Attachment, Draft, Invoice, StructureOverview};

use super::found::is_ours;
use super::give_document::Giving;
use super::notes::check_context;
use super::planned::{Planned, refused_by_now};
use super::step::{Ending, Step};
use super::translate;
use super::wing::set_status;
use crate::OperationError;
use crate::access::{Clients, Connected, Use, reason_of};
use crate::directory::find_number;
use crate::ground::{Ground, changed};
use crate::tracking::{Follow, Listed, issued};

/// How long a typed invoice is looked for whose answer was lost.
const TYPED_LOOKED_FOR: TimeDelta = TimeDelta::hours(1);
/// Lines of a search at a time.
const PAGE: u32 = 200;

/// Sends an invoice: supplier number, document, attachments, then the one call that counts.
pub struct Submit {
    giving: Giving,
    clients: Clients,
}

/// What the steps work with.
struct Sending<'w> {
    work: &'w Work,
    overview: StructureOverview,
    invoice: Invoice,
    draft: Draft,
    /// Whether the call that counts may have left.
    announced: bool,
}

/// A step that went on or ended the job.
type Went<T> = Result<Result<T, Step>, Failure>;

impl Submit {
    pub(crate) const fn new(
        ground: Ground,
        documents: documents::DocumentStore,
        directory: crate::directory::Directory,
        clients: Clients,
    ) -> Self {
        Self { giving: Giving { ground, documents, directory }, clients }
    }

    const fn ground(&self) -> &Ground {
        &self.giving.ground
    }

    async fn load<'w>(&self, work: &'w Work) -> Went<Sending<'w>> {
        let id: InvoiceId = work.subject()?;
        let gone = || Ok(Err(Step::Refused(Reason::InvoiceGone)));
        let Some(organization) = work.job().new.organization else { return gone() };
        let mut read = self.ground().read().await.map_err(Failure::from)?;
        let (invoice, draft) = (read.invoice(organization, id).await?, read.draft(organization, id).await?);
        let (Some(invoice), Some(draft)) = (invoice, draft) else { return gone() };
        let Some(overview) = read.structure(organization, invoice.structure).await? else { return gone() };
        let announced = work.job().announced_at.is_some();
        Ok(Ok(Sending { work, overview, invoice, draft, announced }))
    }

    async fn steps(
        &self,
        sending: &mut Sending<'_>,
        planned: Option<Planned>,
    ) -> Result<Result<Settled, Step>, Failure> {
        if sending.invoice.status.is_at_chorus_pro() {
            return Ok(Err(Step::Done(Reason::DepositedBefore)));
        }
        // What may have left is looked for, whatever is thought of it by now.
        if let Some(planned) = planned.filter(|_| !sending.announced) {
            let Sending { invoice, draft, overview, .. } = &*sending;
            if let Some(reason) = refused_by_now(self.ground(), invoice, draft, overview, planned).await? {
                return Ok(Err(Step::Refused(reason)));
            }
        }
        let connected = match sending.work.call(self.clients.connect(&sending.overview, Use::Issue)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { reason, .. }) => return Ok(Err(Step::later(reason))),
            Err(other) => return Err(other.into()),
        };
        let went = self.connected_steps(sending, &connected).await?;
        if let Err(step) = &went {
            step.learn(&self.clients, &connected.access, sending.overview.structure.id).await?;
        }
        Ok(went)
    }

    async fn connected_steps(
        &self,
        sending: &mut Sending<'_>,
        connected: &Connected,
    ) -> Result<Result<Settled, Step>, Failure> {
        let client = &connected.client;
        let supplier = match self.supplier_number(sending, client).await? {
            Ok(supplier) => supplier,
            Err(step) => return Ok(Err(step)),
        };
        if sending.announced {
            match self.search_sent(sending, client, supplier).await? {
                Ok(Search::Ours(found)) => return self.keep_deposited(sending, found).await.map(Ok),
                Ok(Search::Another(chorus_id)) => {
                    return Ok(Err(Step::Refused(Reason::OtherInvoiceUnderNumber { chorus_id })));
                }
                Ok(Search::Nothing) if self.may_still_come(sending) => {
                    return Ok(Err(Step::Unknown(Reason::NotFoundYet)));
                }
                Ok(Search::Nothing) => self.take_back(sending).await?,
                Err(error) => return Ok(Err(Step::still_unknown(&error))),
            }
        }
        // Only now: what may have arrived was looked for, whatever the checks think of its form by now.
        let context = check_context(self.ground(), &sending.overview.structure, None);
        let Some(checked) = sending.draft.form.check(&context).0 else {
            return Ok(Err(Step::Refused(Reason::DraftIncomplete)));
        };
        if !checked.entry && sending.draft.chorus_document_id.is_none() {
            let given = self
                .giving
                .give_document(
                    sending.work,
                    client,
                    &sending.overview,
                    &mut sending.invoice,
                    &mut sending.draft,
                )
                .await?;
            if let Err(step) = given {
                return Ok(Err(step));
            }
        }
        match self.giving.give_attachments(sending.work, client, &sending.invoice, None).await? {
            Ok(attachments) => self.send(sending, client, supplier, &checked, &attachments).await,
            Err(step) => Ok(Err(step)),
        }
    }

    async fn send(
        &self,
        sending: &mut Sending<'_>,
        client: &Client,
        supplier: i64,
        checked: &CheckedInvoice,
        attachments: &[Attachment],
    ) -> Result<Result<Settled, Step>, Failure> {
        let document = sending.draft.chorus_document_id.filter(|_| !checked.entry);
        if document.is_none() && !checked.entry {
            return Ok(Err(Step::Refused(Reason::DraftIncomplete)));
        }
        let body = translate::soumettre(checked, supplier, document, attachments);
        self.announce(sending).await?;
        // A call that is given up in the middle stays announced: its outcome is unknown.
        match Box::pin(sending.work.call(client.factures().soumettre(&body))).await {
            Ok(Ok(answer)) => {
                let status = answer.statut_facture.as_ref().map_or("DEPOSEE", |status| status.as_str());
                let deposited_on = answer.date_depot.as_ref().and_then(Moment::day);
                let Some(chorus_id) = answer.identifiant_facture_cpp else {
                    return Ok(Err(Step::Unknown(Reason::NoDepositNumber)));
                };
                let status = InvoiceStatus::from_code(status);
                let imprint = answer.empreinte_certificat_depot;
                let number = answer.numero_facture.filter(|_| checked.entry);
                let deposited = Deposited { chorus_id, status, deposited_on, imprint, number };
                self.keep_deposited(sending, deposited).await.map(Ok)
            }
            Ok(Err(error)) => self.send_failed(sending, client, supplier, error).await,
            Err(Failure::TooLong) => Ok(Err(Step::Unknown(Reason::ChorusProSilent))),
            Err(failure) => Err(failure),
        }
    }

    async fn send_failed(
        &self,
        sending: &mut Sending<'_>,
        client: &Client,
        supplier: i64,
        error: Error,
    ) -> Result<Result<Settled, Step>, Failure> {
        tracing::warn!(invoice = %sending.invoice.id, %error, "submission not confirmed");
        match error.retry_advice() {
            RetryAdvice::AfterChecking => Ok(Err(Step::Unknown(reason_of(&error)))),
            // A duplicate refused after an earlier try may be that try, arrived late.
            RetryAdvice::Never
                if sending.work.job().tries > 1 && matches!(error, Error::Functional { .. }) =>
            {
                match self.search_sent(sending, client, supplier).await? {
                    Ok(Search::Ours(found)) => self.keep_deposited(sending, found).await.map(Ok),
                    Ok(Search::Another(chorus_id)) => {
                        Ok(Err(Step::Refused(Reason::OtherInvoiceUnderNumber { chorus_id })))
                    }
                    Ok(Search::Nothing) => {
                        self.take_back(sending).await?;
                        Ok(Err(Step::of(&error)))
                    }
                    Err(search) => Ok(Err(Step::still_unknown(&search))),
                }
            }
            _ => {
                self.take_back(sending).await?;
                Ok(Err(Step::of(&error)))
            }
        }
    }

    /// Whether what was sent may still turn up. Of what is typed Chorus Pro refuses no second one: it is looked for long
    /// after any call has ended before it is sent again.
    fn may_still_come(&self, sending: &Sending<'_>) -> bool {
        let left = sending.work.job().announced_at;
        let is_young = left.is_none_or(|at| at + TYPED_LOOKED_FOR > self.ground().now());
        sending.draft.form.is_entry() && is_young
    }

    /// `idStructureCPP` of the structure, asked once.
    async fn supplier_number(&self, sending: &mut Sending<'_>, client: &Client) -> Went<i64> {
        let structure = &mut sending.overview.structure;
        if let Some(known) = structure.chorus_id {
            return Ok(Ok(known));
        }
        match Box::pin(sending.work.call(find_number(client, &structure.identifier))).await? {
            Ok(Some(number)) => {
                structure.chorus_id = Some(number);
                let mut transaction =
                    self.ground().write(structure.organization).await.map_err(Failure::from)?;
                transaction.update_structure(structure).await?;
                transaction.commit().await?;
                Ok(Ok(number))
            }
            Ok(None) => Ok(Err(Step::Refused(Reason::OwnSiretUnknown))),
            Err(error) => Ok(Err(Step::of(&error))),
        }
    }

    /// Makes durable that the call is about to leave.
    async fn announce(&self, sending: &mut Sending<'_>) -> Result<(), Failure> {
        let (organization, id) = (sending.invoice.organization, sending.invoice.id);
        let mut transaction = self.ground().write(organization).await.map_err(Failure::from)?;
        sending.work.announce(transaction.as_mut()).await?;
        let Some(mut invoice) = transaction.invoice(organization, id).await? else {
            return Err(OperationError::NotFound("invoice").into());
        };
        set_status(self.ground(), &mut invoice, InvoiceStatus::Sending, None);
        transaction.update_invoice(&mut invoice).await?;
        transaction.tell(changed(organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        sending.announced = true;
        sending.invoice = invoice;
        Ok(())
    }

    async fn take_back(&self, sending: &mut Sending<'_>) -> Result<(), Failure> {
        let mut transaction =
            self.ground().write(sending.invoice.organization).await.map_err(Failure::from)?;
        sending.work.take_back(transaction.as_mut()).await?;
        transaction.commit().await?;
        sending.announced = false;
        Ok(())
    }

    /// Looks for what was sent among the invoices of this supplier: by its number, then by what else it says.
    async fn search_sent(
        &self,
        sending: &Sending<'_>,
        client: &Client,
        supplier: i64,
    ) -> Result<Result<Search, Error>, Failure> {
        let sent = &sending.invoice;
        if sending.draft.form.is_entry() {
            return self.search_typed(sending, client, supplier).await;
        }
        let search = RechercherFactureParFournisseur {
            numero_facture: Some(sent.number.clone()),
            id_fournisseur: Some(supplier),
            recherche_facture_par_fournisseur: Some(ParametresFactureParFournisseur {
                nb_resultats_par_page: Some(50),
                page_resultat_demandee: Some(1),
                ..Default::default()
            }),
            ..Default::default()
        };
        let factures = client.factures();
        let answer = match Box::pin(sending.work.call(factures.rechercher_fournisseur(&search))).await? {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(error)),
        };
        let listed = answer.liste_factures.into_iter().filter_map(issued);
        let (ours, others): (Vec<Listed>, Vec<Listed>) =
            listed.filter(|listed| listed.number == sent.number).partition(|listed| is_ours(listed, sent));
        Ok(Ok(match (ours.into_iter().next(), others.into_iter().next()) {
            (Some(ours), _) => Search::Ours(ours.into()),
            (None, Some(other)) => Search::Another(other.chorus_id),
            (None, None) => Search::Nothing,
        }))
    }

    /// Looks for what was typed, whose number Chorus Pro gave: by what it says, among what was deposited since it left
    /// and is not known here as another one.
    async fn search_typed(
        &self,
        sending: &Sending<'_>,
        client: &Client,
        supplier: i64,
    ) -> Result<Result<Search, Error>, Failure> {
        let sent = &sending.invoice;
        // The day before counts too: two clocks need not agree at midnight.
        let left = sending.work.job().announced_at.or(sending.draft.submitted_at);
        let since = left.map(|at| paris_day(at - TimeDelta::days(1)));
        let search = RechercherFactureParFournisseur {
            id_fournisseur: Some(supplier),
            periode_date_depot_du: since.map(Moment::Day),
            ..Default::default()
        };
        let listed = match Box::pin(sending.work.call(client.collect(&search, PAGE))).await? {
            Ok(listed) => listed,
            Err(error) => return Ok(Err(error)),
        };
        let mut read = self.ground().read().await.map_err(Failure::from)?;
        for listed in listed.into_iter().filter_map(issued) {
            // Without a number, the others have to say it.
            let alike = Listed { number: sent.number.clone(), ..listed.clone() };
            let after = listed.deposited_on.zip(since).is_none_or(|(day, since)| day >= since);
            if !after || !is_ours(&alike, sent) {
                continue;
            }
            let known = read
                .invoice_by_chorus_id(sent.organization, sent.structure, sent.direction, listed.chorus_id)
                .await?;
            if known.is_none() {
                return Ok(Ok(Search::Ours(listed.into())));
            }
        }
        Ok(Ok(Search::Nothing))
    }

    /// Writes that Chorus Pro has the invoice, in one transaction with the end of the job.
    async fn keep_deposited(
        &self,
        sending: &mut Sending<'_>,
        deposited: Deposited,
    ) -> Result<Settled, Failure> {
        let Deposited { chorus_id, status, deposited_on, imprint, number } = deposited;
        let (ground, now) = (self.ground(), self.ground().now());
        let (organization, id) = (sending.invoice.organization, sending.invoice.id);
        let mut transaction = ground.write(organization).await.map_err(Failure::from)?;
        let settled = sending.work.settle(transaction.as_mut(), JobEnd::Done).await?;
        let Some(mut invoice) = transaction.invoice(organization, id).await? else {
            return Err(OperationError::NotFound("invoice").into());
        };
        set_status(ground, &mut invoice, status, None);
        invoice.chorus_id = Some(chorus_id);
        if let Some(number) = number {
            invoice.number = number;
        }
        invoice.deposited_on = deposited_on.or(Some(paris_day(now)));
        invoice.checked_at = Some(now);
        transaction.update_invoice(&mut invoice).await?;
        if let (Some(imprint), Some(mut draft)) = (imprint, transaction.draft(organization, id).await?) {
            draft.deposit_imprint = Some(imprint);
            transaction.put_draft(&draft).await?;
        }
        let mut event = ground.event(&invoice, "SENT", None);
        event.reason = Some(Reason::Deposited { chorus_id, at: now });
        transaction.insert_event(&event).await?;
        let step = Step::Done(Reason::Accepted { chorus_id });
        transaction.insert_attempt(&Ending::new(ground, sending.work, &step).attempt()).await?;
        let lane = &sending.work.job().new.lane;
        let mut follow = ground.queue().job::<Follow>(Some(organization), id, lane, &());
        follow.family = invoice.structure.to_string();
        follow.priority = Priority::Normal;
        follow.not_before = now + TimeDelta::seconds(2);
        transaction.enqueue(&follow).await?;
        let entry = ground.entry(Some(organization), None, "invoice.deposited", id, chorus_id.to_string());
        transaction.journal(&entry).await?;
        transaction.tell(changed(organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        sending.invoice = invoice;
        Ok(settled)
    }
}

/// What stands at Chorus Pro under our number.
enum Search {
    /// The invoice that was sent from here.
    Ours(Deposited),
    /// Another one.
    Another(i64),
    /// Nothing.
    Nothing,
}

/// An invoice that Chorus Pro has.
struct Deposited {
    chorus_id: i64,
    status: InvoiceStatus,
    deposited_on: Option<chrono::NaiveDate>,
    /// Chorus Pro's own mark of the deposit; only its answer has it.
    imprint: Option<String>,
    /// The number that Chorus Pro has given.
    number: Option<String>,
}

impl From<Listed> for Deposited {
    fn from(listed: Listed) -> Self {
        let Listed { chorus_id, status, deposited_on, number, .. } = listed;
        Self { chorus_id, status, deposited_on, imprint: None, number: Some(number) }
    }
}

#[async_trait]
impl Kind for Submit {
    const NAME: &'static str = "submit";
    /// What was planned for a moment is checked again at that moment.
    type Payload = Option<Planned>;

    async fn run(&self, work: &Work, planned: Option<Planned>) -> Result<Settled, Failure> {
        let mut announced = work.job().announced_at.is_some();
        let went = match self.load(work).await? {
            Ok(mut sending) => {
                let went = self.steps(&mut sending, planned).await;
                announced = sending.announced;
                went
            }
            Err(step) => Ok(Err(step)),
        };
        match Step::after(work, went, announced)? {
            Ok(settled) => Ok(settled),
            Err(step) => Ending::new(self.ground(), work, &step).keep(Some(announced)).await,
        }
    }
}
