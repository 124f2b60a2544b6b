use leptos::prelude::*;

/// Counts the seconds left to undo; without script the sentence names the instant instead.
#[island]
pub fn UndoCountdown(
    /// The end, milliseconds since 1970 UTC.
    until: i64,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::tick(until);
    #[cfg(not(feature = "hydrate"))]
    let _ = until;
    view! { <strong id="undo-countdown" aria-hidden="true"></strong> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use web_sys::HtmlElement;

    use crate::islands::page::{after, by_id};

    /// Writes the seconds left, four times a second until the end.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 fit both ways for 285 000 years"
    )]
    pub(super) fn tick(until: i64) {
        let left = (until - js_sys::Date::now() as i64).max(0);
        // The region may have been replaced meanwhile: nobody is left to tell.
        let Some(place) = by_id::<HtmlElement>("undo-countdown") else { return };
        let seconds = (left + 999) / 1_000;
        let text =
            if seconds > 0 { format!(" Encore {seconds}\u{a0}s.") } else { " C’est parti.".to_owned() };
        place.set_text_content(Some(&text));
        if left > 0 {
            after(250, move || tick(until));
        }
    }
}
