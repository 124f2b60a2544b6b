//! The reading trait: each method takes a read-only connection and asks the module of its subject.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Environment, ExchangeId, InvoiceId, OrganizationId, Siret, StructureId, UserId};
use sqlx::Sqlite;
use sqlx::pool::PoolConnection;
use storage::{
    Attachment, Attempt, Connection, DirectoryEntry, Event, Exchange, ExchangeFilter, ExchangePage, Invoice,
    InvoiceFilter, InvoicePage, InvoiceRow, Membership, Organization, OutboxItem, OutboxKind, Result, Scope,
    Session, SessionToken, SignInThrottle, Storage, StructureOverview, StructureSummary, UnitOfWork, User,
    UserOfOrganization,
};

use crate::rows::failed;
use crate::unit::SqliteUnit;
use crate::{SqliteStorage, accounts, exchanges, invoices, list, outbox, structures};

impl SqliteStorage {
    /// A read-only connection of its own.
    async fn reader(&self) -> Result<PoolConnection<Sqlite>> {
        self.readers.acquire().await.map_err(failed)
    }
}

#[async_trait]
impl Storage for SqliteStorage {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>> {
        // IMMEDIATE takes the write lock now: a transaction that has read never finds that it may not write.
        let transaction = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        Ok(Box::new(SqliteUnit::new(transaction)))
    }

    async fn is_ready(&self) -> bool {
        match self.reader().await {
            Ok(mut reader) => sqlx::query("SELECT 1 FROM organizations").execute(&mut *reader).await.is_ok(),
            Err(_) => false,
        }
    }

    async fn close(&self) {
        self.shut().await;
    }

    async fn organizations(&self) -> Result<Vec<Organization>> {
        accounts::organizations(&mut *self.reader().await?).await
    }

    async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        accounts::user_by_email(&mut *self.reader().await?, email).await
    }

    async fn user(&self, id: UserId) -> Result<Option<User>> {
        accounts::user(&mut *self.reader().await?, id).await
    }

    async fn memberships(&self, user: UserId) -> Result<Vec<Membership>> {
        accounts::memberships(&mut *self.reader().await?, user).await
    }

    async fn users_of(&self, organization: OrganizationId) -> Result<Vec<UserOfOrganization>> {
        accounts::users_of(&mut *self.reader().await?, organization).await
    }

    async fn session(&self, token: &SessionToken) -> Result<Option<(Session, User, Membership)>> {
        accounts::session(&mut *self.reader().await?, token).await
    }

    async fn sessions_of(&self, user: UserId) -> Result<Vec<Session>> {
        accounts::sessions_of(&mut *self.reader().await?, user).await
    }

    async fn throttle(&self, key: &str) -> Result<Option<SignInThrottle>> {
        accounts::throttle(&mut *self.reader().await?, key).await
    }

    async fn structures(&self, organization: OrganizationId) -> Result<Vec<StructureSummary>> {
        structures::structures(&mut *self.reader().await?, organization).await
    }

    async fn structure(
        &self,
        organization: OrganizationId,
        id: StructureId,
    ) -> Result<Option<StructureOverview>> {
        structures::structure(&mut *self.reader().await?, organization, id).await
    }

    async fn connections_to_sync(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Connection>> {
        structures::connections_to_sync(&mut *self.reader().await?, now, limit).await
    }

    async fn directory_entry(
        &self,
        organization: OrganizationId,
        environment: Environment,
        siret: &Siret,
    ) -> Result<Option<DirectoryEntry>> {
        structures::directory_entry(&mut *self.reader().await?, organization, environment, siret).await
    }

    async fn recent_recipients(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        limit: u32,
    ) -> Result<Vec<(Siret, String)>> {
        structures::recent_recipients(&mut *self.reader().await?, organization, structure, limit).await
    }

    async fn invoice_page(
        &self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
    ) -> Result<InvoicePage> {
        list::invoice_page(&mut *self.reader().await?, organization, filter).await
    }

    async fn invoices_needing_action(
        &self,
        organization: OrganizationId,
        scope: &Scope,
        limit: u32,
    ) -> Result<Vec<InvoiceRow>> {
        list::invoices_needing_action(&mut *self.reader().await?, organization, scope, limit).await
    }

    async fn invoice(&self, organization: OrganizationId, id: InvoiceId) -> Result<Option<Invoice>> {
        invoices::invoice(&mut *self.reader().await?, organization, id).await
    }

    async fn invoices_with_number(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        number: &str,
    ) -> Result<Vec<InvoiceId>> {
        invoices::invoices_with_number(&mut *self.reader().await?, organization, structure, number).await
    }

    async fn invoice_by_chorus_id(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        chorus_id: i64,
    ) -> Result<Option<Invoice>> {
        invoices::invoice_by_chorus_id(&mut *self.reader().await?, organization, structure, chorus_id).await
    }

    async fn attachments(&self, organization: OrganizationId, invoice: InvoiceId) -> Result<Vec<Attachment>> {
        invoices::attachments(&mut *self.reader().await?, organization, invoice).await
    }

    async fn events(&self, organization: OrganizationId, invoice: InvoiceId) -> Result<Vec<Event>> {
        invoices::events(&mut *self.reader().await?, organization, invoice).await
    }

    async fn attempts(&self, organization: OrganizationId, invoice: InvoiceId) -> Result<Vec<Attempt>> {
        outbox::attempts(&mut *self.reader().await?, organization, invoice).await
    }

    async fn outbox_item(
        &self,
        organization: OrganizationId,
        invoice: InvoiceId,
        kind: OutboxKind,
    ) -> Result<Option<OutboxItem>> {
        outbox::outbox_item(&mut *self.reader().await?, organization, invoice, kind).await
    }

    async fn next_outbox_due(&self) -> Result<Option<DateTime<Utc>>> {
        outbox::next_outbox_due(&mut *self.reader().await?).await
    }

    async fn open_outbox_count(&self) -> Result<u64> {
        outbox::open_outbox_count(&mut *self.reader().await?).await
    }

    async fn exchange_page(
        &self,
        organization: OrganizationId,
        filter: &ExchangeFilter,
    ) -> Result<ExchangePage> {
        exchanges::exchange_page(&mut *self.reader().await?, organization, filter).await
    }

    async fn exchange(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        id: ExchangeId,
    ) -> Result<Option<Exchange>> {
        exchanges::exchange(&mut *self.reader().await?, organization, structure, id).await
    }
}
