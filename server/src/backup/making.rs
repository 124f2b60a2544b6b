//! `pupitre backup`: the database at one moment and the documents that it names, while others work.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use backup::{
    ArchiveError, ArchiveWriter, Contents, DATABASE, EARLIER, EXCHANGES, Earlier, FileFacts, HELD, List,
    ListCursor, Manifest, NewList, Recipients, TableFacts, catalogue_of, known, sha256_of, write_catalogue,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Clock as _, new_id};
use operations::{DocumentStore, keys_of_secrets};
use storage::Mark;
use storage_sql::{Engine, Location, SnapshotFiles};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::bridge::Blocking;
use super::words::{database_refusal, key_words, refusal};
use crate::cli::BackupMakeArguments;
use crate::commands::say;
use crate::configuration::Configuration;
use crate::exit::{Exit, failure};
use crate::folder::{DataFolder, storage_failure};
use crate::serve::open_documents;
use crate::system::{SystemClock, SystemEntropy, http_options_of};

/// How long documents are held each time, and how often that is said again.
const HELD_FOR: TimeDelta = TimeDelta::hours(2);
const HELD_EVERY: Duration = Duration::from_secs(600);

/// Makes an archive of the installation.
///
/// # Errors
/// A [`crate::exit::Failure`] for every foreseen reason; no archive is there then.
pub async fn make(configuration: &Configuration, arguments: &BackupMakeArguments) -> anyhow::Result<()> {
    let recipients = Recipients::parse(arguments.recipient.iter().map(String::as_str));
    let recipients = recipients.map_err(|error| refusal(&arguments.to, &error))?;
    let folder = DataFolder::as_it_is(&configuration.folder)?;
    let location = folder.location(configuration.database.as_ref());
    let (scratch, _turn) = folder.scratch()?;
    // Before the database is read: whoever puts it back looks from here on for what was done since.
    let made_at = SystemClock.now();
    let target = target_of(&arguments.to, made_at, !recipients.is_empty());
    for path in [target.clone(), catalogue_of(&target)] {
        if path.symlink_metadata().is_ok() {
            return Err(refusal(&target, &ArchiveError::Exists(path)));
        }
    }
    let since = match &arguments.since {
        Some(path) => {
            let found = known(path, None, scratch.path()).map_err(|error| refusal(path, &error))?;
            Some((path.clone(), found))
        }
        None => None,
    };
    let documents = open_documents(configuration, &folder, &http_options_of(configuration)?).await?;
    // What the database names at its moment is there by then, and stays while it is copied.
    let _holding = Holding::begin(&documents).await?;
    let files = SnapshotFiles::take(&location, &scratch.path().join(DATABASE)).await;
    let files = files.map_err(|error| database_refusal(&location, &error))?;
    let gathered = gather(&files, &location, made_at, since, scratch.path()).await?;
    let paths = [
        gathered.held.path().to_owned(),
        gathered.earlier.path().to_owned(),
        files.path().to_owned(),
        files.exchanges(),
    ];
    files.close().await;
    let writing = Writing { target: target.clone(), recipients, paths, gathered, documents };
    let runtime = Handle::current();
    let written = tokio::task::spawn_blocking(move || write(writing, &runtime)).await;
    let manifest = written.context("the archive could not be written")??;
    report(&target, &manifest)
}

fn report(target: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    say(format_args!("Sauvegarde écrite : {}", target.display()))?;
    say(format_args!("  {} lignes, {} documents", rows, manifest.documents))?;
    if !manifest.earlier.is_empty() {
        say(format_args!(
            "  {} documents dans les sauvegardes précédentes, à garder avec elle :",
            manifest.earlier_documents
        ))?;
        for earlier in &manifest.earlier {
            say(format_args!("    {}", earlier.file))?;
        }
    }
    say(format_args!(
        "  La clé n’y est pas : une restauration demande {}, à garder ailleurs.",
        key_words(&manifest.keys)
    ))?;
    say(format_args!("  Relisez-la : pupitre backup verify {}", target.display()))
}

/// The file itself, or one in this folder whose name tells when it was made.
fn target_of(to: &Path, at: DateTime<Utc>, sealed: bool) -> PathBuf {
    if !to.is_dir() {
        return to.to_owned();
    }
    let ending = if sealed { "tar.age" } else { "tar" };
    to.join(format!("pupitre-{}.{ending}", at.format("%Y%m%dT%H%M%SZ")))
}

/// Keeps documents from being removed, to its end.
struct Holding(JoinHandle<()>);

impl Holding {
    async fn begin(documents: &DocumentStore) -> anyhow::Result<Self> {
        documents.hold_until(SystemClock.now() + HELD_FOR).await.map_err(|error| {
            failure(Exit::Storage, format!("les documents ne peuvent pas être retenus : {error}"))
        })?;
        let documents = documents.clone();
        Ok(Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(HELD_EVERY).await;
                if let Err(error) = documents.hold_until(SystemClock.now() + HELD_FOR).await {
                    tracing::warn!(%error, "the documents are not held any longer");
                }
            }
        })))
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What the archive is to say of itself.
struct Gathered {
    manifest: Manifest,
    held: List,
    earlier: List,
}

async fn gather(
    files: &SnapshotFiles,
    location: &Location,
    made_at: DateTime<Utc>,
    since: Option<(PathBuf, Contents)>,
    scratch: &Path,
) -> anyhow::Result<Gathered> {
    let failed = |error: storage::StorageError| storage_failure(&error, location);
    let disk = |error: std::io::Error| failure(Exit::Storage, format!("{} : {error}", scratch.display()));
    let (mut held, mut earlier) =
        (NewList::create(scratch).map_err(disk)?, NewList::create(scratch).map_err(disk)?);
    let mut before = Vec::new();
    for list in since.iter().flat_map(|(_, known)| [&known.held, &known.earlier]) {
        before.push(ListCursor::new(list.documents().map_err(disk)?).map_err(disk)?);
    }
    let sorted = files.documents(|document| {
        for list in &mut before {
            if list.holds(document)? {
                return earlier.push(document);
            }
        }
        held.push(document)
    });
    sorted.await.map_err(failed)?;
    let (held, documents) = held.finish().map_err(disk)?;
    let (earlier, earlier_documents) = earlier.finish().map_err(disk)?;

    let mut read = files.read().await.map_err(failed)?;
    let mut keys = keys_of_secrets(read.as_mut()).await.context("the sealed secrets cannot be read")?;
    let check = read.mark(Mark::KeyCheck).await.map_err(failed)?;
    keys.extend(check.as_deref().and_then(vault::key_id_of).map(ToOwned::to_owned));
    let installation = read.mark(Mark::Name).await.map_err(failed)?;
    drop(read);
    let contents = files.contents().await.map_err(failed)?;
    let migrations = files.migrations().await.map_err(failed)?.applied;
    let mut facts = Vec::new();
    for (name, path) in [
        (HELD, held.path()),
        (EARLIER, earlier.path()),
        (DATABASE, files.path()),
        (EXCHANGES, files.exchanges().as_path()),
    ] {
        let (bytes, sha256) = sha256_of(path).map_err(disk)?;
        facts.push(FileFacts { name: name.to_owned(), bytes, sha256 });
    }
    let manifest = Manifest {
        format: 1,
        id: new_id(made_at, &SystemEntropy).to_string(),
        made_at,
        program: concat!("pupitre ", env!("CARGO_PKG_VERSION")).to_owned(),
        installation,
        engine: match location.engine() {
            Engine::Sqlite => "sqlite".to_owned(),
            Engine::Postgres => "postgres".to_owned(),
        },
        migrations: migrations.iter().map(|step| step.version).collect(),
        keys: keys.into_iter().collect(),
        tables: contents
            .into_iter()
            .map(|table| TableFacts { name: table.table.to_owned(), rows: table.rows, digest: table.digest })
            .collect(),
        files: facts,
        documents,
        earlier_documents,
        earlier: since.map(|(path, known)| chain(&path, known.manifest)).unwrap_or_default(),
    };
    Ok(Gathered { manifest, held, earlier })
}

/// The archives before the new one: those that the last one needs, and the last one.
fn chain(path: &Path, last: Manifest) -> Vec<Earlier> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = name.strip_suffix(".contents").unwrap_or(&name).to_owned();
    let mut earlier = last.earlier;
    earlier.push(Earlier { id: last.id, made_at: last.made_at, file });
    earlier
}

struct Writing {
    target: PathBuf,
    recipients: Recipients,
    /// The files behind the manifest, in its order.
    paths: [PathBuf; 4],
    gathered: Gathered,
    documents: DocumentStore,
}

/// On a thread that may block.
fn write(writing: Writing, runtime: &Handle) -> anyhow::Result<Manifest> {
    let Writing { target, recipients, paths, gathered, documents } = writing;
    let Gathered { manifest, held, earlier } = gathered;
    let refused = |error: ArchiveError| refusal(&target, &error);
    let mut archive = ArchiveWriter::create(&target, &recipients, &manifest).map_err(refused)?;
    for (facts, path) in manifest.files.iter().zip(&paths) {
        archive.file(facts, &mut File::open(path)?).map_err(refused)?;
    }
    for document in held.documents()? {
        let document = document?;
        let file = runtime.block_on(documents.open(&document)).map_err(|error| match error.kind() {
            ErrorKind::NotFound => failure(
                Exit::Storage,
                format!(
                    "le document {document}, que la base nomme, n’existe plus : aucune archive n’est écrite"
                ),
            ),
            _ => failure(Exit::Storage, format!("le document {document} ne peut pas être lu : {error}")),
        })?;
        let bytes = file.bytes();
        let mut content = Blocking::new(runtime.clone(), file.into_stream());
        archive.document(&document, bytes, &mut content).map_err(refused)?;
    }
    archive.finish().map_err(refused)?;
    write_catalogue(&target, &manifest, [held.path(), earlier.path()]).map_err(refused)?;
    Ok(manifest)
}
