//! What makes files and folders survive a power cut: the one place from which anything is synced.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

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
        let parent = match folder.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            // The root of the file system.
            None => return Ok(()),
        };
        let is_new = match fs::create_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.create(parent)?;
                created(fs::create_dir(folder))?
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

/// Whether a folder is new; one that was there is as good.
fn created(outcome: io::Result<()>) -> io::Result<bool> {
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
