//! What is done to an invoice: by its supplier when it came back (completing, recycling, another validator, a rejection that
//! was dealt with), by its recipient when it decides. Each is prepared, confirmed, may be taken back for some seconds, and is
//! told once.

mod act_view;
mod calls;
mod decide;
mod decide_several;
mod decision_texts;
mod decision_view;
mod perform;
mod performing;
mod prepare;
mod second_person;
mod send;
mod waiting;
mod wing;

pub use act_view::ActView;
pub use decide_several::{DecisionOf, DecisionTrial, DecisionTrials, MOST_DECIDED, NotDecided};
pub use decision_texts::MOST_DECISION_TEXTS;
pub use decision_view::DecisionView;
pub use performing::Perform;
pub use prepare::SavedAct;
pub use send::Confirmed;
pub use waiting::WaitingAct;
pub use wing::Acting;
