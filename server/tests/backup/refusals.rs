//! What is not made, and what is not put back.

use std::process::Stdio;
use std::time::Duration;

use storage::{Database as _, StorageError};
use storage_sql::SqlDatabase;

use crate::place::{Kind, Place, Worker, content};

async fn filled(kind: Kind) -> Option<Place> {
    let place = Place::begun(kind).await?;
    let worker = Worker::of(&place).await;
    for number in 0..4 {
        worker.drop_file(number).await;
    }
    worker.close().await;
    Some(place)
}

/// What an installation consists of.
fn is_untouched(place: &Place) -> bool {
    ["pupitre.sqlite", "pupitre-exchanges.db", "documents"]
        .iter()
        .all(|name| !place.path("data").join(name).exists())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_archive_is_refused_before_anything_is_put_anywhere() {
    let place = filled(Kind::File).await.unwrap();
    place.does(&["backup", "--to", "whole.tar"]);
    let whole = std::fs::read(place.path("whole.tar")).unwrap();
    let target = Place::empty(Kind::File).await.unwrap();
    let needle = b"%PDF-1.4 3";
    let at = whole.windows(needle.len()).position(|window| window == needle).unwrap();
    let mut changed = whole.clone();
    changed[at + needle.len()] ^= 1;
    let rows = whole.len() / 3;
    let mut table = whole.clone();
    table[rows] ^= 0x80;
    for (bytes, words) in [
        (&changed[..], "a été modifié"),
        (&table, "endommagée"),
        (&whole[..whole.len() - 1_024], "s’arrête avant sa fin"),
        (&whole[..at], "s’arrête avant sa fin"),
        (&whole[..600], "s’arrête avant sa fin"),
        (b"PK\x03\x04 something else entirely", "s’arrête avant sa fin"),
        (&[b"x".repeat(2_000), whole.clone()].concat(), "n’est pas une sauvegarde"),
    ] {
        std::fs::write(target.path("broken.tar"), bytes).unwrap();
        target.refuses(&["restore", "broken.tar"], 1, words);
        assert!(is_untouched(&target), "{words}");
        let verified = target.folder.command(&["backup", "verify", "broken.tar"]).output().unwrap();
        assert_eq!(verified.status.code(), Some(1), "{}", crate::place::said(&verified));
    }
    std::fs::write(target.path("broken.tar"), &whole).unwrap();
    target.does(&["restore", "broken.tar"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_is_not_overwritten() {
    let (Some(place), Some(other)) = (filled(Kind::File).await, filled(Kind::Server).await) else { return };
    place.does(&["backup", "--to", "one.tar"]);
    place.refuses(&["backup", "--to", "one.tar"], 1, "existe déjà");
    place.refuses(&["restore", "one.tar"], 1, "contient déjà des données");
    std::fs::copy(place.path("one.tar"), other.path("one.tar")).unwrap();
    other.refuses(&["restore", "one.tar"], 1, "documents d’une autre installation");
    std::fs::remove_dir_all(other.path("data/documents")).unwrap();
    other.refuses(&["restore", "one.tar"], 1, "contient déjà des données");
    let running = place.start();
    place.refuses(&["restore", "one.tar"], 75, "another Pupitre");
    running.stop();
}

/// Only the database was lost: its documents are still those of the installation.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_database_comes_back_beside_its_documents() {
    let place = filled(Kind::File).await.unwrap();
    place.does(&["backup", "--to", "one.tar"]);
    for name in ["pupitre.sqlite", "pupitre-exchanges.db"] {
        std::fs::remove_file(place.path("data").join(name)).unwrap();
    }
    place.does(&["restore", "one.tar"]);
    let worker = Worker::of(&place).await;
    assert_eq!(worker.dropped().await.len(), 4);
    worker.close().await;
    place.start().stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_document_that_the_database_names_no_archive_is_made() {
    let place = filled(Kind::File).await.unwrap();
    let worker = Worker::of(&place).await;
    let file = worker.dropped().await.remove(0);
    worker.close().await;
    let sha256 = file.document.sha256;
    let path = place.path(&format!("data/documents/{}/{sha256}", &sha256[..2]));
    std::fs::write(&path, "something else").unwrap();
    place.refuses(&["backup", "--to", "one.tar"], 74, "n’a pas le contenu de son nom");
    std::fs::remove_file(&path).unwrap();
    place.refuses(&["backup", "--to", "one.tar"], 74, &sha256);
    let left: Vec<_> = std::fs::read_dir(place.folder.root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("one") || name.ends_with(".part"))
        .collect();
    assert_eq!(left, [""; 0], "half an archive");
    let scratch = std::fs::read_dir(place.path("data")).unwrap();
    assert!(!scratch.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(".backup-")));
}

/// Killed at any moment, a restoration leaves nothing that could be served, and goes on when it is asked again.
#[tokio::test(flavor = "multi_thread")]
async fn a_restoration_that_is_killed_is_not_served_and_goes_on() {
    let place = filled(Kind::File).await.unwrap();
    place.does(&["backup", "--to", "one.tar"]);
    let fresh = async || {
        let target = Place::empty(Kind::File).await.unwrap();
        for name in ["one.tar", "key"] {
            std::fs::copy(place.path(name), target.path(name)).unwrap();
        }
        target
    };
    let mut target = fresh().await;
    let mut unfinished = 0;
    for step in 0..60 {
        let mut child = target
            .command(&["restore", "one.tar"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // From the moment on at which there is something to be caught with.
        while !target.path("data/pupitre.sqlite").exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(step * 4));
        // SIGKILL: nothing is put in order.
        child.kill().unwrap();
        child.wait().unwrap();
        match SqlDatabase::open(&target.location()).await {
            Ok(database) => {
                let organizations = database.read().await.unwrap().organizations().await.unwrap();
                database.close().await;
                // Before it was claimed: as empty as before. Else it had ended: the next one begins anew.
                if !organizations.is_empty() {
                    target = fresh().await;
                }
            }
            Err(StorageError::Unfinished) => {
                let serve = ["serve", "--listen", "127.0.0.1:0", "--site", "site", "--key-file", "key"];
                target.refuses(&serve, 74, "copie inachevée");
                unfinished += 1;
                if unfinished == 3 {
                    break;
                }
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(unfinished > 0, "never caught in the middle");
    target.does(&["restore", "one.tar"]);
    let worker = Worker::of(&target).await;
    for file in worker.dropped().await {
        let number = file.id.0.as_u128();
        assert!(worker.job(number).await.is_some());
        let read = target.documents().read(&file.document.sha256, u64::MAX).await.unwrap();
        assert!(read == content(number));
    }
    assert_eq!(worker.dropped().await.len(), 4);
    worker.close().await;
    target.start().stop();
}
