//! The behavioural suite of `storage` on a temporary file.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use storage_sqlite::SqliteStorage;

/// A fresh file and the folder that holds it.
async fn make() -> (SqliteStorage, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let storage = SqliteStorage::open(&folder.path().join("pupitre.db")).await.unwrap();
    (storage, folder)
}

storage::suite!(make);
