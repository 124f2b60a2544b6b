//! What is synced, and when: a power cut cannot be had in a test, but what is left to it can be told.

use std::sync::Arc;

use futures::StreamExt;

use super::*;

struct Standing;

impl Clock for Standing {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_577_836_800_000).unwrap()
    }
}

fn open(root: &Path) -> Folder {
    Folder::open(root, Arc::new(Standing)).unwrap()
}

/// What was synced since the last time, relative to a folder.
fn synced(folder: &Folder, base: &Path) -> Vec<String> {
    let synced = std::mem::take(&mut *folder.disk.synced.lock().unwrap());
    let relative = |path: &PathBuf| path.strip_prefix(base).unwrap_or(path).display().to_string();
    synced.iter().map(relative).collect()
}

async fn receive(folder: &Folder, content: String) -> Address {
    let content = futures::stream::iter([Ok(Bytes::from(content))]).boxed();
    Address::parse(&folder.receive(content, 100).await.unwrap().sha256).unwrap()
}

/// Receives contents until one comes to lie beside another; tells which folder that was.
async fn receive_neighbour(folder: &Folder, base: &Path, neighbour: &Address) {
    for number in 0.. {
        let content = format!("neighbour {number}");
        let hash = Address::of(&<sha2::Sha256 as sha2::Digest>::digest(&content).into());
        if hash.as_str()[..2] == neighbour.as_str()[..2] {
            synced(folder, base);
            receive(folder, content).await;
            return;
        }
    }
}

#[test]
fn each_new_folder_is_synced_and_so_is_the_one_that_holds_it() {
    let base = tempfile::tempdir().unwrap();
    let folder = open(&base.path().join("data/documents"));
    let expected = [
        // data, then documents, then the two folders in it; each before the one that holds it.
        "data",
        "",
        "data/documents",
        "data",
        "data/documents/incoming",
        "data/documents",
        "data/documents/set-aside",
        "data/documents",
    ];
    assert_eq!(synced(&folder, base.path()), expected);
}

#[test]
fn an_entry_that_somebody_else_made_is_synced_all_the_same() {
    let base = tempfile::tempdir().unwrap();
    let root = base.path().join("documents");
    open(&root);
    let another = open(&root);
    assert_eq!(synced(&another, base.path()), ["", "documents", "documents"]);
}

#[tokio::test]
async fn a_file_is_synced_before_it_has_its_place_and_its_folder_afterwards() {
    let base = tempfile::tempdir().unwrap();
    let folder = open(base.path());
    synced(&folder, base.path());

    let first = receive(&folder, "first".to_owned()).await;
    let shelf = &first.as_str()[..2];
    // The new folder and the root that has got it; then the folder again, which has got the file.
    assert_eq!(synced(&folder, base.path()), ["file", shelf, "", shelf]);

    receive_neighbour(&folder, base.path(), &first).await;
    assert_eq!(synced(&folder, base.path()), ["file", shelf]);

    receive(&folder, "first".to_owned()).await;
    assert_eq!(
        synced(&folder, base.path()),
        ["file", shelf],
        "a file that was there is as durable as a new one"
    );
}

#[tokio::test]
async fn a_folder_that_another_process_has_just_made_is_not_taken_for_durable() {
    let base = tempfile::tempdir().unwrap();
    let folder = open(base.path());
    let address = receive(&folder, "first".to_owned()).await;
    let shelf = &address.as_str()[..2];

    let another = open(base.path());
    synced(&another, base.path());
    receive(&another, "first".to_owned()).await;
    assert_eq!(synced(&another, base.path()), ["file", "", shelf]);
}

#[tokio::test]
async fn a_move_is_durable_where_it_leads_before_it_is_where_it_came_from() {
    let base = tempfile::tempdir().unwrap();
    let folder = open(base.path());
    let address = receive(&folder, "moved".to_owned()).await;
    let shelf = address.as_str()[..2].to_owned();
    let kept = Location::Kept(address.clone());
    let aside = Location::SetAside(address, Standing.now());
    synced(&folder, base.path());

    assert!(folder.relocate(&kept, &aside).await.unwrap());
    assert_eq!(synced(&folder, base.path()), [SET_ASIDE, &shelf]);
    assert!(!folder.relocate(&kept, &aside).await.unwrap(), "it was there once only");

    folder.remove(&aside).await.unwrap();
    assert_eq!(synced(&folder, base.path()), [SET_ASIDE]);
}
