//! One transaction on the only writing connection.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    AttachmentId, ConnectionId, Environment, InvoiceId, OrganizationId, OutboxId, Role, SessionId, UserId,
};
use sqlx::{Sqlite, Transaction};
use storage::{
    Attachment, Attempt, Connection, DirectoryEntry, Event, Exchange, Invoice, JournalEntry, Organization,
    OutboxItem, Result, Scope, Session, SessionToken, SignInThrottle, Structure, UnitOfWork, User,
};

use crate::rows::failed;
use crate::{accounts, exchanges, invoices, outbox, structures};

/// A transaction that rolls back when it is dropped without a commit.
pub(crate) struct SqliteUnit {
    transaction: Transaction<'static, Sqlite>,
}

impl SqliteUnit {
    pub(crate) const fn new(transaction: Transaction<'static, Sqlite>) -> Self {
        Self { transaction }
    }
}

#[async_trait]
impl UnitOfWork for SqliteUnit {
    async fn commit(self: Box<Self>) -> Result<()> {
        self.transaction.commit().await.map_err(failed)
    }

    async fn insert_organization(&mut self, organization: &Organization) -> Result<()> {
        accounts::insert_organization(&mut self.transaction, organization).await
    }

    async fn insert_user(&mut self, user: &User) -> Result<()> {
        accounts::insert_user(&mut self.transaction, user).await
    }

    async fn update_user(&mut self, user: &User) -> Result<()> {
        accounts::update_user(&mut self.transaction, user).await
    }

    async fn set_membership(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        role: Role,
        scope: &Scope,
    ) -> Result<()> {
        accounts::set_membership(&mut self.transaction, organization, user, role, scope).await
    }

    async fn remove_membership(&mut self, organization: OrganizationId, user: UserId) -> Result<()> {
        accounts::remove_membership(&mut self.transaction, organization, user).await
    }

    async fn insert_session(&mut self, session: &Session, token: &SessionToken) -> Result<()> {
        accounts::insert_session(&mut self.transaction, session, token).await
    }

    async fn touch_session(&mut self, id: SessionId, at: DateTime<Utc>) -> Result<()> {
        accounts::touch_session(&mut self.transaction, id, at).await
    }

    async fn switch_session(&mut self, id: SessionId, organization: OrganizationId) -> Result<()> {
        accounts::switch_session(&mut self.transaction, id, organization).await
    }

    async fn delete_session(&mut self, user: UserId, id: SessionId) -> Result<()> {
        accounts::delete_session(&mut self.transaction, user, id).await
    }

    async fn delete_sessions(&mut self, user: UserId, except: Option<SessionId>) -> Result<u64> {
        accounts::delete_sessions(&mut self.transaction, user, except).await
    }

    async fn delete_expired_sessions(
        &mut self,
        now: DateTime<Utc>,
        idle_before: DateTime<Utc>,
    ) -> Result<u64> {
        accounts::delete_expired_sessions(&mut self.transaction, now, idle_before).await
    }

    async fn set_throttle(&mut self, throttle: &SignInThrottle) -> Result<()> {
        accounts::set_throttle(&mut self.transaction, throttle).await
    }

    async fn clear_throttle(&mut self, key: &str) -> Result<()> {
        accounts::clear_throttle(&mut self.transaction, key).await
    }

    async fn insert_structure(&mut self, structure: &Structure) -> Result<()> {
        structures::insert_structure(&mut self.transaction, structure).await
    }

    async fn update_structure(&mut self, structure: &Structure) -> Result<()> {
        structures::update_structure(&mut self.transaction, structure).await
    }

    async fn put_connection(&mut self, connection: &Connection) -> Result<()> {
        structures::put_connection(&mut self.transaction, connection).await
    }

    async fn update_connection_state(&mut self, connection: &Connection) -> Result<()> {
        structures::update_connection_state(&mut self.transaction, connection).await
    }

    async fn connection(
        &mut self,
        organization: OrganizationId,
        id: ConnectionId,
    ) -> Result<Option<Connection>> {
        structures::connection(&mut self.transaction, organization, id).await
    }

    async fn put_directory_entry(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        entry: &DirectoryEntry,
    ) -> Result<()> {
        structures::put_directory_entry(&mut self.transaction, organization, environment, entry).await
    }

    async fn insert_invoice(&mut self, invoice: &Invoice) -> Result<()> {
        invoices::insert_invoice(&mut self.transaction, invoice).await
    }

    async fn invoice(&mut self, organization: OrganizationId, id: InvoiceId) -> Result<Option<Invoice>> {
        invoices::invoice(&mut self.transaction, organization, id).await
    }

    async fn update_invoice(&mut self, invoice: &mut Invoice) -> Result<()> {
        invoices::update_invoice(&mut self.transaction, invoice).await
    }

    async fn insert_attachment(&mut self, attachment: &Attachment) -> Result<()> {
        invoices::insert_attachment(&mut self.transaction, attachment).await
    }

    async fn set_attachment_chorus_id(
        &mut self,
        organization: OrganizationId,
        id: AttachmentId,
        chorus_id: i64,
    ) -> Result<()> {
        invoices::set_attachment_chorus_id(&mut self.transaction, organization, id, chorus_id).await
    }

    async fn delete_attachment(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        id: AttachmentId,
    ) -> Result<()> {
        invoices::delete_attachment(&mut self.transaction, organization, invoice, id).await
    }

    async fn insert_event(&mut self, event: &Event) -> Result<bool> {
        invoices::insert_event(&mut self.transaction, event).await
    }

    async fn enqueue(&mut self, item: &OutboxItem) -> Result<bool> {
        outbox::enqueue(&mut self.transaction, item).await
    }

    async fn lease_next(
        &mut self,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
    ) -> Result<Option<OutboxItem>> {
        outbox::lease_next(&mut self.transaction, now, lease_until).await
    }

    async fn update_outbox(&mut self, item: &OutboxItem) -> Result<()> {
        outbox::update_outbox(&mut self.transaction, item).await
    }

    async fn cancel_outbox(&mut self, organization: OrganizationId, id: OutboxId) -> Result<bool> {
        outbox::cancel_outbox(&mut self.transaction, organization, id).await
    }

    async fn make_due(
        &mut self,
        organization: OrganizationId,
        id: OutboxId,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        outbox::make_due(&mut self.transaction, organization, id, now).await
    }

    async fn take_over(&mut self, now: DateTime<Utc>, search_at: DateTime<Utc>) -> Result<()> {
        outbox::take_over(&mut self.transaction, now, search_at).await
    }

    async fn release_leases(&mut self, ids: &[OutboxId], now: DateTime<Utc>) -> Result<()> {
        outbox::release_leases(&mut self.transaction, ids, now).await
    }

    async fn insert_attempt(&mut self, attempt: &Attempt) -> Result<()> {
        outbox::insert_attempt(&mut self.transaction, attempt).await
    }

    async fn journal(&mut self, entry: &JournalEntry) -> Result<()> {
        accounts::journal(&mut self.transaction, entry).await
    }

    async fn insert_exchange(&mut self, exchange: &Exchange) -> Result<()> {
        exchanges::insert_exchange(&mut self.transaction, exchange).await
    }

    async fn delete_exchanges_before(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u64> {
        exchanges::delete_exchanges_before(&mut self.transaction, before, limit).await
    }
}
