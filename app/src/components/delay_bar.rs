//! The delay to pay as a bar: what has passed and on whose side, what remains, what is too late.

use domain::{BarPhase, ClockSide};
use leptos::prelude::*;

/// How wide the drawing is, in its own units.
const WIDTH: f64 = 1000.0;

/// The bar with its sentence for those who do not see it. A caller shows the same in words beside it.
#[component]
pub fn DelayBar(
    /// The stretches.
    bar: domain::DelayBar,
    /// What it says; nothing of its own in a row of a list, where the same stands in words beside it.
    title: Option<String>,
) -> impl IntoView {
    let labelled = title.is_some();
    let mut from = 0.0;
    let stretches = bar
        .segments
        .iter()
        .map(|segment| {
            let width = bar.fraction(segment) * WIDTH;
            let at = from;
            from += width;
            let told = labelled.then(|| {
                let told = format!("{}\u{a0}: {}\u{a0}j", side_word(segment.side, segment.phase), segment.days);
                view! { <title>{told}</title> }
            });
            let (x, width) = (format!("{at:.1}"), format!("{width:.1}"));
            view! {
                <rect x=x y="0" width=width height="8" data-side=segment.side.code() data-phase=phase_word(segment.phase)>
                    {told}
                </rect>
            }
        })
        .collect_view();
    view! {
        <svg
            class="delay-bar"
            viewBox="0 0 1000 8"
            preserveAspectRatio="none"
            role=labelled.then_some("img")
            aria-hidden=(!labelled).then_some("true")
            aria-label=title
        >
            {stretches}
        </svg>
    }
    .into_any()
}

const fn phase_word(phase: BarPhase) -> &'static str {
    match phase {
        BarPhase::Passed => "passed",
        BarPhase::Late => "late",
        BarPhase::Remaining => "remaining",
    }
}

const fn side_word(side: ClockSide, phase: BarPhase) -> &'static str {
    match (phase, side) {
        (BarPhase::Late, _) => "Retard",
        (_, ClockSide::Ordonnateur) => "Ordonnateur",
        (_, ClockSide::Comptable) => "Comptable",
        (_, ClockSide::Interrupted) => "Interrompu",
        (_, ClockSide::GivenBack) => "À recycler",
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::BarSegment;

    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn bar() -> domain::DelayBar {
        let from = NaiveDate::from_ymd_opt(2026, 11, 12).unwrap();
        let segment = |side, phase, days| BarSegment { side, phase, from, days };
        domain::DelayBar {
            segments: vec![
                segment(ClockSide::Ordonnateur, BarPhase::Passed, 10),
                segment(ClockSide::Interrupted, BarPhase::Passed, 10),
                segment(ClockSide::Comptable, BarPhase::Remaining, 20),
            ],
        }
    }

    #[test]
    fn stretches_stand_side_by_side_and_fill_the_bar() {
        let html = render(|| view! { <DelayBar bar=bar() title=Some("reste 20 j".to_owned())/> });
        for part in
            ["x=\"0.0\"", "x=\"250.0\"", "x=\"500.0\" y=\"0\" width=\"500.0\"", "Interrompu\u{a0}: 10\u{a0}j"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(html.contains("aria-label=\"reste 20 j\""), "{html}");
    }

    #[test]
    fn beside_its_words_it_says_nothing_twice() {
        let html = render(|| view! { <DelayBar bar=bar() title=None/> });
        assert!(html.contains("aria-hidden=\"true\""), "{html}");
        assert!(!html.contains("<title>") && !html.contains("aria-label"), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&render(|| view! { <DelayBar bar=bar() title=Some(HOSTILE.to_owned())/> }));
    }
}
