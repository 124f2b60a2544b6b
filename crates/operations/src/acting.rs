//! What is done to an invoice that came back from its recipient: completing, recycling, another validator, a rejection
//! that was dealt with. Each is prepared, confirmed, may be taken back for some seconds, and is told once.

mod act_view;
mod calls;
mod perform;
mod prepare;
mod send;
mod wing;

pub use act_view::ActView;
pub use perform::Perform;
pub use prepare::SavedAct;
pub use wing::Acting;
