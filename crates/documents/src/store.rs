//! The store as others see it.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use domain::Clock;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, Stream, StreamExt, TryStreamExt};

use crate::address::{Address, Location, Note};
use crate::arrival::{StoredFile, UploadError};
use crate::folder::Folder;
use crate::open_file::{OpenFile, Reader};
use crate::place::{Facts, Place};
use crate::s3::{S3, S3Options};

/// What an interrupted reception leaves in `incoming/` is removed when nothing was added to it for so long. Other
/// processes may share the folder, so it says nothing that *we* have just started; and their names or numbers say
/// nothing either, containers all being process 1. A sender that is silent for a day has been cut off long before.
pub(crate) const LEFT_BEHIND: TimeDelta = TimeDelta::days(1);

/// Where a file is looked for, in this order. One that is being set aside during the first look is found by the second,
/// one that comes back during the second by the third.
const LOOKS: [Look; 3] = [Look::AtItsPlace, Look::SetAside, Look::AtItsPlace];

#[derive(Clone, Copy)]
enum Look {
    AtItsPlace,
    SetAside,
}

/// A file in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// When it was received, the last time.
    pub written: DateTime<Utc>,
}

/// The original files. Cheap to clone; clones are the same store.
#[derive(Clone)]
pub struct DocumentStore {
    pub(crate) place: Arc<dyn Place>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl fmt::Debug for DocumentStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("DocumentStore").field(&self.place).finish()
    }
}

impl DocumentStore {
    /// Uses a folder, which several processes may share; creates it where it is missing.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn in_folder(folder: &Path, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let place = Folder::open(folder, clock.clone())?;
        Ok(Self { place: Arc::new(place), clock })
    }

    /// Uses a bucket. The network is not used yet: see [`DocumentStore::reachable`].
    ///
    /// # Errors
    /// When the options are unusable or the folder for staging cannot be written.
    pub fn in_s3(options: S3Options, clock: Arc<dyn Clock>) -> io::Result<Self> {
        Ok(Self { place: Arc::new(S3::open(options)?), clock })
    }

    /// Whether the folder or bucket is there and can be listed.
    ///
    /// # Errors
    /// When it is not, with the reason.
    pub async fn reachable(&self) -> io::Result<()> {
        self.place.reachable().await
    }

    /// Whether a file could be received, as far as this machine decides: tried out where it would be written first.
    ///
    /// # Errors
    /// When it could not, with the reason; [`io::ErrorKind::StorageFull`] when there is no room.
    pub async fn receptive(&self) -> io::Result<()> {
        self.place.receptive().await
    }

    /// Whose files these are, if somebody wrote it down: a store that is not the expected one is known by it.
    ///
    /// # Errors
    /// When the place cannot be asked; [`io::ErrorKind::InvalidData`] when what stands there is no owner.
    pub async fn owner(&self) -> io::Result<Option<String>> {
        self.place.note(Note::Owner).await
    }

    /// Writes down whose files these are.
    ///
    /// # Errors
    /// When the place cannot be written.
    pub async fn set_owner(&self, owner: &str) -> io::Result<()> {
        self.place.set_note(Note::Owner, owner).await
    }

    /// Until when no collection removes anything, if somebody asked for it.
    ///
    /// # Errors
    /// When the place cannot be asked; [`io::ErrorKind::InvalidData`] when what stands there is no instant.
    pub async fn held_until(&self) -> io::Result<Option<DateTime<Utc>>> {
        let Some(text) = self.place.note(Note::Held).await? else { return Ok(None) };
        let until = DateTime::parse_from_rfc3339(&text);
        until
            .map(|until| Some(until.to_utc()))
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Keeps collections, those of other processes included, from removing anything before an instant: for whoever
    /// copies files that the database named a while ago. It is never shortened, and over by itself.
    ///
    /// # Errors
    /// When the place cannot be written.
    pub async fn hold_until(&self, until: DateTime<Utc>) -> io::Result<()> {
        // What stands there unreadable holds nothing: it is replaced.
        if self.held_until().await.ok().flatten().is_some_and(|held| held >= until) {
            return Ok(());
        }
        self.place.set_note(Note::Held, &until.to_rfc3339()).await
    }

    /// Receives a file: hashed while it arrives, durable when this returns. Content that is already there is received
    /// like any other and becomes new again, so that a collection leaves it alone.
    ///
    /// # Errors
    /// See [`UploadError`]; nothing stays of the file then. Nothing stays either when the future is dropped before
    /// all has arrived.
    pub async fn receive<E: fmt::Display>(
        &self,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
        largest: u64,
    ) -> Result<StoredFile, UploadError> {
        let content = content.map(|chunk| chunk.map_err(|error| error.to_string()));
        self.place.receive(content.boxed(), largest).await
    }

    /// Opens a file for reading. A file that is opened is read to its end even when it is removed meanwhile, in a
    /// folder; in a bucket, reading then fails.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] when there is no such file, or when this is no hash; and when it cannot be read.
    pub async fn open(&self, sha256: &str) -> io::Result<OpenFile> {
        self.open_first(sha256, u64::MAX).await
    }

    /// Length of a file, and a way to open it any number of times: what a client needs that may have to send it again.
    ///
    /// # Errors
    /// As [`DocumentStore::open`].
    pub async fn opener(
        &self,
        sha256: &str,
    ) -> io::Result<(u64, impl Fn() -> BoxFuture<'static, io::Result<Reader>> + Send + Sync + use<>)> {
        let bytes = self.size(sha256).await?;
        let (store, sha256) = (self.clone(), sha256.to_owned());
        let open = move || {
            let (store, sha256) = (store.clone(), sha256.clone());
            async move { Ok(store.open(&sha256).await?.into_reader()) }.boxed()
        };
        Ok((bytes, open))
    }

    /// The first bytes of a file: `most`, or all when it is shorter.
    ///
    /// # Errors
    /// As [`DocumentStore::open`].
    pub async fn head(&self, sha256: &str, most: u64) -> io::Result<Vec<u8>> {
        whole(self.open_first(sha256, most).await?).await
    }

    /// A whole file in memory, for an analysis.
    ///
    /// # Errors
    /// As [`DocumentStore::open`]; [`io::ErrorKind::FileTooLarge`] when it has more than `largest` bytes.
    pub async fn read(&self, sha256: &str, largest: u64) -> io::Result<Vec<u8>> {
        let file = self.open(sha256).await?;
        if file.bytes() > largest {
            let reason = format!("{} bytes, but at most {largest} are read into memory", file.bytes());
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
        }
        whole(file).await
    }

    /// Length of a file in bytes.
    ///
    /// # Errors
    /// As [`DocumentStore::open`].
    pub async fn size(&self, sha256: &str) -> io::Result<u64> {
        self.find(&address(sha256)?).await?.map(|facts| facts.bytes).ok_or_else(not_found)
    }

    /// Whether there is such a file. What is no hash is not there.
    ///
    /// # Errors
    /// When the place cannot be asked.
    pub async fn exists(&self, sha256: &str) -> io::Result<bool> {
        let Some(address) = Address::parse(sha256) else { return Ok(false) };
        Ok(self.find(&address).await?.is_some())
    }

    /// All files, found a page at a time while the stream is read. Not those that a collection has set aside.
    pub fn list(&self) -> BoxStream<'static, io::Result<ListedFile>> {
        let listed = |entry: crate::place::Entry| ListedFile {
            sha256: entry.location.address().as_str().to_owned(),
            bytes: entry.facts.bytes,
            written: entry.facts.written,
        };
        self.place.list().map_ok(listed).boxed()
    }

    /// Removes a file at once, whether or not something refers to it. It need not be there.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] when this is no hash; and when it cannot be removed.
    pub async fn remove(&self, sha256: &str) -> io::Result<()> {
        let address = address(sha256)?;
        self.place.remove(&Location::Kept(address.clone())).await?;
        let mut aside = self.place.list_set_aside(Some(&address));
        while let Some(entry) = aside.try_next().await? {
            self.place.remove(&entry.location).await?;
        }
        Ok(())
    }

    async fn open_first(&self, sha256: &str, most: u64) -> io::Result<OpenFile> {
        let address = address(sha256)?;
        for look in LOOKS {
            let Some((location, facts)) = self.look(&address, look).await? else { continue };
            match self.place.read(&location, facts.bytes.min(most)).await {
                Ok(content) => return Ok(OpenFile::new(facts.bytes, content)),
                // Moved between the two questions: the next look finds it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Err(not_found())
    }

    async fn find(&self, address: &Address) -> io::Result<Option<Facts>> {
        for look in LOOKS {
            if let Some((_, facts)) = self.look(address, look).await? {
                return Ok(Some(facts));
            }
        }
        Ok(None)
    }

    async fn look(&self, address: &Address, look: Look) -> io::Result<Option<(Location, Facts)>> {
        match look {
            Look::AtItsPlace => {
                let kept = Location::Kept(address.clone());
                Ok(self.place.facts(&kept).await?.map(|facts| (kept, facts)))
            }
            Look::SetAside => {
                let aside = self.place.list_set_aside(Some(address)).try_next().await?;
                Ok(aside.map(|aside| (aside.location, aside.facts)))
            }
        }
    }
}

async fn whole(file: OpenFile) -> io::Result<Vec<u8>> {
    let mut content = file.into_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = content.try_next().await? {
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn address(sha256: &str) -> io::Result<Address> {
    Address::parse(sha256).ok_or_else(not_found)
}

fn not_found() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "no such document")
}
