//! Files on their way up: read piece by piece, never whole in memory.

use crate::{
    error::{Error, Sent},
    service::{Input, Service},
    trace,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures::{
    FutureExt,
    future::BoxFuture,
    stream::{Stream, try_unfold},
};
use std::{
    fmt,
    io::{self, Cursor, ErrorKind},
    path::{Path, PathBuf},
    pin::Pin,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use tokio::io::{AsyncRead, AsyncReadExt};

/// An [`Input`] that goes with a file, sent as base64 in one more field.
pub trait Upload: Input {
    /// Name of the field that holds the file.
    const FILE_FIELD: &'static str;
}

type Reader = Pin<Box<dyn AsyncRead + Send>>;
type Opener = dyn Fn() -> BoxFuture<'static, io::Result<Reader>> + Send + Sync;

/// A file to send: where it is read from, and its exact length.
///
/// A file that can be read again ([`FileContent::from_bytes`], [`FileContent::open`],
/// [`FileContent::from_opener`]) survives the renewal of a token in the middle of a call; one that cannot
/// ([`FileContent::from_reader`]) fails then with [`crate::GatewayKind::TokenExpired`].
#[derive(Clone)]
pub struct FileContent {
    length: u64,
    source: Source,
}

#[derive(Clone)]
enum Source {
    Again(Arc<Opener>),
    Once(Arc<Mutex<Option<Reader>>>),
}

impl fmt::Debug for FileContent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FileContent").field("length", &self.length).finish_non_exhaustive()
    }
}

impl FileContent {
    /// A file already in memory.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = bytes.len() as u64;
        Self::from_opener(length, move || {
            let reader = Cursor::new(bytes.clone());
            async move { Ok(reader) }
        })
    }

    /// A file on disk.
    ///
    /// # Errors
    /// When the file does not exist or cannot be read.
    pub async fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let path: PathBuf = path.as_ref().to_owned();
        let length = tokio::fs::metadata(&path).await?.len();
        Ok(Self::from_opener(length, move || tokio::fs::File::open(path.clone())))
    }

    /// A file of `length` bytes that `open` can open any number of times.
    #[must_use]
    pub fn from_opener<O, F, R>(length: u64, open: O) -> Self
    where
        O: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = io::Result<R>> + Send + 'static,
        R: AsyncRead + Send + 'static,
    {
        let opener = move || open().map(|opened| opened.map(|reader| Box::pin(reader) as Reader)).boxed();
        Self { length, source: Source::Again(Arc::new(opener)) }
    }

    /// A file of `length` bytes that can be read only once.
    #[must_use]
    pub fn from_reader(length: u64, reader: impl AsyncRead + Send + 'static) -> Self {
        let reader: Reader = Box::pin(reader);
        Self { length, source: Source::Once(Arc::new(Mutex::new(Some(reader)))) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    fn can_be_read_again(&self) -> bool {
        matches!(self.source, Source::Again(_))
    }

    async fn reader(&self) -> Result<Reader, FileFault> {
        match &self.source {
            Source::Again(open) => open().await.map_err(FileFault::unread),
            Source::Once(reader) => {
                let reader = reader.lock().unwrap_or_else(PoisonError::into_inner).take();
                reader.ok_or(FileFault::Unusable("the file has already been read"))
            }
        }
    }
}

/// The body of a request.
pub(crate) enum Payload {
    /// No body.
    Empty,
    /// JSON in memory.
    Json(Bytes),
    /// JSON around a file.
    File { prefix: Bytes, file: FileContent },
}

/// Why a file was not sent whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FileFault {
    /// It will never be: it is not what was announced.
    #[error("{0}")]
    Unusable(&'static str),
    /// It could not be read this time.
    #[error("the file could not be read: {0}")]
    Unread(String),
}

impl FileFault {
    #[expect(clippy::needless_pass_by_value, reason = "stands in `map_err`")]
    fn unread(error: io::Error) -> Self {
        Self::Unread(error.to_string())
    }

    /// The error of the call; the server cannot have received a complete request.
    pub(crate) fn error(&self, service: &'static Service) -> Error {
        let reason = self.to_string();
        match self {
            Self::Unusable(_) => Error::Request { service, reason },
            Self::Unread(_) => Error::File { service, sent: Sent::No, reason },
        }
    }
}

/// What the file stream of one attempt has met, when it failed.
pub(crate) type FileFailure = Arc<OnceLock<FileFault>>;

const SUFFIX: &[u8] = b"\"}";
/// Bytes of the file read at a time; a multiple of 3, so that every piece but the last has no padding.
const PIECE: usize = 48 * 1024;

impl Payload {
    /// The body of an upload: the other fields, then the file.
    pub(crate) fn upload<U: Upload>(head: &U, file: FileContent) -> serde_json::Result<Self> {
        let mut prefix = serde_json::to_vec(head)?;
        prefix.pop(); // the closing brace
        if prefix.len() > 1 {
            prefix.push(b',');
        }
        serde_json::to_writer(&mut prefix, U::FILE_FIELD)?;
        prefix.extend_from_slice(b":\"");
        Ok(Self::File { prefix: prefix.into(), file })
    }

    /// The body for a record: without the file.
    pub(crate) fn shown(&self) -> Option<Vec<u8>> {
        match self {
            Self::Empty => None,
            Self::Json(json) => Some(json.to_vec()),
            Self::File { prefix, file } => {
                Some([prefix, trace::file_mark(file.length).as_bytes(), SUFFIX].concat())
            }
        }
    }

    /// Whether a second attempt can send the same body.
    pub(crate) fn can_be_sent_again(&self) -> bool {
        match self {
            Self::Empty | Self::Json(_) => true,
            Self::File { file, .. } => file.can_be_read_again(),
        }
    }

    /// The body and its length for one attempt.
    pub(crate) async fn body(
        &self,
        failure: &FileFailure,
    ) -> Result<Option<(reqwest::Body, u64)>, FileFault> {
        match self {
            Self::Empty => Ok(None),
            Self::Json(json) => Ok(Some((json.clone().into(), json.len() as u64))),
            Self::File { prefix, file } => {
                let around = (prefix.len() + SUFFIX.len()) as u64;
                let length = file.length.div_ceil(3).checked_mul(4).and_then(|file| file.checked_add(around));
                let length = length.ok_or(FileFault::Unusable("the file is too long"))?;
                let reader = file.reader().await?;
                let stream = file_stream(prefix.clone(), reader, file.length, Arc::clone(failure));
                Ok(Some((reqwest::Body::wrap_stream(stream), length)))
            }
        }
    }
}

enum Part {
    Prefix(Bytes, Reader, u64),
    File(Reader, u64),
    Done,
}

/// Prefix, file as base64, suffix. A failure to read is left in `failure`, for the error of the call.
fn file_stream(
    prefix: Bytes,
    reader: Reader,
    length: u64,
    failure: FileFailure,
) -> impl Stream<Item = Result<Bytes, FileFault>> {
    try_unfold(Part::Prefix(prefix, reader, length), move |part| {
        let failure = Arc::clone(&failure);
        async move {
            match part {
                Part::Prefix(prefix, reader, length) => Ok(Some((prefix, Part::File(reader, length)))),
                Part::File(reader, left) => next_piece(reader, left).await.map(Some).inspect_err(|error| {
                    // Only the first failure counts; a second cannot come.
                    let _ = failure.set(error.clone());
                }),
                Part::Done => Ok(None),
            }
        }
    })
}

async fn next_piece(mut reader: Reader, left: u64) -> Result<(Bytes, Part), FileFault> {
    if left == 0 {
        return match reader.read(&mut [0]).await.map_err(FileFault::unread)? {
            0 => Ok((Bytes::from_static(SUFFIX), Part::Done)),
            _ => Err(FileFault::Unusable("the file is longer than announced")),
        };
    }
    let size = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
    let mut piece = vec![0; size];
    reader.read_exact(&mut piece).await.map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => FileFault::Unusable("the file is shorter than announced"),
        _ => FileFault::unread(error),
    })?;
    Ok((STANDARD.encode(piece).into(), Part::File(reader, left - size as u64)))
}
