//! A real S3 server on loopback, which verifies signatures; it keeps its objects as files. It can be made to fail.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use http::request::Parts;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::host::SingleDomain;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(crate) const BUCKET: &str = "pupitre";
pub(crate) const ACCESS_KEY: &str = "AKIDEXAMPLE";
pub(crate) const SECRET_KEY: &str = "a secret that only the two of us know";

type Refusal = Box<dyn Fn(&Parts) -> bool + Send + Sync>;

#[derive(Default)]
struct Behaviour {
    /// Connections to close as soon as they are there.
    cut: AtomicUsize,
    /// Requests to refuse.
    refusal: Mutex<Option<Refusal>>,
    /// Requests so far, as `PUT /bucket/key`.
    requests: Mutex<Vec<String>>,
}

pub(crate) struct Server {
    address: SocketAddr,
    folder: TempDir,
    behaviour: Arc<Behaviour>,
    serving: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Server {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();

        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let behaviour = Arc::new(Behaviour::default());
        let serving = tokio::spawn(serve(listener, service.build(), behaviour.clone()));
        Self { address, folder, behaviour, serving }
    }

    /// The same, for buckets that are a part of the host name.
    pub(crate) async fn start_virtual_hosted(domain: &str) -> Self {
        let mut server = Self::start().await;
        server.serving.abort();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        server.address = listener.local_addr().unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(server.folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        service.set_host(SingleDomain::new(&format!("{domain}:{}", server.address.port())).unwrap());
        server.serving = tokio::spawn(serve(listener, service.build(), server.behaviour.clone()));
        server
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The folder of its buckets.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the next connections without an answer.
    pub(crate) fn cut_connections(&self, count: usize) {
        self.behaviour.cut.store(count, Ordering::SeqCst);
    }

    /// Connections that are still to be cut.
    pub(crate) fn cuts_left(&self) -> usize {
        self.behaviour.cut.load(Ordering::SeqCst)
    }

    /// Refuses the requests that are told, for good.
    pub(crate) fn refuse(&self, refusal: impl Fn(&Parts) -> bool + Send + Sync + 'static) {
        *self.behaviour.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(refusal));
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.behaviour.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(listener: TcpListener, service: S3Service, behaviour: Arc<Behaviour>) {
    while let Ok((socket, _)) = listener.accept().await {
        let cut = |left: usize| left.checked_sub(1);
        if behaviour.cut.fetch_update(Ordering::SeqCst, Ordering::SeqCst, cut).is_ok() {
            continue;
        }
        let (service, behaviour) = (service.clone(), behaviour.clone());
        let answer = service_fn(move |request| answer(service.clone(), behaviour.clone(), request));
        tokio::spawn(async move {
            // How a connection ends is the client's affair.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), answer).await;
        });
    }
}

async fn answer(
    service: S3Service,
    behaviour: Arc<Behaviour>,
    request: Request<Incoming>,
) -> Result<Response<s3s::Body>, s3s::HttpError> {
    let (parts, body) = request.into_parts();
    {
        let mut requests = behaviour.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push(format!("{} {}", parts.method, parts.uri));
    }
    let is_refused = {
        let refusal = behaviour.refusal.lock().unwrap_or_else(PoisonError::into_inner);
        refusal.as_ref().is_some_and(|refuses| refuses(&parts))
    };
    if is_refused {
        let mut answer = Response::new(s3s::Body::empty());
        *answer.status_mut() = StatusCode::BAD_REQUEST;
        return Ok(answer);
    }
    service.call(Request::from_parts(parts, s3s::Body::from(body))).await
}
