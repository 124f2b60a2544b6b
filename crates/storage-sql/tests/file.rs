//! What only the SQLite engine has: the file, its settings, its triggers.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, Row as _};
use storage::{Database as _, Mark, Obstacle, Readiness, StorageError, Turn};
use storage_sql::{Engine, Location, SqlDatabase};

/// Where a database is in a folder, which is kept with it.
fn place() -> (tempfile::TempDir, PathBuf, Location) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pupitre.sqlite");
    (folder, path.clone(), Location::Sqlite(path))
}

async fn raw(path: &Path) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.unwrap()
}

#[tokio::test]
async fn a_file_of_a_newer_program_is_refused_and_left_alone() {
    let (_folder, path, location) = place();
    SqlDatabase::open(&location).await.unwrap().close().await;
    let mut connection = raw(&path).await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'future', 1, x'00', 0)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let before = std::fs::read(&path).unwrap();

    let refused = SqlDatabase::open(&location).await;
    assert!(matches!(refused, Err(StorageError::Newer(9999))), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let state = SqlDatabase::migration_state(&location).await.unwrap();
    assert_eq!(state.unknown.iter().map(|step| step.version).collect::<Vec<_>>(), [9999]);
}

#[tokio::test]
async fn the_migration_state_is_told_before_and_after() {
    let (_folder, path, location) = place();
    let before = SqlDatabase::migration_state(&location).await.unwrap();
    assert!(before.applied.is_empty() && before.unknown.is_empty());
    assert_eq!(before.pending[0].version, 1);
    assert!(!path.exists());
    let database = SqlDatabase::open(&location).await.unwrap();
    assert_eq!(database.engine(), Engine::Sqlite);
    let after = SqlDatabase::migration_state(&location).await.unwrap();
    assert_eq!(after.applied, before.pending);
    assert!(after.pending.is_empty());
    database.close().await;
}

#[tokio::test]
async fn a_journal_of_exchanges_that_was_removed_is_made_anew() {
    let (folder, _path, location) = place();
    SqlDatabase::open(&location).await.unwrap().close().await;
    let journal = folder.path().join("pupitre-exchanges.db");
    std::fs::remove_file(&journal).unwrap();
    let database = SqlDatabase::open(&location).await.unwrap();
    assert!(journal.exists() && database.is_ready().await);
    database.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_file_and_its_logs() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, _path, location) = place();
    let database = SqlDatabase::open(&location).await.unwrap();
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
        files += 1;
    }
    assert_eq!(files, 6, "the database and its exchanges, each with its logs");
    database.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_copy_that_was_put_back_becomes_as_private_as_what_it_was_made_of() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path, location) = place();
    let database = SqlDatabase::open(&location).await.unwrap();
    // As a copy that was made while it ran, with its logs.
    let there = folder.path().join("there");
    std::fs::create_dir(&there).unwrap();
    for name in std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()) {
        if name.is_file() {
            let copy = there.join(name.file_name().unwrap());
            std::fs::copy(&name, &copy).unwrap();
            std::fs::set_permissions(&copy, std::fs::Permissions::from_mode(0o644)).unwrap();
        }
    }
    database.close().await;
    let copied = Location::Sqlite(there.join(path.file_name().unwrap()));
    let database = SqlDatabase::open(&copied).await.unwrap();
    let files: Vec<PathBuf> = std::fs::read_dir(&there).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 6);
    for file in files {
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
    database.close().await;
}

#[tokio::test]
async fn closing_folds_the_log_and_the_file_opens_again() {
    let (folder, _path, location) = place();
    let organization = storage::Organization {
        id: domain::OrganizationId(uuid::Uuid::from_u128(1)),
        name: "Cabinet".to_owned(),
        created_at: chrono::DateTime::from_timestamp_millis(1_000).unwrap(),
        second_factor_from: None,
    };
    let database = SqlDatabase::open(&location).await.unwrap();
    let mut transaction = database.write(Turn::Free).await.unwrap();
    transaction.insert_organization(&organization).await.unwrap();
    transaction.commit().await.unwrap();
    database.close().await;
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    let database = SqlDatabase::open(&location).await.unwrap();
    assert_eq!(database.read().await.unwrap().organizations().await.unwrap(), [organization]);
}

#[tokio::test]
async fn journal_and_events_are_only_ever_added_to() {
    let (_folder, path, location) = place();
    SqlDatabase::open(&location).await.unwrap().close().await;
    let mut connection = raw(&path).await;
    sqlx::raw_sql(
        "PRAGMA foreign_keys = OFF; \
         INSERT INTO journal (at, action, object, detail) VALUES (1, 'a', 'b', 'c'); \
         INSERT INTO events (id, organization_id, invoice_id, happened_at, kind, code) \
             VALUES ('e', 'o', 'i', 1, 'local', 'x');",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    for forbidden in [
        "UPDATE journal SET detail = 'autre'",
        "DELETE FROM journal",
        "UPDATE events SET comment = 'autre'",
        "DELETE FROM events",
    ] {
        let error = sqlx::query(forbidden).execute(&mut connection).await.unwrap_err();
        assert!(error.to_string().contains("only ever added"), "{forbidden}: {error}");
    }
    let rows = sqlx::query("SELECT (SELECT detail FROM journal), (SELECT comment FROM events)")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(rows.get::<String, _>(0), "c");
    assert_eq!(rows.get::<Option<String>, _>(1), None);
}

#[tokio::test]
async fn an_unreadable_value_is_named_and_not_guessed() {
    let (_folder, path, location) = place();
    SqlDatabase::open(&location).await.unwrap().close().await;
    let mut connection = raw(&path).await;
    sqlx::query("INSERT INTO organizations (id, name, created_at) VALUES ('pas un identifiant', 'x', 1)")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let database = SqlDatabase::open(&location).await.unwrap();
    let error = database.read().await.unwrap().organizations().await.unwrap_err();
    assert!(
        matches!(error, StorageError::Unreadable { table: "organizations", column: "organization_id", .. }),
        "{error}"
    );
}

/// A database with the mark of its installation.
async fn installed(location: &Location) -> SqlDatabase {
    let database = SqlDatabase::open(location).await.unwrap();
    let mut transaction = database.write(Turn::Free).await.unwrap();
    transaction.make_mark(Mark::Name, "ours").await.unwrap();
    transaction.commit().await.unwrap();
    database
}

#[tokio::test]
async fn a_database_that_somebody_holds_is_read_and_not_ready() {
    let (_folder, path, location) = place();
    let database = installed(&location).await;
    assert_eq!(database.readiness().await, Readiness::Ready);
    let mut other = raw(&path).await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    assert_eq!(database.readiness().await, Readiness::OnlyReads(Obstacle::Held));
    assert!(database.read().await.unwrap().mark(Mark::Name).await.unwrap().is_some());
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(database.readiness().await, Readiness::Ready);
    database.close().await;
}

#[tokio::test]
async fn our_own_writer_is_not_taken_for_somebody_else() {
    let (_folder, _path, location) = place();
    let database = installed(&location).await;
    let transaction = database.write(Turn::Free).await.unwrap();
    let (readiness, ()) = tokio::join!(database.readiness(), async {
        // Longer than another program may hold the file.
        tokio::time::sleep(std::time::Duration::from_millis(900)).await;
        drop(transaction);
    });
    assert_eq!(readiness, Readiness::Ready);
    database.close().await;
}

#[tokio::test]
async fn a_file_that_was_emptied_cut_or_overwritten_is_not_ready_and_keeps_its_log() {
    let (folder, path, location) = place();
    let database = installed(&location).await;
    let whole = std::fs::read(&path).unwrap();
    let log = folder.path().join("pupitre.sqlite-wal");
    let length = std::fs::metadata(&log).unwrap().len();
    assert!(length > 0);
    let overwritten = [&[0xff; 100][..], &whole[100..]].concat();
    for damaged in [&[][..], &whole[..whole.len() / 2], &overwritten] {
        std::fs::write(&path, damaged).unwrap();
        assert_eq!(database.readiness().await, Readiness::Fails(Obstacle::Damaged), "{}", damaged.len());
        assert_eq!(std::fs::read(&path).unwrap(), damaged);
        assert!(std::fs::metadata(&log).unwrap().len() >= length, "the log was taken away");
        std::fs::write(&path, &whole).unwrap();
        assert_eq!(database.readiness().await, Readiness::Ready);
        std::fs::write(&path, &whole).unwrap();
    }
    database.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_in_the_place_of_ours_is_not_ready() {
    let (folder, path, location) = place();
    let database = installed(&location).await;
    let aside = folder.path().join("aside");
    std::fs::rename(&path, &aside).unwrap();
    assert_eq!(database.readiness().await, Readiness::Fails(Obstacle::Replaced));
    std::fs::copy(&aside, &path).unwrap();
    assert_eq!(database.readiness().await, Readiness::Fails(Obstacle::Replaced));
    std::fs::rename(&aside, &path).unwrap();
    assert_eq!(database.readiness().await, Readiness::Ready);
    database.close().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_not_ready() {
    let (folder, path, location) = place();
    let database = installed(&location).await;
    // What is tried out goes where nothing ever has room.
    std::os::unix::fs::symlink("/dev/full", folder.path().join("pupitre.sqlite-try")).unwrap();
    assert_eq!(database.readiness().await, Readiness::OnlyReads(Obstacle::Full));
    assert!(path.exists());
    assert_eq!(database.readiness().await, Readiness::Ready);
    database.close().await;
}

#[tokio::test]
async fn an_empty_file_is_blank_and_is_not_opened_to_see_that() {
    let (folder, path, location) = place();
    assert!(SqlDatabase::is_blank(&location).await.unwrap());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let log = folder.path().join("pupitre.sqlite-wal");
    std::fs::write(&path, "").unwrap();
    std::fs::write(&log, "what was not yet in the file").unwrap();
    assert!(SqlDatabase::is_blank(&location).await.unwrap());
    assert!(log.exists());
    std::fs::remove_file(&log).unwrap();
    SqlDatabase::open(&location).await.unwrap().close().await;
    assert!(!SqlDatabase::is_blank(&location).await.unwrap());
}
