//! Batches: a table of invoices is read and checked row by row, and its good rows become drafts, each once.

mod batch_view;
mod begin_batch;
mod change_batch;
mod check;
mod make_drafts;
mod match_files;
mod read_table;
mod recognise_columns;
mod rows;
mod run_batch;
mod totals;
mod wing;

pub use batch_view::{BatchPage, BatchSummary, BatchView, ITEMS_PER_PAGE, MOST_BATCHES};
pub use begin_batch::BegunBatches;
pub use change_batch::BatchChoices;
pub use make_drafts::MakeDrafts;
pub(crate) use read_table::READ_TABLE;
pub use wing::Batches;
