//! Pages of a PDF: their sizes, the text that stands on them, and each as an image.
//!
//! Nothing here is bounded by itself in memory or time beyond what an answer may hold: files of strangers are given to it
//! in a process of its own, with limits (`apart`).

mod error;
mod image;
mod reader;
mod words;

pub use error::PageError;
pub use image::{MOST_PIXELS, image};
pub use reader::{Page, Pages, pages};
pub use words::{Line, Word};
