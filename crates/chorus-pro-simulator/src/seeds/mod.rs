//! The worlds that come with the simulator.

mod billing_file;
mod data;
mod demo;
mod life;
mod maker;
mod minimal;
mod places;
mod standing;
mod works;
