//! Who calls Chorus Pro: sealed credentials, the clients made of them, what their failures mean.

mod choice;
mod clients;
mod connect;
mod failures;
mod pace;
mod sealing;
mod verify;

pub(crate) use choice::{Use, choose, lane_for, lane_of, note_state};
pub(crate) use clients::{Clients, Connected, Outgoing};
pub(crate) use failures::{Fault, breaks_circuit, fault_of, reason_of, refuses_credentials};
pub(crate) use sealing::{OpenCredentials, Seals};
pub use verify::unopened_key;
