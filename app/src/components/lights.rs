//! The health of a connection: a row of lights that say their name when asked.

use domain::StatusKind;
use leptos::prelude::*;

use super::{Icon, kind_icon};

/// One thing that is well or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Light {
    /// What it is about.
    pub name: String,
    /// Whether it is well.
    pub kind: StatusKind,
    /// The finding, in one sentence.
    pub text: String,
}

/// A row of lights. Each has its own shape besides its colour; opening the row gives names and findings.
#[component]
pub fn Lights(
    /// What they are about together, for example « Connexion ».
    #[prop(into)]
    label: String,
    /// The lights.
    lights: Vec<Light>,
) -> impl IntoView {
    let row = lights
        .iter()
        .map(|light| {
            let tooltip = format!("{}\u{a0}: {}", light.name, light.text);
            view! {
                <span class="light" data-kind=light.kind.code() title=tooltip.clone() role="img" aria-label=tooltip>
                    <Icon name=kind_icon(light.kind)/>
                </span>
            }
        })
        .collect_view();
    let list = lights
        .into_iter()
        .map(|light| {
            view! {
                <li>
                    <span class="light" data-kind=light.kind.code()><Icon name=kind_icon(light.kind)/></span>
                    <span><strong>{light.name}</strong>" : "{light.text}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="lights">
            <summary><span class="lights-label">{label}</span><span class="lights-row">{row}</span></summary>
            <ul>{list}</ul>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn a_light_has_a_name_and_a_shape_besides_its_colour() {
        let light = Light {
            name: "Compte technique".to_owned(),
            kind: StatusKind::Error,
            text: "mot de passe refusé".to_owned(),
        };
        let html = render(|| view! { <Lights label="Connexion" lights=vec![light]/> });
        assert!(html.contains("aria-label=\"Compte technique\u{a0}: mot de passe refusé\""), "{html}");
        assert!(html.contains("icon-rejected"), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        let light = Light { name: HOSTILE.to_owned(), kind: StatusKind::Info, text: HOSTILE.to_owned() };
        assert_escaped(&render(|| view! { <Lights label=HOSTILE lights=vec![light]/> }));
    }
}
