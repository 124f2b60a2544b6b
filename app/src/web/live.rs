//! Server-sent events: which invoice changed. The page reads itself again; nothing of the invoice travels here.
//!
//! A stream is no right: it ends when the session does, and what is told is within the reach that the person has by then.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Query;
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use axum_extra::extract::CookieJar;
use chrono::DateTime;
use futures::stream::unfold;
use http::{StatusCode, header};
use operations::{Actor, Change, StreamPlace};
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, Interval, interval_at};

use super::{Access, Context, RouteEntry, Site, session_cookie};

/// How often it is asked whether the session still lasts: another process may have ended it.
const ASK_AGAIN: Duration = Duration::from_secs(20);

/// When a page may ask again, seconds, after there was no place for it.
const RETRY_AFTER: &str = "30";

/// The one stream of a browser.
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
async fn events(context: Context, jar: CookieJar, Query(listener): Query<Listener>) -> Response {
    let Context { site, actor, .. } = context;
    let live = site.desk.live();
    let Ok(one_of_all) = Arc::clone(&site.streams).try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER)]).into_response();
    };
    // A browser that asks for more than its share is told not to ask again.
    let Some(place) = live.place_for(actor.session) else { return StatusCode::NO_CONTENT.into_response() };
    let token = jar.get(session_cookie(&site, "").name()).map(|cookie| cookie.value().to_owned());
    let read_at = DateTime::from_timestamp_millis(listener.depuis).unwrap_or_default();
    let missed = live.has_changed_since(&actor, read_at);
    let changes = live.subscribe();
    let token = token.unwrap_or_default();
    let ask_again = interval_at(Instant::now() + ASK_AGAIN, ASK_AGAIN);
    let reader = Reader { token, site, actor, changes, ask_again, missed, _places: (place, one_of_all) };
    let events = unfold(reader, |mut reader| async move {
        let told = reader.next().await?;
        let event =
            Event::default().event("changed").id(reader.site.desk.now().timestamp_millis().to_string());
        Some((Ok::<_, Infallible>(event.data(told)), reader))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ASK_AGAIN)).into_response()
}

/// Whoever reads a stream.
struct Reader {
    site: Site,
    token: String,
    actor: Actor,
    changes: Receiver<Change>,
    /// However much changes meanwhile.
    ask_again: Interval,
    /// Something changed before the first listening.
    missed: bool,
    /// Held for as long as the stream is: of the session, and of the process.
    _places: (StreamPlace, OwnedSemaphorePermit),
}

impl Reader {
    /// What changed next, an invoice or `*`; none when the stream is over.
    async fn next(&mut self) -> Option<String> {
        if std::mem::take(&mut self.missed) {
            return Some("*".to_owned());
        }
        loop {
            let change = tokio::select! {
                () = self.site.desk.live().closing() => return None,
                change = self.changes.recv() => change,
                _ = self.ask_again.tick() => {
                    self.still_here().await?;
                    continue;
                }
            };
            match change {
                Ok(change) if !change.concerns(&self.actor) => {}
                Ok(Change::Person(_)) => self.still_here().await?,
                Ok(change) => match change.invoice() {
                    None => return Some("*".to_owned()),
                    Some(invoice) => match self.site.desk.portfolio.reaches(&self.actor, invoice).await {
                        Ok(true) => return Some(invoice.to_string()),
                        Ok(false) => {}
                        Err(_) => return None,
                    },
                },
                Err(RecvError::Lagged(_)) => return Some("*".to_owned()),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Reads the person's rights again; none when the session is over, or cannot be asked for.
    async fn still_here(&mut self) -> Option<()> {
        self.actor = self.site.desk.accounts.watcher(&self.token).await.ok().flatten()?;
        Some(())
    }
}
