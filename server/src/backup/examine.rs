//! Reading an archive whole: every byte against its hash, then the database against what is written of it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use backup::{
    ArchiveError, Contents, DATABASE, EARLIER, HELD, Identities, ListCursor, Missing, NewList, Visitor,
    missing, read,
};
use storage_sql::{Location, SnapshotFiles};

use super::words::{key_words, refusal};
use crate::cli::ArchiveArguments;
use crate::commands::say;
use crate::exit::{Exit, failure};
use crate::folder::storage_failure;

/// Reads an archive whole and says what is in it.
///
/// # Errors
/// [`Exit::Refused`] with what is wrong; other [`crate::exit::Failure`]s where it cannot be read at all.
pub async fn verify(arguments: &ArchiveArguments) -> anyhow::Result<()> {
    let scratch = tempfile::Builder::new().prefix("pupitre-verify-").tempdir();
    let scratch = scratch
        .map_err(|error| failure(Exit::Storage, format!("aucun dossier temporaire (TMPDIR) : {error}")))?;
    let examined = examine(arguments, scratch.path()).await?;
    let Examined { contents, elsewhere, problems, .. } = &examined;
    let manifest = &contents.manifest;
    say(format_args!("Sauvegarde du {} ({}, {})", manifest.made_at, manifest.program, manifest.engine))?;
    if let Some(name) = &manifest.installation {
        say(format_args!("  installation         {name}"))?;
    }
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    say(format_args!("  schéma               {}", manifest.migrations.iter().max().unwrap_or(&0)))?;
    say(format_args!("  tables               {} ({rows} lignes)", manifest.tables.len()))?;
    say(format_args!("  documents            {}", manifest.documents))?;
    say(format_args!("  clés nécessaires     {}", key_words(&manifest.keys)))?;
    for earlier in &manifest.earlier {
        say(format_args!("  suit                 {} ({})", earlier.file, earlier.made_at))?;
    }
    if elsewhere.count > 0 {
        say(format_args!(
            "  {} documents sont dans des sauvegardes précédentes qui n’ont pas été données (--earlier)",
            elsewhere.count
        ))?;
    }
    for problem in problems {
        say(format_args!("  PROBLÈME             {problem}"))?;
    }
    if problems.is_empty() {
        return say("Tout est lisible et conforme.");
    }
    Err(failure(Exit::Refused, format!("{} : {}", arguments.archive.display(), problems.join(" ; "))))
}

/// An archive that was read whole.
pub(super) struct Examined {
    /// What it holds.
    pub(super) contents: Contents,
    /// The same of the earlier ones that were given.
    pub(super) earlier: Vec<(PathBuf, Contents)>,
    /// Its database, in the scratch folder.
    pub(super) files: SnapshotFiles,
    /// Documents that are in no archive that was given.
    pub(super) elsewhere: Missing,
    /// What is wrong although each byte is as it was written.
    pub(super) problems: Vec<String>,
}

/// Who opens the archives.
pub(super) fn identities(arguments: &ArchiveArguments) -> anyhow::Result<Identities> {
    let Some(path) = &arguments.identity else { return Ok(Identities::default()) };
    crate::keys::warn_when_readable_by_others(path);
    Identities::from_file(path).map_err(|error| refusal(path, &error))
}

/// Reads an archive and the earlier ones whole. Nothing is written but into the scratch folder.
///
/// # Errors
/// [`Exit::Refused`] at the first byte that is not as it was written; [`Exit::NewerDatabase`] and others.
pub(super) async fn examine(arguments: &ArchiveArguments, scratch: &Path) -> anyhow::Result<Examined> {
    let (path, names) = (arguments.archive.clone(), arguments.earlier.clone());
    let (identities, folder) = (identities(arguments)?, scratch.to_owned());
    let reading = tokio::task::spawn_blocking(move || {
        let refused = |path: &Path, error: ArchiveError| refusal(path, &error);
        let mut extracting = Extracting(&folder);
        let contents =
            read(&path, &identities, &folder, &mut extracting).map_err(|error| refused(&path, error))?;
        let mut earlier = Vec::new();
        for path in names {
            let found =
                read(&path, &identities, &folder, &mut OnlyRead).map_err(|error| refused(&path, error))?;
            earlier.push((path, found));
        }
        Ok::<_, anyhow::Error>((contents, earlier))
    });
    let (contents, earlier) = reading.await.context("the archive could not be read")??;
    let path = scratch.join(DATABASE);
    let files = SnapshotFiles::open(&path);
    let database = Location::Sqlite(path);
    let mut problems = Vec::new();
    for (path, found) in &earlier {
        if contents.manifest.earlier.iter().all(|known| known.id != found.manifest.id) {
            problems.push(format!("{} n’est pas une sauvegarde que celle-ci suit", path.display()));
        }
    }
    compare(&files, &contents, scratch, &mut problems).await.map_err(|error| match error {
        Failed::Storage(error) => storage_failure(&error, &database),
        Failed::Disk(error) => failure(Exit::Storage, format!("{} : {error}", scratch.display())),
    })?;
    let elsewhere = elsewhere(&contents, &earlier)
        .map_err(|error| failure(Exit::Storage, format!("{} : {error}", scratch.display())))?;
    Ok(Examined { contents, earlier, files, elsewhere, problems })
}

enum Failed {
    Storage(storage::StorageError),
    Disk(io::Error),
}

impl From<storage::StorageError> for Failed {
    fn from(error: storage::StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// The database against the manifest and the lists.
async fn compare(
    files: &SnapshotFiles,
    contents: &Contents,
    scratch: &Path,
    problems: &mut Vec<String>,
) -> Result<(), Failed> {
    let manifest = &contents.manifest;
    let state = files.migrations().await?;
    if let Some(newest) = state.unknown.last() {
        return Err(storage::StorageError::Newer(newest.version).into());
    }
    let versions: Vec<i64> = state.applied.iter().map(|step| step.version).collect();
    if versions != manifest.migrations {
        problems
            .push(format!("la base est au schéma {versions:?}, le manifeste dit {:?}", manifest.migrations));
    }
    if let Some(damage) = files.damage().await? {
        problems.push(format!("la base est endommagée : {damage}"));
    }
    let found = files.contents().await?;
    for told in &manifest.tables {
        match found.iter().find(|table| table.table == told.name) {
            Some(table) if table.rows != told.rows => {
                problems
                    .push(format!("table {} : {} lignes au lieu de {}", told.name, table.rows, told.rows));
            }
            Some(table) if table.digest != told.digest => {
                problems.push(format!("table {} : son contenu n’est pas celui du manifeste", told.name));
            }
            Some(_) => {}
            None => problems.push(format!("table {} : elle manque", told.name)),
        }
    }
    let untold = found.iter().filter(|table| manifest.tables.iter().all(|told| told.name != table.table));
    problems.extend(untold.map(|table| format!("table {} : le manifeste ne la connaît pas", table.table)));
    let mut named = NewList::create(scratch)?;
    files.documents(|document| named.push(document)).await?;
    let (named, _) = named.finish()?;
    let lists =
        vec![ListCursor::new(contents.held.documents()?)?, ListCursor::new(contents.earlier.documents()?)?];
    let unlisted = missing(named.documents()?, lists)?;
    if unlisted.count > 0 {
        problems.push(format!(
            "{} documents que la base nomme ne sont ni dans {HELD} ni dans {EARLIER} : {}…",
            unlisted.count,
            unlisted.first.join(", ")
        ));
    }
    Ok(())
}

/// Documents of earlier archives that are in none of those that were given.
fn elsewhere(contents: &Contents, earlier: &[(PathBuf, Contents)]) -> io::Result<Missing> {
    let mut lists = Vec::new();
    for (_, found) in earlier {
        lists.push(ListCursor::new(found.held.documents()?)?);
    }
    missing(contents.earlier.documents()?, lists)
}

/// Nothing is taken.
struct OnlyRead;

impl Visitor for OnlyRead {}

/// The database is taken out, for its owner alone.
struct Extracting<'s>(&'s Path);

impl Visitor for Extracting<'_> {
    fn file(&mut self, name: &str, content: &mut (dyn Read + Send)) -> io::Result<()> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // Names are those of the format, never others: see `backup::Manifest`.
        let mut file = options.open(self.0.join(name))?;
        io::copy(content, &mut file).map(drop)
    }
}
