use leptos::prelude::*;

/// Offers recipients while their name or SIRET is typed, as a combobox. Choosing one presses a button of the form, as
/// without script.
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

    use domain::readable_name;
    use leptos::leptos_dom::helpers::document;
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::spawn_local;
    use web_sys::{Element, Event, FocusEvent, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent};

    use crate::functions::{Candidate, Candidates, WireError, find_recipients};
    use crate::islands::page::{after, all, by_id, listen};
    use crate::words::{Sentence as _, others_found};

    /// A pause in typing this long is the time to ask, milliseconds.
    const PAUSE: i32 = 300;
    /// Fewer signs find nothing.
    const SHORTEST: usize = 3;
    /// Digits of a SIRET.
    const SIRET: usize = 14;
    const FIELD: &str = "recipient_siret";
    const LIST: &str = "recipient-choices";

    struct Picker {
        structure: String,
        changes: Cell<u32>,
        /// The highlighted option.
        active: Cell<Option<usize>>,
    }

    pub(super) fn start(structure: String) {
        let Some(form) = field().and_then(|field| field.form()) else { return };
        let picker = Rc::new(Picker { structure, changes: Cell::default(), active: Cell::default() });
        picker.set_up();
        // The field may be replaced by another one of the same name: the form listens for it.
        let typing = Rc::clone(&picker);
        listen(form.as_ref(), "input", move |event: Event| {
            if is_field(&event) {
                typing.typed();
            }
        });
        let keys = Rc::clone(&picker);
        listen(form.as_ref(), "keydown", move |event: KeyboardEvent| {
            if is_field(&event) && !event.is_composing() && keys.key(&event) {
                event.prevent_default();
            }
        });
        let leaving = Rc::clone(&picker);
        listen(form.as_ref(), "focusout", move |event: FocusEvent| {
            if is_field(&event) {
                leaving.close();
            }
        });
        // The cursor stays in the field while an option is pressed.
        listen(form.as_ref(), "mousedown", |event: MouseEvent| {
            if inside(&event, "#recipient-choices [role=option]") {
                event.prevent_default();
            }
        });
        let asking = Rc::clone(&picker);
        listen(form.as_ref(), "click", move |event: MouseEvent| {
            if inside(&event, "button[value=chercher]") {
                event.prevent_default();
                if let Some(field) = field() {
                    // Where the cursor cannot go, it stays where it is.
                    let _ = field.focus();
                }
                asking.search(false);
            }
        });
        listen(form.as_ref(), "pupitre-renewed", move |_: Event| picker.set_up());
    }

    fn field() -> Option<HtmlInputElement> {
        by_id(FIELD)
    }

    fn is_field(event: &Event) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        target.is_some_and(|element| element.id() == FIELD)
    }

    fn inside(event: &Event, selector: &str) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        target.is_some_and(|element| element.closest(selector).ok().flatten().is_some())
    }

    fn options() -> Vec<HtmlElement> {
        all("#recipient-choices [role=option]")
    }

    fn say(text: &str) {
        let Some(place) = by_id::<Element>("recipient-found") else { return };
        place.set_text_content(None);
        if let (false, Ok(hint)) = (text.is_empty(), document().create_element("p")) {
            hint.set_class_name("field-hint");
            hint.set_text_content(Some(text));
            let _ = place.append_child(&hint);
        }
    }

    /// An attribute that cannot be set only costs a hint to those who cannot see the list.
    fn mark(element: &Element, pairs: &[(&str, &str)]) {
        for (name, value) in pairs {
            let _ = element.set_attribute(name, value);
        }
    }

    impl Picker {
        fn set_up(&self) {
            self.active.set(None);
            if let Some(field) = field() {
                mark(
                    &field,
                    &[
                        ("role", "combobox"),
                        ("aria-autocomplete", "list"),
                        ("aria-haspopup", "listbox"),
                        ("aria-controls", LIST),
                        ("aria-expanded", "false"),
                    ],
                );
            }
        }

        fn typed(self: &Rc<Self>) {
            self.close();
            say("");
            let mine = self.changes.get().wrapping_add(1);
            self.changes.set(mine);
            let picker = Rc::clone(self);
            after(PAUSE, move || {
                if picker.changes.get() == mine && can_be_found() {
                    picker.search(false);
                }
            });
        }

        /// What a key does; false leaves it to the browser.
        fn key(self: &Rc<Self>, event: &KeyboardEvent) -> bool {
            let options = options();
            let last = options.len().checked_sub(1);
            match (event.key().as_str(), last) {
                // The whole form may be sent from anywhere.
                ("Enter", _) if event.ctrl_key() || event.meta_key() => return false,
                ("Enter", _) => match self.active.get().and_then(|place| options.get(place)) {
                    Some(option) => option.click(),
                    None => self.search(true),
                },
                ("ArrowDown", Some(last)) => {
                    self.highlight(
                        self.active.get().map_or(0, |place| if place == last { 0 } else { place + 1 }),
                    );
                }
                ("ArrowUp", Some(last)) => {
                    self.highlight(
                        self.active.get().map_or(last, |place| place.checked_sub(1).unwrap_or(last)),
                    );
                }
                ("ArrowDown", None) => self.search(false),
                ("Escape", Some(_)) => self.close(),
                _ => return false,
            }
            true
        }

        fn highlight(&self, place: usize) {
            self.active.set(Some(place));
            for (at, option) in options().iter().enumerate() {
                mark(option, &[("aria-selected", if at == place { "true" } else { "false" })]);
                if at == place {
                    let view = web_sys::ScrollIntoViewOptions::new();
                    view.set_block(web_sys::ScrollLogicalPosition::Nearest);
                    option.scroll_into_view_with_scroll_into_view_options(&view);
                    if let Some(field) = field() {
                        mark(&field, &[("aria-activedescendant", &option.id())]);
                    }
                }
            }
        }

        fn close(&self) {
            self.active.set(None);
            // An answer that is under way must not open the list again.
            self.changes.set(self.changes.get().wrapping_add(1));
            if let Some(list) = by_id::<Element>(LIST) {
                list.set_text_content(None);
                let _ = list.remove_attribute("role");
            }
            if let Some(field) = field() {
                mark(&field, &[("aria-expanded", "false")]);
                let _ = field.remove_attribute("aria-activedescendant");
            }
        }

        /// Asks now. A whole SIRET that `at_once` finds its structure chooses it.
        fn search(self: &Rc<Self>, at_once: bool) {
            let Some(typed) = field().map(|field| field.value()) else { return };
            let digits = typed.chars().filter(char::is_ascii_digit).count();
            if digits != SIRET && typed.trim().chars().count() < SHORTEST {
                say("Tapez au moins trois lettres du nom, ou les 14 chiffres du SIRET.");
                return;
            }
            let mine = self.changes.get().wrapping_add(1);
            self.changes.set(mine);
            say("Recherche…");
            let picker = Rc::clone(self);
            spawn_local(async move {
                let found = find_recipients(picker.structure.clone(), typed).await;
                // An answer that comes late must not replace a newer one.
                if picker.changes.get() == mine {
                    picker.show(found, at_once && digits == SIRET);
                }
            });
        }

        fn show(&self, found: Result<Candidates, WireError>, choose: bool) {
            let Candidates { candidates, others } = match found {
                Ok(found) => found,
                Err(WireError::Failed) => {
                    return say("Le serveur ne répond pas. Réessayez dans quelques secondes.");
                }
                Err(error) => return say(&error.sentence()),
            };
            let Some(list) = by_id::<Element>(LIST) else { return };
            list.set_text_content(None);
            self.active.set(None);
            if candidates.is_empty() {
                return say("Aucune structure ne correspond.");
            }
            for (place, candidate) in candidates.iter().enumerate() {
                if let Some(option) = option(candidate, place) {
                    let _ = list.append_child(&option);
                }
            }
            mark(&list, &[("role", "listbox"), ("aria-label", "Structures trouvées")]);
            if let Some(field) = field() {
                mark(&field, &[("aria-expanded", "true")]);
            }
            let count = match candidates.len() {
                1 => "1 structure trouvée.".to_owned(),
                several => format!("{several} structures trouvées."),
            };
            say(&[Some(count), others_found(others)].into_iter().flatten().collect::<Vec<_>>().join(" "));
            if let (true, [only]) = (choose, &options()[..]) {
                only.click();
            }
        }
    }

    /// Digits that are no SIRET yet are not worth a question.
    fn can_be_found() -> bool {
        let typed = field().map(|field| field.value()).unwrap_or_default();
        let signs = typed.chars().filter(|sign| !sign.is_whitespace());
        let (digits, others): (Vec<char>, Vec<char>) = signs.partition(char::is_ascii_digit);
        digits.len() == SIRET || (!others.is_empty() && digits.len() + others.len() >= SHORTEST)
    }

    /// The same button as the server writes after « Chercher », as an option of the list.
    fn option(candidate: &Candidate, place: usize) -> Option<Element> {
        let button = document().create_element("button").ok()?;
        for (name, value) in [
            ("class", "choice"),
            ("type", "submit"),
            ("name", "action"),
            ("value", &format!("choisir:{}", candidate.siret)),
            ("id", &format!("recipient-option-{place}")),
            ("role", "option"),
            ("aria-selected", "false"),
            ("tabindex", "-1"),
        ] {
            button.set_attribute(name, value).ok()?;
        }
        button.set_attribute("title", &candidate.name).ok()?;
        let name = readable_name(&candidate.name);
        for (class, text) in [("party-name", &name), ("siret", &candidate.siret)] {
            let span = document().create_element("span").ok()?;
            span.set_attribute("class", class).ok()?;
            span.set_text_content(Some(text));
            button.append_child(&span).ok()?;
        }
        Some(button)
    }
}
