//! What is removed, and when.

mod clean_up;

pub use clean_up::CleanUp;
