//! `pupitre restore`: an archive becomes an installation again, on either engine.
//!
//! All of the archive is read and checked before anything of it is put anywhere. Then the database is claimed, which
//! keeps everybody from serving it; the documents come; and only when every table has come too and was compared does the
//! database open. What is interrupted on the way goes on when it is asked again.

use std::io::{self, Read};
use std::path::PathBuf;

use anyhow::Context as _;
use backup::{ArchiveError, DATABASE, Identities, ListCursor, Manifest, Visitor, read};
use chrono::TimeDelta;
use domain::Clock as _;
use futures::TryStreamExt as _;
use operations::{DocumentStore, kinds_that_leave};
use storage::{Database as _, StorageError, Turn};
use storage_sql::{Begun, Copier, Engine, Location, SqlDatabase};
use tokio::runtime::Handle;

use super::bridge::pieces;
use super::examine::{Examined, examine, identities};
use super::words::{database_refusal, key_words, refusal};
use crate::cli::ArchiveArguments;
use crate::commands::say;
use crate::configuration::Configuration;
use crate::exit::{Exit, failure};
use crate::folder::{DataFolder, open_database, storage_failure};
use crate::keys;
use crate::serve::open_documents;
use crate::system::{SystemClock, http_options_of};

/// Rows that travel at once.
const ROWS: u32 = 500;
/// Later than the end of any session.
const LATE: TimeDelta = TimeDelta::days(3_650);

/// Puts an installation back.
///
/// # Errors
/// A [`crate::exit::Failure`] for every foreseen reason. Of a damaged archive nothing was put anywhere.
pub async fn restore(configuration: &Configuration, arguments: &ArchiveArguments) -> anyhow::Result<()> {
    let folder = DataFolder::prepare(&configuration.folder)?;
    let location = folder.location(configuration.database.as_ref());
    let _lock = if location.engine() == Engine::Sqlite { Some(folder.lock()?) } else { None };
    let (scratch, _turn) = folder.scratch()?;
    let examined = examine(arguments, scratch.path()).await?;
    refuse_incomplete(arguments, &examined)?;
    let Examined { contents, earlier, files, .. } = examined;
    files.close().await;
    let manifest = contents.manifest.clone();

    let documents = open_documents(configuration, &folder, &http_options_of(configuration)?).await?;
    refuse_other_documents(&documents, &manifest).await?;
    let source = Location::Sqlite(scratch.path().join(DATABASE));
    let suspected = prepare(&source, &manifest).await?;
    let refused = |error| database_refusal(&location, &error);
    // Whose documents these are stands there before there is a database, so that none begins anew beside them; but not
    // for a database that is then refused.
    let blank = SqlDatabase::is_blank(&location).await.map_err(|error| storage_failure(&error, &location))?;
    if blank {
        set_owner(&documents, &manifest).await?;
    }
    let copier = match Copier::begin(&source, &location, ROWS).await.map_err(refused)? {
        Begun::Copying(copier) => copier,
        Begun::Finished => {
            return say(format_args!("{location} est déjà restaurée : rien n’a été changé."));
        }
    };
    set_owner(&documents, &manifest).await?;
    let wanted = earlier
        .into_iter()
        .map(|(path, _)| Ok((path, Some(ListCursor::new(contents.earlier.documents()?)?))))
        .collect::<io::Result<Vec<_>>>()
        .context("the list of documents cannot be read")?;
    let sources = std::iter::once((arguments.archive.clone(), None)).chain(wanted).collect();
    let received = receive(sources, identities(arguments)?, scratch.path().to_owned(), documents).await?;
    let report = copier.finish().await.map_err(refused)?;
    let differing: Vec<&str> =
        report.iter().filter(|table| !table.identical).map(|table| table.table).collect();
    if !differing.is_empty() {
        return Err(failure(
            Exit::Refused,
            format!(
                "la base restaurée diffère de la sauvegarde ({}) : videz {location} et recommencez",
                differing.join(", ")
            ),
        ));
    }
    let rows: u64 = report.iter().map(|table| table.target).sum();
    say(format_args!(
        "Installation du {} restaurée dans {location} : {rows} lignes, {received} documents.",
        manifest.made_at
    ))?;
    say(format_args!(
        "  Toutes les sessions sont fermées. {suspected} envois en attente chercheront d’abord dans Chorus Pro s’ils y sont déjà."
    ))?;
    say_key(configuration, &manifest)
}

/// Which key the installation needs, and whether the one that is configured is the right one.
fn say_key(configuration: &Configuration, manifest: &Manifest) -> anyhow::Result<()> {
    say(format_args!("  Clé nécessaire au démarrage : {}", key_words(&manifest.keys)))?;
    if configuration.key.is_none() {
        return Ok(());
    }
    let given = keys::load(configuration.key.as_ref())?;
    let absent: Vec<String> =
        manifest.keys.iter().filter(|key| given.key_ids().all(|given| given != *key)).cloned().collect();
    if absent.is_empty() {
        return Ok(());
    }
    say(format_args!("  ATTENTION : la clé donnée ne contient pas {}", key_words(&absent)))
}

fn refuse_incomplete(arguments: &ArchiveArguments, examined: &Examined) -> anyhow::Result<()> {
    let file = arguments.archive.display();
    if !examined.problems.is_empty() {
        let problems = examined.problems.join(" ; ");
        return Err(failure(Exit::Refused, format!("{file} : {problems} ; rien n’a été restauré")));
    }
    if examined.elsewhere.count == 0 {
        return Ok(());
    }
    let given = |id: &str| examined.earlier.iter().any(|(_, found)| found.manifest.id == id);
    let absent: Vec<&str> = examined
        .contents
        .manifest
        .earlier
        .iter()
        .filter(|earlier| !given(&earlier.id))
        .map(|earlier| earlier.file.as_str())
        .collect();
    Err(failure(
        Exit::Refused,
        format!(
            "{} documents de {file} sont dans des sauvegardes précédentes : donnez-les avec --earlier ({}) ; rien n’a \
             été restauré",
            examined.elsewhere.count,
            absent.join(", ")
        ),
    ))
}

/// Documents of another installation, or of one that nobody wrote down, are left alone. Those of the same installation
/// may be there: an interrupted restoration left them, or only the database was lost.
async fn refuse_other_documents(documents: &DocumentStore, manifest: &Manifest) -> anyhow::Result<()> {
    let unreadable =
        |error: io::Error| failure(Exit::Storage, format!("les documents ne peuvent pas être lus : {error}"));
    let owner = documents.owner().await.map_err(unreadable)?;
    let other = match &owner {
        Some(owner) => manifest.installation.as_ref() != Some(owner),
        None => documents.list().try_next().await.map_err(unreadable)?.is_some(),
    };
    if !other {
        return Ok(());
    }
    Err(failure(
        Exit::Refused,
        "des documents d’une autre installation sont déjà là : restaurez dans un dossier ou un seau vide"
            .to_owned(),
    ))
}

async fn set_owner(documents: &DocumentStore, manifest: &Manifest) -> anyhow::Result<()> {
    let Some(name) = &manifest.installation else { return Ok(()) };
    documents.set_owner(name).await.map_err(|error| {
        failure(Exit::FolderNotWritable, format!("les documents ne peuvent pas être écrits : {error}"))
    })
}

/// Brings what was taken out up to date and makes it fit to be served again. What was to leave may have left since: each
/// such job looks at Chorus Pro first; and nobody is signed in who may have been signed out since. Gives how many jobs.
async fn prepare(source: &Location, manifest: &Manifest) -> anyhow::Result<u64> {
    let database = open_database(source).await?;
    let now = SystemClock.now();
    let prepared = async {
        let mut transaction = database.write(Turn::Free).await?;
        let suspected = transaction.announce_all(&kinds_that_leave(), now, manifest.made_at).await?;
        transaction.delete_expired_sessions(now + LATE, now + LATE).await?;
        transaction.commit().await?;
        Ok::<_, StorageError>(suspected)
    };
    let prepared = prepared.await;
    database.close().await;
    prepared.map_err(|error| storage_failure(&error, source))
}

/// Reads the archives again and keeps their documents: all of the first one, of the others those that it needs.
async fn receive(
    sources: Vec<(PathBuf, Option<ListCursor>)>,
    identities: Identities,
    scratch: PathBuf,
    documents: DocumentStore,
) -> anyhow::Result<u64> {
    let runtime = Handle::current();
    let receiving = tokio::task::spawn_blocking(move || {
        let mut received = 0;
        for (path, wanted) in sources {
            let mut visitor = Receiving { documents: &documents, runtime: &runtime, wanted, received: 0 };
            let done = read(&path, &identities, &scratch, &mut visitor);
            done.map_err(|error: ArchiveError| refusal(&path, &error))?;
            received += visitor.received;
        }
        Ok::<u64, anyhow::Error>(received)
    });
    receiving.await.context("the documents could not be put back")?
}

struct Receiving<'r> {
    documents: &'r DocumentStore,
    runtime: &'r Handle,
    /// Only these, if not all.
    wanted: Option<ListCursor>,
    received: u64,
}

impl Visitor for Receiving<'_> {
    fn document(&mut self, sha256: &str, bytes: u64, content: &mut (dyn Read + Send)) -> io::Result<()> {
        if let Some(wanted) = &mut self.wanted
            && !wanted.holds(sha256)?
        {
            return Ok(());
        }
        let stored = self.runtime.block_on(self.documents.receive(pieces(content), bytes));
        let stored = stored.map_err(io::Error::other)?;
        if stored.sha256 != sha256 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, sha256.to_owned()));
        }
        self.received += 1;
        Ok(())
    }
}
