//! The web interface of Pupitre: pages, components, islands, server functions.
//!
//! A page is a pure function of data that an operation has already loaded; it is rendered on the server in one go and
//! works without script. What must react in the browser is an island. See `web` for the edges: routes and their
//! authorisation, sessions, headers, uploads, live changes.

#[cfg(feature = "ssr")]
pub mod components;
#[cfg(any(feature = "ssr", feature = "form-islands"))]
pub mod functions;
pub mod islands;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod web;
#[cfg(any(feature = "ssr", feature = "form-islands"))]
pub mod words;
