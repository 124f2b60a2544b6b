use leptos::prelude::*;

/// Offers recipients while their name or SIRET is typed. Choosing one is a button of the form, as without script.
#[island]
pub fn RecipientPicker(
    /// With whose credentials to ask.
    structure: String,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start(structure);
    #[cfg(not(feature = "hydrate"))]
    let _ = structure;
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::Cell;
    use std::rc::Rc;

    use leptos::leptos_dom::helpers::document;
    use leptos::task::spawn_local;
    use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

    use crate::functions::{Candidate, Candidates, find_recipients};
    use crate::islands::page::{after, by_id, listen};
    use crate::words::others_found;

    /// A pause in typing this long is the time to ask, milliseconds.
    const PAUSE: i32 = 300;

    pub(super) fn start(structure: String) {
        let Some(input) = by_id::<HtmlInputElement>("recipient_siret") else { return };
        let changes = Rc::new(Cell::new(0_u32));
        let field = input.clone();
        listen(input.as_ref(), "input", move |_: Event| {
            let mine = changes.get().wrapping_add(1);
            changes.set(mine);
            let (changes, structure, typed) = (Rc::clone(&changes), structure.clone(), field.value());
            after(PAUSE, move || {
                if changes.get() == mine {
                    spawn_local(async move {
                        let found = find_recipients(structure, typed).await;
                        // An answer that comes late must not replace a newer one.
                        if changes.get() == mine {
                            show(found.unwrap_or_default());
                        }
                    });
                }
            });
        });
    }

    fn show(found: Candidates) {
        let Some(place) = by_id::<HtmlElement>("recipient-choices") else { return };
        place.set_text_content(None);
        for candidate in found.candidates {
            if let Some(choice) = choice(&candidate) {
                let _ = place.append_child(&choice);
            }
        }
        if let (Some(text), Ok(hint)) = (others_found(found.others), document().create_element("p")) {
            hint.set_class_name("field-hint");
            hint.set_text_content(Some(&text));
            let _ = place.append_child(&hint);
        }
    }

    /// The same button as the server writes after « Chercher ».
    fn choice(candidate: &Candidate) -> Option<Element> {
        let button = document().create_element("button").ok()?;
        for (name, value) in [
            ("class", "choice"),
            ("type", "submit"),
            ("name", "action"),
            ("value", &format!("choisir:{}", candidate.siret)),
        ] {
            button.set_attribute(name, value).ok()?;
        }
        for (class, text) in [("choice-name", &candidate.name), ("siret", &candidate.siret)] {
            let span = document().create_element("span").ok()?;
            span.set_attribute("class", class).ok()?;
            span.set_text_content(Some(text));
            button.append_child(&span).ok()?;
        }
        Some(button)
    }
}
