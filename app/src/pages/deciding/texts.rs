//! Texts that stand beside the reason of a decision: those to begin with, and those that the organisation keeps.

use domain::Decision;
use leptos::prelude::*;
use operations::DecisionText;

use crate::words::proposed_texts;

/// The text that a button names: the place of one to begin with, or the number of one that is kept.
pub(super) fn called(decision: Decision, kept: &[DecisionText], name: &str) -> Option<String> {
    let proposed = || {
        let place: usize = name.parse().ok()?;
        proposed_texts(decision).get(place).map(|(_, text)| (*text).to_owned())
    };
    let kept = kept.iter().find(|text| text.id.to_string() == name).map(|text| text.text.clone());
    kept.or_else(proposed)
}

/// A press takes one over; what is kept can be taken away.
pub(super) fn choices(decision: Decision, kept: &[DecisionText], may_keep: bool) -> Option<AnyView> {
    let proposed = proposed_texts(decision);
    if proposed.is_empty() {
        return None;
    }
    let proposed = proposed.iter().enumerate().map(|(place, (title, text))| {
        view! {
            <li><button class="choice" type="submit" name="action" value=format!("texte:{place}")><strong>{*title}</strong><span>{*text}</span></button></li>
        }
    });
    let kept = kept.iter().map(|text| {
        let id = text.id;
        let forget = may_keep.then(|| {
            let label = format!("Oublier le texte\u{a0}: {}", text.text);
            view! { <button class="button" data-kind="quiet" type="submit" name="action" value=format!("oublier-texte:{id}") aria-label=label>"Oublier"</button> }
        });
        view! {
            <li class="kept-text">
                <button class="choice" type="submit" name="action" value=format!("texte:{id}")><span>{text.text.clone()}</span></button>
                {forget}
            </li>
        }
    });
    let (kept, proposed) = (kept.collect_view(), proposed.collect_view());
    let keep = may_keep.then(|| {
        view! { <p class="button-row"><button class="button" data-kind="quiet" type="submit" name="action" value="garder-texte">"Garder ce motif comme modèle"</button></p> }
    });
    Some(
        view! {
            <details class="disclosure decision-texts" open>
                <summary>"Reprendre un texte"</summary>
                <ul class="choices">{kept} {proposed}</ul>
            </details>
            {keep}
        }
        .into_any(),
    )
}
