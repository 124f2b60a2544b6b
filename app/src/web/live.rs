//! Server-sent events: which invoice changed. The page reads itself again; nothing of the invoice travels here.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::{Stream, StreamExt};
use operations::Operations;
use tokio_stream::wrappers::BroadcastStream;

use super::Context;

/// Changes within the person's reach. A reader that was too slow is told to read everything again.
pub(crate) async fn events(context: Context) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let Context { site, actor, .. } = context;
    let changes = BroadcastStream::new(site.operations.changes());
    let ended = site.operations.closing();
    let events = changes
        .filter_map(move |change| {
            let event = match change {
                Ok(change) if Operations::concerns(&actor, &change) => {
                    let id = change.invoice.map_or_else(|| "*".to_owned(), |id| id.to_string());
                    Some(Ok(Event::default().event("changed").data(id)))
                }
                Ok(_) => None,
                Err(_) => Some(Ok(Event::default().event("changed").data("*"))),
            };
            async move { event }
        })
        .take_until(ended);
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}
