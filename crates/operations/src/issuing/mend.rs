//! A file that breaks a rule of attachments is mended: its name, its type, its size. The file that was given is kept.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write as _};

use apart::{ApartError, Argument, Task};
use bytes::Bytes;
use documents::StoredFile;
use domain::{
    CopyProblem, MAXIMUM_FILE_BYTES, MOST_PARTS, MendedName, Mending, Reason, is_program,
    mend_attachment_name, packed_name, part_name,
};
use futures::StreamExt as _;
use serde::{Deserialize, Serialize};
use storage::MendedFrom;
use tokio::sync::Semaphore;
use tokio_util::io::ReaderStream;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Issuing;
use super::plain_copy::problem_of;
use super::with_bytes::{taken_apart, with_bytes};
use crate::{OperationError, Result};

/// Archives that are made at a time, in this process; others wait.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Makes a part of a PDF, from the page told on (from 0), as large as a file may be; the answer is a [`Cut`] and the part.
pub(crate) const CUT_PDF: Task = Task {
    name: "pdf-part",
    run: |pdf, Argument(first, _)| {
        let most = usize::try_from(MAXIMUM_FILE_BYTES).unwrap_or(usize::MAX);
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        match pdf_copies::part(&pdf, first, most) {
            Ok(part) => with_bytes(&Cut::Made { pages: part.pages, of: part.of }, &part.pdf),
            Err(error) => with_bytes(&Cut::Not { problem: problem_of(error) }, &[]),
        }
    },
};

/// What came of cutting a part off.
#[derive(Debug, Serialize, Deserialize)]
enum Cut {
    Made { pages: usize, of: usize },
    Not { problem: CopyProblem },
}

/// A file as it is attached.
pub(crate) struct PreparedFile {
    pub(super) file: StoredFile,
    pub(super) name: MendedName,
    /// What it is called.
    pub(super) label: String,
    pub(super) original_name: String,
    pub(super) mended: Option<MendedFrom>,
}

impl Issuing {
    /// Makes of a file what Chorus Pro takes: itself under a name that it takes, a ZIP around it, or its pages in several
    /// parts.
    ///
    /// # Errors
    /// [`OperationError::Refused`] with what is to be done where nothing helps.
    pub(crate) async fn prepare_file(
        &self,
        file: StoredFile,
        original_name: &str,
    ) -> Result<Vec<PreparedFile>> {
        let original_name: String = original_name.chars().take(255).collect();
        if file.bytes == 0 {
            return Err(OperationError::Refused(Reason::FileEmpty { name: original_name }));
        }
        if is_program(&original_name) {
            return Err(OperationError::Refused(Reason::ProgramNotTaken));
        }
        let fits = file.bytes <= MAXIMUM_FILE_BYTES;
        match mend_attachment_name(&original_name) {
            Ok(name) if fits => {
                let label =
                    name.name.rsplit_once('.').map_or(name.name.as_str(), |(stem, _)| stem).to_owned();
                Ok(vec![PreparedFile { file, name, label, original_name, mended: None }])
            }
            Ok(_) if einvoice::pdf::looks_like_pdf(&file.head) => self.split(file, original_name).await,
            Ok(_) | Err(_) => Ok(vec![self.pack(file, original_name).await?]),
        }
    }

    /// A ZIP around a file.
    async fn pack(&self, file: StoredFile, original_name: String) -> Result<PreparedFile> {
        let packed = self.packed(&file, &original_name).await?;
        let name = packed_name(&original_name);
        let label = original_name.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(100).collect();
        let mended = MendedFrom {
            how: Mending::Packed,
            sha256: file.sha256,
            bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        };
        Ok(PreparedFile { file: packed, name, label, original_name, mended: Some(mended) })
    }

    async fn packed(&self, file: &StoredFile, original_name: &str) -> Result<StoredFile> {
        let _turn = TURNS.acquire().await;
        let inner = inner_name(original_name);
        let mut content = self.documents.open(&file.sha256).await?.into_stream();
        let mut zip = blocking(move || begin_zip(&inner)).await?;
        while let Some(piece) = content.next().await {
            let piece: Bytes = piece?;
            zip = blocking(move || zip.write_all(&piece).map(|()| zip)).await?;
        }
        let archive = blocking(move || end_zip(zip)).await?;
        let content = ReaderStream::new(tokio::fs::File::from_std(archive));
        let received = self.documents.receive(content, MAXIMUM_FILE_BYTES).await;
        received.map_err(|error| match error {
            documents::UploadError::TooLarge(_) => OperationError::Refused(Reason::StillTooLarge),
            other => OperationError::File(io::Error::other(other)),
        })
    }

    /// A PDF in parts by its pages. Where it cannot be split, a ZIP may be small enough.
    async fn split(&self, file: StoredFile, original_name: String) -> Result<Vec<PreparedFile>> {
        let parts = match self.parts(&file).await {
            // What nobody can open helps nobody in a ZIP.
            Err(OperationError::Refused(reason @ Reason::NotSplit { problem }))
                if problem != CopyProblem::Unreadable =>
            {
                return match self.pack(file, original_name).await {
                    Ok(packed) => Ok(vec![packed]),
                    // What is in the way of splitting says more.
                    Err(OperationError::Refused(_)) => Err(OperationError::Refused(reason)),
                    Err(other) => Err(other),
                };
            }
            parts => parts?,
        };
        let count = parts.len();
        let prepared = parts.into_iter().zip(1..).map(|(part, number)| {
            let (name, label) = part_name(&original_name, number, count);
            let mended = MendedFrom {
                how: Mending::Split { part: number, parts: count },
                sha256: file.sha256.clone(),
                bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
            };
            let original_name = original_name.clone();
            PreparedFile { file: part, name, label, original_name, mended: Some(mended) }
        });
        Ok(prepared.collect())
    }

    async fn parts(&self, file: &StoredFile) -> Result<Vec<StoredFile>> {
        let refused = |problem| OperationError::Refused(Reason::NotSplit { problem });
        let (mut parts, mut first) = (Vec::new(), 0);
        loop {
            if parts.len() == MOST_PARTS {
                return Err(refused(CopyProblem::TooManyParts));
            }
            let content = self.documents.open(&file.sha256).await?;
            let argument = Argument(u32::try_from(first).unwrap_or(u32::MAX), 0);
            let answer = self.heavy.run_with(CUT_PDF, argument, content.bytes(), content.into_stream()).await;
            let (cut, part) = match answer {
                Ok(answer) => taken_apart::<Cut>(answer)?,
                Err(ApartError::Ended(why)) => {
                    tracing::warn!(sha256 = file.sha256, why, "the parts of a PDF were given up");
                    return Err(refused(CopyProblem::TooCostly));
                }
                Err(ApartError::Busy) => return Err(OperationError::Refused(Reason::ReadersBusy)),
                Err(ApartError::Failed(error)) => return Err(OperationError::File(error)),
            };
            match cut {
                Cut::Not { problem } => return Err(refused(problem)),
                Cut::Made { pages, of } => {
                    parts.push(self.keep_bytes(part).await?);
                    first += pages.max(1);
                    if first >= of {
                        return Ok(parts);
                    }
                }
            }
        }
    }
}

/// The name of a file inside its ZIP: as it was given, without a path and without what no system takes.
fn inner_name(original: &str) -> String {
    let base = original.rsplit(['/', '\\']).next().unwrap_or(original).trim();
    let name: String =
        base.chars().filter(|sign| !sign.is_control() && !r#"<>:"|?*"#.contains(*sign)).take(120).collect();
    if name.trim_matches('.').is_empty() { "document".to_owned() } else { name }
}

fn begin_zip(name: &str) -> io::Result<ZipWriter<BufWriter<File>>> {
    let mut zip = ZipWriter::new(BufWriter::new(tempfile::tempfile()?));
    zip.start_file(name, SimpleFileOptions::default())?;
    Ok(zip)
}

fn end_zip(zip: ZipWriter<BufWriter<File>>) -> io::Result<File> {
    let mut file = zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(io::Error::other)??)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_a_zip_has_its_own_name_and_leads_nowhere() {
        assert_eq!(inner_name("../Plan n°1.dwg"), "Plan n°1.dwg");
        assert_eq!(inner_name("C:\\x\\a?.b"), "a.b");
        assert_eq!(inner_name("../.."), "document");
    }
}
