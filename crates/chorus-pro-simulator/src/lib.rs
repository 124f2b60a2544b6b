//! A faithful, stateful Chorus Pro for loopback: develop, demonstrate and test against it.
//!
//! Chorus Pro is the French State's platform for invoices to public bodies. This crate answers its API
//! (PISTE token, then services under `/cpro`) from a [`World`] in memory, lets invoices live on a simulated
//! clock, and can be told to fail. It knows only what is publicly documented about the platform; where the
//! documentation is silent, the choice is marked as ours in the code (see [`errors`]).
//!
//! ```
//! use std::sync::Arc;
//! use chorus_pro_simulator::{Options, Pace, Simulator, World};
//!
//! # fn main() -> Result<(), chorus_pro_simulator::SimulatorError> {
//! let start = chrono::DateTime::UNIX_EPOCH;
//! let simulator = Simulator::new(Options {
//!     seed: World::minimal(start),
//!     state_file: None,
//!     now: Arc::new(move || start),
//!     speed: 1.0,
//!     pace: Pace::demonstration(),
//!     strict: false,
//!     apart: apart::Apart::here(),
//! })?;
//! let router = simulator.router();
//! # let _ = router;
//! # Ok(())
//! # }
//! ```
//!
//! Besides the API, the router serves a page for people at `/` and a control surface under `/control`:
//!
//! | Call | Effect |
//! |---|---|
//! | `GET /control/description` | what a client needs to connect ([`Description`]) |
//! | `GET /control/world` | the whole [`World`] |
//! | `GET /control/invoices` | its invoices; `?text=`, `?status=`, `?limit=` |
//! | `GET /control/statuses` | how many invoices have each status |
//! | `GET /control/calls` | the last calls received ([`Call`]); `?limit=` |
//! | `GET`, `POST /control/clock` | read; `{"jump_seconds": 3600}` or `{"speed": 60}` |
//! | `GET`, `POST`, `DELETE /control/faults` | list, order one [`Fault`], forget all |
//! | `POST /control/invoices/{id}/status` | `{"status": "SUSPENDUE", "reason": "…"}`: play the recipient; with `"through": true` by way of other statuses |

mod amount;
mod archive;
mod calls;
mod certificates;
mod clock;
mod control;
mod description;
mod directory;
#[cfg(feature = "flows")]
mod edi;
pub mod errors;
mod faults;
mod fields;
mod files;
mod flows;
mod gateway;
mod import;
mod input;
mod invoice_pdf;
mod ledger;
mod lifecycle;
mod ocr;
mod pace;
mod paging;
mod pivot;
mod random;
mod report_pdf;
mod seeds;
mod services;
mod serving;
mod simulator;
mod state;
mod status;
mod works_documents;
pub mod world;

/// What a program that runs a simulator must be able to do apart ([`apart::child`]).
pub const TASKS: [apart::Task; 2] = [ocr::PDF_TEXT, flows::PDF_INVOICE];

pub use amount::Amount;
pub use calls::Call;
pub use certificates::{
    CertificateError, CertificateFiles, Certificates, ClientAuthentication, ClientCertificate,
    PKCS12_PASSWORD,
};
pub use clock::Now;
pub use control::MoveError;
pub use description::{Addresses, Credentials, Description, StructureCard, TechnicalAccount};
#[cfg(feature = "flows")]
pub use edi::EdiPartner;
pub use faults::{Fault, FaultKind, WrongBody};
pub use import::ImportError;
pub use pace::{Pace, Span};
pub use serving::ServeError;
pub use simulator::{Faults, Options, Simulator, SimulatorError};
pub use status::Status;
pub use world::World;

/// Method and path below `/cpro` of every described service the simulator answers, without the deprecated ones; parts in
/// braces stand for values.
#[must_use]
pub fn services() -> Vec<(&'static str, &'static str)> {
    services::routes().map(|route| (route.method, route.path)).collect()
}
