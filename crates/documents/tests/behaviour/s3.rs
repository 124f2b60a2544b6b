//! What only a bucket has: a network, credentials, parts, neighbours.

use std::io::ErrorKind;

use documents::{DocumentStore, S3Options, UploadError};
use secrecy::SecretString;

use crate::bench::{Bench, TestClock, options};
use crate::content::{bytes, sent};
use crate::server::{BUCKET, SECRET_KEY, Server};

/// Above what goes in one request.
const IN_PARTS: usize = 17 * 1024 * 1024;

/// A bench whose options are changed before it is opened.
async fn opened(
    change: impl FnOnce(&mut S3Options),
) -> (Server, tempfile::TempDir, std::io::Result<DocumentStore>) {
    let (server, folder) = (Server::start().await, tempfile::tempdir().unwrap());
    let mut options = options(&server, folder.path());
    change(&mut options);
    let store = DocumentStore::in_s3(options, TestClock::new());
    (server, folder, store)
}

#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let (_server, _folder, store) =
        opened(|options| options.secret_key = SecretString::from("not the secret")).await;
    let store = store.unwrap();
    let reason = store.reachable().await.unwrap_err();
    assert_eq!(reason.kind(), ErrorKind::PermissionDenied, "{reason}");
    assert!(reason.to_string().contains("SignatureDoesNotMatch"), "{reason}");
    let refused = store.receive(sent(b"content"), 100).await;
    assert!(
        matches!(&refused, Err(UploadError::Disk(error)) if error.kind() == ErrorKind::PermissionDenied),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_bucket_that_is_missing_is_not_reachable() {
    let (_server, _folder, store) = opened(|options| options.bucket = "absent".to_owned()).await;
    let reason = store.unwrap().reachable().await.unwrap_err();
    assert_eq!(reason.kind(), ErrorKind::NotFound, "{reason}");
    assert!(reason.to_string().contains("NoSuchBucket"), "{reason}");
}

#[tokio::test]
async fn options_that_cannot_work_are_refused_at_once() {
    type Change = fn(&mut S3Options);
    let changes: [(&str, Change); 4] = [
        ("no TLS", |options| options.allow_http = false),
        ("no address", |options| options.endpoint = Some("s3.example.org".to_owned())),
        ("another protocol", |options| options.endpoint = Some("ftp://s3.example.org".to_owned())),
        ("a prefix that climbs", |options| options.prefix = "desk/../other".to_owned()),
    ];
    for (what, change) in changes {
        let (_server, _folder, store) = opened(change).await;
        assert_eq!(store.err().map(|error| error.kind()), Some(ErrorKind::InvalidInput), "{what}");
    }
}

#[tokio::test]
async fn the_secret_is_not_shown() {
    let (server, folder) = (Server::start().await, tempfile::tempdir().unwrap());
    let options = options(&server, folder.path());
    assert!(!format!("{options:?}").contains(SECRET_KEY));
    let store = DocumentStore::in_s3(options, TestClock::new()).unwrap();
    assert!(!format!("{store:?}").contains(SECRET_KEY));
}

#[tokio::test]
async fn connections_that_are_cut_are_tried_again() {
    let bench = Bench::s3().await;
    let server = bench.server.as_ref().unwrap();
    server.cut_connections(2);
    let sha256 = bench.receive(b"in spite of it").await.sha256;
    assert_eq!(server.cuts_left(), 0);
    assert_eq!(bench.store.read(&sha256, 100).await.unwrap(), b"in spite of it");
}

#[tokio::test]
async fn an_upload_that_fails_after_some_parts_leaves_nothing() {
    let bench = Bench::s3().await;
    let server = bench.server.as_ref().unwrap();
    let is_part = |query: &str, number: u8| query.contains(&format!("partNumber={number}&"));
    server.refuse(move |request| request.uri.query().is_some_and(|query| is_part(query, 2)));
    let refused = bench.store.receive(sent(&bytes(IN_PARTS)), u64::MAX).await;
    assert!(matches!(refused, Err(UploadError::Disk(_))), "{refused:?}");
    let requests = server.requests();
    assert!(requests.iter().any(|request| is_part(request, 1)), "{requests:?}");
    assert_eq!(bench.left_behind(), [""; 0]);
    assert_eq!(bench.listed().await, []);
}

#[tokio::test]
async fn the_beginning_of_a_large_file_costs_one_small_request() {
    let bench = Bench::s3().await;
    let sha256 = bench.receive(&bytes(IN_PARTS)).await.sha256;
    let before = bench.server.as_ref().unwrap().requests().len();
    assert_eq!(bench.store.head(&sha256, 100).await.unwrap().len(), 100);
    let requests = bench.server.as_ref().unwrap().requests();
    let methods: Vec<_> =
        requests[before..].iter().map(|request| request.split(' ').next().unwrap()).collect();
    assert_eq!(methods, ["HEAD", "GET"]);
}

#[tokio::test]
async fn a_bucket_may_be_part_of_the_host_name() {
    let server = Server::start_virtual_hosted("s3.example.org").await;
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(&server, folder.path());
    let host = format!("{BUCKET}.s3.example.org");
    options.http = reqwest::Client::builder().no_proxy().resolve(&host, server.address()).build().unwrap();
    options.endpoint = Some(format!("http://s3.example.org:{}/", server.address().port()));
    options.virtual_hosted = true;
    let store = DocumentStore::in_s3(options, TestClock::new()).unwrap();
    store.reachable().await.unwrap();
    let sha256 = store.receive(sent(b"content"), 100).await.unwrap().sha256;
    assert_eq!(store.read(&sha256, 100).await.unwrap(), b"content");
    assert!(server.requests().iter().all(|request| !request.contains(BUCKET)), "{:?}", server.requests());
}

#[tokio::test]
async fn neighbours_in_a_bucket_do_not_see_each_other() {
    let (server, folder) = (Server::start().await, tempfile::tempdir().unwrap());
    let store = |prefix: &str| {
        let options = S3Options { prefix: prefix.to_owned(), ..options(&server, folder.path()) };
        DocumentStore::in_s3(options, TestClock::new()).unwrap()
    };
    // Nested, side by side, and with a name that begins alike.
    let stores = [store(""), store("desk"), store("desk-2"), store("other")];
    let mut hashes = Vec::new();
    for (number, store) in stores.iter().enumerate() {
        hashes.push(store.receive(sent(&bytes(number)), 100).await.unwrap().sha256);
    }
    for (number, store) in stores.iter().enumerate() {
        let listed: Vec<_> = futures::TryStreamExt::try_collect(store.list()).await.unwrap();
        let listed: Vec<String> = listed.into_iter().map(|file: documents::ListedFile| file.sha256).collect();
        assert_eq!(listed, [hashes[number].clone()], "store {number}");
        for (other, sha256) in hashes.iter().enumerate() {
            assert_eq!(store.exists(sha256).await.unwrap(), other == number);
        }
    }
}
