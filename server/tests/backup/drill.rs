//! The whole way: made while jobs write, verified, restored elsewhere, compared, started.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use age::secrecy::ExposeSecret as _;
use storage_sql::SnapshotFiles;

use crate::place::{Kind, Place, SECRET, Worker, content};

/// Rows and their digest by table.
type Tables = BTreeMap<String, (u64, String)>;

/// What an archive says of itself, as the file beside it tells it.
fn manifest(archive: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(archive.with_added_extension("contents")).unwrap();
    serde_json::from_str(text.lines().next().unwrap()).unwrap()
}

fn told(manifest: &serde_json::Value) -> Tables {
    let tables = manifest["tables"].as_array().unwrap().iter();
    tables
        .map(|table| {
            let text = |name: &str| table[name].as_str().unwrap().to_owned();
            (text("name"), (table["rows"].as_u64().unwrap(), text("digest")))
        })
        .collect()
}

/// What the tables of an installation hold by now.
async fn tables(place: &Place) -> Tables {
    let folder = tempfile::tempdir().unwrap();
    let files = SnapshotFiles::take(&place.location(), &folder.path().join("pupitre.sqlite")).await.unwrap();
    let contents = files.contents().await.unwrap();
    files.close().await;
    contents.into_iter().map(|table| (table.table.to_owned(), (table.rows, table.digest))).collect()
}

/// Everything but what restoring changes: sessions end, and jobs are to look before they send.
#[track_caller]
fn assert_same(mut one: Tables, mut other: Tables) {
    assert!(one.len() > 60, "{}", one.len());
    for tables in [&mut one, &mut other] {
        tables.retain(|name, _| !["sessions", "jobs"].contains(&name.as_str()));
    }
    assert_eq!(one, other);
}

async fn drill(from: Kind, to: Kind) {
    let Some(place) = Place::begun(from).await else { return };
    let Some(target) = Place::empty(to).await else { return };
    let worker = Arc::new(Worker::of(&place).await);
    worker.add_access(1, &place.keyring()).await;
    let running = place.start();

    // Work goes on: by the server, and here by somebody who drops files without a pause.
    let (ending, dropped) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let working = {
        let (worker, ending, dropped) = (worker.clone(), ending.clone(), dropped.clone());
        tokio::spawn(async move {
            while !ending.load(Ordering::SeqCst) {
                worker.drop_file(u128::from(dropped.fetch_add(1, Ordering::SeqCst))).await;
            }
        })
    };
    while dropped.load(Ordering::SeqCst) < 5 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let before = dropped.load(Ordering::SeqCst);
    let text = place.does(&["backup", "--to", "full.tar"]);
    assert!(text.contains("La clé n’y est pas"), "{text}");
    let after = dropped.load(Ordering::SeqCst);
    ending.store(true, Ordering::SeqCst);
    working.await.unwrap();
    let last = u128::from(dropped.load(Ordering::SeqCst));
    assert!(after > before, "nothing was written meanwhile");
    worker.drop_file(last + 1).await;
    running.stop();

    // What is new since, sealed, made beside nobody's identity.
    let identity = age::x25519::Identity::generate();
    let secret = identity.to_string().expose_secret().to_owned();
    std::fs::write(place.path("identity"), format!("# for the drill\n{secret}\n")).unwrap();
    let recipient = identity.to_public().to_string();
    place.does(&["backup", "--to", "next.tar.age", "--since", "full.tar", "--recipient", &recipient]);

    let verify =
        |more: &[&str]| place.folder.command(&[&["backup", "verify"], more].concat()).output().unwrap();
    for arguments in [&["full.tar"][..], &["next.tar.age", "--identity", "identity", "--earlier", "full.tar"]]
    {
        let output = verify(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", crate::place::said(&output));
        assert!(crate::place::said(&output).contains("Tout est lisible"), "{}", crate::place::said(&output));
    }
    assert_eq!(verify(&["next.tar.age"]).status.code(), Some(78), "nobody opens it");

    // Only what the first one did not hold is in the second.
    let (full, next) = (manifest(&place.path("full.tar")), manifest(&place.path("next.tar.age")));
    let count = |manifest: &serde_json::Value, name: &str| manifest[name].as_u64().unwrap();
    assert!(count(&full, "documents") >= before && count(&full, "documents") <= u64::try_from(last).unwrap());
    assert_eq!(count(&next, "earlier_documents"), count(&full, "documents"));
    assert!(count(&next, "documents") >= 1);
    assert!(std::fs::metadata(place.path("next.tar.age")).unwrap().len() > 0);

    // Neither key nor secret is in the open archive.
    let key = std::fs::read_to_string(place.path("key")).unwrap();
    let key = key.trim().split_once(':').unwrap().1;
    let bytes = std::fs::read(place.path("full.tar")).unwrap();
    let raw = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, key).unwrap();
    for secret in [key.as_bytes(), &raw, SECRET.as_bytes()] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "a secret is in the archive");
    }

    // Elsewhere, on an engine of its own, with the key that was kept apart.
    for name in ["full.tar", "next.tar.age", "identity"] {
        std::fs::copy(place.path(name), target.path(name)).unwrap();
    }
    let restore = ["restore", "next.tar.age", "--identity", "identity"];
    target.refuses(&restore, 1, "full.tar");
    let text = target.does(&[&restore[..], &["--earlier", "full.tar"]].concat());
    let key_name = place.keyring().active_key_id().to_owned();
    assert!(text.contains(&format!("« {key_name} »")), "{text}");
    assert_same(told(&next), tables(&target).await);
    assert_same(tables(&place).await, tables(&target).await);
    target.refuses(&[&restore[..], &["--earlier", "full.tar"]].concat(), 0, "déjà restaurée");

    let restored = Worker::of(&target).await;
    let files = restored.dropped().await;
    assert_eq!(files.len() as u64, count(&next, "documents") + count(&next, "earlier_documents"));
    let store = target.documents();
    let mut numbers = 0;
    for number in (0..last).chain([last + 1]) {
        let found = store.read(&sha256(&content(number)), u64::MAX).await.unwrap();
        assert!(found == content(number), "{number}");
        let job = restored.job(number).await.unwrap();
        assert_eq!(
            job.announced_at.map(|at| at.timestamp_millis()),
            Some(made_at(&next)),
            "it may have been sent since"
        );
        numbers += 1;
    }
    assert_eq!(numbers, files.len(), "each file has its job: they were written together");
    assert_eq!(restored.opens(&place.keyring()).await, [true]);
    restored.close().await;
    Arc::into_inner(worker).unwrap().close().await;

    // Another key does not start it; its own does.
    target.folder.key();
    target.refuses(
        &["serve", "--listen", "127.0.0.1:0", "--site", "site", "--key-file", "key"],
        78,
        "wrong key",
    );
    std::fs::copy(place.path("key"), target.path("key")).unwrap();
    target.start().stop();

    // The first archive alone, which was made in the middle of work: what stands in it was written together.
    let Some(middle) = Place::empty(from).await else { return };
    std::fs::copy(place.path("full.tar"), middle.path("full.tar")).unwrap();
    middle.does(&["restore", "full.tar"]);
    assert_same(told(&full), tables(&middle).await);
    let restored = Worker::of(&middle).await;
    let files = restored.dropped().await;
    assert_eq!(files.len() as u64, count(&full, "documents"));
    for file in files {
        assert!(restored.job(file.id.0.as_u128()).await.is_some());
        assert!(middle.documents().exists(&file.document.sha256).await.unwrap());
    }
    restored.close().await;
}

fn made_at(manifest: &serde_json::Value) -> i64 {
    let text = manifest["made_at"].as_str().unwrap();
    chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_on_sqlite_is_restored_into_postgres() {
    drill(Kind::File, Kind::Server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_on_postgres_is_restored_into_sqlite() {
    drill(Kind::Server, Kind::File).await;
}
