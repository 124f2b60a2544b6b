//! The data folder: made, tried, and taken for this process alone.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use documents::durable;
use storage::StorageError;
use storage_sql::{Location, SqlDatabase};

use crate::exit::{Exit, failure};

const LOCK_FILE: &str = "lock";
/// Taken while a backup is made or put back: what it needs meanwhile lies beside the database.
const BACKUP_LOCK_FILE: &str = "backup-lock";
const SCRATCH: &str = ".backup-";
const DATABASE_FILE: &str = "pupitre.sqlite";

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
    /// Makes the folder, for its owner alone, when it is not there, and tries to write in it. One that was laid out with
    /// other rights, as by a copy, becomes as private.
    ///
    /// # Errors
    /// [`Exit::FolderNotWritable`].
    pub fn prepare(path: &Path) -> anyhow::Result<Self> {
        let refused = |error: std::io::Error| not_writable(path, &error);
        durable::create_folder(path).map_err(refused)?;
        let folder = Self::as_it_is(path)?;
        if folder.is_ours().map_err(refused)? {
            folder.make_private();
        }
        Ok(folder)
    }

    /// Takes a folder that is there and changes nothing about it, but tries to write in it.
    ///
    /// # Errors
    /// [`Exit::FolderNotWritable`].
    pub fn as_it_is(path: &Path) -> anyhow::Result<Self> {
        let refused = |error: std::io::Error| not_writable(path, &error);
        tempfile::Builder::new().prefix(".try-").tempfile_in(path).map_err(refused)?;
        Ok(Self { path: path.to_owned() })
    }

    /// Whether the folder holds nothing, or what this program keeps: others may be meant for more than one program.
    fn is_ours(&self) -> std::io::Result<bool> {
        let holds_ours =
            [LOCK_FILE, DATABASE_FILE].iter().any(|name| self.path.join(name).symlink_metadata().is_ok());
        Ok(holds_ours || std::fs::read_dir(&self.path)?.next().is_none())
    }

    /// Takes from others the right to look into the folder.
    #[cfg(unix)]
    fn make_private(&self) {
        use std::os::unix::fs::PermissionsExt as _;
        let Ok(metadata) = self.path.metadata() else { return };
        let mode = metadata.permissions().mode() & 0o7777;
        // A sticky folder is one that everybody uses.
        if mode & 0o077 == 0 || mode & 0o1000 != 0 {
            return;
        }
        match std::fs::set_permissions(&self.path, std::fs::Permissions::from_mode(0o700)) {
            Ok(()) => tracing::info!("{} was open to others: now for its owner alone", self.path.display()),
            Err(error) => tracing::warn!(%error, "{} is open to others: chmod 700 it", self.path.display()),
        }
    }

    #[cfg(not(unix))]
    fn make_private(&self) {}

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database of the folder, when none is named.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE_FILE)
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
        self.take(LOCK_FILE, "another Pupitre works with")
    }

    /// A folder in this one for what a backup needs meanwhile, as private as the data are; what a killed one left behind
    /// is removed. One at a time, beside a server or not.
    ///
    /// # Errors
    /// [`Exit::InUse`] when another process makes a backup or puts one back.
    pub fn scratch(&self) -> anyhow::Result<(tempfile::TempDir, FolderLock)> {
        let lock = self.take(BACKUP_LOCK_FILE, "another backup is under way in")?;
        let refused = |error: std::io::Error| not_writable(&self.path, &error);
        for entry in std::fs::read_dir(&self.path).map_err(refused)? {
            let entry = entry.map_err(refused)?;
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(SCRATCH)) {
                std::fs::remove_dir_all(entry.path()).map_err(refused)?;
            }
        }
        let scratch = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(&self.path).map_err(refused)?;
        Ok((scratch, lock))
    }

    fn take(&self, name: &str, taken: &str) -> anyhow::Result<FolderLock> {
        let path = self.path.join(name);
        let file = File::create(&path).map_err(|error| {
            failure(Exit::FolderNotWritable, format!("{} cannot be written: {error}", path.display()))
        })?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(TryLockError::WouldBlock) => {
                Err(failure(Exit::InUse, format!("{taken} {}: stop it first", self.path.display())))
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", path.display()))
            }
        }
    }
}

fn not_writable(path: &Path, error: &std::io::Error) -> anyhow::Error {
    failure(
        Exit::FolderNotWritable,
        format!("the folder {} cannot be written: {error}; choose one with --folder", path.display()),
    )
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

    #[cfg(unix)]
    #[test]
    fn a_folder_of_ours_is_for_its_owner_alone_and_another_one_is_left_as_it_is() {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let open = |path: &Path| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        };
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("a/data");
        let data = DataFolder::prepare(&path).unwrap();
        assert_eq!((mode(&path), mode(&base.path().join("a"))), (0o700, 0o700));
        open(&path);
        DataFolder::as_it_is(&path).unwrap();
        assert_eq!(mode(&path), 0o755, "only looked at");
        std::fs::write(path.join("foreign"), "").unwrap();
        DataFolder::prepare(&path).unwrap();
        assert_eq!(mode(&path), 0o755, "of somebody else");
        std::fs::write(data.database(), "").unwrap();
        DataFolder::prepare(&path).unwrap();
        assert_eq!(mode(&path), 0o700, "as a copy is laid out");
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
