//! The job that fetches what a package lacks of one structure: ten invoices at a time, in the lane of the access.

use async_trait::async_trait;
use domain::{Direction, OrganizationId, PackageId, PackageItemState, PackageState, Reason, StructureId};
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use serde::{Deserialize, Serialize};
use storage::{Package, PackageItem, Snapshot, StructureOverview};

use super::lacks::{is_whole, missing_of};
use crate::access::Use;
use crate::ground::{Ground, changed};
use crate::tracking::{Fetcher, INVOICES_PER_CALL, Round, Wanted, keep_fetched};

/// Tries before the invoices at hand are given up.
const MOST_TRIES: u32 = 4;

/// Of which structure.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct OfStructure {
    /// Its identifier.
    pub structure: StructureId,
}

/// Fetches what a package lacks.
pub struct FillPackage {
    ground: Ground,
    fetcher: Fetcher,
}

/// Invoices of one direction that are looked at together.
struct Portion {
    items: Vec<PackageItem>,
    wanted: Vec<Wanted>,
    direction: Direction,
}

impl FillPackage {
    pub(crate) const fn new(ground: Ground, fetcher: Fetcher) -> Self {
        Self { ground, fetcher }
    }

    /// The next invoices that wait: those of the direction of the first one.
    async fn portion(
        read: &mut dyn Snapshot,
        package: &Package,
        structure: StructureId,
    ) -> Result<Option<Portion>, Failure> {
        let organization = package.organization;
        let most = u32::try_from(INVOICES_PER_CALL).unwrap_or(u32::MAX);
        let mut items = read.waiting_items(organization, package.id, structure, most).await?;
        let ids: Vec<_> = items.iter().map(|item| item.invoice).collect();
        let invoices = read.invoices(organization, &ids).await?;
        let direction_of = |item: &PackageItem| {
            invoices.iter().find(|invoice| invoice.id == item.invoice).map(|invoice| invoice.direction)
        };
        let Some(first) = items.first() else { return Ok(None) };
        let direction = direction_of(first).unwrap_or(Direction::Received);
        items.retain(|item| direction_of(item).is_none_or(|of| of == direction));
        let pivots = read.pivots_of(organization, &ids).await?;
        let wanted = invoices
            .iter()
            .filter(|invoice| invoice.direction == direction)
            .filter_map(|invoice| missing_of(invoice, pivots.get(&invoice.id), &package.choice))
            .collect();
        Ok(Some(Portion { items, wanted, direction }))
    }

    /// Writes what was fetched, where each invoice stands, and whether the package is ready.
    async fn write(
        &self,
        work: &Work,
        package: &Package,
        structure: StructureId,
        portion: Portion,
        round: Round,
    ) -> Result<Settled, Failure> {
        let (organization, id) = (package.organization, package.id);
        let gives_up = work.job().tries >= MOST_TRIES;
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let Round { mut fetched, stopped } = round;
        let present: Vec<PackageItem> = {
            let positions: Vec<u32> = portion.items.iter().map(|item| item.position).collect();
            let most = u32::try_from(INVOICES_PER_CALL).unwrap_or(u32::MAX);
            let waiting = transaction.waiting_items(organization, id, structure, most).await?;
            waiting.into_iter().filter(|item| positions.contains(&item.position)).collect()
        };
        for item in portion.items {
            let got = fetched.remove(&item.invoice);
            let problem = got.as_ref().and_then(|got| got.problem.clone());
            if let Some(got) = got {
                keep_fetched(&self.ground, transaction.as_mut(), organization, item.invoice, got).await?;
            }
            // Somebody may have ended the waiting, or taken the package away.
            if !present.iter().any(|known| known.position == item.position) {
                continue;
            }
            let invoice = transaction.invoice(organization, item.invoice).await?;
            let pivot = transaction.pivots_of(organization, &[item.invoice]).await?.remove(&item.invoice);
            let whole = invoice.is_some_and(|invoice| is_whole(&invoice, pivot.as_ref(), &package.choice));
            let (state, reason) = match (whole, problem, &stopped) {
                (true, ..) => (PackageItemState::Ready, None),
                (false, Some(reason), _) => (PackageItemState::Missing, Some(reason)),
                (false, None, Some(reason)) if gives_up => (PackageItemState::Missing, Some(reason.clone())),
                (false, None, Some(_)) => continue,
                (false, None, None) => (PackageItemState::Missing, Some(Reason::NotAtChorusPro)),
            };
            let told = PackageItem { state, reason, ..item };
            transaction.set_package_item(organization, id, &told).await?;
        }
        let waits = !transaction.waiting_items(organization, id, structure, 1).await?.is_empty();
        let end = match (waits, stopped) {
            (false, _) => JobEnd::Done,
            (true, Some(_)) if !gives_up => JobEnd::Again { not_before: work.next_try(), fresh: false },
            (true, _) => JobEnd::Again { not_before: self.ground.now(), fresh: true },
        };
        let settled = work.settle(transaction.as_mut(), end).await?;
        transaction.make_package_ready(organization, id, self.ground.now()).await?;
        transaction.tell(changed(organization, structure, None)).await?;
        transaction.commit().await?;
        Ok(settled)
    }

    /// Ends the job of what is gone, and leaves nothing waiting for it.
    async fn give_up(
        &self,
        work: &Work,
        organization: OrganizationId,
        id: PackageId,
    ) -> Result<Settled, Failure> {
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let settled = work.settle(transaction.as_mut(), JobEnd::Done).await?;
        transaction.make_package_ready(organization, id, self.ground.now()).await?;
        transaction.commit().await?;
        Ok(settled)
    }
}

/// What a run needs to know; none when nothing is to be done any more.
type Known = Option<(Package, StructureOverview, Portion)>;

#[async_trait]
impl Kind for FillPackage {
    const NAME: &'static str = "fill_package";
    type Payload = OfStructure;

    async fn run(&self, work: &Work, of: OfStructure) -> Result<Settled, Failure> {
        let id: PackageId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let package = read.package(organization, id).await?;
        let package = package.filter(|package| package.state == PackageState::Preparing);
        let overview = read.structure(organization, of.structure).await?;
        let known: Known = match package.zip(overview) {
            Some((package, overview)) => Self::portion(read.as_mut(), &package, of.structure)
                .await?
                .map(|portion| (package, overview, portion)),
            None => None,
        };
        drop(read);
        let Some((package, overview, portion)) = known else {
            return self.give_up(work, organization, id).await;
        };
        let use_ = Use::of(portion.direction);
        let round = if portion.wanted.is_empty() {
            Round::default()
        } else {
            self.fetcher.fetch(work, &overview, use_, &portion.wanted).await?
        };
        self.write(work, &package, of.structure, portion, round).await
    }
}
