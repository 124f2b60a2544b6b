//! Everything over all structures: the list, the page of an invoice, what needs somebody today, the structures.

mod absent_files;
mod beside;
mod called;
mod charges;
mod chosen;
mod claim;
mod contents;
mod counts;
mod dashboard;
mod delay;
mod evidence;
mod export;
mod files;
mod find;
mod import;
mod invoice_page;
mod list;
mod notes;
mod overview;
mod pages;
mod payers;
mod rates;
mod saved_views;
mod siret_change;
mod standing;
mod structure_facts;
mod structures;
mod wing;
mod xml_terms;

pub use absent_files::Files;
pub use called::{is_called, structures_called};
pub use chosen::{Chosen, ChosenInvoice, LARGEST_DOWNLOAD, MOST_CHOSEN, NotAsked, Refreshed};
pub use claim::{LateClaim, NoStatement};
pub(crate) use contents::READ_CONTENTS;
pub use contents::{FileContents, ListedFile, Listing, MOST_LISTED, PictureFormat};
pub use dashboard::{
    AGES, AHEAD_DAYS, Aged, AgedRow, Ageing, DueCalendar, DueDay, Funnel, InterestFigures, InterestRow,
    LATEST_PAYMENTS, MonthOfPayments, NationalReference, PaymentMonths, ReturnReason, ReturnsTable, Spread,
    StepRow, StepTimes, WEEKS,
};
pub use evidence::may_read_exchanges;
pub use export::MOST_EXPORTED;
pub use find::Found;
pub(crate) use import::READ_TABLE;
pub use import::{ImportDefaults, ImportRow, LARGEST_TABLE, MOST_IMPORTED, RowFate};
pub use invoice_page::{CurrentAct, InvoiceView, Submission};
pub use notes::{LONGEST_NOTE, MOST_NOTES};
pub use overview::Overview;
pub(crate) use pages::{DRAW_PAGE, READ_PAGES};
pub use pages::{NotShown, PAGES_AT_ONCE, PageWidth, Shown};
pub use payers::Payer;
pub use rates::RateOfHalf;
pub use saved_views::{LONGEST_VIEW_NAME, MOST_VIEWS, NewView, may_delete_view};
pub use siret_change::{SiretChangeView, SiretStepView};
pub use standing::{CutOff, Standing};
pub use structure_facts::KnownFacts;
pub use structures::{NewStructure, StructureSheet};
pub use wing::Portfolio;
pub use xml_terms::{MOST_TERMS, ReadTerm, ReadTerms, TermGroup, TermGroupKind, TermValue};
