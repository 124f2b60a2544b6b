//! What is refused at the start, each with its code and what to do.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::place::{Place, Running, assert_refused, free_address, held};

#[test]
fn a_missing_key_is_said_with_what_to_do() {
    assert_refused(&Place::new().serve(&free_address().to_string(), &[]), 78, "pupitre key new");
}

#[test]
fn an_unusable_key_is_refused() {
    let place = Place::new();
    std::fs::write(place.path("key"), "k1:c2hvcnQ=").unwrap();
    assert_refused(&place.serve(&free_address().to_string(), &["--key-file", "key"]), 78, "must be 32 bytes");
}

#[test]
fn another_key_than_that_of_the_installation_is_refused() {
    let place = Place::new();
    let key = place.key();
    let address = free_address();
    let mut command = place.command(&["serve", "--folder", "data", "--site", "site", "--key-file", key]);
    command.env("PUPITRE_LISTEN", address.to_string());
    Running::start(command, address).stop();
    std::fs::remove_file(place.path("key")).unwrap();
    let other = place.serve(&address.to_string(), &["--key-file", place.key()]);
    assert_refused(&other, 78, "wrong key for sqlite:data/pupitre.sqlite");
}

#[test]
fn a_taken_port_is_said_with_the_flag() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert_refused(&place.serve(&address, &["--key-file", place.key()]), 69, "--listen 127.0.0.1:");
    let demo = place.run(&["demo", "--listen", &address, "--site", "site"]);
    assert_refused(&demo, 69, "--listen 127.0.0.1:");
    assert!(!place.path("demo-data").exists(), "nothing is made before the port is there");
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let place = Place::new();
    std::fs::write(place.path("file"), "").unwrap();
    let address = free_address().to_string();
    let arguments =
        ["serve", "--listen", &address, "--folder", "file/data", "--site", "site", "--key-file", place.key()];
    assert_refused(&place.run(&arguments), 73, "the folder file/data cannot be written");
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "--folder", "data"]).status.code(), Some(0));
    add_newer_migration(&place.path("data/pupitre.sqlite"));
    let before = std::fs::read(place.path("data/pupitre.sqlite")).unwrap();
    let address = free_address().to_string();
    assert_refused(&place.serve(&address, &["--key-file", place.key()]), 65, "newer Pupitre");
    assert_refused(&place.run(&["migrate", "--folder", "data"]), 65, "newer Pupitre");
    assert_eq!(std::fs::read(place.path("data/pupitre.sqlite")).unwrap(), before);
}

/// Notes in the database a migration that this program does not know.
fn add_newer_migration(database: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use sqlx::Connection as _;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (99999999999999, 'from the future', TRUE, x'00', 0)",
        )
        .execute(&mut connection)
        .await
        .unwrap();
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

#[test]
fn a_missing_site_is_said_with_how_to_build_it() {
    let place = Place::new();
    let address = free_address().to_string();
    let arguments =
        ["serve", "--listen", &address, "--folder", "data", "--site", "nowhere", "--key-file", place.key()];
    assert_refused(&place.run(&arguments), 66, "make build");
}

#[test]
fn a_worker_needs_a_database_that_others_share() {
    let place = Place::new();
    let arguments = ["worker", "--folder", "data", "--key-file", place.key()];
    assert_refused(&place.run(&arguments), 78, "--database postgres://");
    assert!(!place.path("data").exists(), "nothing was made");
}

#[test]
fn a_server_without_jobs_needs_a_database_that_workers_share() {
    let place = Place::new();
    let address = free_address().to_string();
    assert_refused(&place.serve(&address, &["--key-file", place.key(), "--jobs", "0"]), 78, "jobs is 0");
}

#[test]
fn an_unknown_setting_is_refused_with_the_nearest() {
    let place = Place::new();
    std::fs::write(place.path("pupitre.toml"), "folder = \"data\"\nlisten-on = \"127.0.0.1:1\"\n").unwrap();
    let output = place.serve("127.0.0.1:0", &["--config", "pupitre.toml"]);
    assert_refused(&output, 78, "line 2: unknown setting \"listen-on\"; did you mean \"listen\"?");
}

#[test]
fn flag_variable_and_file_go_in_this_order() {
    let place = Place::new();
    std::fs::write(place.path("pupitre.toml"), "undo-seconds = 1\nsession-hours = 7\nlog = \"debug\"\n")
        .unwrap();
    let output = place
        .command(&["check-config", "--undo-seconds", "3", "--site", "site", "--key-file", place.key()])
        .env("PUPITRE_CONFIG", "pupitre.toml")
        .env("PUPITRE_UNDO_SECONDS", "2")
        .env("PUPITRE_SESSION_HOURS", "9")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let value = |name: &str| {
        let line = text.lines().find(|line| line.split_whitespace().next() == Some(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    assert_eq!(value("undo-seconds"), "3");
    assert_eq!(value("session-hours"), "9");
    assert_eq!(value("log"), "debug");
    assert!(!place.path("pupitre-data").exists(), "checking makes nothing");
}

#[test]
fn plain_http_for_other_machines_needs_a_proxy_in_front() {
    let place = Place::new();
    assert_refused(&place.serve("0.0.0.0:0", &["--key-file", place.key()]), 78, "--behind-proxy");
    assert_refused(&place.run(&["demo", "--listen", "0.0.0.0:0"]), 78, "--open-to-network");
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let place = Place::new();
    assert_eq!(place.run(&["serve", "--no-such-flag"]).status.code(), Some(2));
    assert_eq!(place.run(&["--help"]).status.code(), Some(0));
}

#[test]
fn a_key_is_never_overwritten_and_printed_without_a_file() {
    let place = Place::new();
    place.key();
    let before = std::fs::read(place.path("key")).unwrap();
    assert_refused(&place.run(&["key", "new", "--file", "key"]), 1, "never overwritten");
    assert_eq!(std::fs::read(place.path("key")).unwrap(), before);
    let printed = String::from_utf8(place.run(&["key", "new"]).stdout).unwrap();
    assert!(printed.trim().contains(':') && printed.lines().count() == 1, "{printed}");
}

#[test]
fn an_emptied_database_is_not_taken_for_a_new_installation() {
    let place = Place::new();
    place.serving(&[]).stop();
    let database = place.path("data/pupitre.sqlite");
    let whole = std::fs::read(&database).unwrap();
    let address = free_address().to_string();
    std::fs::write(&database, "").unwrap();
    let words = "is empty or missing, but data/documents holds the documents of an installation";
    assert_refused(&place.serve(&address, &["--key-file", "key"]), 74, words);
    assert_refused(&place.run(&["migrate", "--folder", "data"]), 74, words);
    assert_eq!(std::fs::metadata(&database).unwrap().len(), 0);
    std::fs::remove_file(&database).unwrap();
    assert_refused(&place.serve(&address, &["--key-file", "key"]), 74, words);
    assert!(!database.exists());
    std::fs::write(&database, whole).unwrap();
    place.serving(&[]).stop();
}

#[test]
fn a_copy_with_a_wrong_key_stops_and_then_starts_with_the_right_one() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let running = place.serving(&[]);
    std::fs::create_dir(place.path("copy")).unwrap();
    let into = format!("VACUUM INTO '{}'", place.path("copy/pupitre.sqlite").display());
    drop(held(&place.path("data/pupitre.sqlite"), &into));
    running.stop();
    let mut copied = Command::new("cp");
    copied.args(["-r", "data/documents", "copy/documents"]).current_dir(place.folder.root());
    assert!(copied.status().unwrap().success());
    std::fs::rename(place.path("key"), place.path("right")).unwrap();
    let address = free_address().to_string();
    let serve = |key: &str| {
        let mut command = place.command(&[
            "serve",
            "--listen",
            &address,
            "--folder",
            "copy",
            "--site",
            "site",
            "--key-file",
            key,
        ]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let wrong = place.key();
    assert_refused(&serve(wrong).output().unwrap(), 78, "wrong key for sqlite:copy/pupitre.sqlite");
    let running = Running::start(serve("right"), address.parse().unwrap());
    for (name, mode) in [("copy", 0o700), ("copy/pupitre.sqlite", 0o600), ("copy/documents", 0o700)] {
        let found = std::fs::metadata(place.path(name)).unwrap().permissions().mode();
        assert_eq!(found & 0o777, mode, "{name}");
    }
    running.stop();
}
