use leptos::prelude::*;

/// Counts the seconds left to undo; without script the sentence names the instant instead.
#[island]
pub fn UndoCountdown(
    /// The end, milliseconds since 1970 UTC.
    until: i64,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    tick(until, text);
    #[cfg(not(feature = "hydrate"))]
    let _ = until;
    view! { <strong aria-hidden="true">{text}</strong> }
}

#[cfg(feature = "hydrate")]
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970 fit both ways for 285 000 years"
)]
fn tick(until: i64, text: RwSignal<String>) {
    let left = (until - js_sys::Date::now() as i64).max(0);
    // The region may have been replaced meanwhile: nobody is left to tell.
    if text.is_disposed() {
        return;
    }
    let seconds = (left + 999) / 1_000;
    text.set(if seconds > 0 { format!(" Encore {seconds}\u{a0}s.") } else { " C’est parti.".to_owned() });
    if left > 0 {
        super::page::after(250, move || tick(until, text));
    }
}
