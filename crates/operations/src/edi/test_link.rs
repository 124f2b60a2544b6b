//! Trying a link, and confirming the key of its server.

use std::io::Cursor;
use std::time::Duration;

use chrono::TimeDelta;
use domain::{Permission, Reason, StructureId};
use exchange_folder::{Folder, FolderError, temporary};
use storage::{AccessState, EdiLink, EdiPlace};

use super::Edi;
use super::collect::MOST_LISTED;
use super::connect::{is_broken_by, lane_of_link, note_link, open_folder, reason_of_folder};
use super::edi_page::EdiTest;
use super::schedule::collect_soon;
use super::wing::within_reach;
use crate::{Actor, OperationError, Result};

/// How long a test may take.
const TESTING: Duration = Duration::from_secs(60);
/// When one may try again while many do.
const AGAIN: TimeDelta = TimeDelta::seconds(10);
/// The name of what is written and removed again.
const TRIAL: &str = "essai-pupitre";

impl Edi {
    /// Tries the link of a structure: the server, its key, user and key, each of its folders, and whether archives can be
    /// laid there. Nothing that lies there is taken.
    ///
    /// # Errors
    /// [`OperationError::Refused`] without a link; [`OperationError::Busy`] while many try.
    pub async fn test_link(&self, actor: &Actor, structure: StructureId) -> Result<EdiTest> {
        let (_, link) =
            within_reach(actor, self.ground.read().await?.as_mut(), structure, Permission::ManageStructures)
                .await?;
        let link = link.ok_or(OperationError::Refused(Reason::EdiNoLink))?;
        let Ok(_place) = self.trials.try_acquire() else {
            return Err(OperationError::Busy(self.ground.now() + AGAIN));
        };
        let tried = tokio::time::timeout(TESTING, self.try_out(&link)).await;
        let tried = tried.unwrap_or(Ok(Err(Reason::EdiUnreachable)))?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let state = match &tried {
            Ok(_) => Some(AccessState::Working),
            Err(reason) if is_broken_by(reason) => Some(AccessState::Broken(reason.clone())),
            Err(_) => None,
        };
        if let Some(state) = state {
            note_link(&self.ground, transaction.as_mut(), &link, &state).await?;
        }
        if tried.is_ok() {
            collect_soon(&self.ground, transaction.as_mut(), &link).await?;
        }
        transaction.journal(&self.ground.act(actor, "edi.test", structure, "")).await?;
        transaction.commit().await?;
        let generation = link.generation;
        Ok(match tried {
            Ok(waiting) => EdiTest::Works { waiting },
            Err(Reason::EdiHostKeyUnknown { fingerprint }) => {
                EdiTest::HostKey { fingerprint, changed: false, generation }
            }
            Err(Reason::EdiHostKeyChanged { fingerprint }) => {
                EdiTest::HostKey { fingerprint, changed: true, generation }
            }
            Err(reason) => EdiTest::Fails(reason),
        })
    }

    async fn try_out(&self, link: &EdiLink) -> Result<std::result::Result<usize, Reason>> {
        let folder = match open_folder(&self.ground, &self.seals, link).await? {
            Ok(folder) => folder,
            Err(reason) => return Ok(Err(reason)),
        };
        let tried = try_folders(folder.as_ref(), link).await;
        Ok(tried.map_err(|error| reason_of_folder(link, &error)))
    }

    /// Confirms the key that a server showed: from now on it is the only one. Who confirms names it, so that what was shown
    /// is what counts.
    ///
    /// # Errors
    /// [`OperationError::ChangedMeanwhile`] when the link was changed since; [`OperationError::Refused`] for what is no key.
    pub async fn confirm_host_key(
        &self,
        actor: &Actor,
        structure: StructureId,
        fingerprint: &str,
        generation: i64,
    ) -> Result<()> {
        let mut transaction = self.ground.write(actor.organization).await?;
        let (_, link) =
            within_reach(actor, transaction.as_mut(), structure, Permission::ManageStructures).await?;
        let mut link = link.ok_or(OperationError::Refused(Reason::EdiNoLink))?;
        if link.generation != generation {
            return Err(OperationError::ChangedMeanwhile);
        }
        let EdiPlace::Sftp { host_key, .. } = &mut link.place else {
            return Err(OperationError::Refused(Reason::EdiNoLink));
        };
        if !is_fingerprint(fingerprint) {
            return Err(OperationError::Refused(Reason::EdiHostKeyUnknown { fingerprint: String::new() }));
        }
        *host_key = Some(fingerprint.to_owned());
        link.generation += 1;
        link.state = AccessState::Untested;
        link.state_since = self.ground.now();
        link.updated_at = self.ground.now();
        transaction.put_edi_link(&link).await?;
        // Nothing leaves before it was tested with this key.
        transaction.stop_lane(&lane_of_link(&link), true).await?;
        transaction.journal(&self.ground.act(actor, "edi.host_key", structure, fingerprint)).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Algorithm and SHA-256 in base64, as servers are told apart.
fn is_fingerprint(text: &str) -> bool {
    let Some((algorithm, hash)) = text.split_once(' ') else { return false };
    let hash = hash.strip_prefix("SHA256:").unwrap_or_default();
    let named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !algorithm.is_empty()
        && algorithm.len() <= 40
        && algorithm.bytes().all(named)
        && hash.len() == 43
        && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
}

async fn try_folders(folder: &dyn Folder, link: &EdiLink) -> std::result::Result<usize, FolderError> {
    let waiting = folder.list(&link.inbox, MOST_LISTED).await?.len();
    if !link.processed.is_empty() {
        // Only that it is there: it may hold anything.
        match folder.list(&link.processed, 1).await {
            Ok(_) | Err(FolderError::TooMany(_)) => {}
            Err(error) => return Err(error),
        }
    }
    // Under a name that nobody collects.
    let name = temporary(TRIAL);
    folder.write(&link.outbox, &name, Box::new(Cursor::new(b"essai".to_vec()))).await?;
    folder.remove(&link.outbox, &name).await?;
    Ok(waiting)
}

#[cfg(test)]
mod tests {
    use super::is_fingerprint;

    #[test]
    fn only_a_fingerprint_is_confirmed() {
        assert!(is_fingerprint("ssh-ed25519 SHA256:2pZBn9d5kqZkW3X1Xv0c0Zl8m5xk1mJz5c0b7q2e4rA"));
        for text in ["", "ssh-ed25519", "ssh-ed25519 MD5:aa:bb", "SHA256:abc", "ssh-ed25519 SHA256:<b>"] {
            assert!(!is_fingerprint(text), "{text}");
        }
    }
}
