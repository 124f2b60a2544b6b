//! The journal from the command line: beside a running server, on both engines, and after somebody changed it.

use std::process::Output;

use sqlx::{AssertSqlSafe, Connection as _};

use crate::folder::told;
use crate::place::{PASSWORD, Place, assert_refused};

fn add(place: &Place, database: &[&str], email: &str, organization: &str) {
    let usual = ["user", "add", "--folder", "data", "--organization", organization, "--create-organization"];
    let person = ["--email", email, "--name", "Anne Roy", "--role", "administrateur", "--password-stdin"];
    let made = told(place.command(&[&usual, &person, database].concat()), PASSWORD);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
}

fn text(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The word that begins the line of an organisation.
fn word(heads: &str, name: &str) -> String {
    let line =
        heads.lines().find(|line| line.contains(&format!("  {name},"))).unwrap_or_else(|| panic!("{heads}"));
    line.split_whitespace().next().unwrap().to_owned()
}

/// Keeps heads, changes an entry behind the program, and has it found.
fn whole_round(place: &Place, database: &[&str], tamper: impl Fn(&str)) {
    let run =
        |command: &[&str]| place.run(&[&["journal"], command, &["--folder", "data"], database].concat());
    add(place, database, "a@cabinet.example", "Cabinet");
    add(place, database, "b@mairie.example", "Mairie");
    let heads = text(&run(&["head"]));
    let kept = word(&heads, "Cabinet");
    assert!(kept.starts_with("pupitre-journal-1:"), "{heads}");
    std::fs::write(place.path("heads.txt"), &heads).unwrap();
    add(place, database, "c@cabinet.example", "Cabinet");

    let said = text(&run(&["verify"]));
    assert!(said.contains("whole   Cabinet: ") && said.contains("whole   Mairie: "), "{said}");
    let said = text(&run(&["verify", "--organization", "cabinet", "--head", &kept]));
    assert!(said.contains("1 kept heads agree") && !said.contains("Mairie"), "{said}");
    let said = text(&run(&["verify", "--head", "heads.txt"]));
    assert_eq!(said.matches("1 kept heads agree").count(), 2, "{said}");
    assert_refused(&run(&["verify", "--organization", "Autre"]), 1, "no organisation \"Autre\"");
    assert_refused(&run(&["head", "--organization", "Autre"]), 1, "no organisation \"Autre\"");
    assert_refused(&run(&["verify", "--head", "nowhere"]), 2, "nowhere");
    let foreign = kept.replace(kept.split(':').nth(1).unwrap(), "0191c1b8-6c00-7000-8000-000000000001");
    assert_refused(&run(&["verify", "--head", &foreign]), 1, "not here");

    // Another installation's end, for this journal: as if everything had been computed anew.
    let other = word(&heads, "Mairie");
    let parts: Vec<&str> = kept.split(':').collect();
    let hash = other.rsplit(':').next().unwrap();
    let rewritten = format!("{}:{}:{}:{hash}", parts[0], parts[1], parts[2]);
    let output = run(&["verify", "--head", &rewritten]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_refused(&output, 1, "1 journals are broken");
    assert!(said.contains("BROKEN  Cabinet: ") && said.contains("was rewritten"), "{said}");

    tamper(
        "UPDATE journal SET detail = 'lecteur' WHERE action = 'user.add' AND number = 2 AND organization_id = \
            (SELECT id FROM organizations WHERE name = 'Cabinet')",
    );
    let output = run(&["verify"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_refused(&output, 1, "1 journals are broken");
    assert!(said.contains("BROKEN  Cabinet: entry 2 is not what was written there"), "{said}");
    assert!(said.contains("user.add") && said.contains("whole   Mairie: "), "{said}");
    text(&run(&["verify", "--organization", "Mairie"]));
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_journal_in_a_file_is_verified_against_kept_heads_and_what_was_changed_is_located() {
    let (runtime, place) = (runtime(), Place::new());
    let path = place.path("data/pupitre.sqlite");
    whole_round(&place, &[], |statement| {
        runtime.block_on(async {
            let address = format!("sqlite:{}", path.display());
            let mut connection = sqlx::SqliteConnection::connect(&address).await.unwrap();
            let all = format!("DROP TRIGGER journal_never_changes; {statement}");
            sqlx::raw_sql(AssertSqlSafe(all)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        });
    });
}

#[test]
fn a_journal_on_a_server_is_verified_against_kept_heads_and_what_was_changed_is_located() {
    let Some(server) = test_postgres::server("the journal on PostgreSQL") else { return };
    let (runtime, place) = (runtime(), Place::new());
    let database = runtime.block_on(server.fresh_database("server-empty", async |_| ()));
    let url = database.url().to_owned();
    whole_round(&place, &["--database", &url], |statement| {
        runtime.block_on(async {
            let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
            let all = format!("ALTER TABLE journal DISABLE TRIGGER USER; {statement}");
            sqlx::raw_sql(AssertSqlSafe(all)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        });
    });
}

#[test]
fn a_journal_is_verified_beside_a_running_server() {
    let place = Place::new();
    add(&place, &[], "a@cabinet.example", "Cabinet");
    let running = place.serving(&[]);
    let verified = place.run(&["journal", "verify", "--folder", "data"]);
    assert!(text(&verified).contains("whole   Cabinet: "));
    running.stop();
}
