//! What surrounds the site: metrics, the line of each request, the log.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::Context as _;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use operations::{JobState, System};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::configuration::LogFormat;
use crate::exit::{Exit, failure};
use crate::health;
use crate::listening::{self, Limits};
use crate::serve::Pupitre;

/// Upper bounds of the buckets of request durations, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
const REQUESTS: &str = "pupitre_http_requests_total";
const DURATIONS: &str = "pupitre_http_request_duration_seconds";
const JOBS: &str = "pupitre_jobs";
const DROPPED: &str = "pupitre_exchanges_dropped_total";
/// Connections to the metrics at the same time: one program reads them, every so often.
const METRICS_SOCKETS: usize = 16;
/// The route of requests that no route of the site takes: static files and addresses that do not exist.
const NO_ROUTE: &str = "(file)";

/// The site with its health answers, the request log and the request metrics.
pub fn around(site: Router, system: &System) -> Router {
    site.merge(health::routes(system)).layer(from_fn(observe))
}

/// Names that may become labels: a caller can invent methods without end.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

/// One line and two measurements a request: the route's template, never the address with its query.
async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = method_name(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let elapsed = started.elapsed();
    let ms = elapsed.as_secs_f64() * 1_000.0;
    if route.starts_with("/health/") || route == NO_ROUTE {
        tracing::debug!(method, route, status, ms = format_args!("{ms:.1}"), "request");
    } else {
        tracing::info!(method, route, status, ms = format_args!("{ms:.1}"), "request");
    }
    metrics::counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!(DURATIONS, "method" => method, "route" => route).record(elapsed);
    response
}

/// Starts to count and serves what was counted, until `stop`.
///
/// # Errors
/// [`Exit::PortTaken`].
pub async fn serve_metrics(
    address: SocketAddr,
    pupitre: Pupitre,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let listener = bind(address, "--metrics").await?;
    let recorder = PrometheusBuilder::new()
        .set_buckets(&BUCKETS)
        .context("the buckets of the metrics are unusable")?
        .build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).context("metrics are counted already")?;
    metrics::describe_counter!(REQUESTS, "Requests by method, route template and status");
    metrics::describe_histogram!(
        DURATIONS,
        metrics::Unit::Seconds,
        "Seconds until the head of the answer, by route template"
    );
    metrics::describe_counter!(
        DROPPED,
        "Exchanges with Chorus Pro that the journal of exchanges could not keep"
    );
    metrics::describe_counter!(
        listening::REFUSED,
        "Connections that were closed because every place was taken"
    );
    metrics::describe_gauge!(JOBS, "Jobs that are still to be done or that failed, by kind and state");
    let router = Router::new().route("/metrics", get(render)).with_state((pupitre, handle));
    let limits = Limits { sockets: METRICS_SOCKETS, ..Limits::default() };
    tokio::spawn(listening::serve(listener, router, limits, stop));
    Ok(())
}

async fn render(State((pupitre, handle)): State<(Pupitre, PrometheusHandle)>) -> Response {
    match pupitre.system.job_counts().await {
        Ok(counts) => {
            for kind in pupitre.system.job_kinds() {
                for state in [JobState::Waiting, JobState::Leased, JobState::Failed, JobState::Parked] {
                    let count = counts.iter().find(|count| count.kind == kind && count.state == state);
                    // A gauge is a floating-point number; counts are far below where that loses digits.
                    metrics::gauge!(JOBS, "kind" => kind, "state" => state.code())
                        .set(count.map_or(0.0, |count| count.count as f64));
                }
            }
        }
        Err(error) => tracing::warn!(%error, "the jobs cannot be counted"),
    }
    metrics::counter!(DROPPED).absolute(pupitre.desk.exchanges.dropped());
    handle.run_upkeep();
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (headers, handle.render()).into_response()
}

/// Listens, or says which flag chooses another port.
///
/// # Errors
/// [`Exit::PortTaken`].
pub async fn bind(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let other = SocketAddr::new(address.ip(), address.port().checked_add(1).unwrap_or(3001));
        let text = match error.kind() {
            std::io::ErrorKind::AddrInUse => format!(
                "port {} of {} is taken by another program: stop it, or choose another port with {flag} {other}",
                address.port(),
                address.ip()
            ),
            _ => format!("{address} cannot be listened on: {error}; choose another with {flag} {other}"),
        };
        failure(Exit::PortTaken, text)
    })
}

/// Starts the log, on the standard error output. Called once.
///
/// # Errors
/// [`Exit::Configuration`] when the filter cannot be read.
pub fn start_log(filter: &str, format: LogFormat) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter).map_err(|error| {
        failure(
            Exit::Configuration,
            format!("log filter \"{filter}\" is unreadable ({error}): write info, or pupitre=debug,operations=info"),
        )
    })?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Human => {
            builder.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init()
        }
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("the log cannot be started: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::describe;

    #[tokio::test]
    async fn a_taken_port_is_said_with_the_flag_to_use() {
        let first = bind(SocketAddr::from(([127, 0, 0, 1], 0)), "--listen").await.unwrap();
        let address = first.local_addr().unwrap();
        let (exit, text) = describe(&bind(address, "--listen").await.unwrap_err());
        assert_eq!(exit, Exit::PortTaken);
        assert!(text.contains("--listen 127.0.0.1:"), "{text}");
    }

    #[test]
    fn invented_methods_share_one_label() {
        assert_eq!(method_name(&Method::from_bytes(b"BREW").unwrap()), "OTHER");
        assert_eq!(method_name(&Method::GET), "GET");
    }
}
