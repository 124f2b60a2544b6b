//! `pupitre backup`, `pupitre backup verify` and `pupitre restore`: an installation in one archive, and back.

mod bridge;
mod examine;
mod making;
mod restoring;
mod words;

pub use examine::verify;
pub use making::make;
pub use restoring::restore;
