//! Files in a bucket of an S3-compatible store.
//!
//! What arrives is staged in a local file and uploaded once it is whole and its hash known. Uploading it while it
//! arrives, to a temporary key, would need a copy on the server and would leave something behind in the bucket with
//! each process that dies; the local file has no name and vanishes with its process. A broken-off reception never
//! reaches the network at all.
//!
//! An upload replaces what is there. The content is the same, a store replaces in one step, and the object becomes new
//! again, as it must for a collection to leave it alone. "Only if there is none yet" would tell that there is one, but
//! not make it new; and S3 refuses to copy an object onto itself.

mod http;
mod options;

use std::io::{self, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::future::ready;
use futures::stream::{BoxStream, once, try_unfold};
use futures::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3;
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::Semaphore;

use crate::address::{Address, LONGEST_NOTE, Location, Note, SET_ASIDE};
use crate::arrival::{self, Content, StoredFile, UploadError};
use crate::folder::disk;
use crate::place::{Entry, Facts, Listing, Place};

pub use self::options::S3Options;

/// Bytes sent at a time. Whatever is not longer goes in one request, which cannot be left half done; S3 wants 5 MiB at
/// least for the parts of what is longer.
const PART: u64 = 8 * 1024 * 1024;
/// Bytes fetched at a time. A request a piece, so that a slow consumer keeps none open.
const PIECE: u64 = 4 * 1024 * 1024;
/// Uploads that run at once; each holds a part in memory.
const UPLOADS_AT_ONCE: usize = 8;

#[derive(Clone, Debug)]
pub(crate) struct S3 {
    bucket: AmazonS3,
    /// In front of every key; empty, or ending with a slash.
    prefix: String,
    staging: PathBuf,
    uploads: Arc<Semaphore>,
}

impl S3 {
    pub(crate) fn open(options: S3Options) -> io::Result<Self> {
        std::fs::create_dir_all(&options.staging)?;
        let prefix = options.key_prefix()?;
        let staging = options.staging.clone();
        let uploads = Arc::new(Semaphore::new(UPLOADS_AT_ONCE));
        Ok(Self { bucket: options.bucket()?, prefix, staging, uploads })
    }

    fn key(&self, at: &Location) -> Path {
        Path::from(format!("{}{at}", self.prefix))
    }

    fn note_key(&self, note: Note) -> Path {
        Path::from(format!("{}{}", self.prefix, note.name()))
    }

    fn entry(&self, object: &ObjectMeta) -> Option<Entry> {
        let path = object.location.as_ref().strip_prefix(&self.prefix)?;
        Some(Entry { location: Location::parse(path)?, facts: facts(object) })
    }

    /// Objects below a folder, or all; foreign ones are passed over.
    fn objects(&self, folder: &str) -> Listing {
        let below = Path::from(format!("{}{folder}", self.prefix));
        let store = self.clone();
        let entry = move |object: ObjectMeta| ready(Ok(store.entry(&object)));
        self.bucket.list(Some(&below)).map_err(failure).try_filter_map(entry).boxed()
    }

    /// Sends a staged file to its place.
    async fn upload(&self, mut file: File, at: Location, bytes: u64) -> io::Result<()> {
        let _turn = self.uploads.acquire().await.map_err(io::Error::other)?;
        let key = self.key(&at);
        file.seek(SeekFrom::Start(0)).await?;
        if bytes <= PART {
            let content = next_part(&mut file).await?;
            self.bucket.put(&key, content.into()).await.map_err(failure)?;
            return Ok(());
        }
        let mut upload = self.bucket.put_multipart(&key).await.map_err(failure)?;
        let outcome = send_parts(upload.as_mut(), &mut file).await;
        if outcome.is_err() {
            // Best effort: what is left of it is no object, and buckets are told to drop such things after a while.
            let _ = upload.abort().await;
        }
        outcome
    }
}

#[async_trait]
impl Place for S3 {
    async fn reachable(&self) -> io::Result<()> {
        // A key that is missing looks like a bucket that is missing; a list does not.
        let options = PaginatedListOptions { max_keys: Some(1), ..PaginatedListOptions::default() };
        let prefix = format!("{}{SET_ASIDE}/", self.prefix);
        self.bucket.list_paginated(Some(&prefix), options).await.map(drop).map_err(list_failure)
    }

    async fn receptive(&self) -> io::Result<()> {
        // What arrives is staged here; whether the bucket takes it, `reachable` tells as far as a store tells.
        let staging = self.staging.clone();
        tokio::task::spawn_blocking(move || disk::try_out(&staging)).await.map_err(io::Error::other)?
    }

    async fn note(&self, note: Note) -> io::Result<Option<String>> {
        let found = match self.bucket.get(&self.note_key(note)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(failure(error)),
        };
        if found.meta.size > LONGEST_NOTE {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let text = String::from_utf8(found.bytes().await.map_err(failure)?.into());
        let text = text.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(Some(text.trim().to_owned()))
    }

    async fn set_note(&self, note: Note, text: &str) -> io::Result<()> {
        let content = format!("{text}\n");
        self.bucket.put(&self.note_key(note), content.into_bytes().into()).await.map(drop).map_err(failure)
    }

    async fn receive(&self, content: Content<'_>, largest: u64) -> Result<StoredFile, UploadError> {
        let staging = self.staging.clone();
        let file = tokio::task::spawn_blocking(move || tempfile::tempfile_in(staging)).await;
        let mut file = File::from_std(file.map_err(io::Error::other)??);
        let arrived = arrival::write(content, largest, &mut file).await?;
        // On its own, so that a sender who goes away now does not leave half an upload behind.
        let (store, at, bytes) = (self.clone(), Location::Kept(arrived.address.clone()), arrived.bytes);
        let upload = tokio::spawn(async move { store.upload(file, at, bytes).await });
        upload.await.map_err(io::Error::other)??;
        Ok(arrived.stored())
    }

    async fn facts(&self, at: &Location) -> io::Result<Option<Facts>> {
        match self.bucket.head(&self.key(at)).await {
            Ok(object) => Ok(Some(facts(&object))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failure(error)),
        }
    }

    async fn read(&self, at: &Location, bytes: u64) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
        let (bucket, key) = (self.bucket.clone(), self.key(at));
        let mut pieces = try_unfold(0, move |start| {
            let (bucket, key) = (bucket.clone(), key.clone());
            async move {
                if start == bytes {
                    return Ok(None);
                }
                let end = bytes.min(start + PIECE);
                let piece = bucket.get_range(&key, start..end).await.map_err(failure)?;
                Ok(Some((piece, end)))
            }
        })
        .boxed();
        // The first one now, so that a file that has gone is missed before anything was promised of it.
        let first = pieces.try_next().await?;
        Ok(once(ready(Ok(first.unwrap_or_default()))).chain(pieces).boxed())
    }

    async fn relocate(&self, from: &Location, to: &Location) -> io::Result<bool> {
        let (from, to) = (self.key(from), self.key(to));
        match self.bucket.copy(&from, &to).await {
            Ok(()) => {}
            Err(object_store::Error::NotFound { .. }) => return Ok(false),
            Err(error) => return Err(failure(error)),
        }
        // A store may answer a copy with success and tell of its failure later. What is removed has its copy.
        self.bucket.head(&to).await.map_err(failure)?;
        self.bucket.delete(&from).await.map_err(failure)?;
        Ok(true)
    }

    async fn remove(&self, at: &Location) -> io::Result<()> {
        match self.bucket.delete(&self.key(at)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failure(error)),
        }
    }

    fn list(&self) -> Listing {
        let kept = |entry: &Entry| ready(matches!(entry.location, Location::Kept(_)));
        self.objects("").try_filter(kept).boxed()
    }

    fn list_set_aside(&self, of: Option<&Address>) -> Listing {
        let Some(of) = of else { return self.objects(SET_ASIDE) };
        // Lists of object_store stop at slashes; this one is narrower. One file is not set aside a thousand times.
        let (store, prefix) = (self.clone(), format!("{}{SET_ASIDE}/{}-", self.prefix, of.as_str()));
        let page = async move {
            let options = PaginatedListOptions::default();
            match store.bucket.list_paginated(Some(&prefix), options).await {
                Ok(page) => {
                    page.result.objects.iter().filter_map(|found| store.entry(found)).map(Ok).collect()
                }
                Err(error) => vec![Err(failure(error))],
            }
        };
        once(page).flat_map(futures::stream::iter).boxed()
    }

    async fn sweep(&self, _untouched_since: DateTime<Utc>) -> io::Result<()> {
        // Staged files have no name: nothing can be left of them.
        Ok(())
    }
}

async fn next_part(file: &mut File) -> io::Result<Vec<u8>> {
    let mut part = Vec::new();
    file.take(PART).read_to_end(&mut part).await?;
    Ok(part)
}

async fn send_parts(upload: &mut dyn MultipartUpload, file: &mut File) -> io::Result<()> {
    loop {
        let part = next_part(file).await?;
        if part.is_empty() {
            break;
        }
        upload.put_part(part.into()).await.map_err(failure)?;
    }
    upload.complete().await.map(drop).map_err(failure)
}

fn facts(object: &ObjectMeta) -> Facts {
    Facts { bytes: object.size, written: object.last_modified }
}

fn failure(error: object_store::Error) -> io::Error {
    use object_store::Error;
    let kind = match &error {
        Error::NotFound { .. } => io::ErrorKind::NotFound,
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => io::ErrorKind::PermissionDenied,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

/// Why a list failed. `object_store` does not tell the kinds of these errors apart; the codes of S3 do.
fn list_failure(error: object_store::Error) -> io::Error {
    const REFUSALS: [&str; 3] = ["SignatureDoesNotMatch", "InvalidAccessKeyId", "AccessDenied"];
    let error = failure(error);
    let reason = error.to_string();
    let said = |code: &str| reason.contains(&format!("<Code>{code}</Code>"));
    let kind = if said("NoSuchBucket") {
        io::ErrorKind::NotFound
    } else if REFUSALS.into_iter().any(said) {
        io::ErrorKind::PermissionDenied
    } else {
        return error;
    };
    io::Error::new(kind, error)
}
