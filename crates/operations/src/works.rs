//! Works documents (A4–A25): who has them, since when, the billing file of each as a chain, and the acts whose bodies are
//! known.

mod acts;
mod board;
mod file;
mod wing;

pub use acts::{PerformWorks, SavedWorksAct, WorksActView};
pub use board::{MOST_WORKS_SHOWN, WorksBoard, WorksCard, WorksNotRead};
pub use file::WorksFile;
pub use wing::Works;
