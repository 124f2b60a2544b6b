//! A store, its clock, and a look behind it: both places end up as files on this disk.

use std::collections::HashSet;
use std::convert::Infallible;
use std::fs::{self, File};
use std::future::{Ready, ready};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};
use documents::{DocumentStore, ListedFile, S3Options, StoredFile};
use domain::Clock;
use futures::TryStreamExt;
use secrecy::SecretString;
use tempfile::TempDir;

use crate::content::sent;
use crate::server::{ACCESS_KEY, BUCKET, SECRET_KEY, Server};

pub(crate) const PREFIX: &str = "desk/documents";

/// A clock that tests move, years before the real one: what a server writes today is new.
pub(crate) struct TestClock {
    now: Mutex<DateTime<Utc>>,
    readings: AtomicI64,
}

impl TestClock {
    pub(crate) fn new() -> Arc<Self> {
        let now = "2020-01-01T00:00:00Z".parse().unwrap();
        Arc::new(Self { now: Mutex::new(now), readings: AtomicI64::new(0) })
    }

    pub(crate) fn pass(&self, time: TimeDelta) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) += time;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        // No two readings are the same, as with a real clock.
        let reading = TimeDelta::milliseconds(self.readings.fetch_add(1, Ordering::Relaxed));
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) + reading
    }
}

pub(crate) struct Bench {
    pub(crate) store: DocumentStore,
    pub(crate) clock: Arc<TestClock>,
    /// Where the files are: in the folder, or in the folder of the S3 server.
    pub(crate) files: PathBuf,
    pub(crate) server: Option<Server>,
    /// Where files lie while they arrive.
    arriving: PathBuf,
    _folder: TempDir,
}

impl Bench {
    pub(crate) fn folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, files) = (TestClock::new(), folder.path().join("documents"));
        let store = DocumentStore::in_folder(&files, clock.clone()).unwrap();
        Self { store, clock, arriving: files.join("incoming"), files, server: None, _folder: folder }
    }

    pub(crate) async fn s3() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, server) = (TestClock::new(), Server::start().await);
        let options = options(&server, folder.path());
        let arriving = options.staging.clone();
        let store = DocumentStore::in_s3(options, clock.clone()).unwrap();
        let files = server.root().join(BUCKET).join(PREFIX);
        Self { store, clock, files, server: Some(server), arriving, _folder: folder }
    }

    pub(crate) async fn receive(&self, content: &[u8]) -> StoredFile {
        self.store.receive(sent(content), u64::MAX).await.unwrap()
    }

    /// Where a file lies when it is at its place.
    pub(crate) fn path(&self, sha256: &str) -> PathBuf {
        self.files.join(&sha256[..2]).join(sha256)
    }

    /// Makes a file old.
    pub(crate) fn age(&self, sha256: &str, by: TimeDelta) {
        set_time(&self.path(sha256), self.clock.now() - by);
    }

    /// Receives a file and makes it a month old.
    pub(crate) async fn receive_long_ago(&self, content: &[u8]) -> String {
        let sha256 = self.receive(content).await.sha256;
        self.age(&sha256, TimeDelta::days(30));
        sha256
    }

    pub(crate) async fn listed(&self) -> Vec<ListedFile> {
        let mut files: Vec<ListedFile> = self.store.list().try_collect().await.unwrap();
        files.sort_by(|one, other| one.sha256.cmp(&other.sha256));
        files
    }

    /// Names of what a collection has set aside.
    pub(crate) fn set_aside(&self) -> Vec<String> {
        names(&self.files.join("set-aside"))
    }

    /// What receptions left: files on their way, parts and temporary files of the server.
    pub(crate) fn left_behind(&self) -> Vec<String> {
        let mut left = names(&self.arriving);
        if let Some(server) = &self.server {
            left.extend(names(server.root()).into_iter().filter(|name| is_unfinished(name)));
        }
        left
    }
}

/// Parts of uploads, and files the server is writing.
fn is_unfinished(name: &str) -> bool {
    name.starts_with(".upload") || name.starts_with(".tmp")
}

pub(crate) fn options(server: &Server, folder: &Path) -> S3Options {
    S3Options {
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
        endpoint: Some(format!("http://{}", server.address())),
        region: "us-east-1".to_owned(),
        bucket: BUCKET.to_owned(),
        prefix: PREFIX.to_owned(),
        access_key: ACCESS_KEY.to_owned(),
        secret_key: SecretString::from(SECRET_KEY),
        virtual_hosted: false,
        allow_http: true,
        staging: folder.join("staging"),
    }
}

pub(crate) fn set_time(path: &Path, to: DateTime<Utc>) {
    File::options().write(true).open(path).unwrap().set_modified(SystemTime::from(to)).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// An answer to what is still referred to.
pub(crate) fn refers_to(
    referred: &[&str],
) -> impl Fn(Vec<String>) -> Ready<Result<HashSet<String>, Infallible>> + use<> {
    let referred: HashSet<String> = referred.iter().map(ToString::to_string).collect();
    move |asked| ready(Ok(asked.into_iter().filter(|sha256| referred.contains(sha256)).collect()))
}
