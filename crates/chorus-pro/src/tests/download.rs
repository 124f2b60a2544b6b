//! Files come down piece by piece, whole and unchanged.

use super::server::{Journal, Server, answer, client, options, token};
use crate::{
    ClientOptions, Confidence, DecodeCause, Download, Effect, Error, Input, Method, NetworkCause,
    RetryAdvice, Service, Shape, wire::wire_struct,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};

wire_struct! {
    Telecharger {}
}

wire_struct! {
    Telecharge {
        nom: Option<String> = "nom",
        fichier: Option<String> = "fichierResultat",
    }
}

impl Input for Telecharger {
    type Output = Telecharge;
    const SERVICE: &'static Service = &Service {
        name: "essai",
        method: Method::Post,
        path: "factures/v1/essai",
        confidence: Confidence::Spec,
        effect: Effect::Read,
        shape: Shape::Functional,
    };
}

impl Download for Telecharger {
    const FILE_FIELD: &'static str = "fichierResultat";
}

fn bytes(length: u32) -> Vec<u8> {
    (0..length).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

fn with_file(file: &[u8]) -> String {
    let file = STANDARD.encode(file);
    format!(r#"{{"codeRetour":0,"fichierResultat":"{file}","libelle":"x","nom":"a.pdf"}}"#)
}

/// What the download of an answer gives, and what was written.
async fn outcome(status: u16, body: String) -> (Result<crate::Downloaded<Telecharge>, Error>, Vec<u8>) {
    let server = Server::with_token(move |_| answer(status, body.clone())).await;
    let mut file = Vec::new();
    (server.client().download(&Telecharger::default(), &mut file).await, file)
}

#[tokio::test]
async fn a_file_of_ten_megabytes_comes_down_unchanged_with_the_other_fields() {
    let content = bytes(10_000_001);
    let (downloaded, file) = outcome(200, with_file(&content)).await;
    let downloaded = downloaded.unwrap();
    assert!(file == content);
    assert_eq!(downloaded.length, Some(10_000_001));
    assert_eq!(downloaded.output, Telecharge { nom: Some("a.pdf".into()), fichier: None });
}

#[tokio::test]
async fn an_answer_without_file_writes_nothing() {
    let (downloaded, file) = outcome(200, r#"{"codeRetour":0,"fichierResultat":null}"#.into()).await;
    assert_eq!((downloaded.unwrap().length, file.len()), (None, 0));
}

#[tokio::test]
async fn a_refusal_is_an_error_and_writes_nothing() {
    let (refused, file) = outcome(200, r#"{"codeRetour":20002,"libelle":"GDP_MSG_11.033"}"#.into()).await;
    assert!(matches!(refused, Err(Error::Functional { code_retour: 20002, .. })));
    assert!(file.is_empty());
    let (too_large, file) = outcome(413, with_file(b"abc")).await;
    assert!(matches!(too_large, Err(Error::Gateway { status: 413, .. })));
    assert!(file.is_empty());
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_is_not_base64_is_an_error() {
    let whole = with_file(&bytes(300));
    let (cut, _) = outcome(200, whole[..200].into()).await;
    let Err(Error::Decode { cause: DecodeCause::NotJson, detail, .. }) = &cut else { panic!("{cut:?}") };
    assert!(detail.contains("cut short"), "{detail}");
    let (other, _) = outcome(200, r#"{"codeRetour":0,"fichierResultat":"%PDF-1.7"}"#.into()).await;
    let Err(Error::Decode { cause: DecodeCause::Shape, path, .. }) = &other else { panic!("{other:?}") };
    assert_eq!(path.as_deref(), Some("fichierResultat"));
    let (page, _) = outcome(200, "<html>\"fichierResultat\":\"AQID\"</html>".into()).await;
    assert!(matches!(page, Err(Error::Decode { cause: DecodeCause::NotJson, .. })));
}

#[tokio::test]
async fn a_file_longer_than_allowed_is_not_written_further() {
    let body = with_file(&bytes(100_000));
    let server = Server::with_token(move |_| answer(200, body.clone())).await;
    let client = server.client_with(ClientOptions { max_file_bytes: 50_000, ..options() });
    let mut file = Vec::new();
    let error = client.download(&Telecharger::default(), &mut file).await.unwrap_err();
    assert!(matches!(error, Error::Decode { cause: DecodeCause::TooLong, .. }), "{error:?}");
    assert!(file.len() <= 50_000);
}

#[tokio::test]
async fn a_file_is_no_answer_that_is_too_long() {
    let content = bytes(100_000);
    let body = with_file(&content);
    let server = Server::with_token(move |_| answer(200, body.clone())).await;
    let client = server.client_with(ClientOptions { max_answer_bytes: 1000, ..options() });
    let mut file = Vec::new();
    client.download(&Telecharger::default(), &mut file).await.unwrap();
    assert!(file == content);
}

#[tokio::test]
async fn an_older_token_is_renewed_before_anything_is_written() {
    let issued = AtomicUsize::new(0);
    let server = Server::start(move |seen| {
        if seen.is_token() {
            token(&format!("t{}", issued.fetch_add(1, Ordering::SeqCst)), 3600)
        } else if seen.path.ends_with("health-check") || seen.header("authorization") != "Bearer t0" {
            answer(200, with_file(b"abc"))
        } else {
            answer(401, with_file(b"no"))
        }
    })
    .await;
    let client = server.client();
    client.transverses().health_check().await.unwrap();
    let mut file = Vec::new();
    client.download(&Telecharger::default(), &mut file).await.unwrap();
    assert_eq!((file.as_slice(), server.token_requests()), (&b"abc"[..], 2));
}

#[tokio::test]
async fn a_record_shows_the_length_of_the_file_and_nothing_of_it() {
    let body = with_file(&bytes(1000));
    let server = Server::with_token(move |_| answer(200, body.clone())).await;
    let journal = Arc::new(Journal::default());
    let client = server.client_with(ClientOptions { recorder: Some(journal.clone()), ..options() });
    client.download(&Telecharger::default(), &mut Vec::new()).await.unwrap();
    let records = journal.0.lock().unwrap();
    assert_eq!(
        records[1].answer.as_deref(),
        Some(r#"{"codeRetour":0,"fichierResultat":"<fichier, 1000 octets>","libelle":"x","nom":"a.pdf"}"#)
    );
}

/// Takes nothing (`Pending`) or fails.
struct Stubborn {
    fails: bool,
}

impl AsyncWrite for Stubborn {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        if self.fails { Poll::Ready(Err(io::Error::other("disque plein"))) } else { Poll::Pending }
    }
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_writer_that_fails_ends_the_call() {
    let body = with_file(&bytes(1000));
    let server = Server::with_token(move |_| answer(200, body.clone())).await;
    let outcome = server.client().download(&Telecharger::default(), &mut Stubborn { fails: true }).await;
    let error = outcome.unwrap_err();
    assert!(matches!(&error, Error::File { reason, .. } if reason.contains("disque plein")), "{error:?}");
    assert_eq!((error.retry_advice(), error.layer()), (RetryAdvice::After(None), None));
}

#[tokio::test]
async fn a_file_is_received_no_faster_than_it_is_written() {
    let token = Server::with_token(|_| answer(200, "")).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    // Sends as much as it can.
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 8192]).await;
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 300000000\r\n\r\n{\"fichierResultat\":\"";
        stream.write_all(head.as_bytes()).await.unwrap();
        while let Ok(written) = stream.write(&[b'A'; 64 * 1024]).await {
            count.fetch_add(written, Ordering::SeqCst);
        }
    });
    let options = ClientOptions { upload_timeout: Duration::from_millis(700), ..options() };
    let client = client(&format!("{}/token", token.base), &format!("{base}/cpro"), options);
    let outcome = client.download(&Telecharger::default(), &mut Stubborn { fails: false }).await;
    assert!(matches!(outcome, Err(Error::Network { cause: NetworkCause::Timeout, .. })), "{outcome:?}");
    let sent = sent.load(Ordering::SeqCst);
    assert!(sent < 32 * 1024 * 1024, "{sent} bytes left the server"); // the buffers of the system
}
