//! The job that asks what waits for the answer of a structure as validator, and mirrors it with its files.

use std::collections::{BTreeMap, HashSet};

use async_trait::async_trait;
use chorus_pro::factures::{
    ConsulterFactureParValideur, FactureEmise, FactureRechercheValideur, RechercherFactureATraiterParValideur,
};
use chorus_pro::transverses::RecupererMotifsRefusFactureAValider;
use chorus_pro::{Client, Error, GatewayKind, Moment};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    InvoiceKind, InvoiceStatus, OrganizationId, Reason, Siret, StructureId, ValidationId, to_cents,
};
use futures::StreamExt as _;
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use rust_decimal::Decimal;
use storage::{Listed, StructureOverview, Validation, ValidationRound, ValidationsAsked};

use super::fetch::{Fetcher, Wanted};
use super::history::{Waiting, read_history};
use super::keep_fetched::files_of;
use super::read_lists::granted;
use crate::OperationError;
use crate::access::{Clients, Connected, Fault, Use, fault_of, reason_of};
use crate::ground::{Ground, changed, delta};

/// Lines asked at a time.
const PAGE: u32 = 100;
/// Invoices of a round whose files are fetched; the others follow in the next one.
const MOST_FETCHED: usize = 50;
/// Invoices that are held to wait for one structure; nobody has as many.
const MOST_WAITING: u32 = 5_000;
/// Reasons kept of a list: each is a choice on a page.
const MOST_REASONS: usize = 100;
/// Pause where nothing waits: a validator has days.
const QUIET: TimeDelta = TimeDelta::hours(1);
/// Pause where Chorus Pro says that no access may ask.
const NOT_GRANTED: TimeDelta = TimeDelta::hours(12);

/// Follows what waits for a structure as validator, again and again.
pub struct FollowValidations {
    ground: Ground,
    clients: Clients,
    fetcher: Fetcher,
}

/// A step that went on, or what Chorus Pro said instead.
type Went<T> = Result<Result<T, Error>, Failure>;

/// How a round ended.
enum Round {
    /// Everything that waits is known; how many.
    Whole(usize),
    /// No access may ask.
    NotGranted(Reason),
    /// It passes.
    Failed(Reason),
}

/// Goes back with what Chorus Pro said instead of an answer.
macro_rules! answer {
    ($went:expr) => {
        match $went {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(error)),
        }
    };
}

/// The reasons for a refusal by framework, each list read once in a round.
type Reasons = BTreeMap<String, Vec<Listed>>;

impl FollowValidations {
    pub(crate) const fn new(ground: Ground, clients: Clients, fetcher: Fetcher) -> Self {
        Self { ground, clients, fetcher }
    }

    /// Asks with each access of the structure until one may.
    async fn round(&self, work: &Work, overview: &StructureOverview, own: i64) -> Result<Round, Failure> {
        let mut asked = HashSet::new();
        let (mut refused, mut failed) = (None, None);
        for use_ in [Use::Issue, Use::Receive] {
            let connected = match work.call(self.clients.connect(overview, use_)).await? {
                Ok(connected) => connected,
                Err(OperationError::ChorusPro { reason, .. }) => {
                    if reason != Reason::NoAccess {
                        failed = Some(reason);
                    }
                    continue;
                }
                Err(OperationError::Vault(_)) => {
                    failed = Some(Reason::KeyCannotOpen);
                    continue;
                }
                Err(other) => return Err(other.into()),
            };
            if !asked.insert(connected.access.id) {
                continue;
            }
            match self.walk(work, &connected, overview, own).await? {
                Ok(waiting) => {
                    self.fetch(work, overview, use_).await?;
                    return Ok(Round::Whole(waiting));
                }
                Err(error) if may_not(&error) => refused = Some(reason_of(&error)),
                Err(error) => {
                    tracing::warn!(structure = %overview.structure.id, %error, "validations not read");
                    failed = Some(reason_of(&error));
                    let answer: Result<(), Error> = Err(error);
                    // What has no service for validators works for the rest: only refused credentials stop everything.
                    let heeded = self.clients.heed(&connected.access, overview.structure.id, answer).await;
                    match heeded {
                        Ok(()) | Err(OperationError::ChorusPro { .. }) => {}
                        Err(other) => return Err(other.into()),
                    }
                }
            }
        }
        Ok(match (failed, refused) {
            (Some(reason), _) => Round::Failed(reason),
            (None, Some(reason)) => Round::NotGranted(reason),
            (None, None) => Round::NotGranted(Reason::NoAccess),
        })
    }

    /// Takes in everything that waits, then what waits no more; gives how many wait.
    async fn walk(
        &self,
        work: &Work,
        connected: &Connected,
        overview: &StructureOverview,
        own: i64,
    ) -> Went<usize> {
        let started = self.ground.now();
        let search = RechercherFactureATraiterParValideur { id_structure: Some(own), ..Default::default() };
        let mut reasons = Reasons::new();
        let mut listed = HashSet::new();
        let mut pages = Box::pin(connected.client.pages(&search, PAGE));
        while let Some(page) = work.call(pages.next()).await? {
            for row in answer!(page).items {
                let Some(chorus_id) = row.id_facture else { continue };
                if listed.insert(chorus_id) {
                    let taking = Taking { work, client: &connected.client, overview, started };
                    answer!(self.take_in(&taking, chorus_id, row, &mut reasons).await?);
                }
            }
        }
        drop(pages);
        let structure = &overview.structure;
        let known = self.waiting(structure.organization, structure.id).await?;
        for gone in known.into_iter().filter(|known| !listed.contains(&known.chorus_id)) {
            let taking = Taking { work, client: &connected.client, overview, started };
            answer!(self.close(&taking, gone).await?);
        }
        Ok(Ok(listed.len()))
    }

    async fn waiting(
        &self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Vec<Validation>, Failure> {
        let own = [structure];
        let asked =
            ValidationsAsked { structures: Some(&own), waiting: true, offset: 0, limit: MOST_WAITING };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        Ok(read.validations(organization, &asked).await?)
    }

    /// Reads one that waits, unless it is known as it stands.
    async fn take_in(
        &self,
        taking: &Taking<'_>,
        chorus_id: i64,
        row: FactureRechercheValideur,
        reasons: &mut Reasons,
    ) -> Went<()> {
        let structure = &taking.overview.structure;
        let (organization, owner) = (structure.organization, structure.id);
        let status = row.statut.as_ref().map(|status| InvoiceStatus::from_code(status.as_str()));
        {
            let mut read = self.ground.read().await.map_err(Failure::from)?;
            let known = read.validation_by_chorus_id(organization, owner, chorus_id).await?;
            let is_known = |known: &Validation| {
                known.is_waiting && status.as_ref().is_none_or(|status| known.status == *status)
            };
            if known.as_ref().is_some_and(is_known) {
                return Ok(Ok(()));
            }
        }
        let input = ConsulterFactureParValideur::new(chorus_id);
        let detail = Box::pin(taking.work.call(taking.client.factures().consulter_valideur(&input))).await?;
        let detail = answer!(detail).facture.unwrap_or_default();
        let history = answer!(read_history(taking.work, taking.client, chorus_id).await?);
        let framework = detail
            .cadre_de_facturation
            .as_ref()
            .and_then(|framework| framework.code_cadre_facturation.as_ref())
            .map(|framework| framework.as_str().to_owned());
        let offered = answer!(self.reasons(taking, framework.as_deref(), reasons).await?);
        let now = self.ground.now();
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let known = transaction.validation_by_chorus_id(organization, owner, chorus_id).await?;
        // What was answered since the list was read is not said to wait again.
        if known.as_ref().is_some_and(|known| known.updated_at > taking.started) {
            return Ok(Ok(()));
        }
        let Waiting { status, at, comment, since } = history.waiting().unwrap_or(Waiting {
            status: status.unwrap_or(InvoiceStatus::AValider1),
            at: now,
            comment: None,
            since: None,
        });
        let fresh = Validation {
            id: known.as_ref().map_or_else(|| self.ground.id::<ValidationId>(), |known| known.id),
            organization,
            structure: owner,
            chorus_id,
            framework,
            status,
            status_at: at,
            status_comment: comment,
            is_waiting: true,
            waiting_since: since,
            reasons: offered,
            files_reason: None,
            seen_at: known.as_ref().map_or(now, |known| known.seen_at),
            updated_at: now,
            version: known.as_ref().map_or(1, |known| known.version),
            ..described(row, &detail, now)
        };
        match known {
            Some(_) => {
                let mut fresh = fresh;
                transaction.update_validation(&mut fresh).await?;
            }
            None => transaction.insert_validation(&fresh).await?,
        }
        transaction.tell(changed(organization, owner, None)).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// What may be chosen as the reason for a refusal; nothing where it may not be asked for.
    async fn reasons(
        &self,
        taking: &Taking<'_>,
        framework: Option<&str>,
        known: &mut Reasons,
    ) -> Went<Vec<Listed>> {
        let key = framework.unwrap_or_default().to_owned();
        if let Some(reasons) = known.get(&key) {
            return Ok(Ok(reasons.clone()));
        }
        let input = RecupererMotifsRefusFactureAValider {
            code_cadre_facturation_a_valider: framework.map(ToOwned::to_owned),
        };
        let transverses = taking.client.transverses();
        let call = transverses.recuperer_motifs_refus_facture_a_valider(&input);
        let answer = answer!(granted(Box::pin(taking.work.call(call)).await?)).unwrap_or_default();
        let reasons: Vec<Listed> = answer
            .liste_motif_refus_facture_a_valider
            .into_iter()
            .filter_map(|reason| {
                let label = reason.libelle_motif.unwrap_or_default();
                Some(Listed { code: reason.code_motif?, label })
            })
            .take(MOST_REASONS)
            .collect();
        known.insert(key, reasons.clone());
        Ok(Ok(reasons))
    }

    /// Writes where one went that waits no more.
    async fn close(&self, taking: &Taking<'_>, gone: Validation) -> Went<()> {
        let history = match read_history(taking.work, taking.client, gone.chorus_id).await? {
            Ok(history) => history.waiting(),
            // Its supplier has named another validator: nothing more is told of it here.
            Err(error) if fault_of(&error) == Fault::Refusal => None,
            Err(error) => return Ok(Err(error)),
        };
        let mut transaction = self.ground.write(gone.organization).await.map_err(Failure::from)?;
        let present = transaction.validation(gone.organization, gone.id).await?;
        let Some(mut present) = present.filter(|present| present.updated_at <= taking.started) else {
            return Ok(Ok(()));
        };
        present.is_waiting = false;
        present.updated_at = self.ground.now();
        if let Some(Waiting { status, at, comment, .. }) = history {
            present.status = status;
            present.status_at = at;
            present.status_comment = comment;
        }
        transaction.update_validation(&mut present).await?;
        transaction.tell(changed(present.organization, present.structure, None)).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Fetches the files of what waits, as far as they are not here.
    async fn fetch(&self, work: &Work, overview: &StructureOverview, use_: Use) -> Result<(), Failure> {
        let (organization, structure) = (overview.structure.organization, overview.structure.id);
        let waiting = self.waiting(organization, structure).await?;
        let ids: Vec<ValidationId> = waiting.iter().map(|validation| validation.id).collect();
        let missing = {
            let mut read = self.ground.read().await.map_err(Failure::from)?;
            read.validations_without_files(organization, &ids).await?
        };
        let missing =
            || waiting.iter().filter(|validation| missing.contains(&validation.id)).take(MOST_FETCHED);
        let wanted: Vec<Wanted> = missing()
            .map(|validation| Wanted::of_validation(validation.id, validation.chorus_id, &validation.number))
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let mut round = self.fetcher.fetch(work, overview, use_, &wanted).await?;
        for validation in missing() {
            let key = domain::InvoiceId(validation.id.0);
            let fetched = round.fetched.remove(&key);
            let stopped = round.stopped.clone();
            let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
            let present = transaction.validation(organization, validation.id).await?;
            let Some(mut present) = present else { continue };
            let files = fetched.map_or((None, stopped), |fetched| (fetched.documents, fetched.problem));
            match files {
                (Some(documents), _) => {
                    let files = files_of(&present.number, documents);
                    transaction.put_validation_files(organization, present.id, &files).await?;
                    present.files_reason = None;
                }
                (None, None) => continue,
                (None, reason) if present.files_reason == reason => continue,
                (None, reason) => present.files_reason = reason,
            }
            transaction.update_validation(&mut present).await?;
            transaction.tell(changed(organization, structure, None)).await?;
            transaction.commit().await?;
        }
        Ok(())
    }

    /// Comes back by its schedule.
    async fn keep(
        &self,
        work: &Work,
        overview: &StructureOverview,
        round: Round,
    ) -> Result<Settled, Failure> {
        let (now, every) = (self.ground.now(), delta(self.ground.settings().sync_every));
        let (not_before, fresh) = match &round {
            Round::Whole(0) => (now + every.max(QUIET), true),
            Round::Whole(_) => (now + every, true),
            Round::NotGranted(_) => (now + NOT_GRANTED, true),
            Round::Failed(_) => ((now + every).max(work.next_try()), false),
        };
        let reason = match round {
            Round::Whole(_) => None,
            Round::NotGranted(reason) | Round::Failed(reason) => Some(reason),
        };
        let structure = &overview.structure;
        let mut transaction = self.ground.write(structure.organization).await.map_err(Failure::from)?;
        let settled = work.settle(transaction.as_mut(), JobEnd::Again { not_before, fresh }).await?;
        let told = ValidationRound { structure: structure.id, asked_at: now, reason };
        transaction.put_validation_round(structure.organization, &told).await?;
        transaction.commit().await?;
        Ok(settled)
    }
}

/// What one invoice is read with.
struct Taking<'a> {
    work: &'a Work,
    client: &'a Client,
    overview: &'a StructureOverview,
    started: DateTime<Utc>,
}

#[async_trait]
impl Kind for FollowValidations {
    const NAME: &'static str = "follow_validations";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: StructureId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let found = self.ground.read().await.map_err(Failure::from)?.structure(organization, id).await?;
        // Gone, or without an access: it begins again when it gets one.
        let Some(overview) = found.filter(|overview| !overview.accesses.is_empty()) else {
            return work.end(JobEnd::Done).await;
        };
        // The synchronisation asks for its number at Chorus Pro.
        let Some(own) = overview.structure.chorus_id else {
            let not_before = self.ground.now() + delta(self.ground.settings().sync_every);
            return work.end(JobEnd::Again { not_before, fresh: true }).await;
        };
        let round = self.round(work, &overview, own).await?;
        self.keep(work, &overview, round).await
    }
}

/// Whether an answer says that this access may not ask, rather than that something failed.
pub(super) fn may_not(error: &Error) -> bool {
    matches!(
        error,
        Error::Functional { .. }
            | Error::Gateway {
                kind: GatewayKind::NotAuthorised | GatewayKind::RouteUnknownOrNotSubscribed,
                ..
            }
    )
}

/// What list and detail say of an invoice. Amounts of the list are whole units of the currency (SPEC), so those of the
/// detail come first.
fn described(row: FactureRechercheValideur, detail: &FactureEmise, now: DateTime<Utc>) -> Validation {
    let cents = |exact: Option<Decimal>, listed: Option<Decimal>| {
        exact.or(listed).map(|amount| amount.round_dp(2)).and_then(to_cents)
    };
    let total = detail.montant_total.clone().unwrap_or_default();
    let day = |moment: &Option<Moment>| moment.as_ref().and_then(Moment::day);
    let service = match (row.code_service_executant, row.nom_service_executant) {
        (Some(code), Some(name)) if !name.trim().is_empty() => Some(format!("{code}, {name}")),
        (code, name) => code.or(name),
    };
    let nil = uuid::Uuid::nil();
    Validation {
        // The caller names the row.
        id: ValidationId(nil),
        organization: OrganizationId(nil),
        structure: StructureId(nil),
        chorus_id: 0,
        number: row.numero_facture.or_else(|| detail.numero_facture.clone()).unwrap_or_default(),
        kind: match row.type_facture.as_ref().map(|kind| kind.as_str()) {
            Some("AVOIR") => InvoiceKind::Avoir,
            _ => InvoiceKind::Facture,
        },
        date: day(&row.date_facture),
        deposited_on: day(&row.date_depot),
        supplier_name: row.designation_fournisseur.unwrap_or_default(),
        supplier_identifier: plain(row.identifiant_fournisseur),
        recipient_name: row.designation_destinataire.unwrap_or_default(),
        recipient_siret: plain(row.identifiant_destinataire),
        service,
        framework: None,
        contract: row.numero_marche,
        engagement: row.numero_engagement,
        currency: row.devise.unwrap_or_else(|| "EUR".to_owned()),
        net_cents: cents(total.montant_ht_total, row.montant_ht),
        gross_cents: cents(total.montant_ttc_total, row.montant_ttc),
        due_cents: cents(total.montant_a_payer, row.montant_a_payer),
        status: InvoiceStatus::AValider1,
        status_at: now,
        status_comment: None,
        is_waiting: true,
        waiting_since: None,
        reasons: Vec::new(),
        files_reason: None,
        seen_at: now,
        updated_at: now,
        version: 1,
    }
}

/// An identifier; a SIRET without its spaces.
fn plain(identifier: Option<String>) -> String {
    let identifier = identifier.unwrap_or_default();
    Siret::parse(&identifier).map_or(identifier, |siret| siret.as_str().to_owned())
}
