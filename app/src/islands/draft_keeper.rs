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

/// The acts that change a part of the page only, by their first word.
const REGIONAL: [&str; 11] = [
    "choisir",
    "ajouter-ligne",
    "retirer-ligne",
    "ajouter-poste",
    "retirer-poste",
    "retirer",
    "joindre",
    "joindre-dedans",
    "reprendre",
    "affacturer",
    "fermer",
];

/// What is done in place besides, by this island and by the one that finds recipients.
#[cfg(feature = "ssr")]
const ALSO_IN_PLACE: [&str; 4] = ["enregistrer", "prendre", "garder", "chercher"];

/// The acts that are done without leaving the page: what is pressed before the islands are there waits for them.
#[cfg(feature = "ssr")]
pub(crate) fn done_in_place() -> Vec<&'static str> {
    [&REGIONAL[..], &ALSO_IN_PLACE[..]].concat()
}

/// The name under which a browser keeps a draft of a person.
pub(crate) fn copy_name(person: &str, invoice: &str) -> String {
    format!("pupitre:{person}:{invoice}")
}

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
