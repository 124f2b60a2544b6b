//! An error whose body breaks off is told from one without body.

use super::server::{Server, answer, client, options};
use crate::{Error, NetworkCause, RetryAdvice, structures::ConsulterStructure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A server that announces a longer body than the start of one it sends.
async fn server_that_stops(status: &'static str, start: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 8192]).await;
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 500\r\n\r\n{start}");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    base
}

#[tokio::test]
async fn an_error_cut_in_its_body_is_not_taken_for_an_unknown_route() {
    let token = Server::with_token(|_| answer(200, "")).await;
    for status in ["403 Forbidden", "404 Not Found", "400 Bad Request"] {
        for start in ["", "{"] {
            let base = server_that_stops(status, start).await;
            let client = client(&format!("{}/token", token.base), &format!("{base}/cpro"), options());
            let error = client.call(&ConsulterStructure::new(1)).await.unwrap_err();
            assert!(
                matches!(error, Error::Network { cause: NetworkCause::Interrupted, .. }),
                "{status} {start}: {error:?}"
            );
            assert_eq!(error.retry_advice(), RetryAdvice::After(None));
        }
    }
    // Nothing in their bodies would change these.
    for (status, code) in [("503 Unavailable", 503), ("413 Too Large", 413)] {
        let base = server_that_stops(status, "{").await;
        let client = client(&format!("{}/token", token.base), &format!("{base}/cpro"), options());
        let error = client.call(&ConsulterStructure::new(1)).await.unwrap_err();
        assert_eq!(error.http_status(), Some(code), "{error:?}");
    }
}
