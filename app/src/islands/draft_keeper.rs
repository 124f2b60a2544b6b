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
        CheckContext, Conflict, Environment, FieldNote, FieldPath, InvoiceForm, Notes, RecipientRules,
        Remark, Severity, Values, parse_day,
    };
    use leptos::leptos_dom::helpers::document;
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, KeyboardEvent};

    use crate::functions::{DraftOnPage, SavedDraft, WireError, save_draft};
    use crate::islands::page::{
        NEWS, after, all, by_id, control_value, is_typing, listen, on_key, set_control,
    };
    use crate::words::{Sentence as _, points_left};

    /// A pause in typing this long is the time to keep the draft, milliseconds.
    const PAUSE: i32 = 700;

    struct Keeper {
        invoice: String,
        context: CheckContext,
        /// The recipient's rules hold for this SIRET and service only.
        siret: String,
        changes: Cell<u32>,
        touched: RefCell<Vec<String>>,
        /// The version that this page has wholly taken in, and the values that its edits started from.
        version: Cell<Option<i64>>,
        base: RefCell<Values>,
        conflicts: RefCell<Vec<Conflict>>,
        /// One save at a time: two under way would look like two persons.
        saving: Cell<bool>,
        again: Cell<bool>,
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
            version: Cell::new(value_of("draft-version").parse().ok()),
            base: RefCell::new(read_values(&value_of("draft-base"))),
            conflicts: RefCell::new(conflicts_on_page()),
            saving: Cell::default(),
            again: Cell::default(),
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
        let on_news = Rc::clone(&keeper);
        listen(form.as_ref(), NEWS, move |_: Event| {
            let keeper = Rc::clone(&on_news);
            spawn_local(async move { keeper.keep().await });
        });
        let deciding = Rc::clone(&keeper);
        if let Some(place) = by_id::<HtmlElement>("to-decide") {
            listen(place.as_ref(), "click", move |event: Event| deciding.decide(&event));
        }
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
        control_value(id).unwrap_or_default()
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

    /// What stands in the fields of the form; nothing when that is more than any form holds.
    fn read_form(form: &HtmlFormElement) -> Option<Values> {
        let data = FormData::new_with_form(form).ok()?;
        let entries = js_sys::try_iter(&data).ok().flatten();
        let pairs: Vec<(String, String)> = entries
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                let entry: js_sys::Array = entry.ok()?.dyn_into().ok()?;
                Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
            })
            .filter(|(name, _)| !OF_THE_PAGE.contains(&name.as_str()))
            .collect();
        Values::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))).ok()
    }

    fn typed_in(form: &HtmlFormElement) -> Values {
        read_form(form).unwrap_or_default()
    }

    /// Values of the form that nobody types.
    const OF_THE_PAGE: [&str; 3] = ["version", "base", "theirs"];

    fn read_values(json: &str) -> Values {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// What a page that was loaded with something to decide asks.
    fn conflicts_on_page() -> Vec<Conflict> {
        let (base, theirs) = (read_values(&value_of("draft-base")), read_values(&value_of("draft-theirs")));
        let conflict = |(path, theirs): (&FieldPath, &str)| {
            let base = base.get(path.clone()).to_owned();
            Conflict { path: path.clone(), base, mine: String::new(), theirs: theirs.to_owned() }
        };
        theirs.iter().map(conflict).collect()
    }

    impl Keeper {
        fn changed(self: &Rc<Self>, form: &HtmlFormElement) {
            let typed = InvoiceForm::from_values(&typed_in(form));
            self.show(&typed, self.check(&typed));
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

        /// What the checks say of what stands on the page.
        fn check(&self, typed: &InvoiceForm) -> Notes {
            let mut context = self.context.clone();
            if typed.recipient_siret != self.siret {
                context.recipient = None;
            }
            typed.check(&context).1
        }

        /// Sends the form as it is by now and takes in what the server made of it, until nothing was asked for
        /// meanwhile.
        async fn keep(self: Rc<Self>) {
            if self.saving.replace(true) {
                self.again.set(true);
                return;
            }
            loop {
                self.again.set(false);
                let Some(form) = by_id::<HtmlFormElement>("deposit") else { break };
                let Some(typed) = read_form(&form) else {
                    tell(&WireError::Failed.sentence());
                    break;
                };
                let draft = DraftOnPage {
                    version: self.version.get(),
                    base: self.base.borrow().clone(),
                    typed: typed.clone(),
                };
                match save_draft(self.invoice.clone(), draft).await {
                    Ok(saved) => self.take_in(&form, &typed, saved),
                    Err(error) => tell(&error.sentence()),
                }
                if !self.again.get() {
                    break;
                }
            }
            self.saving.set(false);
        }

        /// What others changed goes into the fields that were left alone. A field that cannot take it, because it is
        /// being typed in, keeps what it started from: its next save is compared with that.
        fn take_in(&self, form: &HtmlFormElement, sent: &Values, saved: SavedDraft) {
            let now = typed_in(form);
            let mut whole = true;
            for (path, stored) in saved.values.iter().filter(|(path, _)| sent.has(path)) {
                if saved.conflicts.iter().any(|conflict| conflict.path == *path) {
                    continue;
                }
                let untouched = now.get(path.clone()) == sent.get(path.clone()) && !has_focus(path);
                if sent.get(path.clone()) == stored || (untouched && set_control(&path.id(), stored)) {
                    self.base.borrow_mut().set(path.clone(), stored);
                } else {
                    whole = false;
                }
            }
            // Rows that somebody else added and this page does not show: what it knows of the draft is not the newest.
            let unseen = |(path, stored): (&FieldPath, &str)| !sent.has(path) && !stored.is_empty();
            whole &= !saved.values.iter().any(unseen);
            self.version.set(Some(if whole { saved.version } else { saved.version - 1 }));
            let undecided = !saved.conflicts.is_empty();
            self.conflicts.replace(saved.conflicts);
            if let Some(place) = by_id::<HtmlElement>("to-decide")
                && plain(&place.inner_html()) != plain(&saved.to_decide)
            {
                place.set_inner_html(&saved.to_decide);
            }
            self.write_on_page();
            tell(&format!("Enregistré à {} · {}", saved.at, points_left(&saved.notes)));
            let shown = InvoiceForm::from_values(&typed_in(form));
            // While something is to be decided, what is stored is not what stands on the page.
            let notes = if undecided { self.check(&shown) } else { saved.notes };
            self.show(&shown, notes);
        }

        /// A form that is sent whole carries the same version and base.
        fn write_on_page(&self) {
            let version = self.version.get().map(|version| version.to_string()).unwrap_or_default();
            set_control("draft-version", &version);
            // Plain texts: they always serialise.
            set_control("draft-base", &serde_json::to_string(&*self.base.borrow()).unwrap_or_default());
        }

        /// Takes one of two values, where the person pressed the button of it. What cannot be done here is done by the
        /// button itself, which sends the form.
        fn decide(self: &Rc<Self>, event: &Event) {
            let button = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .and_then(|element| element.closest("button[name=action]").ok().flatten());
            let Some(pressed) = button.and_then(|button| button.get_attribute("value")) else { return };
            let Some((which, path)) = pressed.split_once(':') else { return };
            let found =
                self.conflicts.borrow().iter().find(|conflict| conflict.path.to_string() == path).cloned();
            let Some(Conflict { path, theirs, .. }) = found else { return };
            if which == "prendre" && !set_control(&path.id(), &theirs) {
                return;
            }
            event.prevent_default();
            self.base.borrow_mut().set(path.clone(), &theirs);
            if let Some(control) = by_id::<HtmlElement>(&path.id()) {
                // Where the cursor cannot go, it stays where it is.
                let _ = control.focus();
            }
            let keeper = Rc::clone(self);
            spawn_local(async move { keeper.keep().await });
        }

        /// Shows notes beside fields that hold something or were touched; nobody is reproached with an untouched field.
        fn show(&self, typed: &InvoiceForm, mut notes: Notes) {
            for conflict in self.conflicts.borrow().iter() {
                notes.error(conflict.path.clone(), Remark::ChangedMeanwhile);
            }
            let touched = self.touched.borrow();
            let concerned = |note: &&FieldNote| {
                note.remark == Remark::ChangedMeanwhile
                    || typed.is_filled(&note.path)
                    || touched.iter().any(|name| *name == note.path.to_string())
            };
            for place in all::<HtmlElement>("#deposit .field-messages") {
                let place_id = place.id();
                let Some(control) = place_id.strip_suffix("-error") else { continue };
                let of_field: Vec<&FieldNote> =
                    notes.iter().filter(|note| note.path.id() == control).filter(concerned).collect();
                show_notes(&place, control, &of_field);
            }
        }
    }

    fn has_focus(path: &FieldPath) -> bool {
        document().active_element().is_some_and(|element| element.id() == path.id())
    }

    fn tell(text: &str) {
        if let Some(state) = by_id::<HtmlElement>("draft-state") {
            state.set_text_content(Some(text));
        }
    }

    fn show_notes(place: &HtmlElement, control: &str, notes: &[&FieldNote]) {
        let present = place.text_content().unwrap_or_default();
        let wanted: String = notes.iter().map(|note| note.remark.sentence()).collect();
        if plain(&present) == plain(&wanted) {
            return;
        }
        place.set_text_content(None);
        for note in notes {
            if let Some(message) = message(note) {
                let _ = place.append_child(&message);
            }
        }
        if let Some(input) = by_id::<Element>(control) {
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
        text.set_text_content(Some(&note.remark.sentence()));
        paragraph.append_child(&text).ok()?;
        Some(paragraph)
    }
}
