//! What an installation is recognised by, whichever machine opens it.

use async_trait::async_trait;
use domain::OrganizationId;
use uuid::Uuid;

use crate::Result;

/// Something that is said once of the whole installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Its name: nobody else's is the same.
    Name,
    /// A text that only its key opens.
    KeyCheck,
    /// The store of documents that has its name.
    Documents,
}

impl Mark {
    /// How it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::KeyCheck => "key_check",
            Self::Documents => "documents",
        }
    }
}

/// Reading marks.
#[async_trait]
pub trait ReadMarks: Send {
    /// A mark, once it was made.
    async fn mark(&mut self, mark: Mark) -> Result<Option<String>>;
}

/// Making marks.
#[async_trait]
pub trait WriteMarks: Send {
    /// Makes a mark unless there is one, and gives the one that stands: of several processes that make it at once, all
    /// get the same.
    async fn make_mark(&mut self, mark: Mark, value: &str) -> Result<String>;
    /// Puts another value in the place of a mark that still has this one; false when it has another one by now.
    async fn replace_mark(&mut self, mark: Mark, from: &str, to: &str) -> Result<bool>;
}

/// Where sealed secrets stand. Whoever seals something new adds its place here, so that a change of keys finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretPlace {
    /// What an access calls with.
    AccessCredentials,
    /// Its certificate.
    AccessCertificate,
    /// The private key of an EDI link.
    EdiKey,
    /// What makes the codes of a person's second factor.
    SecondFactor,
}

impl SecretPlace {
    /// All places.
    pub const ALL: [Self; 4] =
        [Self::AccessCredentials, Self::AccessCertificate, Self::EdiKey, Self::SecondFactor];

    /// The kind that texts of this place are bound to when they are sealed.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::AccessCredentials => "access.credentials",
            Self::AccessCertificate => "access.certificate",
            Self::EdiKey => "edi.key",
            Self::SecondFactor => "second_factor",
        }
    }
}

/// A sealed secret and what it is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedSecret {
    /// Where it stands.
    pub place: SecretPlace,
    /// Whose it is; `None` for what belongs to a person.
    pub organization: Option<OrganizationId>,
    /// The row that stores it.
    pub row: Uuid,
    /// The sealed text.
    pub text: String,
}

/// Reading sealed secrets of all organisations: for the keys alone, which belong to the installation.
#[async_trait]
pub trait ReadSecrets: Send {
    /// The secrets of a place behind a row, in the order of their rows.
    async fn sealed_secrets(
        &mut self,
        place: SecretPlace,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<SealedSecret>>;
}

/// Sealing them again.
#[async_trait]
pub trait WriteSecrets: Send {
    /// Puts another text in the place of a secret; false when it has another one by now, which is newer. Nothing else of
    /// its row changes: what it means is the same.
    async fn reseal(&mut self, secret: &SealedSecret, text: &str) -> Result<bool>;
}
