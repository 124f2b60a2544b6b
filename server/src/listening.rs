//! How connections are taken: so many at a time, each for as long as something moves on it. Whoever is silent, slow or
//! many holds nothing for long.
//!
//! There is no bound by address: plain HTTP comes from loopback only, and with a proxy in front every connection is the
//! proxy's.

mod body;
mod open_files;
mod stream;

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use body::PatientBody;
pub use open_files::places;
use stream::PatientStream;

/// The head of a request, all its headers together, in bytes; also what is read or written at a time.
const LARGEST_HEAD: usize = 64 * 1024;
/// How long nothing is accepted after the system refused to: it has no more files to give.
const PAUSE: Duration = Duration::from_millis(500);
/// How often the log says that connections are refused.
const SAID_EVERY: Duration = Duration::from_secs(60);
/// Counts connections that found no place.
pub const REFUSED: &str = "pupitre_connections_refused_total";

/// What a connection may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at the same time; what comes beyond is closed at once.
    pub sockets: usize,
    /// From the opening of a connection, or from the last answer on it, until the head of the next request is there.
    pub head: Duration,
    /// How long a body may stop, or an answer wait for its reader.
    pub stall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { sockets: 1024, head: Duration::from_secs(30), stall: Duration::from_secs(30) }
    }
}

/// Serves until `stop`, then until the last answer under way. Dropped, it cuts off those that are left.
pub async fn serve(listener: TcpListener, site: Router, limits: Limits, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(limits.sockets));
    let connections = TaskTracker::new();
    let cut = CancellationToken::new();
    let _cut = cut.clone().drop_guard();
    // Once, not for each request.
    let site = site.with_state::<()>(());
    let mut said: Option<Instant> = None;
    while let Some((stream, caller)) = next(&listener, &stop).await {
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            metrics::counter!(REFUSED).increment(1);
            if said.is_none_or(|said| said.elapsed() >= SAID_EVERY) {
                tracing::warn!(
                    sockets = limits.sockets,
                    "every place for a connection is taken: more are refused"
                );
                said = Some(Instant::now());
            }
            continue;
        };
        // Live events and files leave piece by piece: each at once, not with the acknowledgement of the one before.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its pieces together");
        }
        let (site, stop, cut) = (site.clone(), stop.clone(), cut.clone());
        connections.spawn(async move {
            tokio::select! {
                () = converse(stream, caller, site, limits, stop) => {}
                () = cut.cancelled() => {}
            }
            drop(place);
        });
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

/// The next connection; none once it is time to stop.
async fn next(listener: &TcpListener, stop: &CancellationToken) -> Option<(TcpStream, SocketAddr)> {
    loop {
        let accepted = tokio::select! {
            biased;
            () = stop.cancelled() => return None,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok(accepted) => return Some(accepted),
            // The caller had gone before it was its turn.
            Err(error) if is_of_the_caller(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                tokio::select! {
                    () = stop.cancelled() => return None,
                    () = tokio::time::sleep(PAUSE) => {}
                }
            }
        }
    }
}

fn is_of_the_caller(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Answers on one connection, to its end; after `stop`, to the end of the answer under way.
async fn converse(
    stream: TcpStream,
    caller: SocketAddr,
    site: Router,
    limits: Limits,
    stop: CancellationToken,
) {
    let service = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(caller));
        let request = request.map(|body| Body::new(PatientBody::new(body, limits.stall)));
        site.clone().oneshot(request)
    });
    let stream = TokioIo::new(PatientStream::new(stream, limits.stall));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(stream, service);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
