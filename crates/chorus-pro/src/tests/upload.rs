//! Files are streamed, whole and unchanged.

use super::server::{Server, answer, client, done, options, token};
use crate::{ClientOptions, Error, FileContent, GatewayKind, RetryAdvice, Sent, codes::FormatDepot};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{
    io::Write,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::io::{AsyncRead, ReadBuf};

/// Bytes without a period that base64 or the pieces could hide.
fn bytes(length: usize) -> Vec<u8> {
    (0..length as u64).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

/// A reader that gives at most `step` bytes at a time, of `left` bytes in all, and counts them.
struct Source {
    left: u64,
    step: usize,
    given: Arc<AtomicU64>,
}

impl AsyncRead for Source {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let count = buffer.remaining().min(self.step).min(usize::try_from(self.left).unwrap());
        buffer.put_slice(&vec![7; count]);
        self.left -= count as u64;
        self.given.fetch_add(count as u64, Ordering::SeqCst);
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_file_of_three_megabytes_arrives_unchanged_with_its_length() {
    let server = Server::with_token(|_| answer(200, r#"{"codeRetour":0,"pieceJointeId":77}"#)).await;
    let file = bytes(3 * 1024 * 1024 + 1);
    let mut on_disk = tempfile::NamedTempFile::new().unwrap();
    on_disk.write_all(&file).unwrap();
    let content = FileContent::open(on_disk.path()).await.unwrap();
    assert_eq!(content.length(), file.len() as u64);
    let output = server
        .client()
        .factures()
        .deposer_pdf(content, "facture \"été\".pdf", FormatDepot::PdfNonSigne)
        .await
        .unwrap();
    assert_eq!(output.piece_jointe_id, Some(77));
    let call = &server.calls()[0];
    assert_eq!(call.header("content-length"), call.body.len().to_string());
    let json = call.json();
    assert_eq!(json["nomFichier"], "facture \"été\".pdf");
    assert_eq!(json["formatDepot"], "PDF_NON_SIGNE");
    assert!(STANDARD.decode(json["fichierFacture"].as_str().unwrap()).unwrap() == file);
}

#[tokio::test]
async fn every_length_around_the_pieces_is_encoded_correctly() {
    let server = Server::with_token(|_| answer(200, r#"{"codeRetour":0,"pieceJointeId":1}"#)).await;
    let client = server.client();
    let piece = 48 * 1024;
    for length in [0, 1, 2, 3, 4, piece - 1, piece, piece + 1, 2 * piece + 2] {
        let file = bytes(length);
        let content = FileContent::from_bytes(file.clone());
        client.transverses().ajouter_fichier(content, "a.pdf", "application/pdf", "PDF").await.unwrap();
        let json = server.calls().last().unwrap().json();
        assert_eq!(json["pieceJointeNom"], "a.pdf");
        assert_eq!(json["pieceJointeTypeMime"], "application/pdf");
        assert_eq!(json["pieceJointeExtension"], "PDF");
        assert!(STANDARD.decode(json["pieceJointeFichier"].as_str().unwrap()).unwrap() == file, "{length}");
    }
}

#[tokio::test]
async fn a_reader_that_gives_little_at_a_time_is_enough() {
    let server = Server::with_token(|_| answer(200, r#"{"codeRetour":0}"#)).await;
    let reader = Source { left: 200_000, step: 997, given: Arc::default() };
    let content = FileContent::from_reader(200_000, reader);
    server.client().factures().deposer_pdf(content, "a.pdf", FormatDepot::PdfSignePades).await.unwrap();
    let json = server.calls()[0].json();
    assert!(STANDARD.decode(json["fichierFacture"].as_str().unwrap()).unwrap() == vec![7; 200_000]);
}

#[tokio::test]
async fn a_file_is_read_no_faster_than_it_is_sent() {
    let token = Server::with_token(|_| done()).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    // Accepts the connection and reads nothing.
    tokio::spawn(async move {
        let accepted = listener.accept().await;
        tokio::time::sleep(Duration::from_secs(30)).await;
        drop(accepted);
    });
    let given = Arc::new(AtomicU64::new(0));
    let length = 256 * 1024 * 1024;
    let reader = Source { left: length, step: usize::MAX, given: Arc::clone(&given) };
    let options = ClientOptions { upload_timeout: Duration::from_millis(700), ..options() };
    let client = client(&format!("{}/token", token.base), &format!("{base}/cpro"), options);
    let content = FileContent::from_reader(length, reader);
    let outcome = client.factures().deposer_pdf(content, "a.pdf", FormatDepot::PdfNonSigne).await;
    assert_eq!(outcome.unwrap_err().retry_advice(), RetryAdvice::AfterChecking);
    let given = given.load(Ordering::SeqCst);
    // The rest of what was read sits in the buffers of the system.
    assert!(given > 0 && given < length / 4, "{given} bytes read");
}

#[tokio::test]
async fn a_file_of_another_length_than_announced_is_not_deposited() {
    let server = Server::with_token(|_| done()).await;
    let client = server.client();
    for (announced, real, expected) in
        [(100_000, 99_999, "shorter"), (100_000, 100_001, "longer"), (0, 1, "longer")]
    {
        let reader = Source { left: real, step: usize::MAX, given: Arc::default() };
        let content = FileContent::from_reader(announced, reader);
        let error =
            client.factures().deposer_pdf(content, "a.pdf", FormatDepot::PdfNonSigne).await.unwrap_err();
        let Error::Request { reason, .. } = &error else { panic!("{error:?}") };
        assert!(reason.contains(expected), "{reason}");
        assert_eq!(error.retry_advice(), RetryAdvice::Never);
    }
    assert!(server.calls().is_empty(), "no complete request arrived");
}

/// A server that has revoked its first token.
async fn server_with_revoked_token() -> (Arc<Server>, crate::Client) {
    let issued = AtomicUsize::new(0);
    let server = Server::start(move |seen| {
        if seen.is_token() {
            token(&format!("t{}", issued.fetch_add(1, Ordering::SeqCst)), 3600)
        } else if seen.path.ends_with("health-check") || seen.header("authorization") != "Bearer t0" {
            done()
        } else {
            answer(401, "")
        }
    })
    .await;
    let client = server.client();
    client.transverses().health_check().await.unwrap();
    (server, client)
}

#[tokio::test]
async fn a_file_that_can_be_read_again_survives_a_renewal() {
    let (server, client) = server_with_revoked_token().await;
    let content = FileContent::from_bytes(vec![1, 2, 3, 4]);
    client.factures().deposer_pdf(content, "a.pdf", FormatDepot::PdfNonSigne).await.unwrap();
    let calls = server.calls();
    assert_eq!(calls.len(), 3);
    assert_eq!(calls[2].json()["fichierFacture"], "AQIDBA==");
}

#[tokio::test]
async fn a_file_that_can_be_read_once_renews_the_token_for_the_next_call() {
    let (server, client) = server_with_revoked_token().await;
    let content = || FileContent::from_reader(4, &[1_u8, 2, 3, 4][..]);
    let error =
        client.factures().deposer_pdf(content(), "a.pdf", FormatDepot::PdfNonSigne).await.unwrap_err();
    assert!(matches!(error, Error::Gateway { kind: GatewayKind::TokenExpired, .. }), "{error:?}");
    assert_eq!(error.retry_advice(), RetryAdvice::After(None));
    client.factures().deposer_pdf(content(), "a.pdf", FormatDepot::PdfNonSigne).await.unwrap();
    assert_eq!(server.token_requests(), 2);
}

#[tokio::test]
async fn an_account_refused_from_now_on_is_named_for_a_file_that_can_be_read_once_too() {
    let server =
        Server::with_token(|seen| if seen.path.ends_with("health-check") { done() } else { answer(401, "") })
            .await;
    let client = server.client();
    client.transverses().health_check().await.unwrap();
    for expected in [GatewayKind::TokenExpired, GatewayKind::TechnicalAccountRefused] {
        let content = FileContent::from_reader(4, &[1_u8, 2, 3, 4][..]);
        let error =
            client.factures().deposer_pdf(content, "a.pdf", FormatDepot::PdfNonSigne).await.unwrap_err();
        assert!(matches!(&error, Error::Gateway { kind, .. } if *kind == expected), "{error:?}");
    }
}

#[tokio::test]
async fn a_length_no_request_can_announce_is_refused() {
    let server = Server::with_token(|_| done()).await;
    let content = FileContent::from_reader(u64::MAX, &[1_u8][..]);
    let outcome = server.client().factures().deposer_pdf(content, "a.pdf", FormatDepot::PdfNonSigne).await;
    assert!(matches!(outcome, Err(Error::Request { .. })), "{outcome:?}");
}

#[tokio::test]
async fn printing_a_file_shows_its_length_only() {
    let content = FileContent::from_bytes(&b"%PDF-secret"[..]);
    assert_eq!(format!("{content:?}"), "FileContent { length: 11, .. }");
    assert!(FileContent::open("/nonexistent/facture.pdf").await.is_err());
}

/// A disk that fails in the middle of a file.
struct FailingDisk;

impl AsyncRead for FailingDisk {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        _: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Poll::Ready(Err(std::io::Error::other("entrée-sortie")))
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_for_now_is_worth_another_try() {
    let server = Server::with_token(|_| done()).await;
    let client = server.client();
    let absent = || async { Err::<FailingDisk, _>(std::io::Error::other("partage absent")) };
    for (content, expected) in [
        (FileContent::from_reader(100_000, FailingDisk), "entrée-sortie"),
        (FileContent::from_opener(100_000, absent), "partage absent"),
    ] {
        let error =
            client.factures().deposer_pdf(content, "a.pdf", FormatDepot::PdfNonSigne).await.unwrap_err();
        let Error::File { reason, sent: Sent::No, .. } = &error else { panic!("{error:?}") };
        assert!(reason.contains(expected), "{reason}");
        assert_eq!((error.retry_advice(), error.layer()), (RetryAdvice::After(None), None));
    }
    assert!(server.calls().is_empty(), "no complete request arrived");
}

#[tokio::test]
async fn a_flow_says_whether_it_is_signed() {
    use crate::codes::SyntaxeFlux;
    let server = Server::with_token(|_| answer(200, r#"{"codeRetour":0,"numeroFluxDepot":"F1"}"#)).await;
    for signed in [None, Some(true)] {
        let content = FileContent::from_bytes(vec![1, 2, 3]);
        let syntax = SyntaxeFlux::InDpE1Cii16b;
        server.client().factures().deposer_flux(content, "flux.xml", syntax, signed).await.unwrap();
    }
    let calls = server.calls();
    assert_eq!(calls[0].json().get("avecSignature"), None);
    assert_eq!(calls[1].json()["avecSignature"], true);
    assert_eq!(calls[1].json()["fichierFlux"], "AQID");
}
