//! What reacts in the browser. Every page works without it.
//!
//! Most islands hold no view of their own: they make the server's HTML react (keys, live checks, live changes), so that
//! nothing on the page moves when they wake up and the download stays small.

mod copy_text;
mod countdown;
mod draft_keeper;
mod drop_zone;
mod list_keys;
mod live;
#[cfg(feature = "hydrate")]
mod page;
mod paper_place;
mod recipient_picker;
mod search_as_typed;
mod take_up;

pub use copy_text::CopyText;
pub use countdown::UndoCountdown;
pub use draft_keeper::DraftKeeper;
pub use drop_zone::DropZone;
pub use list_keys::ListKeys;
pub use live::Live;
pub use paper_place::PaperPlace;
pub use recipient_picker::RecipientPicker;
pub use search_as_typed::SearchAsTyped;
pub use take_up::TakeUp;
