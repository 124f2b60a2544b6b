//! The job that asks for everything of a structure that changed since the last time, page by page.

use async_trait::async_trait;
use chorus_pro::factures::{RechercherFactureParFournisseur, RechercherFactureRecipiendaire};
use chorus_pro::pages::Paged;
use chorus_pro::{Client, Error, Moment};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Direction, Reason, StatusStage, StructureId};
use futures::StreamExt as _;
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use storage::{StructureOverview, SynchronisationFailure};

use super::listed::{Listed, issued, received};
use super::mirror_files::mirror;
use super::take_in::{Owner, take_in};
use crate::OperationError;
use crate::access::{Clients, Fault, Use, choose, fault_of, reason_of};
use crate::directory::find_number;
use crate::ground::{Ground, changed, delta};

/// Lines asked at a time; 1000 is the largest documented page, smaller ones answer sooner and are held in memory.
const PAGE: u32 = 200;
/// Clocks differ and times are written to the minute: look back this far.
const LOOK_BACK: TimeDelta = TimeDelta::hours(1);

/// Synchronises one structure, again and again.
pub struct Synchronise {
    ground: Ground,
    clients: Clients,
}

/// What a round saw.
#[derive(Clone, Default)]
struct Round {
    /// Whether an invoice is still on its way: look again soon.
    under_way: bool,
    /// Why something could not be asked, and how long Chorus Pro asks to wait.
    failure: Option<(Reason, Option<TimeDelta>)>,
}

/// A step that went on, or what Chorus Pro said instead.
type Went<T> = Result<Result<T, Error>, Failure>;

impl Synchronise {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }

    /// One direction of a structure, with the access that serves it there.
    async fn direction(
        &self,
        work: &Work,
        client: &Client,
        overview: &mut StructureOverview,
        direction: Direction,
    ) -> Went<Round> {
        let own = match self.own_number(work, client, overview).await? {
            Ok(Some(own)) => own,
            Ok(None) => return Ok(Ok(Round::default())),
            Err(error) => return Ok(Err(error)),
        };
        let structure = &overview.structure;
        let since = structure.synced_at.map(|at| local(at - LOOK_BACK));
        let owner = Owner { organization: structure.organization, structure: structure.id };
        match direction {
            Direction::Issued => {
                let search = RechercherFactureParFournisseur {
                    id_fournisseur: Some(own),
                    periode_date_heure_etat_courant_du: since,
                    ..Default::default()
                };
                self.walk(work, client, owner, direction, &search, issued).await
            }
            Direction::Received => {
                let search = RechercherFactureRecipiendaire {
                    id_destinataire: Some(own),
                    periode_date_heure_etat_courant_du: since,
                    ..Default::default()
                };
                self.walk(work, client, owner, direction, &search, received).await
            }
        }
    }

    /// Takes in every line of a search; one page at a time is held.
    async fn walk<P: Paged>(
        &self,
        work: &Work,
        client: &Client,
        owner: Owner,
        direction: Direction,
        search: &P,
        read: impl Fn(P::Item) -> Option<Listed> + Send + Sync,
    ) -> Went<Round> {
        let mut round = Round::default();
        let mut pages = Box::pin(client.pages(search, PAGE));
        while let Some(page) = work.call(pages.next()).await? {
            let page = match page {
                Ok(page) => page,
                Err(error) => return Ok(Err(error)),
            };
            for listed in page.items.into_iter().filter_map(&read) {
                round.under_way |=
                    direction == Direction::Issued && listed.status.stage(direction) == StatusStage::OnTheWay;
                if let Err(error) = take_in(&self.ground, work, client, owner, direction, listed).await? {
                    return Ok(Err(error));
                }
            }
        }
        Ok(Ok(round))
    }

    async fn own_number(
        &self,
        work: &Work,
        client: &Client,
        overview: &mut StructureOverview,
    ) -> Went<Option<i64>> {
        let structure = &mut overview.structure;
        if structure.chorus_id.is_none() {
            match work.call(find_number(client, &structure.identifier)).await? {
                Ok(Some(number)) => {
                    structure.chorus_id = Some(number);
                    let mut transaction =
                        self.ground.write(structure.organization).await.map_err(Failure::from)?;
                    transaction.update_structure(structure).await?;
                    transaction.commit().await?;
                }
                Ok(None) => {}
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(structure.chorus_id))
    }

    /// Every direction of the structure that an access may serve.
    async fn round(&self, work: &Work, overview: &mut StructureOverview) -> Result<Round, Failure> {
        let side = overview.structure.side;
        let wanted = [
            (side.issues(), Direction::Issued, Use::Issue),
            (side.receives(), Direction::Received, Use::Receive),
        ];
        let mut round = Round::default();
        for (_, direction, use_) in wanted.into_iter().filter(|(wanted, ..)| *wanted) {
            let connected = match work.call(self.clients.connect(overview, use_)).await? {
                Ok(connected) => connected,
                // No access has the right: nothing to wait for. A broken one: not complete.
                Err(OperationError::ChorusPro { reason, .. }) => {
                    if reason != Reason::NoAccess {
                        round.failure = Some((reason, None));
                    }
                    continue;
                }
                Err(OperationError::Vault(reason)) => {
                    tracing::error!(structure = %overview.structure.id, %reason, "credentials cannot be opened");
                    // Where processes share a database, it may be this one that was given another key.
                    let alone = !self.ground.database().is_shared();
                    if let Some(access) = choose(overview, use_).ok().filter(|_| alone) {
                        self.clients.refused(access, overview.structure.id, &Reason::KeyCannotOpen).await?;
                    }
                    round.failure = Some((Reason::KeyCannotOpen, None));
                    continue;
                }
                Err(other) => return Err(other.into()),
            };
            match self.direction(work, &connected.client, overview, direction).await? {
                Ok(walked) => {
                    round.under_way |= walked.under_way;
                }
                Err(error) => {
                    tracing::warn!(structure = %overview.structure.id, %error, "synchronisation failed");
                    self.clients.learn(&connected.access, overview.structure.id, &error).await?;
                    let pause = match fault_of(&error) {
                        Fault::Passing(pause) => pause.and_then(|pause| TimeDelta::from_std(pause).ok()),
                        Fault::Access | Fault::Refusal => None,
                    };
                    round.failure = Some((reason_of(&error), pause));
                }
            }
        }
        Ok(round)
    }

    /// Comes back by its schedule; what changed before a complete round is known.
    async fn keep(
        &self,
        work: &Work,
        overview: &StructureOverview,
        started: DateTime<Utc>,
        round: Round,
    ) -> Result<Settled, Failure> {
        let structure = &overview.structure;
        let (now, settings) = (self.ground.now(), self.ground.settings());
        let pause = if round.under_way { settings.sync_while_under_way } else { settings.sync_every };
        // Rounds that fail come further and further apart, and not before Chorus Pro wants them.
        let (not_before, fresh) = match &round.failure {
            None => (now + delta(pause), true),
            Some((_, asked)) => {
                let wait = delta(settings.sync_every).max(asked.unwrap_or_default());
                ((now + wait).max(work.next_try()), false)
            }
        };
        let mut transaction = self.ground.write(structure.organization).await.map_err(Failure::from)?;
        let settled = work.settle(transaction.as_mut(), JobEnd::Again { not_before, fresh }).await?;
        let since = structure.failing.as_ref().map_or(now, |failing| failing.since);
        let failure =
            round.failure.map(|(reason, _)| SynchronisationFailure { reason, since, next_at: not_before });
        let is_first = structure.synced_at.is_none() && failure.is_none();
        let changes = failure.is_some() != structure.failing.is_some();
        match &failure {
            Some(_) => {
                transaction.set_failing(structure.organization, structure.id, failure.as_ref()).await?
            }
            None => transaction.set_synced(structure.organization, structure.id, started).await?,
        }
        mirror(&self.ground, transaction.as_mut(), overview).await.map_err(Failure::from)?;
        if is_first || changes {
            transaction.tell(changed(structure.organization, structure.id, None)).await?;
        }
        transaction.commit().await?;
        Ok(settled)
    }
}

#[async_trait]
impl Kind for Synchronise {
    const NAME: &'static str = "synchronise";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: StructureId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let started = self.ground.now();
        let found = self.ground.read().await.map_err(Failure::from)?.structure(organization, id).await?;
        // Gone, or without an access: it begins again when it gets one.
        let Some(mut overview) = found.filter(|overview| !overview.accesses.is_empty()) else {
            return work.end(JobEnd::Done).await;
        };
        let round = self.round(work, &mut overview).await?;
        self.keep(work, &overview, started, round).await
    }
}

/// An instant as the searches take it: local time in Paris.
fn local(instant: DateTime<Utc>) -> Moment {
    Moment::Local(instant.with_timezone(&chrono_tz::Europe::Paris).naive_local())
}
