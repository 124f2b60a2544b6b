//! Copying an installation between a real SQLite and a real PostgreSQL, and being interrupted at every point.

use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::task::Poll;

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use storage::suite::filled;
use storage::{Database as _, StorageError, Turn};
use storage_sql::{Begun, Copier, CopyError, CopySide, Location, SqlDatabase, TableReport};

use crate::support::{self, PostgresDatabase};

/// Invoices besides those of the filling.
const INVOICES: u64 = 300;
/// Few rows at once: many places to stop at.
const AT_ONCE: u32 = 40;

/// Where a database of a test is; it goes when this is dropped.
enum Place {
    File(tempfile::TempDir),
    Server(PostgresDatabase),
}

impl Place {
    fn file() -> Self {
        Self::File(tempfile::tempdir().unwrap())
    }

    async fn server() -> Option<Self> {
        support::postgres().await.map(Self::Server)
    }

    fn path(&self) -> PathBuf {
        match self {
            Self::File(folder) => folder.path().join("pupitre.sqlite"),
            Self::Server(_) => panic!("no file"),
        }
    }

    fn location(&self) -> Location {
        match self {
            Self::File(_) => Location::Sqlite(self.path()),
            Self::Server(database) => database.location(),
        }
    }

    async fn filled(self) -> Self {
        let database = SqlDatabase::open(&self.location()).await.unwrap();
        filled::fill(&database, INVOICES).await;
        database.close().await;
        self
    }

    /// Changes something behind the back of the program.
    async fn execute(&self, sql: &'static str) {
        match self {
            Self::File(_) => {
                let options = SqliteConnectOptions::new().filename(self.path());
                let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            Self::Server(database) => {
                let mut connection = PgConnection::connect(&database.url()).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            }
        }
    }
}

async fn begin(from: &Place, to: &Place) -> Result<Option<Copier>, CopyError> {
    Ok(match Copier::begin(&from.location(), &to.location(), AT_ONCE).await? {
        Begun::Copying(copier) => Some(*copier),
        Begun::Finished => None,
    })
}

async fn copy(from: &Place, to: &Place) -> Vec<TableReport> {
    begin(from, to).await.unwrap().unwrap().finish().await.unwrap()
}

/// Every table is the same, and has something in it.
#[track_caller]
fn assert_identical(report: &[TableReport]) {
    for table in report {
        assert!(table.identical && table.source == table.target && table.source > 0, "{table:?}");
    }
    let copied = storage_sql::TABLES.iter().filter(|table| table.fate != storage_sql::Fate::Own);
    assert_eq!(report.len(), copied.count());
}

/// The copy is used like any other database, and its next rows come behind those that came.
async fn assert_usable(place: &Place) {
    let database = SqlDatabase::open(&place.location()).await.unwrap();
    filled::reads_back(&database, INVOICES).await;
    filled::goes_on(&database).await;
    database.close().await;
}

async fn there_and_back(first: Place, second: Place, third: Place) {
    let first = first.filled().await;
    assert_identical(&copy(&first, &second).await);
    assert_identical(&copy(&second, &third).await);
    for place in [&second, &third] {
        assert_usable(place).await;
    }
}

#[tokio::test]
async fn from_sqlite_to_postgres_and_back() {
    let Some(server) = Place::server().await else { return };
    there_and_back(Place::file(), server, Place::file()).await;
}

#[tokio::test]
async fn from_postgres_to_sqlite_and_back() {
    let (Some(first), Some(third)) = (Place::server().await, Place::server().await) else { return };
    there_and_back(first, Place::file(), third).await;
}

/// Polls a future so often, and drops it then if it has not ended.
async fn polled<T>(future: impl Future<Output = T>, most: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut polls = 0;
    std::future::poll_fn(|context| {
        if polls == most {
            return Poll::Ready(None);
        }
        polls += 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// Begins again and again, and is dropped each time a little later: while it begins, between two batches, within one,
/// while it commits, while it compares.
async fn interrupted(from: Place, to: Place) {
    let from = from.filled().await;
    for polls in 1..=10 {
        drop(polled(begin(&from, &to), polls * 20).await);
    }
    let mut polls = 1;
    while let Some(copier) = begin(&from, &to).await.unwrap() {
        if let Some(report) = polled(copier.finish(), polls).await {
            assert_identical(&report.unwrap());
            break;
        }
        polls += 2 + polls / 8;
        match SqlDatabase::open(&to.location()).await {
            Err(StorageError::Unfinished) => {}
            // The very last commit got through without being waited for.
            Ok(finished) => {
                finished.close().await;
                assert!(begin(&from, &to).await.unwrap().is_none());
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert!(polls > 30, "{polls}");
    assert!(begin(&from, &to).await.unwrap().is_none(), "finished, and says so");
    assert_usable(&to).await;
}

#[tokio::test]
async fn interrupted_on_the_way_to_postgres_it_goes_on() {
    let Some(server) = Place::server().await else { return };
    interrupted(Place::file(), server).await;
}

#[tokio::test]
async fn interrupted_on_the_way_to_sqlite_it_goes_on() {
    let Some(server) = Place::server().await else { return };
    interrupted(server, Place::file()).await;
}

#[tokio::test]
async fn what_came_before_is_not_copied_again() {
    let Some(server) = Place::server().await else { return };
    let from = Place::file().filled().await;
    let mut copier = begin(&from, &server).await.unwrap().unwrap();
    let mut first = 0;
    for _ in 0..15 {
        copier.step().await.unwrap().unwrap();
        first += 1;
    }
    drop(copier);
    let mut copier = begin(&from, &server).await.unwrap().unwrap();
    let mut second = 0;
    while copier.step().await.unwrap().is_some() {
        second += 1;
    }
    assert_identical(&copier.finish().await.unwrap());
    let Some(other) = Place::server().await else { return };
    let mut copier = begin(&from, &other).await.unwrap().unwrap();
    let mut whole = 0;
    while copier.step().await.unwrap().is_some() {
        whole += 1;
    }
    assert_eq!(first + second, whole);
}

#[tokio::test]
async fn a_target_with_other_data_is_refused() {
    let Some(server) = Place::server().await else { return };
    let from = Place::file().filled().await;
    server.execute("INSERT INTO stopped_lanes (lane) VALUES ('mine')").await;
    assert!(matches!(begin(&from, &server).await, Err(CopyError::TargetHolds("stopped_lanes"))));
    server.execute("DELETE FROM stopped_lanes").await;

    let mut copier = begin(&from, &server).await.unwrap().unwrap();
    copier.step().await.unwrap();
    drop(copier);
    let other = Place::file();
    let database = SqlDatabase::open(&other.location()).await.unwrap();
    assert!(matches!(begin(&other, &server).await, Err(CopyError::InUse(CopySide::Source))));
    let mut transaction = database.write(Turn::Free).await.unwrap();
    let organization = storage::Organization {
        id: domain::OrganizationId(uuid::Uuid::from_u128(77)),
        name: "Autre".to_owned(),
        created_at: chrono::DateTime::from_timestamp_millis(5).unwrap(),
        second_factor_from: None,
    };
    transaction.insert_organization(&organization).await.unwrap();
    transaction.commit().await.unwrap();
    database.close().await;
    assert!(matches!(begin(&other, &server).await, Err(CopyError::OtherInstallation)));
    assert_identical(&copy(&from, &server).await);
    assert!(matches!(begin(&other, &server).await, Err(CopyError::OtherInstallation)));
}

#[tokio::test]
async fn what_is_open_empty_or_missing_is_refused() {
    let Some(server) = Place::server().await else { return };
    let file = Place::file();
    assert!(matches!(begin(&file, &server).await, Err(CopyError::NoSource)));
    SqlDatabase::open(&file.location()).await.unwrap().close().await;
    assert!(matches!(begin(&file, &server).await, Err(CopyError::SourceEmpty)));

    let file = file.filled().await;
    let Place::Server(database) = &server else { panic!("no server") };
    let served = database.open().await;
    assert!(served.is_ready().await);
    assert!(matches!(begin(&file, &server).await, Err(CopyError::InUse(CopySide::Target))));
    assert!(matches!(begin(&server, &Place::file()).await, Err(CopyError::InUse(CopySide::Source))));
    served.close().await;
    let mut copier = begin(&file, &server).await.unwrap().unwrap();
    copier.step().await.unwrap();
    drop(copier);
    assert!(matches!(begin(&server, &Place::file()).await, Err(CopyError::SourceUnfinished)));
}

/// Somebody who began to work with the source would go on there with what did not come here.
#[tokio::test]
async fn a_source_that_is_served_before_the_end_is_refused() {
    let Some(server) = Place::server().await else { return };
    let file = Place::file().filled().await;
    assert_identical(&copy(&file, &server).await);
    let target = Place::file();
    let mut copier = begin(&server, &target).await.unwrap().unwrap();
    copier.step().await.unwrap();
    let Place::Server(database) = &server else { panic!("no server") };
    let served = database.open().await;
    assert!(served.is_ready().await);
    assert!(matches!(copier.finish().await, Err(CopyError::InUse(CopySide::Source))));
    served.close().await;
}

/// The comparison is able to fail, and a copy that differs is not served.
#[tokio::test]
async fn a_row_that_differs_is_found_and_keeps_the_target_closed() {
    for (change, table) in [
        ("UPDATE drafts SET recognised = recognised || ' '", "drafts"),
        (
            "UPDATE sessions SET token_hash = '\\x00'::bytea WHERE address IS NOT NULL AND user_agent = (SELECT \
          min(user_agent) FROM sessions) AND id = (SELECT min(id::text)::uuid FROM sessions)",
            "sessions",
        ),
        ("UPDATE invoice_counts SET count = count + 1", "invoice_counts"),
        (
            "UPDATE exchanges SET answer = NULL WHERE answer = ''; DELETE FROM exchanges WHERE service = \
          (SELECT min(service) FROM exchanges) AND at = (SELECT min(at) FROM exchanges)",
            "exchanges",
        ),
    ] {
        let Some(server) = Place::server().await else { return };
        let from = Place::file().filled().await;
        let mut copier = begin(&from, &server).await.unwrap().unwrap();
        while copier.step().await.unwrap().is_some() {}
        server.execute(change).await;
        let report = copier.finish().await.unwrap();
        let differing: Vec<_> = report.iter().filter(|table| !table.identical).collect();
        assert_eq!(differing.len(), 1, "{differing:?}");
        assert_eq!(differing[0].table, table);
        assert!(matches!(SqlDatabase::open(&server.location()).await, Err(StorageError::Unfinished)));
    }
}
