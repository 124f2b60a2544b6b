//! Who calls Chorus Pro: sealed credentials, the clients made of them, what their failures mean.

mod choice;
mod clients;
mod connect;
mod failures;
mod pace;
mod rotate;
mod sealing;
mod secrets;
mod verify;

pub(crate) use choice::{Use, choose, lane_of, note_state};
pub(crate) use clients::{Clients, Connected, Outgoing};
pub(crate) use failures::{Fault, breaks_circuit, fault_of, reason_of, refuses_credentials};
pub use rotate::{Resealed, keys_of_secrets, reseal_all, sealed_by_key};
pub(crate) use sealing::{OpenCredentials, Seals};
pub use verify::unopened_key;
