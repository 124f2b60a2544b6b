//! Files in a folder, which several processes may share.

pub(crate) mod disk;
#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::Clock;
use futures::stream::{BoxStream, try_unfold};
use futures::{StreamExt, TryStreamExt};
use tempfile::TempPath;
use tokio::fs::ReadDir;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use self::disk::Disk;
use crate::address::{Address, LONGEST_NOTE, Location, Note, SET_ASIDE};
use crate::arrival::{self, Content, StoredFile, UploadError};
use crate::place::{Entry, Facts, Listing, Place};
use crate::store::LEFT_BEHIND;

const INCOMING: &str = "incoming";
/// Bytes read at a time.
const PIECE: usize = 64 * 1024;

#[derive(Clone)]
pub(crate) struct Folder {
    root: PathBuf,
    disk: Disk,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Folder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Folder").field(&self.root).finish()
    }
}

impl Folder {
    /// Uses a folder; creates it where it is missing, and removes what was left behind in it.
    pub(crate) fn open(root: &Path, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let folder = Self { root: root.to_owned(), disk: Disk::default(), clock };
        folder.disk.create(root)?;
        disk::make_private(root)?;
        for name in [INCOMING, SET_ASIDE] {
            folder.disk.create(&root.join(name))?;
        }
        folder.remove_untouched(folder.clock.now() - LEFT_BEHIND)?;
        Ok(folder)
    }

    fn path(&self, at: &Location) -> PathBuf {
        self.root.join(at.to_string())
    }

    fn remove_untouched(&self, since: DateTime<Utc>) -> io::Result<()> {
        for entry in fs::read_dir(self.root.join(INCOMING))? {
            let entry = entry?;
            let outcome = match entry.metadata().and_then(|metadata| metadata.modified()) {
                Ok(touched) if DateTime::<Utc>::from(touched) < since => fs::remove_file(entry.path()),
                Ok(_) => Ok(()),
                Err(error) => Err(error),
            };
            // Its process has finished with it, or another one was faster.
            ignore_missing(outcome)?;
        }
        Ok(())
    }

    /// Gives a file that has arrived its place. It replaces one of the same content: that makes its time new in one
    /// step with its place, and would mend a damaged one.
    fn keep(&self, file: &fs::File, temporary: TempPath, address: Address) -> io::Result<()> {
        let location = Location::Kept(address);
        let folder = self.root.join(location.folder());
        file.set_modified(SystemTime::from(self.clock.now()))?;
        self.disk.sync_file(file)?;
        self.disk.create(&folder)?;
        temporary.persist(self.path(&location)).map_err(|error| error.error)?;
        self.disk.sync_folder(&folder)
    }

    fn rename(&self, from: &Location, to: &Location) -> io::Result<bool> {
        let target = self.root.join(to.folder());
        self.disk.create(&target)?;
        match fs::rename(self.path(from), self.path(to)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        }
        // The new entry before the end of the old one.
        self.disk.sync_folder(&target)?;
        self.disk.sync_folder(&self.root.join(from.folder()))?;
        Ok(true)
    }

    /// What stands in the file of a note.
    fn read_note(&self, note: Note) -> io::Result<Option<String>> {
        use std::io::Read as _;
        let file = match fs::File::open(self.root.join(note.name())) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut text = String::new();
        file.take(LONGEST_NOTE).read_to_string(&mut text)?;
        Ok(Some(text.trim().to_owned()))
    }

    fn write_note(&self, note: Note, text: &str) -> io::Result<()> {
        use std::io::Write as _;
        let mut file = tempfile::NamedTempFile::new_in(self.root.join(INCOMING))?;
        writeln!(file, "{text}")?;
        self.disk.sync_file(file.as_file())?;
        file.persist(self.root.join(note.name())).map_err(|error| error.error)?;
        self.disk.sync_folder(&self.root)
    }

    fn unlink(&self, at: &Location) -> io::Result<()> {
        match fs::remove_file(self.path(at)) {
            Ok(()) => self.disk.sync_folder(&self.root.join(at.folder())),
            Err(error) => ignore_missing(Err(error)),
        }
    }

    /// Runs what blocks where it may; it runs to its end even when nobody waits for it any more.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let folder = self.clone();
        tokio::task::spawn_blocking(move || work(&folder)).await.map_err(io::Error::other)?
    }
}

#[async_trait]
impl Place for Folder {
    async fn reachable(&self) -> io::Result<()> {
        self.blocking(|folder| fs::read_dir(&folder.root).map(drop)).await
    }

    async fn receptive(&self) -> io::Result<()> {
        self.blocking(|folder| disk::try_out(&folder.root.join(INCOMING))).await
    }

    async fn note(&self, note: Note) -> io::Result<Option<String>> {
        self.blocking(move |folder| folder.read_note(note)).await
    }

    async fn set_note(&self, note: Note, text: &str) -> io::Result<()> {
        let text = text.to_owned();
        self.blocking(move |folder| folder.write_note(note, &text)).await
    }

    async fn receive(&self, content: Content<'_>, largest: u64) -> Result<StoredFile, UploadError> {
        // The name removes the file when it is dropped, so also when the sender goes away and this future with it.
        let named =
            self.blocking(|folder| tempfile::NamedTempFile::new_in(folder.root.join(INCOMING))).await?;
        let (file, temporary) = named.into_parts();
        let mut file = tokio::fs::File::from_std(file);
        let arrived = arrival::write(content, largest, &mut file).await?;
        let (file, address) = (file.into_std().await, arrived.address.clone());
        self.blocking(move |folder| folder.keep(&file, temporary, address)).await?;
        Ok(arrived.stored())
    }

    async fn facts(&self, at: &Location) -> io::Result<Option<Facts>> {
        match tokio::fs::metadata(self.path(at)).await {
            Ok(metadata) => facts(&metadata).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn read(&self, at: &Location, bytes: u64) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
        let file = tokio::fs::File::open(self.path(at)).await?;
        Ok(ReaderStream::with_capacity(file.take(bytes), PIECE).boxed())
    }

    async fn relocate(&self, from: &Location, to: &Location) -> io::Result<bool> {
        let (from, to) = (from.clone(), to.clone());
        self.blocking(move |folder| folder.rename(&from, &to)).await
    }

    async fn remove(&self, at: &Location) -> io::Result<()> {
        let at = at.clone();
        self.blocking(move |folder| folder.unlink(&at)).await
    }

    fn list(&self) -> Listing {
        let root = self.root.clone();
        let shelves = (0..=u8::MAX).map(move |byte| entries(root.clone(), format!("{byte:02x}")));
        futures::stream::iter(shelves).flatten().boxed()
    }

    fn list_set_aside(&self, of: Option<&Address>) -> Listing {
        let of = of.cloned();
        let wanted = move |entry: &Entry| {
            futures::future::ready(of.as_ref().is_none_or(|of| entry.location.address() == of))
        };
        entries(self.root.clone(), SET_ASIDE.to_owned()).try_filter(wanted).boxed()
    }

    async fn sweep(&self, untouched_since: DateTime<Utc>) -> io::Result<()> {
        self.blocking(move |folder| folder.remove_untouched(untouched_since)).await
    }
}

/// The files of one folder below the root. Foreign files are passed over, and so are those that are going away.
fn entries(root: PathBuf, name: String) -> Listing {
    let start = (root, name, None::<ReadDir>);
    try_unfold(start, |(root, name, opened)| async move {
        let mut opened = match opened {
            Some(opened) => opened,
            None => match tokio::fs::read_dir(root.join(&name)).await {
                Ok(opened) => opened,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            },
        };
        while let Some(found) = opened.next_entry().await? {
            let path = found.file_name().to_str().map(|file| format!("{name}/{file}"));
            let Some(location) = path.as_deref().and_then(Location::parse) else { continue };
            match found.metadata().await {
                Ok(metadata) => {
                    let entry = Entry { location, facts: facts(&metadata)? };
                    return Ok(Some((entry, (root, name, Some(opened)))));
                }
                Err(error) => ignore_missing(Err(error))?,
            }
        }
        Ok(None)
    })
    .boxed()
}

fn facts(metadata: &fs::Metadata) -> io::Result<Facts> {
    Ok(Facts { bytes: metadata.len(), written: metadata.modified()?.into() })
}

fn ignore_missing(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}
