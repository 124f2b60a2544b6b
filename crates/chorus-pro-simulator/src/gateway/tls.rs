//! HTTPS: connections are secured beside the accepting loop, so a slow client holds up nobody.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::random::fingerprint;

/// Longest time a handshake may take.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// Secured connections that may wait for the server.
const WAITING: usize = 64;

/// What a connection says about its client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Peer {
    /// SHA-256 of the client certificate in lower-case hexadecimal; absent without TLS too.
    pub(crate) certificate: Option<String>,
}

/// A listener whose connections are secured.
pub(crate) struct TlsListener {
    secured: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl TlsListener {
    /// Starts to accept; accepting ends when the listener is dropped.
    pub(crate) fn start(listener: TcpListener, configuration: Arc<ServerConfig>) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let (sender, secured) = mpsc::channel(WAITING);
        tokio::spawn(accept(listener, TlsAcceptor::from(configuration), sender));
        Ok(Self { secured, address })
    }
}

async fn accept(
    mut listener: TcpListener,
    acceptor: TlsAcceptor,
    sender: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    loop {
        let (stream, address) = tokio::select! {
            () = sender.closed() => return,
            accepted = Listener::accept(&mut listener) => accepted,
        };
        let (sender, handshake) = (sender.clone(), acceptor.accept(stream));
        tokio::spawn(async move {
            match tokio::time::timeout(HANDSHAKE_TIME, handshake).await {
                // The server may have ended in between: nobody to tell.
                Ok(Ok(stream)) => drop(sender.send((stream, address)).await),
                Ok(Err(error)) => tracing::info!(%address, %error, "TLS handshake refused"),
                Err(_) => tracing::info!(%address, "TLS handshake not finished in time"),
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.secured.recv().await {
            Some(connection) => connection,
            // The accepting task only ends with this listener.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        Ok(self.address)
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        let (_, connection) = stream.io().get_ref();
        let first = connection.peer_certificates().and_then(<[_]>::first);
        Self { certificate: first.map(|certificate| fingerprint(&[certificate.as_ref()])) }
    }
}
