//! The job that looks into the folder of a link, again and again: each file is taken once, kept, read, and what it tells is
//! tied to what it is about. It leaves the folder only after all that is committed.

use apart::Apart;
use async_trait::async_trait;
use chrono::TimeDelta;
use documents::{DocumentStore, StoredFile};
use domain::{EdiFileId, MendedName, Reason, StructureId, mend_attachment_name};
use exchange_folder::{Folder, FolderError, Listed};
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use storage::{AccessState, Document, EdiFate, EdiFile, EdiLink, EdiTold, StructureOverview};
use tokio_util::io::ReaderStream;

use super::apply::{apply, apply_again};
use super::connect::{is_broken_by, note_link, open_folder, reason_of_folder};
use super::pivots::take_documents;
use super::read_file::read_file;
use crate::OperationError;
use crate::access::Seals;
use crate::ground::{Ground, changed, delta};

/// Most files that may lie in the folder.
pub(super) const MOST_LISTED: usize = 2_000;
/// Files that are taken in one round; the next one comes at once.
const MOST_TAKEN: usize = 50;
/// Files whose content belonged to nothing when they came, the latest ones, that are tried again after a round that brought
/// something, and for how long.
const TRIED_AGAIN: u32 = 100;
const TRIED_AGAIN_FOR: TimeDelta = TimeDelta::days(30);
/// Largest file that is taken, bytes: what an invoice may carry at most (formats.md §9).
const LARGEST: u64 = 120_000_000;

/// Looks into the folder of the link of a structure.
pub struct CollectEdi {
    ground: Ground,
    documents: DocumentStore,
    seals: Seals,
    apart: Apart,
}

/// Who looks where.
struct Round<'r> {
    work: &'r Work,
    folder: &'r dyn Folder,
    overview: &'r StructureOverview,
    link: &'r EdiLink,
}

/// A step that went on, or what the folder said instead.
type Went<T> = Result<Result<T, Reason>, Failure>;

impl CollectEdi {
    pub(crate) const fn new(ground: Ground, documents: DocumentStore, seals: Seals, apart: Apart) -> Self {
        Self { ground, documents, seals, apart }
    }

    /// Takes what lies there; tells whether more is left, and what could not be taken.
    async fn round(&self, round: &Round<'_>) -> Went<(bool, Option<Reason>)> {
        let Round { work, folder, link, .. } = round;
        let listed = match work.call(folder.list(&link.inbox, MOST_LISTED)).await? {
            Ok(listed) => listed,
            Err(error) => return Ok(Err(reason_of_folder(link, &error))),
        };
        let (mut problem, mut taken, mut left) = (None, 0, false);
        for file in listed {
            if file.bytes > LARGEST {
                problem.get_or_insert(Reason::EdiFileTooLarge { name: file.name });
                continue;
            }
            if taken == MOST_TAKEN {
                left = true;
                break;
            }
            taken += 1;
            match self.take(round, &file).await? {
                Ok(()) => {}
                // It goes with this file: the others are taken.
                Err(reason @ (Reason::EdiNameTaken { .. } | Reason::ReadersBusy)) => {
                    problem.get_or_insert(reason);
                }
                Err(reason) => return Ok(Err(reason)),
            }
        }
        if taken > 0 {
            work.renew().await?;
            self.tie_again(round).await.map_err(Failure::from)?;
        }
        Ok(Ok((left, problem)))
    }

    /// Tries again what belonged to nothing when it came: a life cycle may overtake the invoice that it is about.
    async fn tie_again(&self, round: &Round<'_>) -> Result<(), OperationError> {
        let Round { overview, link, .. } = round;
        let (organization, structure) = (link.organization, link.structure);
        let since = self.ground.now() - TRIED_AGAIN_FOR;
        let mut transaction = self.ground.write(organization).await?;
        let files = transaction.edi_files(organization, structure, TRIED_AGAIN).await?;
        let open = |file: &EdiFile| {
            let untied = |told: &EdiTold| told.kind == "life_cycle" && told.invoice.is_none();
            file.fate != EdiFate::Applied && file.received_at > since && file.told.iter().any(untied)
        };
        for file in files.into_iter().filter(open) {
            let whole = transaction.edi_file(organization, file.id).await?;
            let contents = whole.map(|whole| serde_json::from_value(whole.contents));
            let Some(Ok(contents)) = contents else { continue };
            let applied =
                apply_again(&self.ground, transaction.as_mut(), &overview.structure, contents, &file.told)
                    .await?;
            if applied.told != file.told {
                transaction.set_edi_file_told(organization, file.id, applied.fate, &applied.told).await?;
                transaction.tell(changed(organization, structure, None)).await?;
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Takes one file.
    async fn take(&self, round: &Round<'_>, listed: &Listed) -> Went<()> {
        let Round { work, link, .. } = round;
        let stored = match self.fetch(round, listed).await? {
            Ok(Some(stored)) => stored,
            Ok(None) => return Ok(Ok(())),
            Err(reason) => return Ok(Err(reason)),
        };
        let (organization, structure) = (link.organization, link.structure);
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let known = read.edi_file_with(organization, structure, &stored.sha256).await?;
        drop(read);
        let id = match known {
            Some(known) => known.id,
            None => {
                work.renew().await?;
                match self.keep(round, listed, &stored).await {
                    Ok(id) => id,
                    Err(OperationError::Refused(reason)) => return Ok(Err(reason)),
                    Err(other) => return Err(other.into()),
                }
            }
        };
        self.clear(round, listed, id, &stored).await
    }

    /// Brings a file here; none when it is not whole yet, or gone.
    async fn fetch(&self, round: &Round<'_>, listed: &Listed) -> Went<Option<StoredFile>> {
        let Round { work, folder, link, .. } = round;
        let failed = |error: FolderError| Ok(Err(reason_of_folder(link, &error)));
        let content = match work.call(folder.open(&link.inbox, &listed.name)).await? {
            Ok(content) => content,
            // Somebody else has taken it away, or it is no plain file any more.
            Err(FolderError::Missing(_) | FolderError::Outside(_)) => return Ok(Ok(None)),
            Err(error) => return failed(error),
        };
        let received = work.call(self.documents.receive(ReaderStream::new(content), LARGEST)).await?;
        let stored = match received {
            Ok(stored) => stored,
            Err(documents::UploadError::TooLarge(_)) => {
                return Ok(Err(Reason::EdiFileTooLarge { name: listed.name.clone() }));
            }
            Err(documents::UploadError::Interrupted(why)) => {
                tracing::info!(link = %link.id, why, "a file of the EDI broke off");
                return Ok(Err(Reason::EdiLost));
            }
            Err(documents::UploadError::Disk(error)) => return Err(OperationError::File(error).into()),
        };
        // Who writes it may not be done: then it has grown, or says another size than what came.
        match work.call(folder.size(&link.inbox, &listed.name)).await? {
            Ok(Some(now)) if now == listed.bytes && now == stored.bytes => Ok(Ok(Some(stored))),
            Ok(_) => Ok(Ok(None)),
            Err(error) => failed(error),
        }
    }

    /// Reads a file and keeps it with what it tells, in one transaction with what that changes.
    async fn keep(
        &self,
        round: &Round<'_>,
        listed: &Listed,
        stored: &StoredFile,
    ) -> Result<EdiFileId, OperationError> {
        let Round { overview, link, .. } = round;
        let (organization, structure) = (link.organization, link.structure);
        let contents = read_file(&self.documents, &self.apart, &stored.sha256).await?;
        let taken = take_documents(&self.documents, &self.apart, stored, &contents).await?;
        let mut transaction = self.ground.write(organization).await?;
        if let Some(known) = transaction.edi_file_with(organization, structure, &stored.sha256).await? {
            return Ok(known.id);
        }
        let applied =
            apply(&self.ground, transaction.as_mut(), &overview.structure, &contents, &taken).await?;
        let file = EdiFile {
            id: self.ground.id(),
            organization,
            structure,
            document: Document {
                sha256: stored.sha256.clone(),
                name: stored_name(&listed.name),
                bytes: i64::try_from(stored.bytes).unwrap_or(i64::MAX),
            },
            fate: applied.fate,
            told: applied.told,
            contents: serde_json::to_value(&contents).unwrap_or_default(),
            received_at: self.ground.now(),
            cleared_at: None,
        };
        transaction.insert_edi_file(&file).await?;
        let entry = self.ground.entry(Some(organization), None, "edi.received", file.id, &file.document.name);
        transaction.journal(&entry).await?;
        transaction.tell(changed(organization, structure, None)).await?;
        transaction.commit().await?;
        Ok(file.id)
    }

    /// Takes a file that is kept out of the folder.
    async fn clear(
        &self,
        round: &Round<'_>,
        listed: &Listed,
        id: EdiFileId,
        stored: &StoredFile,
    ) -> Went<()> {
        let Round { work, folder, link, .. } = round;
        let from = (link.inbox.as_str(), listed.name.as_str());
        let cleared = if link.processed.is_empty() {
            work.call(folder.remove(from.0, from.1)).await?
        } else {
            let to = link.processed.as_str();
            match work.call(folder.rename(from, (to, &listed.name))).await? {
                // Of another day, under the same name: the hash tells them apart.
                Err(FolderError::Taken(_)) => {
                    let other = format!("{}.{}", listed.name, &stored.sha256[..12]);
                    match work.call(folder.rename(from, (to, &other))).await? {
                        // The very same, taken before.
                        Err(FolderError::Taken(_)) => work.call(folder.remove(from.0, from.1)).await?,
                        moved => moved,
                    }
                }
                moved => moved,
            }
        };
        if let Err(error) = cleared {
            return Ok(Err(reason_of_folder(link, &error)));
        }
        let mut transaction = self.ground.write(link.organization).await.map_err(Failure::from)?;
        transaction.set_edi_file_cleared(link.organization, id, self.ground.now()).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Comes back by its schedule, at once where more is left.
    async fn finish(
        &self,
        work: &Work,
        link: &EdiLink,
        went: Result<(bool, Option<Reason>), Reason>,
    ) -> Result<Settled, Failure> {
        let now = self.ground.now();
        let pause = delta(self.ground.settings().edi_every);
        let (not_before, fresh) = match &went {
            Ok((true, _)) => (now, true),
            Ok((false, _)) => (now + pause, true),
            Err(_) => ((now + pause).max(work.next_try()), false),
        };
        let mut transaction = self.ground.write(link.organization).await.map_err(Failure::from)?;
        let settled = work.settle(transaction.as_mut(), JobEnd::Again { not_before, fresh }).await?;
        let problem = match &went {
            Ok((_, problem)) => problem.as_ref(),
            Err(reason) => Some(reason),
        };
        transaction.set_edi_collected(link.organization, link.id, now, problem).await?;
        if let Err(reason) = &went
            && is_broken_by(reason)
        {
            let state = AccessState::Broken(reason.clone());
            note_link(&self.ground, transaction.as_mut(), link, &state).await?;
        }
        if problem != link.problem.as_ref() {
            transaction.tell(changed(link.organization, link.structure, None)).await?;
        }
        transaction.commit().await?;
        Ok(settled)
    }
}

/// A name that a download can have: letters, digits, `-`, `_` and `.`.
fn stored_name(name: &str) -> String {
    let mended = mend_attachment_name(name);
    let mended = mended.map(|MendedName { name, .. }| name).unwrap_or_else(|_| name.to_owned());
    let plain = |sign: char| {
        if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_') { sign } else { '_' }
    };
    let plain: String = mended.chars().map(plain).take(200).collect();
    if plain.trim_matches(['.', '_']).is_empty() { "fichier".to_owned() } else { plain }
}

#[async_trait]
impl Kind for CollectEdi {
    const NAME: &'static str = "collect_edi";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: StructureId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let link = read.edi_link(organization, id).await?;
        let overview = read.structure(organization, id).await?;
        drop(read);
        // Gone, or to be tested first: it begins again with the test.
        let link = link.filter(|link| link.state == AccessState::Working);
        let (Some(link), Some(overview)) = (link, overview) else { return work.end(JobEnd::Done).await };
        let opened = work.call(open_folder(&self.ground, &self.seals, &link)).await?;
        let went = match opened.map_err(Failure::from)? {
            Ok(folder) => {
                let round = Round { work, folder: folder.as_ref(), overview: &overview, link: &link };
                self.round(&round).await?
            }
            Err(reason) => Err(reason),
        };
        self.finish(work, &link, went).await
    }
}

#[cfg(test)]
mod tests {
    use super::stored_name;

    #[test]
    fn the_name_of_a_file_that_came_is_fit_for_a_download() {
        assert_eq!(
            stored_name("FSO1106A_XXX999_XXX9991106000000000000001"),
            "FSO1106A_XXX999_XXX9991106000000000000001"
        );
        assert_eq!(stored_name("…"), "fichier");
        assert!(stored_name("a\"b\r\n.xml").chars().all(|sign| sign.is_ascii_graphic() && sign != '"'));
    }
}
