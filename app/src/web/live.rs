//! Server-sent events: which invoice changed. The page reads itself again; nothing of the invoice travels here.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::Query;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use chrono::DateTime;
use futures::{Stream, StreamExt};
use serde::Deserialize;
use tokio_stream::wrappers::BroadcastStream;

use super::{Access, Context, RouteEntry};

/// The one stream of a page.
pub(super) fn routes() -> Vec<RouteEntry> {
    vec![RouteEntry::read("/evenements", Access::SignedIn, events)]
}

/// Who listens.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Listener {
    /// When the page was read, milliseconds since 1970 UTC.
    depuis: i64,
}

/// Changes within the person's reach. A reader that was too slow is told to read everything again.
async fn events(
    context: Context,
    Query(listener): Query<Listener>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let Context { site, actor, .. } = context;
    let changes = BroadcastStream::new(site.desk.live().subscribe());
    let ended = site.desk.live().closing();
    let read_at = DateTime::from_timestamp_millis(listener.depuis).unwrap_or_default();
    let missed = site.desk.live().has_changed_since(&actor, read_at);
    let first = missed.then(|| Ok(Event::default().event("changed").data("*")));
    let events = changes
        .filter_map(move |change| {
            let event = match change {
                Ok(change) if change.concerns(&actor) => {
                    let id = change.invoice().map_or_else(|| "*".to_owned(), |id| id.to_string());
                    Some(Ok(Event::default().event("changed").data(id)))
                }
                Ok(_) => None,
                Err(_) => Some(Ok(Event::default().event("changed").data("*"))),
            };
            async move { event }
        })
        .take_until(ended);
    let events = futures::stream::iter(first).chain(events);
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}
