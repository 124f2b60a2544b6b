//! The page of a link: what was entered, how it works, what came by it.

use chrono::{DateTime, Utc};
use documents::OpenFile;
use domain::{EdiFileId, Permission, Reason, StructureId};
use jobs::Kind as _;
use storage::{Document, EdiFile, EdiLink, StructureOverview};

use super::Edi;
use super::collect::CollectEdi;
use super::schedule::collect_soon;
use super::wing::within_reach;
use crate::{Actor, OperationError, Result};

/// Files that the page shows, the latest ones.
pub const FILES_SHOWN: u32 = 100;

/// Everything that the page shows.
#[derive(Clone, Debug)]
pub struct EdiPage {
    /// The structure.
    pub structure: StructureOverview,
    /// Its link.
    pub link: Option<EdiLink>,
    /// The latest files that came.
    pub files: Vec<EdiFile>,
    /// Whether the installation allows folders of its machine.
    pub folders_allowed: bool,
    /// When the folder is looked into next.
    pub next_look: Option<DateTime<Utc>>,
    /// When all this was read.
    pub read_at: DateTime<Utc>,
}

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EdiTest {
    /// It works; so many files wait.
    Works {
        /// How many.
        waiting: usize,
    },
    /// The server shows a key that nobody has confirmed, or another one.
    HostKey {
        /// Algorithm and fingerprint.
        fingerprint: String,
        /// Whether another one was confirmed before.
        changed: bool,
        /// The version of the link that was tried.
        generation: i64,
    },
    /// It does not work.
    Fails(Reason),
}

impl Edi {
    /// The page of the link of a structure.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach.
    pub async fn edi_page(&self, actor: &Actor, structure: StructureId) -> Result<EdiPage> {
        let mut read = self.ground.read().await?;
        let (overview, link) = within_reach(actor, read.as_mut(), structure, Permission::Read).await?;
        let job = read.job_about(actor.organization, CollectEdi::NAME, &structure.to_string()).await?;
        let next_look = job.filter(|job| job.state.is_open()).map(|job| job.new.not_before);
        Ok(EdiPage {
            structure: overview,
            next_look: next_look.filter(|_| link.is_some()),
            link,
            files: read.edi_files(actor.organization, structure, FILES_SHOWN).await?,
            folders_allowed: self.ground.settings().edi_folder.is_some(),
            read_at: self.ground.now(),
        })
    }

    /// Looks into the folder now instead of at its time.
    ///
    /// # Errors
    /// [`OperationError::Refused`] without a link.
    pub async fn collect_now(&self, actor: &Actor, structure: StructureId) -> Result<()> {
        let mut transaction = self.ground.write(actor.organization).await?;
        let (_, link) = within_reach(actor, transaction.as_mut(), structure, Permission::Deposit).await?;
        let link = link.ok_or(OperationError::Refused(Reason::EdiNoLink))?;
        match &link.state {
            storage::AccessState::Working => {}
            storage::AccessState::Untested => return Err(OperationError::Refused(Reason::EdiUntested)),
            storage::AccessState::Broken(reason) => return Err(OperationError::Refused(reason.clone())),
        }
        collect_soon(&self.ground, transaction.as_mut(), &link).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A file that came, open for reading.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn open_edi_file(
        &self,
        actor: &Actor,
        structure: StructureId,
        id: EdiFileId,
    ) -> Result<(Document, OpenFile)> {
        let mut read = self.ground.read().await?;
        within_reach(actor, read.as_mut(), structure, Permission::Read).await?;
        let file = read.edi_file(actor.organization, id).await?;
        let file = file.filter(|file| file.structure == structure).ok_or(OperationError::NotFound("file"))?;
        drop(read);
        let content = self.documents.open(&file.document.sha256).await?;
        Ok((file.document, content))
    }
}
