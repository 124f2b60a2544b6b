//! A package that a person asks for: of invoices that were chosen, or of everything that a filter selects.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};

use chrono::TimeDelta;
use domain::{
    Direction, InvoiceId, InvoiceKind, MOST_PACKED, NamePattern, NameValues, Notes, OrganizationId,
    PackageContents, PackageField, PackageId, PackageItemState, PackageState, Permission, Reason, Remark,
    StructureId, readable_name,
};
use jobs::Priority;
use storage::{
    Document, Invoice, InvoiceFilter, MOST_ROWS, Package, PackageChoice, PackageItem, PackageOwner, Snapshot,
    Sort, SortColumn, StructureOverview, Transaction,
};

use super::Downloads;
use super::fill_package::{FillPackage, OfStructure};
use super::lacks::{is_whole, missing_of};
use crate::access::{Use, choose, lane_of};
use crate::ground::{Ground, changed};
use crate::{Actor, OperationError, Result};

/// A package goes after this long; its documents stay.
const KEPT: TimeDelta = TimeDelta::days(7);
/// Most packages that a person has at a time.
const MOST_PACKAGES: u32 = 20;
/// Invoices that are looked at together.
const AT_ONCE: usize = 500;
/// Longest words for what was selected, characters.
const LONGEST_SELECTION: usize = 400;

/// What was typed of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageTyped {
    /// Code of a [`PackageContents`].
    pub contents: String,
    /// Whether the attachments go with them.
    pub attachments: bool,
    /// How the files are named.
    pub pattern: String,
}

/// Which invoices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewPackage {
    /// These.
    Chosen(Vec<InvoiceId>),
    /// All that a filter selects; its scope is replaced by the person's own.
    Filter(Box<InvoiceFilter>),
}

/// What a package would hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// How many invoices.
    pub count: u64,
    /// The first of them, by which names are shown.
    pub first: Option<NameValues>,
}

impl PackageTyped {
    /// What was typed, checked.
    ///
    /// # Errors
    /// What is to be corrected, at the fields.
    pub fn check(&self) -> Result<PackageChoice> {
        let mut notes = Notes::default();
        let contents = PackageContents::from_code(&self.contents);
        if contents.is_none() {
            notes.error(PackageField::Contents, Remark::NotChosen);
        }
        let pattern = NamePattern::parse(&self.pattern);
        if let Err(error) = &pattern {
            notes.error(PackageField::Pattern, Remark::NamePattern { error: error.clone() });
        }
        match (contents, pattern) {
            (Some(contents), Ok(pattern)) => {
                Ok(PackageChoice { contents, attachments: self.attachments, pattern: pattern.to_string() })
            }
            _ => Err(OperationError::Invalid(notes)),
        }
    }
}

impl From<PackageChoice> for PackageTyped {
    fn from(choice: PackageChoice) -> Self {
        Self {
            contents: choice.contents.code().to_owned(),
            attachments: choice.attachments,
            pattern: choice.pattern,
        }
    }
}

impl Downloads {
    /// What a person chose for their last package, or what is proposed for the first.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn proposed_choice(&self, actor: &Actor) -> Result<PackageTyped> {
        actor.require(Permission::Read)?;
        let known = self.ground.read().await?.package_choice(actor.organization, actor.user).await?;
        Ok(known.unwrap_or_else(default_choice).into())
    }

    /// What a package would hold; nothing is begun.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it is more than [`MOST_PACKED`].
    pub async fn look_at_package(&self, actor: &Actor, new: NewPackage) -> Result<Begun> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let ids = selected(read.as_mut(), actor, new).await?;
        let first = match ids.first() {
            Some(first) => read.invoice(actor.organization, *first).await?,
            None => None,
        };
        let first = match first {
            Some(invoice) => {
                let structure = read.structure(actor.organization, invoice.structure).await?;
                structure.map(|overview| values_of(&invoice, &overview))
            }
            None => None,
        };
        Ok(Begun { count: ids.len() as u64, first })
    }

    /// Begins a package: what is here already is ready, the rest is fetched, ten invoices in a call, and what cannot be had
    /// is noted with its reason. `selection` tells in words which invoices. The choice is remembered.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] for what was typed; [`OperationError::Refused`] when there is no invoice, too many, or
    /// when the person has too many packages.
    pub async fn begin_package(
        &self,
        actor: &Actor,
        new: NewPackage,
        typed: &PackageTyped,
        selection: &str,
    ) -> Result<PackageId> {
        actor.require(Permission::Read)?;
        let choice = typed.check()?;
        let organization = actor.organization;
        // What takes long is read while nobody waits.
        let ids = selected(self.ground.read().await?.as_mut(), actor, new).await?;
        let mut transaction = self.ground.write(organization).await?;
        let present = transaction.packages_of(organization, actor.user, MOST_PACKAGES).await?;
        if present.len() >= usize::try_from(MOST_PACKAGES).unwrap_or(usize::MAX) {
            return Err(OperationError::Refused(Reason::TooManyPackages { most: u64::from(MOST_PACKAGES) }));
        }
        // Decided on what this transaction reads: one may have left the reach meanwhile.
        let items = items_of(transaction.as_mut(), organization, Some(actor), &ids, &choice).await?;
        if items.is_empty() {
            return Err(OperationError::Refused(Reason::NothingToDownload));
        }
        let now = self.ground.now();
        let package = Package {
            id: self.ground.id::<PackageId>(),
            organization,
            of: PackageOwner::Person(actor.user),
            user_name: actor.name.clone(),
            selection: selection.chars().take(LONGEST_SELECTION).collect(),
            choice,
            state: PackageState::Preparing,
            created_at: now,
            ready_at: None,
            expires_at: Some(now + KEPT),
            deleted: None,
        };
        begin(&self.ground, transaction.as_mut(), &package, &items).await?;
        transaction.put_package_choice(organization, actor.user, &package.choice).await?;
        let detail = format!("{} invoices", items.len());
        transaction.journal(&self.ground.act(actor, "package.begin", package.id, detail)).await?;
        transaction.commit().await?;
        Ok(package.id)
    }
}

/// What is proposed before anybody chose.
pub(super) fn default_choice() -> PackageChoice {
    PackageChoice {
        contents: PackageContents::Pdf,
        attachments: true,
        pattern: NamePattern::default().to_string(),
    }
}

/// Writes a package with its invoices, and has fetched what is missing.
pub(super) async fn begin(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    package: &Package,
    items: &[PackageItem],
) -> Result<()> {
    let organization = package.organization;
    transaction.insert_package(package, items).await?;
    let waiting: HashSet<StructureId> = items
        .iter()
        .filter(|item| item.state == PackageItemState::Waiting)
        .map(|item| item.structure)
        .collect();
    for structure in &waiting {
        let overview = transaction.structure(organization, *structure).await?;
        let lane = overview.as_ref().and_then(|overview| lane_of(overview, Use::Any));
        let Some(lane) = lane else { continue };
        let of = OfStructure { structure: *structure };
        let mut job = ground.queue().job::<FillPackage>(Some(organization), package.id, lane, &of);
        job.deduplication_key = Some(format!("fill_package:{}:{structure}", package.id));
        job.family = structure.to_string();
        job.priority = Priority::Normal;
        transaction.enqueue(&job).await?;
    }
    if waiting.is_empty() {
        transaction.make_package_ready(organization, package.id, ground.now()).await?;
    }
    if let Some(first) = items.first() {
        transaction.tell(changed(organization, first.structure, None)).await?;
    }
    Ok(())
}

/// The invoices of a package, each with what is still to be fetched of it. Those that are gone or out of reach are left
/// out, and those that were never given to Chorus Pro and have no document.
pub(super) async fn items_of(
    read: &mut dyn Snapshot,
    organization: OrganizationId,
    actor: Option<&Actor>,
    ids: &[InvoiceId],
    choice: &PackageChoice,
) -> Result<Vec<PackageItem>> {
    let mut structures: BTreeMap<StructureId, Option<StructureOverview>> = BTreeMap::new();
    let mut items = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let mut known: BTreeMap<InvoiceId, Invoice> = BTreeMap::new();
        for invoice in read.invoices(organization, some).await? {
            let reached = actor.is_none_or(|actor| actor.reach(Some(invoice.clone())).is_ok());
            if reached {
                known.insert(invoice.id, invoice);
            }
        }
        let pivots = read.pivots_of(organization, some).await?;
        for id in some {
            let Some(invoice) = known.remove(id) else { continue };
            if let Entry::Vacant(unknown) = structures.entry(invoice.structure) {
                unknown.insert(read.structure(organization, invoice.structure).await?);
            }
            let overview = structures.get(&invoice.structure).and_then(Option::as_ref);
            let (state, reason) = standing(&invoice, pivots.get(id), overview, choice);
            items.push(PackageItem {
                position: u32::try_from(items.len()).unwrap_or(u32::MAX),
                invoice: invoice.id,
                structure: invoice.structure,
                state,
                reason,
            });
        }
    }
    Ok(items)
}

/// Where an invoice stands when its package begins.
fn standing(
    invoice: &Invoice,
    pivot: Option<&Document>,
    overview: Option<&StructureOverview>,
    choice: &PackageChoice,
) -> (PackageItemState, Option<Reason>) {
    let missing = |reason: Reason| (PackageItemState::Missing, Some(reason));
    match missing_of(invoice, pivot, choice) {
        None if is_whole(invoice, pivot, choice) => (PackageItemState::Ready, None),
        None => missing(Reason::NotAtChorusPro),
        Some(_) => {
            let Some(overview) = overview else { return missing(Reason::NoAccess) };
            match choose(overview, Use::of(invoice.direction)) {
                Ok(_) => (PackageItemState::Waiting, None),
                Err(reason) => missing(reason),
            }
        }
    }
}

/// The invoices that a person asks for, each once and in their order.
async fn selected(read: &mut dyn Snapshot, actor: &Actor, new: NewPackage) -> Result<Vec<InvoiceId>> {
    let too_many = || OperationError::Refused(Reason::TooManyToPack { most: MOST_PACKED });
    let mut known = HashSet::new();
    let mut ids = Vec::new();
    match new {
        NewPackage::Chosen(chosen) => {
            if chosen.len() as u64 > MOST_PACKED {
                return Err(too_many());
            }
            for some in chosen.chunks(AT_ONCE) {
                let found = read.invoices(actor.organization, some).await?;
                let reached: HashSet<InvoiceId> = found
                    .into_iter()
                    .filter_map(|invoice| actor.reach(Some(invoice)).ok())
                    .map(|invoice| invoice.id)
                    .collect();
                ids.extend(some.iter().filter(|id| reached.contains(id) && known.insert(**id)));
            }
        }
        NewPackage::Filter(filter) => {
            // In an order in which nothing moves while it is read.
            let mut filter = InvoiceFilter {
                scope: actor.scope.clone(),
                per_page: MOST_ROWS,
                page: 1,
                sort: Sort { column: SortColumn::Date, descending: true },
                ..*filter
            };
            let mut seen = 0;
            loop {
                let page = read.invoice_page(actor.organization, &filter).await?;
                if page.totals.count > MOST_PACKED {
                    return Err(too_many());
                }
                seen += page.rows.len() as u64;
                let is_last = page.rows.is_empty() || seen >= page.totals.count;
                ids.extend(page.rows.iter().map(|row| row.id).filter(|id| known.insert(*id)));
                if is_last {
                    break;
                }
                filter.page += 1;
            }
        }
    }
    Ok(ids)
}

/// What the terms of a name stand for.
pub(super) fn values_of(invoice: &Invoice, overview: &StructureOverview) -> NameValues {
    let structure = &overview.structure;
    let own = (readable_name(&structure.name), structure.identifier.as_str().to_owned());
    let other = (readable_name(&invoice.partner_name), invoice.partner_siret.clone());
    let (supplier, recipient) = match invoice.direction {
        Direction::Issued => (own, other),
        Direction::Received => (other, own),
    };
    NameValues {
        number: invoice.number.clone(),
        date: invoice.date,
        kind: match invoice.kind {
            InvoiceKind::Facture => "facture",
            InvoiceKind::Avoir => "avoir",
        }
        .to_owned(),
        supplier,
        recipient,
        service: invoice.service_code.clone().unwrap_or_default(),
        engagement: invoice.engagement.clone().unwrap_or_default(),
        chorus_number: invoice.chorus_id,
    }
}
