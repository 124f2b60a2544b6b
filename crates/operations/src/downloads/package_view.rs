//! The packages of a person, one of them, and what can be done with it.

use domain::{PackageId, PackageState, Permission, Reason};
use storage::{Package, PackageCounts, PackageItem, PackageOwner, Snapshot};

use super::Downloads;
use crate::{Actor, OperationError, Result};

/// Packages that a list shows.
pub const MOST_SHOWN: u32 = 100;
/// Invoices that are named on the page of a package for what is missing of them.
const MOST_NAMED: u32 = 50;

/// A package in a list.
#[derive(Clone, Debug)]
pub struct PackageSummary {
    /// The package.
    pub package: Package,
    /// How many of its invoices stand where.
    pub counts: PackageCounts,
}

/// One package.
#[derive(Clone, Debug)]
pub struct PackageView {
    /// The package.
    pub package: Package,
    /// How many of its invoices stand where.
    pub counts: PackageCounts,
    /// Its first invoices of which something could not be had, with their numbers.
    pub missing: Vec<(PackageItem, String)>,
}

/// A package within reach: one's own, or the archive of a structure that is reached whole.
pub(super) async fn reached(read: &mut dyn Snapshot, actor: &Actor, id: PackageId) -> Result<Package> {
    actor.require(Permission::Read)?;
    let is_reached = |package: &Package| match package.of {
        PackageOwner::Person(user) => user == actor.user,
        PackageOwner::Archive(structure, _) => actor.reaches_whole(structure),
    };
    let package = read.package(actor.organization, id).await?;
    package.filter(is_reached).ok_or(OperationError::NotFound("package"))
}

/// Packages with their counts.
pub(super) async fn summaries(
    read: &mut dyn Snapshot,
    packages: Vec<Package>,
) -> Result<Vec<PackageSummary>> {
    let mut told = Vec::with_capacity(packages.len());
    for package in packages {
        let counts = read.package_counts(package.organization, package.id).await?;
        told.push(PackageSummary { package, counts });
    }
    Ok(told)
}

impl Downloads {
    /// The packages of a person, latest first.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn packages(&self, actor: &Actor) -> Result<Vec<PackageSummary>> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let packages = read.packages_of(actor.organization, actor.user, MOST_SHOWN).await?;
        summaries(read.as_mut(), packages).await
    }

    /// One package.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is somebody else's, or the archive of a structure out of reach.
    pub async fn package_view(&self, actor: &Actor, id: PackageId) -> Result<PackageView> {
        let mut read = self.ground.read().await?;
        let package = reached(read.as_mut(), actor, id).await?;
        let counts = read.package_counts(actor.organization, id).await?;
        let mut missing = Vec::new();
        for item in read.missing_items(actor.organization, id, MOST_NAMED).await? {
            // What has left the reach since is not told of.
            let invoice = read.invoice(actor.organization, item.invoice).await?;
            if let Ok(invoice) = actor.reach(invoice) {
                missing.push((item, invoice.number));
            }
        }
        Ok(PackageView { package, counts, missing })
    }

    /// Ends the waiting for files: what is here can be taken away, what is not is told in its index.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn finish_package(&self, actor: &Actor, id: PackageId) -> Result<()> {
        let organization = actor.organization;
        let mut transaction = self.ground.write(organization).await?;
        let package = reached(transaction.as_mut(), actor, id).await?;
        if package.state != PackageState::Preparing {
            return Ok(());
        }
        let left = transaction.give_up_waiting(organization, id, &Reason::NotWaitedFor).await?;
        transaction.make_package_ready(organization, id, self.ground.now()).await?;
        let entry = self.ground.act(actor, "package.finish", id, left.to_string());
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a package away: one's own, or an archive by an administrator. The documents stay, and which invoices an archive
    /// held stays known.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach; [`OperationError::Forbidden`] for an archive.
    pub async fn delete_package(&self, actor: &Actor, id: PackageId) -> Result<()> {
        let organization = actor.organization;
        let mut transaction = self.ground.write(organization).await?;
        let package = reached(transaction.as_mut(), actor, id).await?;
        match package.of {
            PackageOwner::Person(_) => {
                transaction.delete_package(organization, id).await?;
            }
            PackageOwner::Archive(..) => {
                actor.require(Permission::ManageUsers)?;
                transaction.put_archive_away(organization, id, self.ground.now(), &actor.name).await?;
            }
        }
        transaction.journal(&self.ground.act(actor, "package.delete", id, &package.selection)).await?;
        transaction.commit().await?;
        Ok(())
    }
}
