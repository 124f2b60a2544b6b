//! Works documents (A4–A25): who has them, since when, the billing file of each as a chain, what each says, and what is done
//! to them; which inferred forms are used in production.

mod acts;
mod board;
mod content;
mod file;
mod forms;
mod read_content;
mod wing;

pub use acts::{PerformWorks, SavedWorksAct, WorksActView, WorksActs};
pub use board::{MOST_WORKS_SHOWN, WorksBoard, WorksCard, WorksNotRead};
pub use content::{WorksFacts, WorksLine, WorksReading, WorksVat};
pub use file::WorksFile;
pub use forms::WorksFormState;
pub use read_content::ReadWorksDocument;
pub use wing::Works;
