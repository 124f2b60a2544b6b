//! A folder of this machine. Nothing leads out of its root: folders are compared with it once links are followed, and only
//! plain files are opened.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use tokio::io::AsyncWriteExt as _;

use crate::names::{is_takeable, is_usable};
use crate::{Content, Folder, FolderError, Listed};

/// A folder of this machine.
#[derive(Clone, Debug)]
pub struct LocalFolder {
    root: PathBuf,
}

impl LocalFolder {
    /// The folder `below` of a root that is allowed.
    ///
    /// # Errors
    /// [`FolderError::Outside`] when it is not below it; [`FolderError::Missing`] when it is not there.
    pub fn new(root: &Path, below: &str) -> Result<Self, FolderError> {
        let root = root.canonicalize().map_err(|error| FolderError::of_io(&error, below))?;
        Ok(Self { root: inside(&root, below)? })
    }

    fn folder(&self, folder: &str) -> Result<PathBuf, FolderError> {
        inside(&self.root, folder)
    }

    fn file(&self, folder: &str, name: &str) -> Result<PathBuf, FolderError> {
        if !is_usable(name) {
            return Err(FolderError::Outside(name.to_owned()));
        }
        Ok(self.folder(folder)?.join(name))
    }
}

/// A folder below another, links followed.
fn inside(root: &Path, below: &str) -> Result<PathBuf, FolderError> {
    let outside = || FolderError::Outside(below.to_owned());
    let relative = Path::new(below);
    let plain = relative
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir));
    if !plain {
        return Err(outside());
    }
    let path = root.join(relative).canonicalize().map_err(|error| FolderError::of_io(&error, below))?;
    if !path.starts_with(root) {
        return Err(outside());
    }
    if path.is_dir() { Ok(path) } else { Err(FolderError::Missing(below.to_owned())) }
}

/// Runs what blocks.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FolderError> + Send + 'static,
) -> Result<T, FolderError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| FolderError::Lost(error.to_string()))?
}

#[async_trait]
impl Folder for LocalFolder {
    async fn list(&self, folder: &str, most: usize) -> Result<Vec<Listed>, FolderError> {
        let (this, folder) = (self.clone(), folder.to_owned());
        blocking(move || {
            let path = this.folder(&folder)?;
            let failed = |error: io::Error| FolderError::of_io(&error, &folder);
            let mut listed = Vec::new();
            for entry in fs::read_dir(path).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                // Not followed: a link is no plain file.
                let Ok(facts) = entry.metadata() else { continue };
                if !facts.is_file() || !is_takeable(&name) {
                    continue;
                }
                if listed.len() >= most {
                    return Err(FolderError::TooMany(most));
                }
                listed.push(Listed { name, bytes: facts.len() });
            }
            listed.sort_by(|one, other| one.name.cmp(&other.name));
            Ok(listed)
        })
        .await
    }

    async fn size(&self, folder: &str, name: &str) -> Result<Option<u64>, FolderError> {
        let (path, folder) = (self.file(folder, name)?, folder.to_owned());
        blocking(move || match fs::symlink_metadata(path) {
            Ok(facts) => Ok(facts.is_file().then_some(facts.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(FolderError::of_io(&error, &folder)),
        })
        .await
    }

    async fn open(&self, folder: &str, name: &str) -> Result<Content, FolderError> {
        let (path, folder) = (self.file(folder, name)?, folder.to_owned());
        let file = blocking(move || {
            let failed = |error: io::Error| FolderError::of_io(&error, &folder);
            // A link or a pipe under that name would be followed or waited for: looked at before and after.
            if !fs::symlink_metadata(&path).map_err(failed)?.is_file() {
                return Err(FolderError::Outside(folder.clone()));
            }
            let file = fs::File::open(&path).map_err(failed)?;
            let (opened, named) =
                (file.metadata().map_err(failed)?, fs::symlink_metadata(&path).map_err(failed)?);
            if !named.is_file() || (opened.dev(), opened.ino()) != (named.dev(), named.ino()) {
                return Err(FolderError::Outside(folder.clone()));
            }
            Ok(file)
        })
        .await?;
        Ok(Box::new(tokio::fs::File::from_std(file)))
    }

    async fn write(&self, folder: &str, name: &str, mut content: Content) -> Result<u64, FolderError> {
        let path = self.file(folder, name)?;
        let failed = |error: io::Error| FolderError::of_io(&error, folder);
        // What lies there under the name may be a link: it goes, it is not written through.
        match tokio::fs::remove_file(&path).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        let mut file =
            tokio::fs::OpenOptions::new().write(true).create_new(true).open(&path).await.map_err(failed)?;
        let bytes = tokio::io::copy(&mut content, &mut file).await.map_err(failed)?;
        file.flush().await.map_err(failed)?;
        file.sync_all().await.map_err(failed)?;
        Ok(bytes)
    }

    async fn rename(&self, from: (&str, &str), to: (&str, &str)) -> Result<(), FolderError> {
        let (source, target) = (self.file(from.0, from.1)?, self.file(to.0, to.1)?);
        let (folder, name) = (to.0.to_owned(), to.1.to_owned());
        blocking(move || {
            match renameat_with(CWD, source.as_path(), CWD, target.as_path(), RenameFlags::NOREPLACE) {
                Ok(()) => return Ok(()),
                Err(Errno::EXIST) => return Err(FolderError::Taken(name)),
                // A file system that does not know it.
                Err(Errno::INVAL | Errno::NOSYS) => {}
                Err(error) => return Err(FolderError::of_io(&error.into(), &folder)),
            }
            // A plain rename would take the place of a file that is there; a second name cannot.
            fs::hard_link(&source, &target).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => FolderError::Taken(name),
                _ => FolderError::of_io(&error, &folder),
            })?;
            fs::remove_file(&source).map_err(|error| FolderError::of_io(&error, &folder))
        })
        .await
    }

    async fn remove(&self, folder: &str, name: &str) -> Result<(), FolderError> {
        match tokio::fs::remove_file(self.file(folder, name)?).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(FolderError::of_io(&error, folder)),
            _ => Ok(()),
        }
    }
}
