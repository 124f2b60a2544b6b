//! What makes files and folders survive a power cut: the one place from which anything is synced.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that are written to see whether there is room.
const TRIAL: usize = 64 * 1024;

#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    /// Folders of which this process knows that their entry in the parent is durable.
    durable: Arc<Mutex<HashSet<PathBuf>>>,
    /// What was synced, in order, for tests to look at.
    #[cfg(test)]
    pub(crate) synced: Arc<Mutex<Vec<PathBuf>>>,
}

impl Disk {
    /// Creates a folder, and those above it where they are missing. Each new one is synced, and so is the folder that
    /// it became an entry of.
    ///
    /// A folder that is there already may have been created a moment ago by somebody who has not synced it yet; so the
    /// first use of a folder syncs its parent in any case.
    pub(crate) fn create(&self, folder: &Path) -> io::Result<()> {
        // None is the root of the file system.
        let Some(parent) = parent_of(folder) else { return Ok(()) };
        let is_new = match create_private(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.create(parent)?;
                created(create_private(folder))?
            }
            outcome => created(outcome)?,
        };
        if is_new {
            self.sync_folder(folder)?;
        } else if self.durable().contains(folder) {
            return Ok(());
        }
        match self.sync_folder(parent) {
            // A parent that we may not even read has its entries from whoever prepared the machine.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied && !is_new => {}
            outcome => outcome?,
        }
        self.durable().insert(folder.to_owned());
        Ok(())
    }

    /// Makes the entries of a folder durable.
    pub(crate) fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()?;
        #[cfg(test)]
        self.synced.lock().unwrap().push(folder.to_owned());
        Ok(())
    }

    /// Makes content, length and time of a file durable.
    pub(crate) fn sync_file(&self, file: &File) -> io::Result<()> {
        file.sync_all()?;
        #[cfg(test)]
        self.synced.lock().unwrap().push(PathBuf::from("file"));
        Ok(())
    }

    fn durable(&self) -> std::sync::MutexGuard<'_, HashSet<PathBuf>> {
        self.durable.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a small file in a folder, to the disk, and removes it.
pub(crate) fn try_out(folder: &Path) -> io::Result<()> {
    use std::io::Write as _;
    let mut file = tempfile::tempfile_in(folder)?;
    file.write_all(&[0; TRIAL])?;
    file.sync_all()
}

/// The folder in which something is.
pub(crate) fn parent_of(path: &Path) -> Option<&Path> {
    let parent = path.parent()?;
    Some(if parent.as_os_str().is_empty() { Path::new(".") } else { parent })
}

/// Creates a folder for its owner alone.
fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Takes from others the right to look into a folder, where it is ours to take: another owner decides on his own.
pub(crate) fn make_private(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if fs::metadata(folder)?.permissions().mode() & 0o077 != 0 {
            return match fs::set_permissions(folder, fs::Permissions::from_mode(0o700)) {
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
                outcome => outcome,
            };
        }
    }
    Ok(())
}

/// Whether a folder is new; one that was there is as good.
fn created(outcome: io::Result<()>) -> io::Result<bool> {
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
