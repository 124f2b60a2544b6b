//! The list of keys. It opens from the menu of the person without any script; an island also opens it with `?`.

use leptos::prelude::*;

use super::{Icon, IconName};

/// A key and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// The keys, each shown as one: `["Ctrl", "K"]`.
    pub keys: Vec<&'static str>,
    /// What it does: an infinitive.
    pub act: &'static str,
}

impl Shortcut {
    /// A key and what it does.
    #[must_use]
    pub fn new(keys: &[&'static str], act: &'static str) -> Self {
        Self { keys: keys.to_vec(), act }
    }
}

/// The list of keys: a popover with the identifier `keyboard-help`.
#[component]
pub fn KeyboardHelp(
    /// The keys that work on this page.
    shortcuts: Vec<Shortcut>,
) -> impl IntoView {
    let lines = shortcuts.into_iter().map(|shortcut| {
        let keys = shortcut.keys.into_iter().map(|key| view! { <kbd>{key}</kbd> }).collect_view();
        view! { <div class="shortcut"><dt>{shortcut.act}</dt><dd>{keys}</dd></div> }
    });
    view! {
        <div class="dialog keyboard-help" id="keyboard-help" popover="auto" role="dialog" aria-labelledby="keyboard-help-title">
            <div class="dialog-head">
                <h2 id="keyboard-help-title">"Raccourcis clavier"</h2>
                <button
                    class="icon-button"
                    type="button"
                    popovertarget="keyboard-help"
                    popovertargetaction="hide"
                    aria-label="Fermer"
                >
                    <Icon name=IconName::Close/>
                </button>
            </div>
            <dl class="shortcuts">{lines.collect_view()}</dl>
            <label class="keys-choice">
                <input type="checkbox" id="keys-choice" checked autocomplete="off"/>
                <span>"Touches d’un seul signe, dans ce navigateur"</span>
            </label>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::render;
    use super::*;

    #[test]
    fn it_is_a_named_popover_that_can_be_closed() {
        let shortcuts =
            vec![Shortcut::new(&["/"], "Rechercher"), Shortcut::new(&["Ctrl", "K"], "Rechercher")];
        let html = render(|| view! { <KeyboardHelp shortcuts/> });
        for part in [
            "popover=\"auto\"",
            "aria-labelledby=\"keyboard-help-title\"",
            "aria-label=\"Fermer\"",
            "<kbd>Ctrl</kbd><kbd>K</kbd>",
            "id=\"keys-choice\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }
}
