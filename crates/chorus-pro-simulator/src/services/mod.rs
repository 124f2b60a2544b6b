//! The services under `/cpro`: one row in the table of its API (`routes.rs`) and one handler each.

mod answer;
mod engagements;
mod exchange;
mod files;
pub(crate) mod flows;
mod invoices;
mod organisations;
mod platform;
mod route;
mod routes;
mod structures;
mod works;

pub(crate) use answer::{answer, rest_answer};
pub(crate) use exchange::{Exchange, Refusal, Upload};
#[cfg(feature = "flows")]
pub(crate) use invoices::download::pivot_of;
pub(crate) use route::{FileField, Handler, Route};
pub(crate) use routes::{Access, methods, route, routes};
