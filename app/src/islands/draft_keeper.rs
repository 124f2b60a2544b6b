//! The draft in the browser: checked as one types, kept, and changed in its regions without leaving the page.

#[cfg(feature = "hydrate")]
mod act;
#[cfg(feature = "hydrate")]
mod copy;
#[cfg(feature = "hydrate")]
mod keeper;
#[cfg(feature = "hydrate")]
mod messages;
#[cfg(feature = "hydrate")]
mod sign_in;
#[cfg(feature = "hydrate")]
mod typed;

use domain::Environment;
use leptos::prelude::*;

/// Checks the draft as one types, with the server's own checks, and keeps it.
#[island]
pub fn DraftKeeper(
    /// The draft.
    invoice: String,
    /// Who is typing: what a browser keeps for one person is not offered to another.
    person: String,
    /// The day in Paris, `2026-11-05`.
    today: String,
    /// Where it goes.
    environment: Environment,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    keeper::start(invoice, &person, &today, environment);
    #[cfg(not(feature = "hydrate"))]
    let _ = (invoice, person, today, environment);
}
