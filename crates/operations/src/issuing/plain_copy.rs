//! A copy of a PDF without the files inside: made apart, looked at before it counts, kept beside its original.

use apart::{ApartError, Task};
use bytes::Bytes;
use domain::{CopyProblem, MAXIMUM_FILE_BYTES, OrganizationId, Reason};
use futures::stream;
use pdf_copies::CopyError;
use storage::{Document, PlainCopy, Snapshot};

use super::Issuing;
use super::with_bytes::{taken_apart, with_bytes};
use crate::{OperationError, Result};

/// Makes a copy of a PDF without the files inside; the answer is what is in its way, or nothing, and the copy.
pub(crate) const COPY_WITHOUT_FILES: Task = Task {
    name: "pdf-without-files",
    run: |pdf, _| match checked_copy(pdf) {
        Ok(copy) => with_bytes(&None::<CopyProblem>, &copy),
        Err(problem) => with_bytes(&Some(problem), &[]),
    },
};

/// What a failed copy means.
pub(super) const fn problem_of(error: CopyError) -> CopyProblem {
    match error {
        CopyError::Encrypted => CopyProblem::Protected,
        CopyError::Signed => CopyProblem::Signed,
        CopyError::PageTooLarge => CopyProblem::PageTooLarge,
        CopyError::Unreadable | CopyError::NoSuchPage => CopyProblem::Unreadable,
    }
}

/// A copy that was read again: as many pages as its original, and no file.
fn checked_copy(pdf: Vec<u8>) -> std::result::Result<Vec<u8>, CopyProblem> {
    let copy = pdf_copies::without_files(&pdf).map_err(problem_of)?;
    let original = einvoice::pdf::read(pdf).map_err(|_| CopyProblem::Unreadable)?;
    let mut files = 0;
    let read = einvoice::pdf::read_with_files(copy.clone(), 1, &mut |_| files += 1);
    let as_meant =
        read.is_ok_and(|read| read.pages == original.pages && read.invoice.is_none()) && files == 0;
    if as_meant { Ok(copy) } else { Err(CopyProblem::NotAsMeant) }
}

/// The document that leaves in the place of a PDF whose data stay here, where it was made.
pub(super) async fn plain_document(
    read: &mut dyn Snapshot,
    organization: OrganizationId,
    original: &Document,
) -> Result<Option<Document>> {
    let copy = read.plain_copy(organization, &original.sha256).await?;
    Ok(copy.map(|copy| Document { sha256: copy.sha256, name: original.name.clone(), bytes: copy.bytes }))
}

impl Issuing {
    /// Makes sure that there is a copy of a PDF without the files inside.
    ///
    /// # Errors
    /// [`OperationError::Refused`] with what is in the way; [`OperationError::File`] when it is no fault of the file.
    pub(super) async fn make_plain_copy(
        &self,
        organization: OrganizationId,
        original: &Document,
    ) -> Result<()> {
        if self.ground.read().await?.plain_copy(organization, &original.sha256).await?.is_some() {
            return Ok(());
        }
        let refused = |problem| OperationError::Refused(Reason::NoPlainCopy { problem });
        let file = self.documents.open(&original.sha256).await?;
        let answer = self.heavy.run(COPY_WITHOUT_FILES, file.bytes(), file.into_stream()).await;
        let (problem, copy) = match answer {
            Ok(answer) => taken_apart::<Option<CopyProblem>>(answer)?,
            Err(ApartError::Ended(why)) => {
                tracing::warn!(sha256 = original.sha256, why, "a copy of a PDF was given up");
                return Err(refused(CopyProblem::TooCostly));
            }
            Err(ApartError::Busy) => return Err(OperationError::Refused(Reason::ReadersBusy)),
            Err(ApartError::Failed(error)) => return Err(OperationError::File(error)),
        };
        if let Some(problem) = problem {
            return Err(refused(problem));
        }
        if copy.len() as u64 > MAXIMUM_FILE_BYTES {
            return Err(refused(CopyProblem::TooLarge));
        }
        let stored = self.keep_bytes(copy).await?;
        let copy = PlainCopy {
            organization,
            original: original.sha256.clone(),
            sha256: stored.sha256,
            bytes: i64::try_from(stored.bytes).unwrap_or(i64::MAX),
            made_at: self.ground.now(),
        };
        let mut transaction = self.ground.write(organization).await?;
        transaction.put_plain_copy(&copy).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Keeps a file that was made here.
    pub(super) async fn keep_bytes(&self, bytes: Vec<u8>) -> Result<documents::StoredFile> {
        let length = bytes.len() as u64;
        let content = stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from(bytes))]);
        let received = self.documents.receive(content, length).await;
        received.map_err(|error| OperationError::File(std::io::Error::other(error)))
    }
}
