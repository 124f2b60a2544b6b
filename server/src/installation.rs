//! How a process recognises the installation that it joins. Its key and its documents are the same on every machine:
//! with another key it would seal what nobody else opens, in another folder it would miss every file.

use std::io::ErrorKind;
use std::time::Duration;

use domain::{Clock as _, new_id};
use operations::DocumentStore;
use storage::{Database as _, Mark, StorageError, Turn};
use storage_sql::{Location, SqlDatabase};
use vault::Keyring;

use crate::exit::{Exit, failure};
use crate::folder::storage_failure;
use crate::keys;
use crate::system::{SystemClock, SystemEntropy};

/// How long the documents may take to say whose they are.
const PATIENCE: Duration = Duration::from_secs(10);

/// Compares keys and documents, which are at `place`, with what the database says of them. The first start writes it down.
///
/// # Errors
/// [`Exit::Configuration`] when either belongs to another installation; [`Exit::Storage`] when the database fails;
/// [`Exit::FolderNotWritable`] when the folder of documents cannot be read or written.
pub async fn recognise(
    database: &SqlDatabase,
    location: &Location,
    keyring: &Keyring,
    documents: &DocumentStore,
    place: &str,
) -> anyhow::Result<()> {
    let recognised = async {
        let entropy = &SystemEntropy;
        let marks = Marks { database, location };
        let check = marks.find_or_make(Mark::KeyCheck, || keys::new_check(keyring, entropy)).await?;
        keys::verify(keyring, &check, &location.to_string())?;
        let name =
            marks.find_or_make(Mark::Name, || Ok(new_id(SystemClock.now(), entropy).to_string())).await?;
        recognise_documents(&marks, documents, place, &name).await
    };
    let recognised = recognised.await;
    if recognised.is_err() {
        database.close().await;
    }
    recognised
}

async fn recognise_documents(
    marks: &Marks<'_>,
    documents: &DocumentStore,
    place: &str,
    name: &str,
) -> anyhow::Result<()> {
    let owner = match tokio::time::timeout(PATIENCE, documents.owner()).await {
        Ok(Ok(owner)) => owner,
        // A bucket that does not answer: the process starts and is not ready, see `documents::try_bucket`.
        Ok(Err(error)) if error.kind() == ErrorKind::Other => {
            tracing::warn!(%error, "the documents do not say whose they are: not compared before the next start");
            return Ok(());
        }
        Ok(Err(error)) => {
            let text =
                format!("{place}: what says whose documents these are (\"owner\") cannot be read: {error}");
            return Err(failure(Exit::FolderNotWritable, text));
        }
        Err(_) => {
            tracing::warn!("the documents do not answer: not compared before the next start");
            return Ok(());
        }
    };
    let known = marks.find(Mark::Documents).await?.is_some();
    match owner.as_deref() {
        Some(owner) if owner == name => {}
        // Before anything is said of them in the database: interrupted here, the next start goes on.
        None if !known => documents.set_owner(name).await.map_err(|error| {
            failure(Exit::FolderNotWritable, format!("{place} cannot be written: {error}"))
        })?,
        other => return Err(wrong_documents(marks.location, place, other)),
    }
    marks.find_or_make(Mark::Documents, || Ok(name.to_owned())).await.map(drop)
}

fn wrong_documents(location: &Location, place: &str, owner: Option<&str>) -> anyhow::Error {
    let found = match owner {
        Some(_) => {
            "they belong to another installation (if that one is gone for good, remove their file \"owner\")"
        }
        None => "nothing of this installation is there (if they were moved, copy their file \"owner\" too)",
    };
    failure(
        Exit::Configuration,
        format!(
            "wrong documents for {location}: in {place}, {found}; name the folder (--folder) or the bucket \
             (--documents) of this installation, the same on every machine"
        ),
    )
}

/// The marks of a database.
struct Marks<'d> {
    database: &'d SqlDatabase,
    location: &'d Location,
}

impl Marks<'_> {
    async fn find(&self, mark: Mark) -> anyhow::Result<Option<String>> {
        let found = async { self.database.read().await?.mark(mark).await };
        found.await.map_err(|error| storage_failure(&error, self.location))
    }

    /// The mark that stands; where there is none, a new one. Of several processes, one makes it.
    async fn find_or_make(
        &self,
        mark: Mark,
        new: impl FnOnce() -> anyhow::Result<String>,
    ) -> anyhow::Result<String> {
        if let Some(found) = self.find(mark).await? {
            return Ok(found);
        }
        let new = new()?;
        let made = async {
            let mut transaction = self.database.write(Turn::Free).await?;
            let standing = transaction.make_mark(mark, &new).await?;
            transaction.commit().await?;
            Ok::<_, StorageError>(standing)
        };
        made.await.map_err(|error| storage_failure(&error, self.location))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use vault::{KEY_LENGTH, new_key_line};

    use super::*;
    use crate::exit::describe;

    fn keyring(byte: u8) -> Keyring {
        Keyring::parse(&new_key_line("a", &[byte; KEY_LENGTH])).unwrap()
    }

    fn documents(folder: &Path, name: &str) -> DocumentStore {
        DocumentStore::in_folder(&folder.join(name), Arc::new(SystemClock)).unwrap()
    }

    /// Joins the installation of a file.
    async fn join(file: &Path, key: u8, documents: &DocumentStore) -> anyhow::Result<()> {
        let location = Location::Sqlite(file.to_owned());
        let database = SqlDatabase::open(&location).await.unwrap();
        let joined = recognise(&database, &location, &keyring(key), documents, "the folder").await;
        database.close().await;
        joined
    }

    fn refusal(joined: anyhow::Result<()>) -> String {
        let (exit, text) = describe(&joined.unwrap_err());
        assert_eq!(exit, Exit::Configuration);
        text
    }

    #[tokio::test]
    async fn who_comes_with_another_key_or_other_documents_does_not_join() {
        let folder = tempfile::tempdir().unwrap();
        let (file, other_file) = (folder.path().join("a.sqlite"), folder.path().join("b.sqlite"));
        let (ours, others) = (documents(folder.path(), "ours"), documents(folder.path(), "others"));
        join(&file, 1, &ours).await.unwrap();
        join(&file, 1, &ours).await.unwrap();
        assert!(refusal(join(&file, 2, &ours).await).contains("wrong key"));
        assert!(refusal(join(&file, 1, &others).await).contains("nothing of this installation"));
        join(&other_file, 2, &others).await.unwrap();
        assert!(refusal(join(&file, 1, &others).await).contains("another installation"));
        assert!(refusal(join(&other_file, 2, &ours).await).contains("another installation"));
        join(&file, 1, &ours).await.unwrap();
        std::fs::write(folder.path().join("ours/owner"), [0xff]).unwrap();
        let (exit, text) = describe(&join(&file, 1, &ours).await.unwrap_err());
        assert!(exit == Exit::FolderNotWritable && text.contains("owner"), "{text}");
    }

    #[tokio::test]
    async fn a_first_start_that_was_interrupted_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.sqlite");
        let ours = documents(folder.path(), "ours");
        let location = Location::Sqlite(file.clone());
        let database = SqlDatabase::open(&location).await.unwrap();
        let name = Marks { database: &database, location: &location }
            .find_or_make(Mark::Name, || Ok("ours".to_owned()))
            .await
            .unwrap();
        ours.set_owner(&name).await.unwrap();
        database.close().await;
        join(&file, 1, &ours).await.unwrap();
    }
}
