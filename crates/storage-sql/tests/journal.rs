//! Somebody who owns the database and changes the journal behind the program: each change is found, and where it is. On both
//! engines, with the statements that such a person would use.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use chrono::{TimeZone as _, Utc};
use domain::OrganizationId;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use storage::{
    Database as _, JournalBreak, JournalChain, JournalEntry, JournalFault, JournalResult, KeptHead,
    Organization, Turn, verify_journal,
};
use storage_sql::{Location, SqlDatabase};
use uuid::Uuid;

use crate::support::{self, PostgresDatabase};

/// The organisation whose journal is changed.
const OWN: OrganizationId = OrganizationId(Uuid::from_u128(1));
/// Another one, whose journal stays whole.
const OTHER: OrganizationId = OrganizationId(Uuid::from_u128(2));
/// Entries of each.
const ENTRIES: u64 = 9;

/// An installation of either engine.
enum Place {
    File(tempfile::TempDir),
    Server(PostgresDatabase),
}

impl Place {
    async fn all() -> Vec<Self> {
        let mut places = vec![Self::File(tempfile::tempdir().unwrap())];
        places.extend(support::postgres().await.map(Self::Server));
        places
    }

    fn location(&self) -> Location {
        match self {
            Self::File(folder) => Location::Sqlite(folder.path().join("pupitre.sqlite")),
            Self::Server(database) => database.location(),
        }
    }

    async fn open(&self) -> SqlDatabase {
        SqlDatabase::open(&self.location()).await.unwrap()
    }

    /// What the owner of the database does, past the program and its triggers.
    async fn tamper(&self, statements: &str) {
        match self {
            Self::File(folder) => {
                let path = folder.path().join("pupitre.sqlite");
                let mut connection =
                    SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
                let open = "DROP TRIGGER IF EXISTS journal_never_changes; DROP TRIGGER IF EXISTS journal_never_goes; \
                            DROP TRIGGER IF EXISTS journal_heads_never_go_back; \
                            DROP TRIGGER IF EXISTS journal_heads_never_go; DROP INDEX IF EXISTS journal_chain;";
                let all = format!("{open} {statements}");
                sqlx::raw_sql(AssertSqlSafe(all)).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            Self::Server(database) => {
                let mut connection = PgConnection::connect(&database.url()).await.unwrap();
                let open = "ALTER TABLE journal DISABLE TRIGGER USER; ALTER TABLE journal_heads DISABLE TRIGGER USER; \
                            DROP INDEX IF EXISTS journal_chain;";
                let all = format!("{open} {statements}");
                sqlx::raw_sql(AssertSqlSafe(all)).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }
}

fn entry(organization: OrganizationId, number: u64) -> JournalEntry {
    JournalEntry {
        organization: Some(organization),
        user: None,
        at: Utc.timestamp_millis_opt(1_000 * i64::try_from(number).unwrap()).unwrap(),
        action: "user.role",
        object: format!("personne {number}"),
        detail: String::new(),
        result: JournalResult::Done,
        before: Some("lecteur".to_owned()),
        after: Some("administrateur".to_owned()),
    }
}

async fn add(database: &SqlDatabase, organization: OrganizationId, number: u64) {
    let mut transaction = database.write(Turn::Organization(organization)).await.unwrap();
    transaction.journal(&entry(organization, number)).await.unwrap();
    transaction.commit().await.unwrap();
}

/// Two organisations with their journals.
async fn filled(place: &Place) -> SqlDatabase {
    let database = place.open().await;
    let mut transaction = database.write(Turn::Free).await.unwrap();
    for (id, name) in [(OWN, "Cabinet"), (OTHER, "Mairie")] {
        transaction
            .insert_organization(&Organization {
                id,
                name: name.to_owned(),
                created_at: Utc.timestamp_millis_opt(0).unwrap(),
                second_factor_from: None,
            })
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();
    for number in 1..=ENTRIES {
        add(&database, OWN, number).await;
        add(&database, OTHER, number).await;
    }
    database
}

async fn broken(
    database: &SqlDatabase,
    organization: OrganizationId,
    kept: &[KeptHead],
) -> Option<JournalBreak> {
    let mut read = database.read().await.unwrap();
    verify_journal(read.as_mut(), JournalChain::Organization(organization), kept).await.unwrap().broken
}

async fn kept(database: &SqlDatabase) -> KeptHead {
    let chain = JournalChain::Organization(OWN);
    database.read().await.unwrap().journal_head(chain).await.unwrap().unwrap().to_keep()
}

/// Every change that does not compute the hashes anew, with where it is found.
#[tokio::test]
async fn what_is_altered_removed_inserted_or_reordered_is_found_where_it_is() {
    let of = format!("organization_id = '{}'", OWN.0);
    let columns = "organization_id, user_id, at, action, object, detail, result, old_value, new_value";
    let moved = "number = CASE number WHEN 4 THEN 5 ELSE 4 END";
    let swapped = "hash = (SELECT s.hash FROM journal s WHERE s.number = 9 - journal.number AND s.organization_id = \
                   journal.organization_id)";
    let cases = [
        (
            "altered",
            format!("UPDATE journal SET object = 'un autre' WHERE {of} AND number = 4"),
            4,
            JournalFault::Altered,
        ),
        (
            "its moment",
            format!("UPDATE journal SET at = at + 1 WHERE {of} AND number = 9"),
            9,
            JournalFault::Altered,
        ),
        (
            "its old value",
            format!("UPDATE journal SET old_value = NULL WHERE {of} AND number = 1"),
            1,
            JournalFault::Altered,
        ),
        (
            "its result",
            format!("UPDATE journal SET result = 'failed' WHERE {of} AND number = 2"),
            2,
            JournalFault::Altered,
        ),
        (
            "its hash",
            format!("UPDATE journal SET hash = NULL WHERE {of} AND number = 3"),
            3,
            JournalFault::Altered,
        ),
        (
            "removed",
            format!("DELETE FROM journal WHERE {of} AND number IN (4, 5)"),
            4,
            JournalFault::Missing { until: 5 },
        ),
        (
            "the first removed",
            format!("DELETE FROM journal WHERE {of} AND number = 1"),
            1,
            JournalFault::Missing { until: 1 },
        ),
        (
            "the last removed",
            format!("DELETE FROM journal WHERE {of} AND number >= 8"),
            8,
            JournalFault::Missing { until: 9 },
        ),
        (
            "removed and the gap closed",
            format!(
                "DELETE FROM journal WHERE {of} AND number = 4; UPDATE journal SET number = number - 1 WHERE {of} AND number > 4"
            ),
            4,
            JournalFault::Altered,
        ),
        (
            "inserted beside another",
            format!(
                "INSERT INTO journal ({columns}, number, hash) SELECT {columns}, number, hash FROM journal WHERE {of} AND number = 6"
            ),
            6,
            JournalFault::Twice,
        ),
        (
            "inserted between two",
            format!(
                "UPDATE journal SET number = number + 1 WHERE {of} AND number > 6; \
                 INSERT INTO journal ({columns}, number, hash) SELECT {columns}, 7, hash FROM journal WHERE {of} AND number = 6"
            ),
            7,
            JournalFault::Altered,
        ),
        (
            "inserted behind the last",
            format!(
                "INSERT INTO journal ({columns}, number, hash) SELECT {columns}, 10, hash FROM journal WHERE {of} AND number = 9"
            ),
            10,
            JournalFault::Altered,
        ),
        (
            "reordered by number",
            format!("UPDATE journal SET {moved} WHERE {of} AND number IN (4, 5)"),
            4,
            JournalFault::Altered,
        ),
        (
            "reordered with their hashes",
            format!("UPDATE journal SET {moved}, {swapped} WHERE {of} AND number IN (4, 5)"),
            4,
            JournalFault::Altered,
        ),
        (
            "given to another organisation",
            format!(
                "UPDATE journal SET organization_id = '{}', number = 100 WHERE {of} AND number = 5",
                Uuid::from_u128(3)
            ),
            5,
            JournalFault::Missing { until: 5 },
        ),
        (
            "another head",
            format!("UPDATE journal_heads SET hash = '{}' WHERE chain = '{}'", "0".repeat(64), OWN.0),
            9,
            JournalFault::HeadDiffers,
        ),
        (
            "a head that is none",
            format!("UPDATE journal_heads SET hash = 'x' WHERE chain = '{}'", OWN.0),
            9,
            JournalFault::HeadDiffers,
        ),
        (
            "a head taken away",
            format!("DELETE FROM journal_heads WHERE chain = '{}'", OWN.0),
            9,
            JournalFault::HeadDiffers,
        ),
        (
            "a head put back",
            format!("UPDATE journal_heads SET number = 5 WHERE chain = '{}'", OWN.0),
            6,
            JournalFault::BeyondHead,
        ),
    ];
    for (what, statements, number, fault) in cases {
        for place in Place::all().await {
            let database = filled(&place).await;
            assert_eq!(broken(&database, OWN, &[]).await, None, "{what}: whole before");
            let third = "INSERT INTO organizations (id, name, created_at) VALUES ('00000000-0000-0000-0000-000000000003', 'Tiers', 0);";
            place.tamper(&format!("{third} {statements}")).await;
            let found = broken(&database, OWN, &[]).await.unwrap_or_else(|| panic!("{what} is not found"));
            assert_eq!((found.number, found.fault), (Some(number), fault), "{what}");
            assert_eq!(broken(&database, OTHER, &[]).await, None, "{what}: the other chain is whole");
            database.close().await;
        }
    }
}

/// Written past the program, without a place: neither the page nor a start makes it a part of the chain.
#[tokio::test]
async fn an_entry_without_a_place_is_found_and_never_taken_into_the_chain() {
    for place in Place::all().await {
        filled(&place).await.close().await;
        place
            .tamper(&format!(
                "INSERT INTO journal (organization_id, at, action, object, detail) \
                 VALUES ('{}', 1, 'user.role', 'glissée', '')",
                OWN.0
            ))
            .await;
        let database = place.open().await;
        let found = broken(&database, OWN, &[]).await.unwrap();
        assert_eq!((found.number, found.fault), (None, JournalFault::Unchained));
        assert_eq!(found.entry.unwrap().object, "glissée");
        database.close().await;
    }
}

/// Who computes all hashes anew leaves a chain that is whole: only a head that was kept elsewhere tells.
#[tokio::test]
async fn a_chain_that_was_computed_anew_is_told_by_a_head_that_was_kept() {
    for place in Place::all().await {
        let database = filled(&place).await;
        let first = kept(&database).await;
        add(&database, OWN, 10).await;
        add(&database, OWN, 11).await;
        let second = kept(&database).await;
        add(&database, OWN, 12).await;
        assert_eq!(broken(&database, OWN, &[second, first]).await, None);
        // A new head is good where a kept one is.
        let elsewhere = KeptHead { chain: JournalChain::Organization(OTHER), ..first };
        assert_eq!(
            broken(&database, OWN, &[elsewhere]).await,
            None,
            "that of another chain says nothing here"
        );

        rewrite_from(&place, &database, 11).await;
        assert_eq!(broken(&database, OWN, &[]).await, None, "whole by itself");
        assert_eq!(broken(&database, OWN, &[first]).await, None, "nothing was changed up to the first head");
        let found = broken(&database, OWN, &[first, second]).await.unwrap();
        assert_eq!((found.number, found.fault), (Some(11), JournalFault::Rewritten { since: 9 }));

        // All behind the second head and the head itself taken away.
        place
            .tamper(&format!(
                "DELETE FROM journal WHERE organization_id = '{0}' AND number > 9; \
                 UPDATE journal_heads SET number = 9, hash = '{1}' WHERE chain = '{0}'",
                OWN.0, first.hash
            ))
            .await;
        assert_eq!(broken(&database, OWN, &[first]).await, None);
        let found = broken(&database, OWN, &[first, second]).await.unwrap();
        assert_eq!((found.number, found.fault), (Some(10), JournalFault::Missing { until: 11 }));
        database.close().await;
    }
}

/// Changes an entry and computes everything behind it anew, the head included.
async fn rewrite_from(place: &Place, database: &SqlDatabase, number: u64) {
    let chain = JournalChain::Organization(OWN);
    let links = {
        let mut read = database.read().await.unwrap();
        read.journal_links(chain, (i64::MIN, i64::MIN), 1_000).await.unwrap()
    };
    let mut previous = storage::JournalHash::BEGINNING;
    let mut statements = String::new();
    let mut last = 0;
    for mut link in links {
        last = u64::try_from(link.number.unwrap()).unwrap();
        if last == number {
            link.object = "quelqu’un d’autre".to_owned();
        }
        let hash = link.hash_at(chain, last, previous);
        statements.push_str(&format!(
            "UPDATE journal SET object = '{}', hash = '{hash}' WHERE seq = {};",
            link.object.replace('\'', "''"),
            link.seq
        ));
        previous = hash;
    }
    statements.push_str(&format!(
        "UPDATE journal_heads SET number = {last}, hash = '{previous}' WHERE chain = '{chain}'"
    ));
    place.tamper(&statements).await;
}

/// Processes that share a server, or programs that share a file, as the command line beside a server does.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_write_at_once_make_one_chain() {
    for place in Place::all().await {
        let databases = [std::sync::Arc::new(filled(&place).await), std::sync::Arc::new(place.open().await)];
        let mut tasks = tokio::task::JoinSet::new();
        for writer in 0..6_u64 {
            let database = std::sync::Arc::clone(&databases[usize::from(writer % 2 == 0)]);
            tasks.spawn(async move {
                for time in 0..10 {
                    let key = format!("account:{writer}");
                    let turn = if writer < 3 { Turn::Organization(OWN) } else { Turn::Account(&key) };
                    let mut transaction = database.write(turn).await.unwrap();
                    for organization in [OTHER, OWN] {
                        transaction.journal(&entry(organization, writer * 100 + time)).await.unwrap();
                    }
                    transaction.commit().await.unwrap();
                }
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        for organization in [OWN, OTHER] {
            let mut read = databases[0].read().await.unwrap();
            let chain = JournalChain::Organization(organization);
            let verified = verify_journal(read.as_mut(), chain, &[]).await.unwrap();
            assert_eq!((verified.broken, verified.whole), (None, ENTRIES + 60));
        }
    }
}

/// The chain begins with what was there before: in the order in which it was written, once, and from then on nothing of it may
/// be changed.
#[tokio::test]
async fn what_was_written_before_there_were_chains_is_chained_once() {
    for place in Place::all().await {
        let database = filled(&place).await;
        let chain = JournalChain::Organization(OWN);
        database.close().await;
        // As the migration finds it: neither numbers nor hashes nor heads.
        place
            .tamper(
                "UPDATE journal SET number = NULL, hash = NULL, result = NULL, old_value = NULL, new_value = NULL; \
                 DELETE FROM journal_heads;",
            )
            .await;
        let database = place.open().await;
        let mut read = database.read().await.unwrap();
        let verified = verify_journal(read.as_mut(), chain, &[]).await.unwrap();
        assert_eq!((verified.broken, verified.whole), (None, ENTRIES));
        let links = read.journal_links(chain, (i64::MIN, i64::MIN), 100).await.unwrap();
        let objects: Vec<_> = links.iter().map(|link| link.object.clone()).collect();
        let written: Vec<_> = (1..=ENTRIES).map(|number| format!("personne {number}")).collect();
        assert_eq!(objects, written);
        assert!(links.iter().all(|link| link.result.is_none()));
        drop(read);
        let begun = kept(&database).await;
        add(&database, OWN, 10).await;
        database.close().await;
        let database = place.open().await;
        assert_eq!(broken(&database, OWN, &[begun]).await, None);
        assert_eq!(kept(&database).await.number, ENTRIES + 1);
        database.close().await;
    }
}

/// The triggers, as long as nobody takes them away.
#[tokio::test]
async fn the_database_refuses_to_change_what_is_chained() {
    for place in Place::all().await {
        let database = filled(&place).await;
        for statement in [
            "UPDATE journal SET object = 'x' WHERE number = 1",
            "UPDATE journal SET number = NULL WHERE number = 1",
            "UPDATE journal SET hash = '' WHERE number = 1",
            "DELETE FROM journal WHERE number = 9",
            "UPDATE journal_heads SET number = number - 1",
            "UPDATE journal_heads SET hash = ''",
            "DELETE FROM journal_heads",
        ] {
            let text = match &place {
                Place::File(folder) => {
                    let path = folder.path().join("pupitre.sqlite");
                    let mut connection =
                        SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
                    sqlx::query(statement).execute(&mut connection).await.unwrap_err().to_string()
                }
                Place::Server(database) => {
                    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
                    sqlx::query(statement).execute(&mut connection).await.unwrap_err().to_string()
                }
            };
            assert!(text.contains("the journal is only ever added to"), "{statement}: {text}");
        }
        assert_eq!(broken(&database, OWN, &[]).await, None);
        database.close().await;
    }
}
