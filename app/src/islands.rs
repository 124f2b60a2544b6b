//! What reacts in the browser. Every page works without it.
//!
//! Most islands hold no view of their own: they make the server's HTML react (keys, live checks, live changes), so that
//! nothing on the page moves when they wake up and the download stays small.
//!
//! The browser gets them in two modules. What wakes with its page is small; what a form needs, with everything that is
//! checked, is fetched when somebody touches that form (`components::AtFirstTouch`).

// Those that wake with their page.
#[cfg(any(feature = "ssr", feature = "page-islands"))]
mod copy_text;
#[cfg(any(feature = "ssr", feature = "page-islands"))]
mod countdown;
#[cfg(any(feature = "ssr", feature = "page-islands"))]
mod drop_zone;
#[cfg(any(feature = "ssr", feature = "page-islands"))]
mod live;
#[cfg(any(feature = "ssr", feature = "page-islands"))]
mod search_as_typed;
#[cfg(any(feature = "ssr", feature = "page-islands"))]
mod take_up;

// Plain script.
#[cfg(feature = "ssr")]
mod list_keys;

// Those of forms.
#[cfg(any(feature = "ssr", feature = "form-islands"))]
mod draft_keeper;
#[cfg(any(feature = "ssr", feature = "form-islands"))]
mod paper_place;
#[cfg(any(feature = "ssr", feature = "form-islands"))]
mod recipient_picker;

// What they ask of the page.
#[cfg(feature = "hydrate")]
mod page;
#[cfg(feature = "page-islands")]
mod parts;

#[cfg(any(feature = "ssr", feature = "page-islands"))]
pub use {
    copy_text::Copier, countdown::Ticker, drop_zone::DropZone, live::Watcher, search_as_typed::Searcher,
    take_up::TakeUp,
};
#[cfg(feature = "ssr")]
pub use {
    copy_text::CopyText, countdown::UndoCountdown, list_keys::ListKeys, live::Live,
    search_as_typed::SearchAsTyped,
};

#[cfg(any(feature = "ssr", feature = "form-islands"))]
pub use {draft_keeper::DraftKeeper, paper_place::PaperPlace, recipient_picker::RecipientPicker};
#[cfg(feature = "ssr")]
pub(crate) use {draft_keeper::copy_name, draft_keeper::done_in_place};
