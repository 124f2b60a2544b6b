//! How a process recognises the installation that it joins. Its key and its documents are the same on every machine:
//! with another key it would seal what nobody else opens, in another folder it would miss every file.

use std::io::ErrorKind;
use std::time::Duration;

use domain::{Clock as _, new_id};
use operations::{DocumentStore, OperationError};
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
        // Before anything is bound to the key: a copy from before there were marks still knows its own by what it sealed.
        if let Some(check) = marks.find(Mark::KeyCheck).await? {
            keys::verify(keyring, &check, &location.to_string())?;
            verify_seals(database, location, keyring, vault::key_id_of(&check)).await?;
        } else {
            verify_seals(database, location, keyring, None).await?;
        }
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

/// Refuses to begin anew in an empty database where the documents already belong to an installation: its database was
/// emptied, moved or is another one. Nothing is changed.
///
/// # Errors
/// [`Exit::Storage`] when it is so, or when the database cannot be read.
pub async fn refuse_blank(location: &Location, documents: &DocumentStore, place: &str) -> anyhow::Result<()> {
    let blank = SqlDatabase::is_blank(location).await;
    if !blank.map_err(|error| storage_failure(&error, location))? {
        return Ok(());
    }
    // Documents that do not answer say nothing against it: they are compared once they do.
    let owner = tokio::time::timeout(PATIENCE, documents.owner()).await;
    if !matches!(owner, Ok(Ok(Some(_)))) {
        return Ok(());
    }
    Err(failure(
        Exit::Storage,
        format!(
            "the database {location} is empty or missing, but {place} holds the documents of an installation: \
             restore the backup of the database, or name the right one (--database, --folder); nothing was changed \
             (to begin anew without that installation, remove the file \"owner\" of its documents)"
        ),
    ))
}

/// Refuses keys that do not open what is stored.
async fn verify_seals(
    database: &SqlDatabase,
    location: &Location,
    keyring: &Keyring,
    proven: Option<&str>,
) -> anyhow::Result<()> {
    let unopened = operations::unopened_key(database, keyring, proven).await;
    let unopened = unopened.map_err(|error| match error {
        OperationError::Storage(error) => storage_failure(&error, location),
        other => failure(Exit::Storage, other.to_string()),
    })?;
    let Some(key) = unopened else { return Ok(()) };
    let reason = if keyring.key_ids().any(|given| given == key) {
        format!("secrets stored in it were sealed with another key of the name \"{key}\"")
    } else {
        format!("secrets stored in it were sealed with the key \"{key}\", which is not given")
    };
    Err(keys::wrong(keyring, &location.to_string(), &reason))
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

    use domain::{AccessId, Environment, OrganizationId};
    use storage::{Access, AccessKind, AccessState, Organization};
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
        join_with(file, &keyring(key), documents).await
    }

    async fn join_with(file: &Path, keyring: &Keyring, documents: &DocumentStore) -> anyhow::Result<()> {
        let location = Location::Sqlite(file.to_owned());
        let database = SqlDatabase::open(&location).await.unwrap();
        let joined = recognise(&database, &location, keyring, documents, "the folder").await;
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

    /// An access whose credentials were sealed by a key ring.
    async fn add_sealed(file: &Path, number: u128, keyring: &Keyring, damaged: bool) {
        let organization = Organization {
            id: OrganizationId(uuid::Uuid::from_u128(number)),
            name: "Cabinet".to_owned(),
            created_at: SystemClock.now(),
            second_factor_from: None,
        };
        let id = AccessId(uuid::Uuid::from_u128(number));
        let (owner, row) = (organization.id.to_string(), id.to_string());
        let other = if damaged { "somewhere else" } else { &row };
        let context = vault::Context { organization: &owner, kind: "access.credentials", row: other };
        let access = Access {
            id,
            organization: organization.id,
            environment: Environment::Qualification,
            kind: AccessKind::Piste,
            identity: number.to_string(),
            sealed_credentials: keyring.seal(context, b"{}", [7; vault::NONCE_LENGTH]).unwrap(),
            sealed_certificate: None,
            generation: 1,
            login_tail: "0001".to_owned(),
            client_id_tail: "abcd".to_owned(),
            certificate: None,
            state: AccessState::Untested,
            state_since: SystemClock.now(),
            password_set_at: SystemClock.now(),
            created_at: SystemClock.now(),
            mirrors_since: None,
        };
        let database = SqlDatabase::open(&Location::Sqlite(file.to_owned())).await.unwrap();
        let mut transaction = database.write(Turn::Free).await.unwrap();
        transaction.insert_organization(&organization).await.unwrap();
        transaction.insert_access(&access).await.unwrap();
        transaction.commit().await.unwrap();
        database.close().await;
    }

    async fn has_marks(file: &Path) -> bool {
        SqlDatabase::peek_mark(&Location::Sqlite(file.to_owned()), Mark::KeyCheck).await.unwrap().is_some()
    }

    #[tokio::test]
    async fn a_copy_from_before_there_were_marks_is_not_bound_to_a_wrong_key() {
        let folder = tempfile::tempdir().unwrap();
        let (file, ours) = (folder.path().join("a.sqlite"), documents(folder.path(), "ours"));
        add_sealed(&file, 1, &keyring(1), false).await;
        let text = refusal(join(&file, 2, &ours).await);
        assert!(text.contains("another key of the name \"a\""), "{text}");
        assert!(!has_marks(&file).await && ours.owner().await.unwrap().is_none(), "nothing was bound");
        join(&file, 1, &ours).await.unwrap();
        assert!(refusal(join(&file, 2, &ours).await).contains("wrong key"));
    }

    #[tokio::test]
    async fn an_older_key_that_something_was_sealed_with_is_not_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let (file, ours) = (folder.path().join("a.sqlite"), documents(folder.path(), "ours"));
        let new = new_key_line("b", &[2; KEY_LENGTH]);
        let both = format!("{new}\n{}", new_key_line("a", &[1; KEY_LENGTH]));
        join_with(&file, &Keyring::parse(&both).unwrap(), &ours).await.unwrap();
        add_sealed(&file, 1, &keyring(1), false).await;
        join_with(&file, &Keyring::parse(&both).unwrap(), &ours).await.unwrap();
        let text = refusal(join_with(&file, &Keyring::parse(&new).unwrap(), &ours).await);
        assert!(text.contains("the key \"a\", which is not given"), "{text}");
    }

    #[tokio::test]
    async fn one_damaged_secret_does_not_keep_all_others_from_work() {
        let folder = tempfile::tempdir().unwrap();
        let (file, ours) = (folder.path().join("a.sqlite"), documents(folder.path(), "ours"));
        join(&file, 1, &ours).await.unwrap();
        add_sealed(&file, 1, &keyring(1), true).await;
        join(&file, 1, &ours).await.unwrap();
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
