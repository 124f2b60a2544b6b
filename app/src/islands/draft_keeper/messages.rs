//! The messages beside the fields. Their places are found once: asking the page for all of them at each keystroke is what
//! made typing slow.

use std::cell::RefCell;
use std::collections::BTreeMap;

use domain::{Field, FieldNote, FormField as _, Notes, Severity, ValueOrigin};
use leptos::leptos_dom::helpers::document;
use web_sys::{Element, HtmlElement};

use crate::islands::page::{all, by_id};
use crate::words::{Sentence as _, origin_word};

/// The places of the messages, with what they say.
#[derive(Default)]
pub(super) struct Messages(RefCell<Vec<Place>>);

struct Place {
    control: String,
    element: HtmlElement,
    says: String,
}

impl Messages {
    /// Looks for the places again, after a part of the page was replaced.
    pub(super) fn find(&self) {
        let places = all::<HtmlElement>("#deposit .field-messages").into_iter().filter_map(|element| {
            let control = element.id().strip_suffix("-error")?.to_owned();
            // What is no value of the form is checked where its button is answered.
            if control == Field::Factor.name() {
                return None;
            }
            let says = plain(&element.text_content().unwrap_or_default());
            Some(Place { control, element, says })
        });
        self.0.replace(places.collect());
    }

    /// Shows the notes that are to be shown, each at its field, and only where they differ from what stands there.
    pub(super) fn show(&self, notes: &Notes, is_shown: impl Fn(&FieldNote) -> bool) {
        let mut of_controls: BTreeMap<String, Vec<&FieldNote>> = BTreeMap::new();
        for note in notes.iter().filter(|note| is_shown(note)) {
            of_controls.entry(note.path.id()).or_default().push(note);
        }
        for place in self.0.borrow_mut().iter_mut() {
            let notes = of_controls.remove(&place.control).unwrap_or_default();
            let says = plain(&notes.iter().map(|note| note.remark.sentence()).collect::<String>());
            if says != place.says {
                write(&place.element, &place.control, &notes);
                place.says = says;
            }
        }
    }
}

fn write(place: &HtmlElement, control: &str, notes: &[&FieldNote]) {
    place.set_text_content(None);
    for note in notes {
        if let Some(message) = message(note) {
            let _ = place.append_child(&message);
        }
    }
    let Some(input) = by_id::<Element>(control) else { return };
    let wrong = notes.iter().any(|note| note.severity == Severity::Error);
    // What is to be corrected is never folded away.
    if wrong && let Ok(Some(folded)) = place.closest("details:not([open])") {
        let _ = folded.set_attribute("open", "");
    }
    let _ = if wrong {
        input.set_attribute("aria-invalid", "true")
    } else {
        input.remove_attribute("aria-invalid")
    };
}

/// The server ties signs to their words; that is no other text.
pub(super) fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The same element as the component `FieldErrors` writes.
fn message(note: &FieldNote) -> Option<Element> {
    let (severity, icon) = match note.severity {
        Severity::Error => ("error", "rejected"),
        Severity::Warning => ("warning", "warning"),
    };
    let paragraph = document().create_element("p").ok()?;
    paragraph.set_attribute("class", "field-message").ok()?;
    paragraph.set_attribute("data-severity", severity).ok()?;
    paragraph.set_inner_html(&format!(
        "<svg class=\"icon\" width=\"16\" height=\"16\" aria-hidden=\"true\" focusable=\"false\"><use href=\"/icons.svg#icon-{icon}\"></use></svg>"
    ));
    let text = document().create_element("span").ok()?;
    text.set_text_content(Some(&note.remark.sentence()));
    paragraph.append_child(&text).ok()?;
    Some(paragraph)
}

/// Says at a label that a person typed what the field holds now.
pub(super) fn mark_typed(control: &str) {
    let selector = format!("label[for=\"{control}\"] + .field-origin");
    let Some(label) = all::<Element>(&selector).into_iter().next() else { return };
    let (word, told) = origin_word(ValueOrigin::Person);
    if label.text_content().as_deref() == Some(word) {
        return;
    }
    // An attribute that cannot be set only costs a hint.
    let _ = label.set_attribute("title", told);
    label.set_text_content(Some(word));
}

/// Says at a label whether its field may stay empty, as the component `FieldLabel` writes it.
pub(super) fn mark_required(control: &str, required: bool) {
    let Some(input) = by_id::<Element>(control) else { return };
    if input.has_attribute("required") == required {
        return;
    }
    let selector = format!("label[for=\"{control}\"]");
    let Some(label) = all::<Element>(&selector).into_iter().next() else { return };
    if required {
        // An attribute that cannot be set only costs a hint.
        let _ = input.set_attribute("required", "");
        if let Ok(Some(word)) = label.query_selector(".field-optional") {
            word.remove();
        }
    } else {
        let _ = input.remove_attribute("required");
        if let Ok(word) = document().create_element("span") {
            word.set_class_name("field-optional");
            word.set_text_content(Some(" (facultatif)"));
            let _ = label.append_child(&word);
        }
    }
}
