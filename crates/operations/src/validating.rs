//! Invoices of subcontractors and joint contractors that wait for the answer of a validator: the list over all structures,
//! what is answered, and how it reaches Chorus Pro.

mod call;
mod files;
mod list;
mod perform;
mod prepare;
mod send;
mod view;
mod wing;

pub use list::{NotRead, VALIDATIONS_PER_PAGE, ValidationPage, ValidationRow};
pub use perform::AnswerValidation;
pub use prepare::SavedReply;
pub use view::ValidationView;
pub use wing::Validating;
