//! What the page knows of its draft, and how it is kept.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chrono::NaiveDate;
use domain::{
    CheckContext, Conflict, Environment, Field, FieldNote, FieldPath, FormField as _, InvoiceForm, Notes,
    RecipientRules, Remark, Values, parse_day,
};
use leptos::leptos_dom::helpers::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Element, Event, Headers, HtmlElement, HtmlFormElement, HtmlInputElement, RequestInit, SubmitEvent,
};

use super::copy::{self, Unsaved};
use super::messages::{Messages, mark_required, mark_typed, plain};
use super::typed::{
    conflicts_on_page, form, read_form, read_values, set_control, typed_in, value_of, write_in_full,
    write_plain_vat, write_sums,
};
use super::{act, sign_in};
use crate::functions::{DraftOnPage, SavedDraft, WireError, save_draft};
use crate::islands::page::{NEWS, after, all, by_id, listen};
use crate::words::{Sentence as _, points_left};

/// A pause in typing this long is the time to keep the draft, milliseconds.
const PAUSE: i32 = 700;
/// One this long is the time to check it: a keystroke itself waits for nothing.
const BREATH: i32 = 80;
/// After a field was left, its messages wait for the end of the press that left it, milliseconds: a button that moves
/// between press and release is not pressed.
const RELEASE: i32 = 300;
/// Longest time between two tries to keep what could not be kept, seconds.
const LONGEST_WAIT: i32 = 60;
/// How long a button of the whole form counts as pressed, milliseconds: a page that was stopped takes another press.
const PRESSED: i32 = 20_000;

/// The draft of this page.
pub(super) struct Keeper {
    pub(super) invoice: String,
    /// The name of the copy that the browser keeps.
    pub(super) copy: String,
    today: NaiveDate,
    environment: Environment,
    /// What a recipient asks for, and which.
    rules: RefCell<(String, Option<RecipientRules>)>,
    changes: Cell<u32>,
    /// Fields that somebody has left after typing.
    touched: RefCell<Vec<String>>,
    /// The field that is being typed in.
    editing: RefCell<String>,
    /// The version that this page has wholly taken in, and the values that its edits started from.
    pub(super) version: Cell<Option<i64>>,
    pub(super) base: RefCell<Values>,
    pub(super) conflicts: RefCell<Vec<Conflict>>,
    /// What only the server can say, with the values that it is said of.
    known: RefCell<(Notes, Values)>,
    /// One save at a time: two under way would look like two persons.
    pub(super) saving: Cell<bool>,
    again: Cell<bool>,
    /// Whether the page holds something that the server does not have.
    dirty: Cell<bool>,
    failures: Cell<u32>,
    /// An act that waits for the save under way, or for the sign-in.
    pub(super) waiting: RefCell<Option<String>>,
    /// Whether the person was asked to sign in and put it off.
    put_off: Cell<bool>,
    /// The whole form is on its way.
    leaving: Cell<bool>,
    pub(super) messages: Messages,
}

pub(super) fn start(invoice: String, person: &str, today: &str, environment: Environment) {
    let Some((form, today)) = form().zip(parse_day(today, NaiveDate::default())) else { return };
    let keeper = Rc::new(Keeper {
        copy: super::copy_name(person, &invoice),
        invoice,
        today,
        environment,
        rules: RefCell::default(),
        changes: Cell::default(),
        touched: RefCell::default(),
        editing: RefCell::default(),
        version: Cell::default(),
        base: RefCell::default(),
        conflicts: RefCell::default(),
        known: RefCell::default(),
        saving: Cell::default(),
        again: Cell::default(),
        dirty: Cell::default(),
        failures: Cell::default(),
        waiting: RefCell::default(),
        put_off: Cell::default(),
        leaving: Cell::default(),
        messages: Messages::default(),
    });
    keeper.read_page();
    keeper.listen_to(&form);
    keeper.listen_to_window();
    sign_in::start(&keeper);
    copy::offer(&keeper);
}

/// Says where the draft stands, in the bar.
pub(super) fn tell(text: &str) {
    if let Some(state) = by_id::<HtmlElement>("draft-state") {
        state.set_text_content(Some(text));
    }
}

fn has_focus(path: &FieldPath) -> bool {
    document().active_element().is_some_and(|element| element.id() == path.id())
}

impl Keeper {
    /// What the server wrote into the page.
    pub(super) fn read_page(&self) {
        self.version.set(value_of("draft-version").parse().ok());
        self.base.replace(read_values(&value_of("draft-base")));
        self.conflicts.replace(conflicts_on_page());
        self.rules.replace(serde_json::from_str(&value_of("recipient-rules")).unwrap_or_default());
        self.messages.find();
        let notes = serde_json::from_str(&value_of("draft-notes")).unwrap_or_default();
        let base = self.base.borrow().clone();
        self.learn(&notes, base);
    }

    /// Keeps what is said of values and our own checks cannot find.
    fn learn(&self, notes: &Notes, values: Values) {
        let own = self.own_notes(&InvoiceForm::from_values(&values));
        let known = notes.iter().filter(|note| !own.iter().any(|mine| mine == *note)).cloned().collect();
        self.known.replace((known, values));
    }

    fn listen_to(self: &Rc<Self>, form: &HtmlFormElement) {
        let keeper = Rc::clone(self);
        listen(form.as_ref(), "input", move |event: Event| {
            let Some(name) = name_of(&event) else { return };
            mark_typed(&name);
            keeper.editing.replace(name);
            keeper.changed(BREATH);
        });
        let keeper = Rc::clone(self);
        listen(form.as_ref(), "focusout", move |event: Event| keeper.left(&event));
        let keeper = Rc::clone(self);
        listen(form.as_ref(), "change", move |event: Event| {
            // Files are attached as soon as they are chosen.
            if name_of(&event).is_some_and(|name| name == Field::Attachments.name()) {
                let keeper = Rc::clone(&keeper);
                spawn_local(async move { act::run(keeper, "joindre".to_owned()).await });
            } else if name_of(&event).is_some_and(|name| name == "pdf") {
                press("document");
            }
        });
        let keeper = Rc::clone(self);
        listen(form.as_ref(), "submit", move |event: SubmitEvent| keeper.submitted(&event));
        let keeper = Rc::clone(self);
        listen(form.as_ref(), NEWS, move |_: Event| keeper.keep_soon());
        let keeper = Rc::clone(self);
        if let Some(place) = by_id::<HtmlElement>("to-decide") {
            listen(place.as_ref(), "click", move |event: Event| keeper.decide(&event));
        }
    }

    fn listen_to_window(self: &Rc<Self>) {
        let keeper = Rc::clone(self);
        listen(window().as_ref(), "pagehide", move |_: Event| {
            if keeper.dirty.get() && !keeper.leaving.get() {
                keeper.send_away();
            }
        });
        let keeper = Rc::clone(self);
        listen(window().as_ref(), "online", move |_: Event| {
            if keeper.dirty.get() {
                keeper.keep_soon();
            }
        });
        let keeper = Rc::clone(self);
        listen(window().as_ref(), "pageshow", move |_: Event| {
            keeper.leaving.set(false);
            if keeper.dirty.get() {
                keeper.keep_soon();
            }
        });
    }

    fn keep_soon(self: &Rc<Self>) {
        // The form that is under way carries everything; a draft that it abandons takes nothing more.
        if self.leaving.get() {
            return;
        }
        let keeper = Rc::clone(self);
        spawn_local(async move { keeper.keep().await });
    }

    /// Something was typed: it is checked after `breath` milliseconds without more of it, and kept after a pause.
    fn changed(self: &Rc<Self>, breath: i32) {
        self.dirty.set(true);
        let mine = self.changes.get().wrapping_add(1);
        self.changes.set(mine);
        let keeper = Rc::clone(self);
        after(breath, move || {
            if keeper.changes.get() == mine {
                keeper.check_now();
                keeper.keep_copy();
            }
        });
        let keeper = Rc::clone(self);
        after(PAUSE, move || {
            // Somebody went on typing: their pause will come.
            if keeper.changes.get() == mine {
                spawn_local(async move { keeper.keep().await });
            }
        });
    }

    /// A field was left: its day or amount is written in full, and what is wrong with it may be said.
    fn left(self: &Rc<Self>, event: &Event) {
        let Some(name) = name_of(event) else { return };
        if *self.editing.borrow() != name {
            return;
        }
        self.editing.replace(String::new());
        let is_total = [Field::Net, Field::Vat].iter().any(|field| field.name() == name);
        self.touched.borrow_mut().push(name);
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let rewritten = input.is_some_and(|input| write_in_full(&input, self.today));
        if (is_total && write_plain_vat()) || rewritten {
            self.changed(RELEASE);
        } else {
            let keeper = Rc::clone(self);
            after(RELEASE, move || keeper.check_now());
        }
    }

    /// A button of the form was pressed. What changes a part of the page only does not load all of it again.
    fn submitted(self: &Rc<Self>, event: &SubmitEvent) {
        let Some(button) = event.submitter() else { return };
        let action = button.get_attribute("value").unwrap_or_default();
        if self.leaving.get() {
            event.prevent_default();
        } else if act::is_regional(&action) {
            event.prevent_default();
            let keeper = Rc::clone(self);
            spawn_local(async move { act::run(keeper, action).await });
        } else if action == "enregistrer" && value_of("other-issuer").is_empty() {
            event.prevent_default();
            self.put_off.set(false);
            self.keep_soon();
        } else {
            self.leaving.set(true);
            let keeper = Rc::clone(self);
            after(PRESSED, move || keeper.leaving.set(false));
        }
    }

    pub(super) fn mark_dirty(&self) {
        self.dirty.set(true);
    }

    /// Edits that were made from something else than this page was loaded with.
    pub(super) fn start_over(&self, version: Option<i64>, base: &Values, edits: &[FieldPath]) {
        self.version.set(version);
        for path in edits {
            self.base.borrow_mut().set(path.clone(), base.get(path.clone()));
        }
        self.write_on_page();
    }

    fn keep_copy(&self) {
        let Some(form) = form() else { return };
        let copy =
            Unsaved { version: self.version.get(), base: self.base.borrow().clone(), typed: typed_in(&form) };
        copy::keep(&self.copy, &copy);
    }

    /// What our own checks say of a form.
    fn own_notes(&self, typed: &InvoiceForm) -> Notes {
        let rules = self.rules.borrow();
        let recipient = rules.1.clone().filter(|_| rules.0 == typed.recipient_siret);
        let context = CheckContext { today: self.today, environment: self.environment, recipient };
        typed.check(&context).1
    }

    /// Checks what stands on the page, and shows it.
    pub(super) fn check_now(&self) {
        let Some(form) = form() else { return };
        let values = typed_in(&form);
        let typed = InvoiceForm::from_values(&values);
        if typed.is_entry() {
            write_sums(&typed);
        }
        self.mark_what_is_required(&typed);
        let known = self.known.borrow();
        let still =
            known.0.iter().filter(|note| known.1.get(note.path.clone()) == values.get(note.path.clone()));
        let mut notes: Notes = self.own_notes(&typed).into_iter().chain(still.cloned()).collect();
        for conflict in self.conflicts.borrow().iter() {
            notes.error(conflict.path.clone(), Remark::ChangedMeanwhile);
        }
        self.messages.show(&notes, |note| self.is_to_be_shown(note, &typed, &values));
    }

    /// Notes are shown at fields that hold something or were touched; nobody is reproached with an untouched field, nor
    /// with the recipient that they are still looking for.
    fn is_to_be_shown(&self, note: &FieldNote, typed: &InvoiceForm, values: &Values) -> bool {
        let name = note.path.to_string();
        let filled = match Field::of_path(&note.path) {
            Some(_) => typed.is_filled(&note.path),
            None => !values.get(note.path.clone()).trim().is_empty(),
        };
        let searching = name == Field::RecipientSiret.name() && *self.editing.borrow() == name;
        note.remark == Remark::ChangedMeanwhile
            || (!searching && (filled || self.touched.borrow().contains(&name)))
    }

    fn mark_what_is_required(&self, typed: &InvoiceForm) {
        let rules = self.rules.borrow();
        let Some(known) = rules.1.as_ref().filter(|_| rules.0 == typed.recipient_siret) else { return };
        mark_required(Field::Engagement.name(), known.asks_for_engagement(&typed.service_code));
        mark_required(Field::ServiceCode.name(), known.service_compulsory);
    }

    fn on_page(&self, typed: &Values) -> DraftOnPage {
        DraftOnPage { version: self.version.get(), base: self.base.borrow().clone(), typed: typed.clone() }
    }

    /// Sends the form as it is by now and takes in what the server made of it, until nothing was asked for meanwhile.
    pub(super) async fn keep(self: Rc<Self>) {
        if self.saving.replace(true) {
            self.again.set(true);
            return;
        }
        loop {
            self.again.set(false);
            let Some(form) = form() else { break };
            let Some(typed) = read_form(&form) else {
                tell(&WireError::Failed.sentence());
                break;
            };
            match save_draft(self.invoice.clone(), self.on_page(&typed)).await {
                Ok(saved) => self.take_in(&form, &typed, saved),
                Err(error) => self.not_kept(error),
            }
            if !self.again.get() {
                break;
            }
        }
        self.saving.set(false);
        self.act_that_waited();
    }

    fn act_that_waited(self: &Rc<Self>) {
        if sign_in::is_open() {
            return;
        }
        if let Some(action) = self.waiting.take() {
            let keeper = Rc::clone(self);
            spawn_local(async move { act::run(keeper, action).await });
        }
    }

    /// Goes on after the sign-in with what had to wait for it.
    pub(super) async fn go_on(self: Rc<Self>) {
        self.put_off.set(false);
        if self.waiting.borrow().is_some() {
            self.act_that_waited();
        } else {
            self.keep().await;
        }
    }

    /// Nothing was kept: the person signs in, or it is tried again by itself, less and less often.
    pub(super) fn not_kept(self: &Rc<Self>, error: WireError) {
        tell(&error.sentence());
        match error {
            WireError::SignedOut => {
                if !self.put_off.replace(true) {
                    sign_in::ask();
                }
            }
            WireError::Failed => {
                let failures = self.failures.get();
                self.failures.set(failures + 1);
                let seconds = 2_i32.saturating_pow(failures.saturating_add(1)).min(LONGEST_WAIT);
                let keeper = Rc::clone(self);
                after(seconds * 1_000, move || {
                    if keeper.dirty.get() {
                        keeper.keep_soon();
                    }
                });
            }
            WireError::NotFound | WireError::Refused | WireError::ChorusPro => {}
        }
    }

    /// Hands over what was not saved yet while the page goes away; nobody waits for the answer.
    fn send_away(&self) {
        let Some(form) = form() else { return };
        let body = serde_json::json!({ "invoice": self.invoice, "draft": self.on_page(&typed_in(&form)) });
        let Ok(headers) = Headers::new() else { return };
        let typed = headers.set("content-type", "application/json");
        let ask = RequestInit::new();
        ask.set_method("POST");
        ask.set_headers(&headers);
        ask.set_body_opt_str(Some(&body.to_string()));
        // Without it the browser drops the request with the page; the copy that it keeps is then what is left.
        let kept_alive = js_sys::Reflect::set(ask.as_ref(), &JsValue::from_str("keepalive"), &JsValue::TRUE);
        if typed.is_ok() && kept_alive.is_ok() {
            let sent = JsFuture::from(window().fetch_with_str_and_init("/api/save_draft", &ask));
            spawn_local(async move {
                let _ = sent.await;
            });
        }
    }

    fn take_in(&self, form: &HtmlFormElement, sent: &Values, saved: SavedDraft) {
        self.failures.set(0);
        self.put_off.set(false);
        self.conflicts.replace(saved.conflicts);
        let mut whole = self.settle(form, sent, &saved.values);
        // Rows that somebody else added and this page does not show: what it knows of the draft is not the newest.
        let form_sent = InvoiceForm::from_values(sent);
        let unseen = |(path, stored): (&FieldPath, &str)| {
            !sent.has(path) && !stored.is_empty() && form_sent.asks_for(path)
        };
        whole &= !saved.values.iter().any(unseen);
        self.version.set(Some(if whole { saved.version } else { saved.version - 1 }));
        if let Some(place) = by_id::<HtmlElement>("to-decide")
            && plain(&place.inner_html()) != plain(&saved.to_decide)
        {
            place.set_inner_html(&saved.to_decide);
        }
        self.write_on_page();
        self.learn(&saved.notes, saved.values);
        tell(&format!("Enregistré à {} · {}", saved.at, points_left(&saved.notes)));
        self.is_kept(form, sent);
        self.check_now();
    }

    /// The server has what was sent; the page may hold more by now.
    pub(super) fn is_kept(&self, form: &HtmlFormElement, sent: &Values) {
        if typed_in(form) == *sent || !self.changed_since(form, sent) {
            self.dirty.set(false);
            copy::forget(&self.copy);
        }
    }

    /// Whether a field holds something that was neither sent nor put there by the server.
    fn changed_since(&self, form: &HtmlFormElement, sent: &Values) -> bool {
        let base = self.base.borrow();
        typed_in(form)
            .iter()
            .any(|(path, value)| sent.get(path.clone()) != value && base.get(path.clone()) != value)
    }

    /// What others changed goes into the fields that were left alone. A field that cannot take it, because it is being
    /// typed in, keeps what it started from: its next save is compared with that. Says whether all was taken in.
    pub(super) fn settle(&self, form: &HtmlFormElement, sent: &Values, stored: &Values) -> bool {
        let now = typed_in(form);
        let mut whole = true;
        let conflicts = self.conflicts.borrow();
        for (path, sent) in sent.iter() {
            if conflicts.iter().any(|conflict| conflict.path == *path) {
                continue;
            }
            let stored = stored.get(path.clone());
            let untouched = now.get(path.clone()) == sent && !has_focus(path);
            if sent == stored || (untouched && set_control(&path.id(), stored)) {
                self.base.borrow_mut().set(path.clone(), stored);
            } else {
                whole = false;
            }
        }
        whole
    }

    /// A form that is sent whole carries the same version and base.
    pub(super) fn write_on_page(&self) {
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
        self.keep_soon();
    }
}

fn name_of(event: &Event) -> Option<String> {
    event.target()?.dyn_into::<Element>().ok()?.get_attribute("name")
}

fn press(action: &str) {
    let selector = format!("button[name=action][value={action}]");
    if let Some(button) = all::<HtmlElement>(&selector).first() {
        button.click();
    }
}
