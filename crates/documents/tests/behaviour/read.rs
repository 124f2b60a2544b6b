//! Files on their way out, and their list.

use std::fs;
use std::io::ErrorKind;

use chrono::TimeDelta;
use tokio::io::AsyncReadExt;

use crate::bench::{Bench, set_time};
use crate::content::{bytes, hash};

on_both!(
    only_hashes_are_names,
    what_is_not_there_is_not_found,
    the_beginning_of_a_file_is_read_alone,
    no_more_than_allowed_is_read_into_memory,
    a_file_can_be_opened_again_and_again,
    a_removed_file_is_gone_and_may_be_removed_again,
    all_files_are_listed_with_size_and_time,
    foreign_files_are_passed_over,
    an_owner_is_written_down_and_is_no_file,
);

async fn only_hashes_are_names(bench: Bench) {
    let sha256 = bench.receive(b"a file").await.sha256;
    // What the names would lead to exists.
    fs::write(bench.files.join("passwd"), "secret").unwrap();
    fs::create_dir_all(bench.files.join("set-aside")).unwrap();
    let upper = sha256.to_uppercase();
    let inner = format!("{}/{}", &sha256[..2], sha256);
    for name in
        ["../../etc/passwd", "passwd", "", ".", "..", "/etc/passwd", "zz", &upper, &inner, &sha256[1..]]
    {
        let store = &bench.store;
        assert!(!store.exists(name).await.unwrap(), "{name}");
        let errors = [
            store.open(name).await.err(),
            store.opener(name).await.err(),
            store.head(name, 1).await.err(),
            store.read(name, 100).await.err(),
            store.size(name).await.err(),
            store.remove(name).await.err(),
        ];
        for error in errors {
            assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::NotFound), "{name}");
        }
    }
    assert!(bench.store.exists(&sha256).await.unwrap());
}

async fn what_is_not_there_is_not_found(bench: Bench) {
    let absent = hash(b"never received");
    assert!(!bench.store.exists(&absent).await.unwrap());
    assert_eq!(bench.store.open(&absent).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(bench.store.size(&absent).await.unwrap_err().kind(), ErrorKind::NotFound);
    bench.store.remove(&absent).await.unwrap();
    bench.store.reachable().await.unwrap();
}

async fn the_beginning_of_a_file_is_read_alone(bench: Bench) {
    let content = bytes(5_000_000);
    let sha256 = bench.receive(&content).await.sha256;
    for most in [0, 1, 1024, 4_500_000, 5_000_000, 6_000_000] {
        let head = bench.store.head(&sha256, most as u64).await.unwrap();
        assert!(head == content[..most.min(content.len())], "{most} bytes");
    }
}

async fn no_more_than_allowed_is_read_into_memory(bench: Bench) {
    let sha256 = bench.receive(b"four").await.sha256;
    assert_eq!(bench.store.read(&sha256, 4).await.unwrap(), b"four");
    assert_eq!(bench.store.read(&sha256, 3).await.unwrap_err().kind(), ErrorKind::FileTooLarge);
}

async fn a_file_can_be_opened_again_and_again(bench: Bench) {
    let content = bytes(9_000_000);
    let sha256 = bench.receive(&content).await.sha256;
    let (length, open) = bench.store.opener(&sha256).await.unwrap();
    assert_eq!(length, 9_000_000);
    // A client that has to start again drops the first reader half read.
    open().await.unwrap().read_exact(&mut vec![0; 5_000_000]).await.unwrap();
    for _ in 0..2 {
        let mut read = Vec::new();
        open().await.unwrap().read_to_end(&mut read).await.unwrap();
        assert!(read == content);
    }
    bench.store.remove(&sha256).await.unwrap();
    assert_eq!(open().await.err().map(|error| error.kind()), Some(ErrorKind::NotFound));
}

async fn a_removed_file_is_gone_and_may_be_removed_again(bench: Bench) {
    let (sha256, other) = (bench.receive(b"to go").await.sha256, bench.receive(b"to stay").await.sha256);
    for _ in 0..2 {
        bench.store.remove(&sha256).await.unwrap();
        assert!(!bench.store.exists(&sha256).await.unwrap());
        assert!(!bench.path(&sha256).exists());
    }
    assert_eq!(bench.store.read(&other, 100).await.unwrap(), b"to stay");
    assert_eq!(bench.receive(b"to go").await.sha256, sha256);
    assert!(bench.store.exists(&sha256).await.unwrap());
}

async fn all_files_are_listed_with_size_and_time(bench: Bench) {
    assert_eq!(bench.listed().await, []);
    // More than S3 tells in one page.
    let mut expected: Vec<_> = (0..2_100_usize).map(|number| (hash(&bytes(number)), number as u64)).collect();
    expected.sort();
    let written = "2019-12-24T18:00:00Z".parse().unwrap();
    for (sha256, length) in &expected {
        let path = bench.path(sha256);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes(usize::try_from(*length).unwrap())).unwrap();
        set_time(&path, written);
    }
    let listed = bench.listed().await;
    assert!(listed.iter().all(|file| file.written == written));
    let listed: Vec<_> = listed.into_iter().map(|file| (file.sha256, file.bytes)).collect();
    assert!(listed == expected, "{} of {}", listed.len(), expected.len());
}

async fn an_owner_is_written_down_and_is_no_file(bench: Bench) {
    assert_eq!(bench.store.owner().await.unwrap(), None);
    for owner in ["first", "second"] {
        bench.store.set_owner(owner).await.unwrap();
        assert_eq!(bench.store.owner().await.unwrap().as_deref(), Some(owner));
    }
    assert_eq!(bench.listed().await, []);
    fs::write(bench.files.join("owner"), [0xff_u8; 200]).unwrap();
    assert_eq!(bench.store.owner().await.unwrap_err().kind(), ErrorKind::InvalidData);
}

async fn foreign_files_are_passed_over(bench: Bench) {
    let sha256 = bench.receive(b"ours").await.sha256;
    let (shelf, foreign) = (&sha256[..2], hash(b"foreign"));
    let paths = [
        "README".to_owned(),
        format!("{shelf}/notes.txt"),
        // In a wrong folder, and a name that says too much.
        format!("{}/{foreign}", if foreign.starts_with("00") { "01" } else { "00" }),
        format!("{shelf}/{sha256}.bak"),
        format!("set-aside/{foreign}"),
        format!("set-aside/{foreign}-soon"),
    ];
    for path in &paths {
        let path = bench.files.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "not ours").unwrap();
        set_time(&path, "2001-01-01T00:00:00Z".parse().unwrap());
    }
    assert_eq!(bench.listed().await.len(), 1);
    for _ in 0..2 {
        let everything = "2100-01-01T00:00:00Z".parse().unwrap();
        bench.store.collect(everything, crate::bench::refers_to(&[&sha256])).await.unwrap();
        bench.clock.pass(TimeDelta::days(2));
    }
    for path in &paths {
        assert!(bench.files.join(path).exists(), "{path}");
    }
}
