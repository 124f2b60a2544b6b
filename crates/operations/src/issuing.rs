//! From a dropped PDF to Chorus Pro: the draft, its review, the submission and what is done of it without a person.

mod attachments;
mod change_issuer;
mod decide_difference;
mod deposit;
mod deposit_view;
mod difference;
mod drafts;
mod form;
mod found;
mod give_document;
mod issuer;
mod notes;
mod plain;
mod read_document;
mod receive;
mod recognise;
mod review;
mod step;
mod submission;
mod submit;
mod translate;
mod wing;

pub use attachments::AddedAttachment;
pub use deposit_view::{DepositView, Recognition};
pub use difference::Difference;
pub use drafts::{DraftConflict, DraftEdit, SavedDraft};
pub use issuer::ReadIssuer;
pub(crate) use read_document::READ_PDF;
pub use receive::ReceiveError;
pub use recognise::Recognise;
pub use review::{Examined, Review};
pub use submission::Submit;
pub use wing::Issuing;
