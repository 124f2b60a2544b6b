//! Packages and monthly archives.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Direction, InvoiceId, OrganizationId, PackageContents, PackageId, PackageItemState, PackageState, Reason,
    StructureId, UserId,
};
use storage::{
    ArchivePlan, Package, PackageChoice, PackageCounts, PackageItem, PackageOwner, ReadPackages, Result,
    WritePackages,
};

use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::{Fields, Row, json};

/// Rows written in one statement.
const AT_ONCE: usize = 100;

const PACKAGE: &str = "SELECT organization_id, id, user_id, user_name, structure_id, month, selection, contents, \
     attachments, pattern, state, created_at, ready_at, expires_at, deleted_at, deleted_by_name FROM packages \
     WHERE organization_id = ";

const ITEM: &str = "SELECT position, invoice_id, structure_id, state, reason FROM package_items \
     WHERE organization_id = ";

fn read_choice(fields: &Fields<'_>) -> Result<PackageChoice> {
    Ok(PackageChoice {
        contents: fields.code("contents", PackageContents::from_code)?,
        attachments: fields.flag("attachments")?,
        pattern: fields.text("pattern")?,
    })
}

fn read_package(row: &Row) -> Result<Package> {
    let fields = row.of("packages");
    let archive = fields.opt_id("structure_id")?.zip(fields.opt_day("month")?);
    let deleted = fields.opt_time("deleted_at")?.zip(fields.opt_text("deleted_by_name")?);
    Ok(Package {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        of: match archive {
            Some((structure, month)) => PackageOwner::Archive(structure, month),
            None => PackageOwner::Person(fields.id("user_id")?),
        },
        user_name: fields.text("user_name")?,
        selection: fields.text("selection")?,
        choice: read_choice(&fields)?,
        state: fields.code("state", PackageState::from_code)?,
        created_at: fields.time("created_at")?,
        ready_at: fields.opt_time("ready_at")?,
        expires_at: fields.opt_time("expires_at")?,
        deleted,
    })
}

fn read_item(row: &Row) -> Result<PackageItem> {
    let fields = row.of("package_items");
    Ok(PackageItem {
        position: fields.count("position")?,
        invoice: fields.id("invoice_id")?,
        structure: fields.id("structure_id")?,
        state: fields.code("state", PackageItemState::from_code)?,
        reason: fields.opt_reason("reason")?,
    })
}

fn day(fields: &Fields<'_>, column: &'static str) -> Result<NaiveDate> {
    fields.opt_day(column)?.ok_or_else(|| fields.unreadable(column, "null"))
}

fn read_plan(row: &Row) -> Result<ArchivePlan> {
    let fields = row.of("archive_plans");
    Ok(ArchivePlan {
        organization: fields.id("organization_id")?,
        structure: fields.id("structure_id")?,
        received: fields.flag("received")?,
        issued: fields.flag("issued")?,
        choice: read_choice(&fields)?,
        first_month: day(&fields, "first_month")?,
        next_month: day(&fields, "next_month")?,
        set_by_name: fields.text("set_by_name")?,
        set_at: fields.time("set_at")?,
    })
}

impl Handle {
    async fn items_where(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        state: PackageItemState,
        structure: Option<StructureId>,
        most: u32,
    ) -> Result<Vec<PackageItem>> {
        let mut sql = Builder::new(ITEM);
        sql.push_bind(organization).push(" AND package_id = ").push_bind(id);
        if let Some(structure) = structure {
            sql.push(" AND structure_id = ").push_bind(structure);
        }
        // Written out: the index of what waits is one of this state alone.
        sql.push(match state {
            PackageItemState::Waiting => " AND state = 'waiting'",
            PackageItemState::Ready => " AND state = 'ready'",
            PackageItemState::Missing => " AND state = 'missing'",
        });
        sql.push(" ORDER BY position LIMIT ").push_bind(most);
        self.fetch_all(sql.build()).await?.iter().map(read_item).collect()
    }
}

#[async_trait]
impl ReadPackages for Handle {
    async fn package(&mut self, organization: OrganizationId, id: PackageId) -> Result<Option<Package>> {
        let mut sql = Builder::new(PACKAGE);
        sql.push_bind(organization).push(" AND id = ").push_bind(id);
        self.fetch_optional(sql.build()).await?.as_ref().map(read_package).transpose()
    }

    async fn packages_of(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        most: u32,
    ) -> Result<Vec<Package>> {
        let mut sql = Builder::new(PACKAGE);
        sql.push_bind(organization).push(" AND user_id = ").push_bind(user);
        sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").push_bind(most);
        self.fetch_all(sql.build()).await?.iter().map(read_package).collect()
    }

    async fn archives_of(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        most: u32,
    ) -> Result<Vec<Package>> {
        let mut sql = Builder::new(PACKAGE);
        sql.push_bind(organization).push(" AND structure_id = ").push_bind(structure);
        sql.push(" ORDER BY month DESC, created_at DESC, id DESC LIMIT ").push_bind(most);
        self.fetch_all(sql.build()).await?.iter().map(read_package).collect()
    }

    async fn package_counts(&mut self, organization: OrganizationId, id: PackageId) -> Result<PackageCounts> {
        let statement = query(
            "SELECT state, COUNT(*) AS items FROM package_items \
             WHERE organization_id = $1 AND package_id = $2 GROUP BY state",
        );
        let mut counts = PackageCounts::default();
        for row in self.fetch_all(statement.bind(organization).bind(id)).await? {
            let fields = row.of("package_items");
            let count = u64::from(fields.count("items")?);
            match fields.code("state", PackageItemState::from_code)? {
                PackageItemState::Waiting => counts.waiting = count,
                PackageItemState::Ready => counts.ready = count,
                PackageItemState::Missing => counts.missing = count,
            }
        }
        Ok(counts)
    }

    async fn package_items(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        from: u32,
        most: u32,
    ) -> Result<Vec<PackageItem>> {
        let mut sql = Builder::new(ITEM);
        sql.push_bind(organization).push(" AND package_id = ").push_bind(id);
        sql.push(" AND position >= ").push_bind(from);
        sql.push(" ORDER BY position LIMIT ").push_bind(most);
        self.fetch_all(sql.build()).await?.iter().map(read_item).collect()
    }

    async fn missing_items(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        most: u32,
    ) -> Result<Vec<PackageItem>> {
        self.items_where(organization, id, PackageItemState::Missing, None, most).await
    }

    async fn waiting_items(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        structure: StructureId,
        most: u32,
    ) -> Result<Vec<PackageItem>> {
        self.items_where(organization, id, PackageItemState::Waiting, Some(structure), most).await
    }

    async fn package_choice(
        &mut self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Option<PackageChoice>> {
        let statement = query(
            "SELECT contents, attachments, pattern FROM package_choices \
             WHERE organization_id = $1 AND user_id = $2",
        );
        let row = self.fetch_optional(statement.bind(organization).bind(user)).await?;
        row.map(|row| read_choice(&row.of("package_choices"))).transpose()
    }

    async fn archive_plan(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Option<ArchivePlan>> {
        let statement = query(
            "SELECT organization_id, structure_id, received, issued, contents, attachments, pattern, first_month, \
                 next_month, set_by_name, set_at \
             FROM archive_plans WHERE organization_id = $1 AND structure_id = $2",
        );
        let row = self.fetch_optional(statement.bind(organization).bind(structure)).await?;
        row.as_ref().map(read_plan).transpose()
    }

    async fn due_archives(&mut self, month: NaiveDate) -> Result<Vec<(OrganizationId, StructureId)>> {
        let statement = query(
            "SELECT organization_id, structure_id FROM archive_plans WHERE next_month < $1 \
             ORDER BY next_month, organization_id, structure_id",
        );
        let read = |row: &Row| {
            let fields = row.of("archive_plans");
            Ok((fields.id("organization_id")?, fields.id("structure_id")?))
        };
        self.fetch_all(statement.bind(month)).await?.iter().map(read).collect()
    }

    async fn unarchived(
        &mut self,
        plan: &ArchivePlan,
        before: NaiveDate,
        most: u32,
    ) -> Result<Vec<InvoiceId>> {
        let mut directions = Vec::new();
        directions.extend(plan.received.then_some(Direction::Received.code()));
        directions.extend(plan.issued.then_some(Direction::Issued.code()));
        let mut sql = Builder::new("SELECT invoices.id FROM invoices WHERE invoices.organization_id = ");
        sql.push_bind(plan.organization).push(" AND invoices.structure_id = ").push_bind(plan.structure);
        sql.push(" AND invoices.chorus_id IS NOT NULL AND invoices.direction IN ").push_list(directions);
        sql.push(" AND COALESCE(invoices.deposited_on, invoices.date) >= ").push_bind(plan.first_month);
        sql.push(" AND COALESCE(invoices.deposited_on, invoices.date) < ").push_bind(before);
        sql.push(
            " AND NOT EXISTS (SELECT 1 FROM package_items \
                 JOIN packages ON packages.organization_id = package_items.organization_id \
                     AND packages.id = package_items.package_id \
                 WHERE package_items.organization_id = invoices.organization_id \
                     AND package_items.invoice_id = invoices.id AND packages.month IS NOT NULL) \
             ORDER BY COALESCE(invoices.deposited_on, invoices.date), invoices.id LIMIT ",
        );
        sql.push_bind(most);
        self.fetch_all(sql.build()).await?.iter().map(|row| row.of("invoices").id("id")).collect()
    }
}

#[async_trait]
impl WritePackages for Handle {
    async fn insert_package(&mut self, package: &Package, items: &[PackageItem]) -> Result<()> {
        let (user, archive) = match package.of {
            PackageOwner::Person(user) => (Some(user), None),
            PackageOwner::Archive(structure, month) => (None, Some((structure, month))),
        };
        let deleted = package.deleted.as_ref();
        let statement = query(
            "INSERT INTO packages (organization_id, id, user_id, user_name, structure_id, month, selection, contents, \
                 attachments, pattern, state, created_at, ready_at, expires_at, deleted_at, deleted_by_name) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        )
        .bind(package.organization)
        .bind(package.id)
        .bind(user)
        .bind(&package.user_name)
        .bind(archive.map(|(structure, _)| structure))
        .bind(archive.map(|(_, month)| month))
        .bind(&package.selection)
        .bind(package.choice.contents.code())
        .bind(package.choice.attachments)
        .bind(&package.choice.pattern)
        .bind(package.state.code())
        .bind(package.created_at)
        .bind(package.ready_at)
        .bind(package.expires_at)
        .bind(deleted.map(|(at, _)| *at))
        .bind(deleted.map(|(_, by)| by.as_str()));
        self.execute(statement).await?;
        for some in items.chunks(AT_ONCE) {
            let mut sql = Builder::new(
                "INSERT INTO package_items (organization_id, package_id, position, invoice_id, structure_id, state, \
                     reason) VALUES ",
            );
            for (place, item) in some.iter().enumerate() {
                sql.push(if place == 0 { "(" } else { ", (" });
                sql.push_bind(package.organization).push(", ").push_bind(package.id).push(", ");
                sql.push_bind(item.position).push(", ").push_bind(item.invoice).push(", ");
                sql.push_bind(item.structure).push(", ").push_bind(item.state.code()).push(", ");
                sql.push_bind(item.reason.as_ref().map(json).transpose()?).push(")");
            }
            self.execute(sql.build()).await?;
        }
        Ok(())
    }

    async fn set_package_item(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        item: &PackageItem,
    ) -> Result<()> {
        let statement = query(
            "UPDATE package_items SET state = $1, reason = $2 \
             WHERE organization_id = $3 AND package_id = $4 AND position = $5",
        )
        .bind(item.state.code())
        .bind(item.reason.as_ref().map(json).transpose()?)
        .bind(organization)
        .bind(id)
        .bind(item.position);
        self.execute(statement).await.map(drop)
    }

    async fn give_up_waiting(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        reason: &Reason,
    ) -> Result<u64> {
        let statement = query(
            "UPDATE package_items SET state = 'missing', reason = $1 \
             WHERE organization_id = $2 AND package_id = $3 AND state = 'waiting'",
        );
        self.execute(statement.bind(json(reason)?).bind(organization).bind(id)).await
    }

    async fn make_package_ready(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        at: DateTime<Utc>,
    ) -> Result<bool> {
        let statement = query(
            "UPDATE packages SET state = 'ready', ready_at = $1 \
             WHERE organization_id = $2 AND id = $3 AND state = 'preparing' AND NOT EXISTS ( \
                 SELECT 1 FROM package_items WHERE package_items.organization_id = $2 \
                     AND package_items.package_id = $3 AND package_items.state = 'waiting')",
        );
        Ok(self.execute(statement.bind(at).bind(organization).bind(id)).await? == 1)
    }

    async fn delete_package(&mut self, organization: OrganizationId, id: PackageId) -> Result<bool> {
        let items = query(
            "DELETE FROM package_items WHERE organization_id = $1 AND package_id = $2 AND EXISTS ( \
                 SELECT 1 FROM packages WHERE packages.organization_id = $1 AND packages.id = $2 \
                     AND packages.structure_id IS NULL)",
        );
        self.execute(items.bind(organization).bind(id)).await?;
        let statement =
            query("DELETE FROM packages WHERE organization_id = $1 AND id = $2 AND structure_id IS NULL");
        Ok(self.execute(statement.bind(organization).bind(id)).await? == 1)
    }

    async fn put_archive_away(
        &mut self,
        organization: OrganizationId,
        id: PackageId,
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<bool> {
        let statement = query(
            "UPDATE packages SET state = 'deleted', deleted_at = $1, deleted_by_name = $2 \
             WHERE organization_id = $3 AND id = $4 AND structure_id IS NOT NULL AND state <> 'deleted'",
        );
        Ok(self.execute(statement.bind(at).bind(by).bind(organization).bind(id)).await? == 1)
    }

    async fn delete_packages_before(&mut self, before: DateTime<Utc>, most: u32) -> Result<u64> {
        let statement = query(
            "SELECT organization_id, id FROM packages WHERE expires_at IS NOT NULL AND expires_at < $1 \
             ORDER BY expires_at LIMIT $2",
        );
        let mut gone = 0;
        for row in self.fetch_all(statement.bind(before).bind(most)).await? {
            let fields = row.of("packages");
            gone += u64::from(self.delete_package(fields.id("organization_id")?, fields.id("id")?).await?);
        }
        Ok(gone)
    }

    async fn put_package_choice(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        choice: &PackageChoice,
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO package_choices (organization_id, user_id, contents, attachments, pattern) \
             VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (organization_id, user_id) DO UPDATE SET contents = excluded.contents, \
                 attachments = excluded.attachments, pattern = excluded.pattern",
        )
        .bind(organization)
        .bind(user)
        .bind(choice.contents.code())
        .bind(choice.attachments)
        .bind(&choice.pattern);
        self.execute(statement).await.map(drop)
    }

    async fn put_archive_plan(&mut self, plan: &ArchivePlan) -> Result<()> {
        let statement = query(
            "INSERT INTO archive_plans (organization_id, structure_id, received, issued, contents, attachments, \
                 pattern, first_month, next_month, set_by_name, set_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (organization_id, structure_id) DO UPDATE SET received = excluded.received, \
                 issued = excluded.issued, contents = excluded.contents, attachments = excluded.attachments, \
                 pattern = excluded.pattern, first_month = excluded.first_month, \
                 next_month = excluded.next_month, set_by_name = excluded.set_by_name, set_at = excluded.set_at",
        )
        .bind(plan.organization)
        .bind(plan.structure)
        .bind(plan.received)
        .bind(plan.issued)
        .bind(plan.choice.contents.code())
        .bind(plan.choice.attachments)
        .bind(&plan.choice.pattern)
        .bind(plan.first_month)
        .bind(plan.next_month)
        .bind(&plan.set_by_name)
        .bind(plan.set_at);
        self.execute(statement).await.map(drop)
    }

    async fn delete_archive_plan(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<bool> {
        let statement = query("DELETE FROM archive_plans WHERE organization_id = $1 AND structure_id = $2");
        Ok(self.execute(statement.bind(organization).bind(structure)).await? == 1)
    }
}
