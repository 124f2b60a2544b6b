use domain::{Environment, RecipientRules};
use leptos::prelude::*;

/// Checks the draft as one types, with the server's own checks, and keeps it.
#[island]
pub fn DraftKeeper(
    /// The draft.
    invoice: String,
    /// The day in Paris, `2026-11-05`.
    today: String,
    /// Where it goes.
    environment: Environment,
    /// What the recipient asks for, when it is known.
    rules: Option<RecipientRules>,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start(invoice, &today, environment, rules);
    #[cfg(not(feature = "hydrate"))]
    let _ = (invoice, today, environment, rules);
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    use chrono::NaiveDate;
    use domain::{
        CheckContext, Environment, Field, FieldNote, InvoiceForm, RecipientRules, Severity, parse_day,
    };
    use leptos::leptos_dom::helpers::document;
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, KeyboardEvent};

    use crate::functions::save_draft;
    use crate::islands::page::{after, all, by_id, is_typing, listen, on_key};

    /// A pause in typing this long is the time to keep the draft, milliseconds.
    const PAUSE: i32 = 700;

    struct Keeper {
        invoice: String,
        context: CheckContext,
        /// The recipient's rules hold for this SIRET and service only.
        siret: String,
        changes: Cell<u32>,
        touched: RefCell<Vec<String>>,
    }

    pub(super) fn start(
        invoice: String,
        today: &str,
        environment: Environment,
        recipient: Option<RecipientRules>,
    ) {
        let Some(form) = by_id::<HtmlFormElement>("deposit") else { return };
        let Some(today) = parse_day(today, NaiveDate::default()) else { return };
        let context = CheckContext { today, environment, recipient };
        let siret = value_of("recipient_siret");
        let keeper = Rc::new(Keeper {
            invoice,
            context,
            siret,
            changes: Cell::default(),
            touched: RefCell::default(),
        });
        let on_change = Rc::clone(&keeper);
        let fields = form.clone();
        listen(form.as_ref(), "input", move |event: Event| {
            let name = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .and_then(|element| element.get_attribute("name"));
            if let Some(name) = name {
                on_change.touched.borrow_mut().push(name);
            }
            on_change.changed(&fields);
        });
        attach_at_once(&form);
        on_key(move |event: KeyboardEvent| {
            if (event.ctrl_key() || event.meta_key()) && event.key() == "Enter" {
                event.prevent_default();
                press("verifier");
            } else if event.key() == "?" && !is_typing(&event) {
                let help = by_id::<HtmlElement>("keyboard-help");
                let _ = help.map(|help| help.toggle_popover());
            }
        });
    }

    fn value_of(id: &str) -> String {
        by_id::<HtmlInputElement>(id).map(|input| input.value()).unwrap_or_default()
    }

    /// Files are attached as soon as they are chosen; everything typed travels with them.
    fn attach_at_once(form: &HtmlFormElement) {
        let Some(files) = by_id::<HtmlInputElement>("attachments") else { return };
        let form = form.clone();
        listen(files.as_ref(), "change", move |_: Event| {
            let _ = form.request_submit();
        });
    }

    fn press(action: &str) {
        let selector = format!(".action-bar button[value={action}]");
        if let Some(button) = all::<HtmlElement>(&selector).first() {
            button.click();
        }
    }

    /// Name and value of every text field, in the order of the form.
    fn pairs(form: &HtmlFormElement) -> Vec<(String, String)> {
        let Ok(data) = FormData::new_with_form(form) else { return Vec::new() };
        let entries = js_sys::try_iter(&data).ok().flatten();
        entries
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                let entry: js_sys::Array = entry.ok()?.dyn_into().ok()?;
                Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
            })
            .collect()
    }

    impl Keeper {
        fn changed(self: &Rc<Self>, form: &HtmlFormElement) {
            let pairs = pairs(form);
            let typed =
                InvoiceForm::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            let mut context = self.context.clone();
            if typed.recipient_siret != self.siret {
                context.recipient = None;
            }
            self.show(&typed, &typed.check(&context).1);
            let mine = self.changes.get().wrapping_add(1);
            self.changes.set(mine);
            let keeper = Rc::clone(self);
            after(PAUSE, move || {
                // Somebody went on typing: their pause will come.
                if keeper.changes.get() == mine {
                    spawn_local(async move { keeper.keep().await });
                }
            });
        }

        /// Sends the form as it is by now: what Chorus Pro recognised meanwhile must not be overwritten.
        async fn keep(&self) {
            let Some(form) = by_id::<HtmlFormElement>("deposit") else { return };
            let pairs = pairs(&form);
            let typed =
                InvoiceForm::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            match save_draft(self.invoice.clone(), pairs).await {
                Ok(saved) => {
                    let errors = saved.notes.iter().filter(|note| note.severity == Severity::Error).count();
                    let left = match errors {
                        0 => "prête à être vérifiée".to_owned(),
                        1 => "1 point à compléter".to_owned(),
                        several => format!("{several} points à compléter"),
                    };
                    tell(&format!("Enregistré à {} · {left}", saved.at));
                    self.show(&typed, &saved.notes);
                }
                Err(error) => tell(error.sentence()),
            }
        }

        /// Shows notes beside fields that hold something or were touched; nobody is reproached with an untouched field.
        fn show(&self, typed: &InvoiceForm, notes: &[FieldNote]) {
            let touched = self.touched.borrow();
            for field in Field::ALL {
                let filled = !typed.value(*field).trim().is_empty()
                    || (*field == Field::VatTable && typed.vat_lines.iter().any(|line| !line.is_blank()));
                let concerned = filled || touched.iter().any(|name| name == field.name());
                let of_field: Vec<&FieldNote> =
                    notes.iter().filter(|note| concerned && note.field == *field).collect();
                show_notes(*field, &of_field);
            }
        }
    }

    fn tell(text: &str) {
        if let Some(state) = by_id::<HtmlElement>("draft-state") {
            state.set_text_content(Some(text));
        }
    }

    fn show_notes(field: Field, notes: &[&FieldNote]) {
        let Some(place) = by_id::<HtmlElement>(&format!("{}-error", field.name())) else { return };
        let present = place.text_content().unwrap_or_default();
        let wanted: String = notes.iter().map(|note| note.text.as_str()).collect();
        if plain(&present) == plain(&wanted) {
            return;
        }
        place.set_text_content(None);
        for note in notes {
            if let Some(message) = message(note) {
                let _ = place.append_child(&message);
            }
        }
        if let Some(input) = by_id::<Element>(field.name()) {
            let wrong = notes.iter().any(|note| note.severity == Severity::Error);
            let _ = if wrong {
                input.set_attribute("aria-invalid", "true")
            } else {
                input.remove_attribute("aria-invalid")
            };
        }
    }

    /// The server ties signs to their words; that is no other text.
    fn plain(text: &str) -> String {
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
        text.set_text_content(Some(&note.text));
        paragraph.append_child(&text).ok()?;
        Some(paragraph)
    }
}
