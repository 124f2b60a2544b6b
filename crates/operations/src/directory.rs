//! Who invoices go to, and what they ask for.

mod check_engagement;
mod engagements;
mod establishment;
mod find;
mod history;
mod import;
mod layout;
mod learn_services;
mod recipients;
mod sheet;
mod table;
mod wing;

pub use check_engagement::CheckEngagement;
pub(crate) use check_engagement::{ask_for_engagement, engagement_notes};
pub use engagements::{
    EngagementInvoice, EngagementLine, EngagementPage, EngagementQuestion, EngagementRow, EngagementSheet,
};
pub(crate) use establishment::find_establishment;
pub use find::DirectoryPage;
pub use history::{FEWEST_CASES, RecipientHistory, RecipientStage, StageTime, UsedCode};
pub use import::ImportDirectory;
pub(crate) use import::schedule_import;
pub use learn_services::LearnServices;
pub use recipients::{FoundRecipients, RecipientCandidate, RecipientCard};
pub(crate) use recipients::{find_number, known_recipient, unasked_recipient};
pub use sheet::{Asked, RecipientSheet, SheetService};
pub use wing::Directory;
