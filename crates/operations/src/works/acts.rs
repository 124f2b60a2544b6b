//! Acts on works documents: prepared with their files, confirmed, taken back for some seconds, told once. Those whose bodies
//! are inferred leave in production only once somebody has confirmed their form.

mod call;
mod files;
mod given_files;
mod known;
mod perform;
mod prepare;
mod send;

pub use perform::PerformWorks;
pub use prepare::{SavedWorksAct, WorksActView, WorksActs};
