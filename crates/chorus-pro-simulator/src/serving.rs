//! The simulator as a server: its routes, and the ways to listen.

use std::future::{Future, IntoFuture as _};
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::certificates::Certificates;
use crate::control;
use crate::gateway;
use crate::gateway::tls::{Peer, TlsListener};
use crate::simulator::Simulator;

/// A simulator that cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The listener is open to other machines; see [`Simulator::serve_network`].
    #[error("the simulator only listens on a loopback address")]
    NotLoopback,
    /// The listener failed.
    #[error("the listener failed: {0}")]
    Listener(#[from] std::io::Error),
}

impl Simulator {
    /// The API, the control surface and the page for people.
    pub fn router(&self) -> Router {
        gateway::router(self).merge(control::router(self))
    }

    /// Serves on a loopback listener until `shutdown` ends, then writes the state file.
    ///
    /// # Errors
    /// [`ServeError::NotLoopback`] for a listener other machines can reach, [`ServeError::Listener`] when it fails.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        if !listener.local_addr()?.ip().is_loopback() {
            return Err(ServeError::NotLoopback);
        }
        self.serve_network(listener, shutdown).await
    }

    /// As [`Simulator::serve`] on any listener. The control surface has no password: use it in closed networks.
    ///
    /// # Errors
    /// [`ServeError::Listener`] when the listener fails.
    pub async fn serve_network(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let serving = axum::serve(listener, self.router()).with_graceful_shutdown(shutdown);
        self.beside_background(serving.into_future()).await
    }

    /// As [`Simulator::serve`] over HTTPS, with the certificate mode of API.md §2 below `/service` and
    /// `/service-qualif`. The paths of PISTE and the page are served too.
    ///
    /// # Errors
    /// [`ServeError::NotLoopback`] for a listener other machines can reach, [`ServeError::Listener`] when it fails.
    pub async fn serve_tls(
        &self,
        listener: TcpListener,
        certificates: &Certificates,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        if !listener.local_addr()?.ip().is_loopback() {
            return Err(ServeError::NotLoopback);
        }
        let listener = TlsListener::start(listener, Arc::clone(&certificates.configuration))?;
        let router = self.router().into_make_service_with_connect_info::<Peer>();
        let serving = axum::serve(listener, router).with_graceful_shutdown(shutdown);
        self.beside_background(serving.into_future()).await
    }

    async fn beside_background(
        &self,
        serving: impl Future<Output = std::io::Result<()>>,
    ) -> Result<(), ServeError> {
        let stop = CancellationToken::new();
        let background = tokio::spawn(self.clone().background(stop.clone()));
        let served = serving.await;
        stop.cancel();
        if background.await.is_err() {
            tracing::warn!("the background work of the simulator ended badly");
        }
        Ok(served?)
    }
}
