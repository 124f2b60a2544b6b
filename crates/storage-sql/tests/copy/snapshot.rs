//! The whole database at one moment, taken while others work with it.

use std::path::PathBuf;

use storage::suite::filled;
use storage::{Database as _, StorageError};
use storage_sql::{CopyError, Location, SnapshotFiles, SqlDatabase, TableContents};

use crate::support;

const INVOICES: u64 = 60;

struct Taken {
    folder: tempfile::TempDir,
}

impl Taken {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("pupitre.sqlite")
    }

    async fn of(&self, location: &Location) -> Result<SnapshotFiles, CopyError> {
        SnapshotFiles::take(location, &self.path()).await
    }
}

async fn contents(location: &Location) -> (Taken, Vec<TableContents>) {
    let taken = Taken::new();
    let files = taken.of(location).await.unwrap();
    assert_eq!(files.damage().await.unwrap(), None);
    let contents = files.contents().await.unwrap();
    let mut documents = Vec::new();
    files
        .documents(|document| {
            documents.push(document.to_owned());
            Ok(())
        })
        .await
        .unwrap();
    assert!(documents.is_sorted_by(|one, other| one < other) && documents.len() > 10, "{documents:?}");
    let used = files.read().await.unwrap().documents_in_use(&documents).await.unwrap();
    assert_eq!(used.len(), documents.len(), "the collection knows the same ones");
    files.close().await;
    (taken, contents)
}

/// Open, and with a transaction under way that is not in it.
async fn taken_while_open(location: &Location) -> Vec<TableContents> {
    let database = SqlDatabase::open(location).await.unwrap();
    filled::fill(&database, INVOICES).await;
    let (_, quiet) = contents(location).await;
    let mut transaction = database.write(storage::Turn::Free).await.unwrap();
    transaction.stop_lane("under way", true).await.unwrap();
    let (taken, found) = contents(location).await;
    assert_eq!(found, quiet, "what is not committed is not in it");
    transaction.commit().await.unwrap();
    let (_, after) = contents(location).await;
    assert_ne!(after, found, "the comparison is able to fail");
    database.close().await;

    let copy = SqlDatabase::open(&Location::Sqlite(taken.path())).await.unwrap();
    filled::reads_back(&copy, INVOICES).await;
    filled::goes_on(&copy).await;
    copy.close().await;
    found
}

#[tokio::test]
async fn both_engines_give_the_same_files_while_they_are_open() {
    let place = Taken::new();
    let file = taken_while_open(&Location::Sqlite(place.path())).await;
    assert!(file.iter().all(|table| table.rows > 0), "{file:?}");
    let Some(server) = support::postgres().await else { return };
    let of_server = taken_while_open(&server.location()).await;
    let names =
        |tables: &[TableContents]| tables.iter().map(|table| (table.table, table.rows)).collect::<Vec<_>>();
    assert_eq!(names(&file), names(&of_server));
    let differing: Vec<_> = file.iter().zip(&of_server).filter(|(one, other)| one != other).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[tokio::test]
async fn what_is_missing_or_empty_gives_no_files() {
    let (place, taken) = (Taken::new(), Taken::new());
    let location = Location::Sqlite(place.path());
    assert!(matches!(taken.of(&location).await, Err(CopyError::NoSource)));
    SqlDatabase::open(&location).await.unwrap().close().await;
    assert!(matches!(taken.of(&location).await, Err(CopyError::SourceEmpty)));
    std::fs::write(place.path(), b"no database, whatever it is called").unwrap();
    let other = Taken::new();
    assert!(matches!(other.of(&location).await, Err(CopyError::Storage(_, StorageError::Driver(_)))));
}
