//! Acts on works documents whose bodies are known: prepared, confirmed, taken back for some seconds, told once.

mod call;
mod known;
mod perform;
mod prepare;
mod send;

pub use perform::PerformWorks;
pub use prepare::{SavedWorksAct, WorksActView};
