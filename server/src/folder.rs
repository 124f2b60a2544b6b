//! The data folder: made, tried, and taken for this process alone.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use storage::StorageError;
use storage_sql::{Location, SqlDatabase};

use crate::exit::{Exit, failure};

const LOCK_FILE: &str = "lock";

/// The files of a data folder.
#[derive(Clone, Debug)]
pub struct DataFolder {
    path: PathBuf,
}

/// The right to work in a data folder; ends with the process or when dropped.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl DataFolder {
    /// Makes the folder, for its owner alone, when it is not there, and tries to write in it.
    ///
    /// # Errors
    /// [`Exit::FolderNotWritable`].
    pub fn prepare(path: &Path) -> anyhow::Result<Self> {
        let refused = |error: std::io::Error| {
            failure(
                Exit::FolderNotWritable,
                format!("the folder {} cannot be written: {error}; choose one with --folder", path.display()),
            )
        };
        if !path.is_dir() {
            let mut builder = std::fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(path).map_err(refused)?;
        }
        tempfile::Builder::new().prefix(".try-").tempfile_in(path).map_err(refused)?;
        Ok(Self { path: path.to_owned() })
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database of the folder, when none is named.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.path.join("pupitre.sqlite")
    }

    /// The database that is named, else that of the folder.
    #[must_use]
    pub fn location(&self, named: Option<&Location>) -> Location {
        named.cloned().unwrap_or_else(|| Location::Sqlite(self.database()))
    }

    /// The original files.
    #[must_use]
    pub fn documents(&self) -> PathBuf {
        self.path.join("documents")
    }

    /// Takes the folder: two servers in it would remove each other's files under way.
    ///
    /// # Errors
    /// [`Exit::InUse`] when another process has it.
    pub fn lock(&self) -> anyhow::Result<FolderLock> {
        let path = self.path.join(LOCK_FILE);
        let file = File::create(&path).map_err(|error| {
            failure(Exit::FolderNotWritable, format!("{} cannot be written: {error}", path.display()))
        })?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(failure(
                Exit::InUse,
                format!("another Pupitre works with {}: stop it first", self.path.display()),
            )),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", path.display()))
            }
        }
    }
}

/// Opens a database and brings it up to date.
///
/// # Errors
/// [`Exit::NewerDatabase`] or [`Exit::Storage`].
pub async fn open_database(location: &Location) -> anyhow::Result<SqlDatabase> {
    SqlDatabase::open(location).await.map_err(|error| storage_failure(&error, location))
}

/// What a failing database means for the operator.
#[must_use]
pub fn storage_failure(error: &StorageError, database: &Location) -> anyhow::Error {
    match error {
        StorageError::Newer(version) => failure(
            Exit::NewerDatabase,
            format!(
                "the database {database} was written by a newer Pupitre (migration {version}): \
                 install that version, or restore the backup made before it"
            ),
        ),
        StorageError::Unfinished => failure(
            Exit::Storage,
            format!(
                "la base {database} est une copie inachevée : relancez « pupitre migrate --from … --to … » avec les \
                 mêmes adresses, elle reprendra où elle s’est arrêtée"
            ),
        ),
        StorageError::Driver(cause) => {
            failure(Exit::Storage, format!("the database {database} failed: {cause}"))
        }
        other => failure(Exit::Storage, format!("the database {database} failed: {other}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::describe;

    #[test]
    fn a_folder_is_taken_once_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::prepare(&folder.path().join("new")).unwrap();
        let lock = data.lock().unwrap();
        assert_eq!(describe(&data.lock().unwrap_err()).0, Exit::InUse);
        drop(lock);
        data.lock().unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert_eq!(
            describe(&DataFolder::prepare(&file.join("data")).unwrap_err()).0,
            Exit::FolderNotWritable
        );
    }
}
