//! Packages: invoices that are made ready to be taken away together, and the archives that are made each month.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    InvoiceId, OrganizationId, PackageContents, PackageId, PackageItemState, PackageState, Reason,
    StructureId, UserId,
};

use crate::Result;

/// What of each invoice is taken away, and under which name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageChoice {
    /// PDF, PIVOT or both.
    pub contents: PackageContents,
    /// Whether the attachments go with them.
    pub attachments: bool,
    /// How the files are named: a [`domain::NamePattern`] as it was typed.
    pub pattern: String,
}

/// Whose a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageOwner {
    /// Of the person who asked for it.
    Person(UserId),
    /// The archive of a month of a structure, by the first day of the month.
    Archive(StructureId, NaiveDate),
}

/// Invoices that are made ready to be taken away together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Identifier.
    pub id: PackageId,
    /// Owner.
    pub organization: OrganizationId,
    /// Whose it is.
    pub of: PackageOwner,
    /// Who asked for it, or who wanted the archive.
    pub user_name: String,
    /// Which invoices, in words.
    pub selection: String,
    /// What of each.
    pub choice: PackageChoice,
    /// Where it stands.
    pub state: PackageState,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When nothing was to be fetched any more.
    pub ready_at: Option<DateTime<Utc>>,
    /// When it goes; none where an administrator decides. The documents stay.
    pub expires_at: Option<DateTime<Utc>>,
    /// When an administrator took it away, and their name.
    pub deleted: Option<(DateTime<Utc>, String)>,
}

/// An invoice of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageItem {
    /// Its place, from 0.
    pub position: u32,
    /// Which.
    pub invoice: InvoiceId,
    /// Its structure.
    pub structure: StructureId,
    /// Where it stands.
    pub state: PackageItemState,
    /// Why a file is missing; only then.
    pub reason: Option<Reason>,
}

/// How many invoices of a package stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PackageCounts {
    /// To be fetched.
    pub waiting: u64,
    /// Here.
    pub ready: u64,
    /// Without a file that could not be had.
    pub missing: u64,
}

impl PackageCounts {
    /// All of them.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.waiting + self.ready + self.missing
    }
}

/// That an archive of a structure is made each month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivePlan {
    /// Owner.
    pub organization: OrganizationId,
    /// Of which structure.
    pub structure: StructureId,
    /// Whether received invoices are archived.
    pub received: bool,
    /// Whether issued ones are.
    pub issued: bool,
    /// What of each.
    pub choice: PackageChoice,
    /// The first day of the first month that is archived.
    pub first_month: NaiveDate,
    /// The first day of the month that is archived next.
    pub next_month: NaiveDate,
    /// Who wanted it.
    pub set_by_name: String,
    /// When.
    pub set_at: DateTime<Utc>,
}

/// Asking for packages.
#[async_trait]
pub trait ReadPackages: Send {
    /// One package.
    async fn package(&mut self, organization: OrganizationId, id: PackageId) -> Result<Option<Package>>;
    /// The packages that a person has asked for, latest first.
    async fn packages_of(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        most: u32,
    ) -> Result<Vec<Package>>;
    /// The archives of a structure, the latest month first, those included that were taken away.
    async fn archives_of(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        most: u32,
    ) -> Result<Vec<Package>>;
    /// How many invoices of a package stand where.
    async fn package_counts(&mut self, organization: OrganizationId, id: PackageId) -> Result<PackageCounts>;
    /// Invoices of a package from a position on, in their order.
    async fn package_items(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        from: u32,
        most: u32,
    ) -> Result<Vec<PackageItem>>;
    /// The first invoices of a package without a file that could not be had.
    async fn missing_items(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        most: u32,
    ) -> Result<Vec<PackageItem>>;
    /// The first invoices of a structure in a package whose files are to be fetched.
    async fn waiting_items(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        structure: StructureId,
        most: u32,
    ) -> Result<Vec<PackageItem>>;
    /// What a person chose for their last package.
    async fn package_choice(
        &mut self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<PackageChoice>>;
    /// Whether an archive of a structure is made each month, and of what.
    async fn archive_plan(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Option<ArchivePlan>>;
    /// The structures of all organisations of which a month before this one is to be archived.
    async fn due_archives(&mut self, month: NaiveDate) -> Result<Vec<(OrganizationId, StructureId)>>;
    /// The invoices at Chorus Pro that were deposited within the plan of a structure and before a day, and are in none of its
    /// archives, by day; one that is seen late comes so into the next archive.
    async fn unarchived(
        &mut self,
        plan: &ArchivePlan,
        before: NaiveDate,
        most: u32,
    ) -> Result<Vec<InvoiceId>>;
}

/// Changing packages.
#[async_trait]
pub trait WritePackages: ReadPackages {
    /// Adds a package with its invoices.
    async fn insert_package(&mut self, package: &Package, items: &[PackageItem]) -> Result<()>;
    /// Writes where an invoice of a package stands.
    async fn set_package_item(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        item: &PackageItem,
    ) -> Result<()>;
    /// Gives up what still waits in a package; gives how many invoices.
    async fn give_up_waiting(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        reason: &Reason,
    ) -> Result<u64>;
    /// Makes a package ready of which nothing waits any more; false when something does or it is ready already.
    async fn make_package_ready(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        at: DateTime<Utc>,
    ) -> Result<bool>;
    /// Takes a package of a person away with everything of it but the documents; false when it is not there.
    async fn delete_package(&mut self, organization: OrganizationId, id: PackageId) -> Result<bool>;
    /// Notes that an archive was taken away, by whom and when; which invoices it held stays known. False when it is none, or
    /// was taken away before.
    async fn put_archive_away(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<bool>;
    /// Removes packages that ended before an instant, `most` of them at most; gives how many.
    async fn delete_packages_before(&mut self, before: DateTime<Utc>, most: u32) -> Result<u64>;
    /// Remembers what a person chose.
    async fn put_package_choice(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        choice: &PackageChoice,
    ) -> Result<()>;
    /// Adds or replaces that archives of a structure are made.
    async fn put_archive_plan(&mut self, plan: &ArchivePlan) -> Result<()>;
    /// Ends that; the archives stay. False when none were made.
    async fn delete_archive_plan(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<bool>;
}
