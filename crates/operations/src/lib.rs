//! Everything a person or a worker can ask for, one file a use case: authorise, check, store, queue, call, journal.
//!
//! A person's operation takes an [`Actor`], which came from the session; the organisation is never an argument.

mod actor;
mod attachments;
mod chorus;
mod deposit;
mod documents;
mod entropy;
mod error;
mod exchanges;
mod find_recipient;
mod invoices;
mod live;
mod password;
mod read_document;
mod send;
mod settings;
mod sign_in;
mod structures;
mod submit;
mod track;
mod translate;
mod users;
mod worker;

pub use actor::Actor;
pub use attachments::AddedAttachment;
pub use chorus::{ConnectionCheck, ConnectionReport};
pub use deposit::{DepositView, Difference, Recognition};
pub use documents::{DocumentStore, StoredFile, UploadError};
pub use entropy::{new_id, new_token};
pub use error::OperationError;
pub use find_recipient::{RecipientCandidate, RecipientCard};
pub use invoices::{InvoiceView, Overview};
pub use live::Change;
pub use password::{PasswordHasher, PasswordProblem, TooBusy};
pub use settings::Settings;
pub use sign_in::{SignIn, SignInError, SignedIn};
pub use structures::{Credentials, NewStructure};
pub use submit::Review;
pub use users::NewUser;
pub use worker::Worker;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{Clock, Entropy, OrganizationId, UserId};
use storage::{JournalEntry, Storage};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use vault::Keyring;

/// What an operation returns.
pub type Result<T> = std::result::Result<T, OperationError>;

/// The handle that pages, server functions and workers share. Cheap to clone.
#[derive(Clone)]
pub struct Operations {
    inner: Arc<Inner>,
}

struct Inner {
    storage: Arc<dyn Storage>,
    documents: DocumentStore,
    keyring: Keyring,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    hasher: PasswordHasher,
    clients: chorus::Clients,
    exchanges: Arc<exchanges::recorder::ExchangeQueue>,
    live: live::Live,
    wake: Notify,
    sync_wake: Notify,
    closing: CancellationToken,
    settings: Settings,
}

impl Operations {
    /// Puts the parts together. `http` makes every call to Chorus Pro.
    #[must_use]
    pub fn new(
        storage: Arc<dyn Storage>,
        documents: DocumentStore,
        keyring: Keyring,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        http: reqwest::Client,
        settings: Settings,
    ) -> Self {
        let clients = chorus::Clients::new(http, &settings);
        let hasher = PasswordHasher::new(settings.simultaneous_hashes);
        Self {
            inner: Arc::new(Inner {
                storage,
                documents,
                keyring,
                clock,
                entropy,
                hasher,
                clients,
                exchanges: Arc::default(),
                live: live::Live::default(),
                wake: Notify::new(),
                sync_wake: Notify::new(),
                closing: CancellationToken::new(),
                settings,
            }),
        }
    }

    /// The storage, for the process edges (readiness, shutdown).
    #[must_use]
    pub fn storage(&self) -> &dyn Storage {
        self.inner.storage.as_ref()
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The present instant, UTC.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.inner.clock.now()
    }

    /// Random bytes for the process edges (nonces).
    pub fn fill_random(&self, buffer: &mut [u8]) {
        self.inner.entropy.fill(buffer);
    }

    /// Tells every long-lived reader (live pages) that the process ends.
    pub fn close_readers(&self) {
        self.inner.closing.cancel();
    }

    /// Ends when the process ends.
    pub fn closing(&self) -> impl Future<Output = ()> + Send + 'static + use<> {
        self.inner.closing.clone().cancelled_owned()
    }

    fn entropy(&self) -> &dyn Entropy {
        self.inner.entropy.as_ref()
    }

    fn documents(&self) -> &DocumentStore {
        &self.inner.documents
    }

    fn keyring(&self) -> &Keyring {
        &self.inner.keyring
    }

    /// Wakes the worker: something may be due.
    fn wake_worker(&self) {
        self.inner.wake.notify_one();
        self.inner.sync_wake.notify_one();
    }

    fn entry(
        &self,
        organization: Option<OrganizationId>,
        user: Option<UserId>,
        action: &'static str,
        object: impl ToString,
        detail: impl Into<String>,
    ) -> JournalEntry {
        JournalEntry {
            organization,
            user,
            at: self.now(),
            action,
            object: object.to_string(),
            detail: detail.into(),
        }
    }
}
