//! The two traits: asking and changing.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    AttachmentId, ConnectionId, Environment, ExchangeId, InvoiceId, OrganizationId, OutboxId, Role,
    SessionId, Siret, StructureId, UserId,
};

use crate::{
    Attachment, Attempt, Connection, DirectoryEntry, Event, Exchange, ExchangeFilter, ExchangePage, Invoice,
    InvoiceFilter, InvoicePage, InvoiceRow, JournalEntry, Membership, Organization, OutboxItem, OutboxKind,
    Result, Scope, Session, SessionToken, SignInThrottle, Structure, StructureOverview, StructureSummary,
    User, UserOfOrganization,
};

/// Reads, and the way to a [`UnitOfWork`].
#[async_trait]
pub trait Storage: Send + Sync {
    /// Starts a transaction that may write. Waits for its turn.
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>>;

    /// Whether the database answers.
    async fn is_ready(&self) -> bool;

    /// Closes the database after its last transaction.
    async fn close(&self);

    /// All organisations (command line only).
    async fn organizations(&self) -> Result<Vec<Organization>>;

    /// By address, without case.
    async fn user_by_email(&self, email: &str) -> Result<Option<User>>;
    /// By identifier.
    async fn user(&self, id: UserId) -> Result<Option<User>>;
    /// Where a person may work, by name of organisation.
    async fn memberships(&self, user: UserId) -> Result<Vec<Membership>>;
    /// The people of an organisation, by name.
    async fn users_of(&self, organization: OrganizationId) -> Result<Vec<UserOfOrganization>>;
    /// The session of a cookie with its person and membership; absent when expired rows were removed, the person is
    /// disabled or no longer a member.
    async fn session(&self, token: &SessionToken) -> Result<Option<(Session, User, Membership)>>;
    /// The sessions of a person, latest first.
    async fn sessions_of(&self, user: UserId) -> Result<Vec<Session>>;
    /// Failed sign-ins under a key.
    async fn throttle(&self, key: &str) -> Result<Option<SignInThrottle>>;

    /// The structures of an organisation, by name.
    async fn structures(&self, organization: OrganizationId) -> Result<Vec<StructureSummary>>;
    /// One structure.
    async fn structure(
        &self,
        organization: OrganizationId,
        id: StructureId,
    ) -> Result<Option<StructureOverview>>;
    /// Connections of all organisations whose synchronisation is due and that are not broken, oldest first.
    async fn connections_to_sync(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Connection>>;
    /// What is known of a recipient.
    async fn directory_entry(
        &self,
        organization: OrganizationId,
        environment: Environment,
        siret: &Siret,
    ) -> Result<Option<DirectoryEntry>>;
    /// Recipients this structure used, latest first: SIRET and name.
    async fn recent_recipients(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        limit: u32,
    ) -> Result<Vec<(Siret, String)>>;

    /// A page of the list with its counts.
    async fn invoice_page(&self, organization: OrganizationId, filter: &InvoiceFilter)
    -> Result<InvoicePage>;
    /// What needs somebody: blocked, refused and rejected first by amount, then unsent drafts, within a scope.
    async fn invoices_needing_action(
        &self,
        organization: OrganizationId,
        scope: &Scope,
        limit: u32,
    ) -> Result<Vec<InvoiceRow>>;
    /// One invoice.
    async fn invoice(&self, organization: OrganizationId, id: InvoiceId) -> Result<Option<Invoice>>;
    /// Invoices of a structure with this number that were given to Chorus Pro or are on their way.
    async fn invoices_with_number(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        number: &str,
    ) -> Result<Vec<InvoiceId>>;
    /// The invoice that Chorus Pro knows under this identifier, for a structure.
    async fn invoice_by_chorus_id(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        chorus_id: i64,
    ) -> Result<Option<Invoice>>;
    /// Attachments in order of addition.
    async fn attachments(&self, organization: OrganizationId, invoice: InvoiceId) -> Result<Vec<Attachment>>;
    /// Events, latest first.
    async fn events(&self, organization: OrganizationId, invoice: InvoiceId) -> Result<Vec<Event>>;
    /// Tries, latest first.
    async fn attempts(&self, organization: OrganizationId, invoice: InvoiceId) -> Result<Vec<Attempt>>;
    /// The open or last row of a kind.
    async fn outbox_item(
        &self,
        organization: OrganizationId,
        invoice: InvoiceId,
        kind: OutboxKind,
    ) -> Result<Option<OutboxItem>>;
    /// When the next waiting row is due.
    async fn next_outbox_due(&self) -> Result<Option<DateTime<Utc>>>;
    /// Open rows, for the metrics.
    async fn open_outbox_count(&self) -> Result<u64>;

    /// A page of the exchanges of a structure, latest first, with their count and the services to choose from.
    async fn exchange_page(
        &self,
        organization: OrganizationId,
        filter: &ExchangeFilter,
    ) -> Result<ExchangePage>;
    /// One exchange of a structure.
    async fn exchange(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        id: ExchangeId,
    ) -> Result<Option<Exchange>>;
}

/// One transaction. Dropped without [`UnitOfWork::commit`], it leaves no trace.
#[async_trait]
pub trait UnitOfWork: Send {
    /// Makes everything durable.
    async fn commit(self: Box<Self>) -> Result<()>;

    /// Adds an organisation.
    async fn insert_organization(&mut self, organization: &Organization) -> Result<()>;
    /// Adds a person; [`crate::StorageError::AlreadyThere`] when the address is taken.
    async fn insert_user(&mut self, user: &User) -> Result<()>;
    /// Replaces name, hash and disabling.
    async fn update_user(&mut self, user: &User) -> Result<()>;
    /// Adds or replaces the rights of a person.
    async fn set_membership(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        role: Role,
        scope: &Scope,
    ) -> Result<()>;
    /// Takes the rights of a person away, with their sessions there.
    async fn remove_membership(&mut self, organization: OrganizationId, user: UserId) -> Result<()>;
    /// Adds a session.
    async fn insert_session(&mut self, session: &Session, token: &SessionToken) -> Result<()>;
    /// Notes that a session was used.
    async fn touch_session(&mut self, id: SessionId, at: DateTime<Utc>) -> Result<()>;
    /// Changes the organisation of a session; only to one its person is a member of.
    async fn switch_session(&mut self, id: SessionId, organization: OrganizationId) -> Result<()>;
    /// Ends one session of a person.
    async fn delete_session(&mut self, user: UserId, id: SessionId) -> Result<()>;
    /// Ends the sessions of a person, but perhaps one.
    async fn delete_sessions(&mut self, user: UserId, except: Option<SessionId>) -> Result<u64>;
    /// Removes sessions past their end or idle since before `idle_before`.
    async fn delete_expired_sessions(
        &mut self,
        now: DateTime<Utc>,
        idle_before: DateTime<Utc>,
    ) -> Result<u64>;
    /// Writes failed sign-ins.
    async fn set_throttle(&mut self, throttle: &SignInThrottle) -> Result<()>;
    /// Forgets failed sign-ins.
    async fn clear_throttle(&mut self, key: &str) -> Result<()>;

    /// Adds a structure; [`crate::StorageError::AlreadyThere`] when SIRET and environment are taken.
    async fn insert_structure(&mut self, structure: &Structure) -> Result<()>;
    /// Replaces name, side and Chorus Pro identifier.
    async fn update_structure(&mut self, structure: &Structure) -> Result<()>;
    /// Adds or replaces the credentials of a structure.
    async fn put_connection(&mut self, connection: &Connection) -> Result<()>;
    /// Changes state and times of a connection, not its secrets.
    async fn update_connection_state(&mut self, connection: &Connection) -> Result<()>;
    /// The connection of a structure.
    async fn connection(
        &mut self,
        organization: OrganizationId,
        id: ConnectionId,
    ) -> Result<Option<Connection>>;
    /// Keeps what is known of a recipient.
    async fn put_directory_entry(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        entry: &DirectoryEntry,
    ) -> Result<()>;

    /// Adds an invoice.
    async fn insert_invoice(&mut self, invoice: &Invoice) -> Result<()>;
    /// One invoice, inside this transaction.
    async fn invoice(&mut self, organization: OrganizationId, id: InvoiceId) -> Result<Option<Invoice>>;
    /// Writes an invoice whose `version` is the one read, and counts the version up.
    /// [`crate::StorageError::ChangedMeanwhile`] otherwise.
    async fn update_invoice(&mut self, invoice: &mut Invoice) -> Result<()>;
    /// Adds an attachment.
    async fn insert_attachment(&mut self, attachment: &Attachment) -> Result<()>;
    /// Keeps the Chorus Pro identifier of an attachment.
    async fn set_attachment_chorus_id(
        &mut self,
        organization: OrganizationId,
        id: AttachmentId,
        chorus_id: i64,
    ) -> Result<()>;
    /// Takes an attachment away.
    async fn delete_attachment(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        id: AttachmentId,
    ) -> Result<()>;
    /// Adds an event; false when its foreign key is known already.
    async fn insert_event(&mut self, event: &Event) -> Result<bool>;

    /// Adds an outbox row; false when an open one of the same invoice and kind is there.
    async fn enqueue(&mut self, item: &OutboxItem) -> Result<bool>;
    /// Takes the next due row of any organisation: waiting and due, or leased with a lease that ended. Rows of broken
    /// connections stay. The row comes back leased until `lease_until`, with its tries counted up.
    async fn lease_next(
        &mut self,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
    ) -> Result<Option<OutboxItem>>;
    /// Writes state, times, tries and mark of a row.
    async fn update_outbox(&mut self, item: &OutboxItem) -> Result<()>;
    /// Withdraws a waiting row that was never tried; false when it is too late.
    async fn cancel_outbox(&mut self, organization: OrganizationId, id: OutboxId) -> Result<bool>;
    /// Makes a waiting row due now; false when it is not waiting.
    async fn make_due(
        &mut self,
        organization: OrganizationId,
        id: OutboxId,
        now: DateTime<Utc>,
    ) -> Result<bool>;
    /// Makes everything that a dead process had taken due again: leases (rows with a mark from `search_at` on, so that
    /// Chorus Pro has settled what it received) and synchronisations. Only for a process that is alone on the database.
    async fn take_over(&mut self, now: DateTime<Utc>, search_at: DateTime<Utc>) -> Result<()>;
    /// Gives back rows leased by this process, at shutdown.
    async fn release_leases(&mut self, ids: &[OutboxId], now: DateTime<Utc>) -> Result<()>;
    /// Adds a try.
    async fn insert_attempt(&mut self, attempt: &Attempt) -> Result<()>;
    /// Adds to the journal.
    async fn journal(&mut self, entry: &JournalEntry) -> Result<()>;
    /// Adds an exchange.
    async fn insert_exchange(&mut self, exchange: &Exchange) -> Result<()>;
    /// Removes exchanges of all organisations that happened before this instant, oldest first, `limit` at most; gives
    /// how many went.
    async fn delete_exchanges_before(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u64>;
}
