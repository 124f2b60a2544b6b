//! Works documents (A4–A25): who has them, since when, and the billing file of each as a chain.

mod board;
mod file;
mod wing;

pub use board::{MOST_WORKS_SHOWN, WorksBoard, WorksCard, WorksNotRead};
pub use file::WorksFile;
pub use wing::Works;
