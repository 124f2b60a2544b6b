//! The second way into Chorus Pro: the EDI link of a structure, the folder that it exchanges files through, and what comes
//! back by it. What leaves by it is a flow (`flows`).

mod apply;
mod collect;
mod connect;
mod edi_page;
mod examine;
mod link;
mod pivots;
mod read_file;
mod schedule;
mod test_link;
mod wing;

pub use collect::CollectEdi;
pub(crate) use connect::{lane_of_link, open_folder, reason_of_folder};
pub use edi_page::{EdiPage, EdiTest, FILES_SHOWN};
pub use examine::EdiExamined;
pub use link::EdiTyped;
pub(crate) use read_file::{READ_EDI, TAKE_DOCUMENT};
pub(crate) use schedule::schedule_edi;
pub use wing::Edi;
