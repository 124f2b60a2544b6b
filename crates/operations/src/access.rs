//! Who calls Chorus Pro: sealed credentials, the clients made of them, what their failures mean.

mod choice;
mod clients;
mod connect;
mod failures;
mod pace;
mod sealing;

pub(crate) use choice::{Use, choose, lane_of, note_state};
pub(crate) use clients::{Clients, Connected, Outgoing};
pub(crate) use failures::{breaks_circuit, reason_of};
pub(crate) use sealing::{OpenCredentials, Seals};
