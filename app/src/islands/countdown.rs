use leptos::prelude::*;

/// Counts the seconds left to undo; without script the sentence names the instant instead.
#[cfg(feature = "ssr")]
#[component]
pub fn UndoCountdown(
    /// The end, milliseconds since 1970 UTC.
    until: i64,
) -> impl IntoView {
    view! { <strong id="undo-countdown" data-until=until aria-hidden="true"></strong><Ticker/> }
}

/// What counts.
#[island]
pub fn Ticker() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start();
}

#[cfg(feature = "hydrate")]
mod browser {
    use web_sys::Element;

    use crate::islands::page::{after, attribute, by_id};

    fn place() -> Option<Element> {
        by_id("undo-countdown")
    }

    pub(super) fn start() {
        // An end that cannot be read has passed.
        if let Some(until) = place().and_then(|place| attribute(&place, "data-until").parse().ok()) {
            tick(until);
        }
    }

    /// Writes the seconds left, four times a second until the end.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 fit both ways for 285 000 years"
    )]
    fn tick(until: i64) {
        let left = (until - js_sys::Date::now() as i64).max(0);
        // The region may have been replaced meanwhile: nobody is left to tell.
        let Some(place) = place() else { return };
        let seconds = (left + 999) / 1_000;
        let text =
            if seconds > 0 { format!(" Encore {seconds}\u{a0}s.") } else { " C’est parti.".to_owned() };
        place.set_text_content(Some(&text));
        if left > 0 {
            after(250, move || tick(until));
        }
    }
}
