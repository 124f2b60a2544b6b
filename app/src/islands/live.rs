use leptos::prelude::*;

/// Reads the regions `[data-live]` again when something they show has changed.
#[cfg(feature = "ssr")]
#[component]
pub fn Live(
    /// The invoice that the page shows; empty for a page that shows many.
    watch: String,
    /// When the page was read, milliseconds since 1970 UTC: what changed before the first listening is told at once.
    read_at: i64,
) -> impl IntoView {
    view! { <div id="watch" data-watch=watch data-read-at=read_at hidden><Watcher/></div> }
}

/// What listens.
#[island]
pub fn Watcher() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start();
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    use leptos::leptos_dom::helpers::window;
    use wasm_bindgen::closure::Closure;
    use wasm_bindgen::{JsCast as _, JsValue};
    use wasm_bindgen_futures::spawn_local;
    use web_sys::{BroadcastChannel, Element, Event, EventSource, MessageEvent};

    use crate::islands::page::{NEWS, SIGNED_IN, after, attribute, by_id, listen};
    use crate::islands::parts::{has_focus_inside, refresh};

    /// Changes come in groups: one reading answers them all.
    const PAUSE: i32 = 400;

    /// One tab of a browser listens to the server and passes on what it hears: this is where.
    const CHANNEL: &str = "pupitre-changements";

    /// What a tab that was just read asks the others begins so; the time of its reading follows. No change is told so.
    const ASKED: &str = "?";

    /// How long a refused connection waits before it is asked for again, milliseconds: at first, and at most. The browser
    /// itself asks again only for one that was cut.
    const REFUSED: [i32; 2] = [15_000, 300_000];

    struct Reader {
        watch: String,
        read_at: i64,
        waiting: Cell<bool>,
        /// When the server last told something, milliseconds since 1970 by its clock; only where this tab listens.
        told_at: Cell<i64>,
        source: RefCell<Option<EventSource>>,
        /// Whether it is this tab that listens for all.
        is_its_turn: Cell<bool>,
        /// How long the next refusal waits, milliseconds.
        patience: Cell<i32>,
        channel: RefCell<Option<BroadcastChannel>>,
        /// Lets another tab listen.
        release: RefCell<Option<js_sys::Function>>,
    }

    pub(super) fn start() {
        let Some(place) = by_id::<Element>("watch") else { return };
        let reader = Rc::new(Reader {
            watch: attribute(&place, "data-watch"),
            read_at: attribute(&place, "data-read-at").parse().unwrap_or_default(),
            waiting: Cell::default(),
            told_at: Cell::default(),
            source: RefCell::default(),
            is_its_turn: Cell::default(),
            patience: Cell::new(REFUSED[0]),
            channel: RefCell::default(),
            release: RefCell::default(),
        });
        reader.begin();
        // The connection must not keep the page from being left; a page that is shown again needs a new one.
        let leaving = Rc::clone(&reader);
        listen(window().as_ref(), "pagehide", move |_: Event| leaving.end());
        let again = Rc::clone(&reader);
        listen(window().as_ref(), SIGNED_IN, move |_: Event| again.listen_again());
        listen(window().as_ref(), "pageshow", move |_: Event| {
            if reader.channel.borrow().is_none() {
                reader.begin();
            }
        });
    }

    impl Reader {
        /// Hears what another tab passes on, and takes its place when it goes.
        fn begin(self: &Rc<Self>) {
            let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return self.listen() };
            let reader = Rc::clone(self);
            listen(channel.as_ref(), "message", move |event: MessageEvent| {
                let told = event.data().as_string().unwrap_or_default();
                match told.strip_prefix(ASKED).map(str::parse) {
                    // A tab that was just read asks whether something was told since.
                    Some(Ok(read_at)) if reader.told_at.get() >= read_at => reader.pass_on("*"),
                    Some(_) => {}
                    None => reader.hear(&told),
                }
            });
            // What cannot be asked is told with the next change.
            let _ = channel.post_message(&JsValue::from_str(&format!("{ASKED}{}", self.read_at)));
            self.channel.replace(Some(channel));
            self.take_turn();
        }

        fn end(&self) {
            self.is_its_turn.set(false);
            if let Some(source) = self.source.take() {
                source.close();
            }
            if let Some(channel) = self.channel.take() {
                channel.close();
            }
            if let Some(release) = self.release.take() {
                // A promise that cannot be fulfilled ends with the page.
                let _ = release.call0(&JsValue::UNDEFINED);
            }
        }

        /// Waits until no other tab listens. Where the browser has no locks, every tab asks, and the server refuses what
        /// is too much.
        fn take_turn(self: &Rc<Self>) {
            let locks = js_sys::Reflect::get(window().navigator().as_ref(), &JsValue::from_str("locks"));
            let request = locks.ok().filter(|locks| !locks.is_undefined()).and_then(|locks| {
                let request = js_sys::Reflect::get(&locks, &JsValue::from_str("request")).ok()?;
                Some((locks, request.dyn_into::<js_sys::Function>().ok()?))
            });
            let Some((locks, request)) = request else { return self.listen() };
            let reader = Rc::clone(self);
            let turn = Closure::once_into_js(move || {
                // Left before it was its turn.
                if reader.channel.borrow().is_none() {
                    return JsValue::UNDEFINED;
                }
                reader.listen();
                let promise = js_sys::Promise::new(&mut |release, _| {
                    reader.release.replace(Some(release));
                });
                promise.into()
            });
            // A lock that is refused leaves this tab without news, as a lost connection does.
            let _ = request.call2(&locks, &JsValue::from_str(CHANNEL), &turn);
        }

        fn listen(self: &Rc<Self>) {
            // What changed between the writing of the page and this moment, or while the connection was cut, is told
            // first.
            let since = self.read_at.max(self.told_at.get());
            let Ok(source) = EventSource::new(&format!("/evenements?depuis={since}")) else {
                return;
            };
            self.is_its_turn.set(true);
            let reader = Rc::clone(self);
            listen(source.as_ref(), "open", move |_: Event| reader.patience.set(REFUSED[0]));
            let reader = Rc::clone(self);
            listen(source.as_ref(), "error", move |_: Event| reader.lost());
            let reader = Rc::clone(self);
            listen(source.as_ref(), "changed", move |event: MessageEvent| {
                reader.told_at.set(event.last_event_id().parse().unwrap_or_default());
                reader.pass_on(&event.data().as_string().unwrap_or_default());
            });
            self.source.replace(Some(source));
        }

        /// A connection that was refused, for the session has ended or the server has no place: the browser gives it up.
        fn lost(self: &Rc<Self>) {
            let given_up = self
                .source
                .borrow()
                .as_ref()
                .is_some_and(|source| source.ready_state() == EventSource::CLOSED);
            if !given_up {
                return;
            }
            self.source.take();
            let patience = self.patience.get();
            self.patience.set(patience.saturating_mul(2).min(REFUSED[1]));
            let reader = Rc::clone(self);
            after(patience, move || reader.listen_again());
        }

        /// Listens where it is this tab's turn and nothing is listened to.
        fn listen_again(self: &Rc<Self>) {
            if self.is_its_turn.get() && self.source.borrow().is_none() {
                self.listen();
            }
        }

        /// Tells the other tabs, and this one.
        fn pass_on(self: &Rc<Self>, changed: &str) {
            if let Some(channel) = self.channel.borrow().as_ref() {
                // A tab that cannot be told reads again when it is opened again.
                let _ = channel.post_message(&JsValue::from_str(changed));
            }
            self.hear(changed);
        }

        fn hear(self: &Rc<Self>, changed: &str) {
            if self.watch.is_empty() || changed == self.watch || changed == "*" {
                self.read_soon();
            }
        }

        fn read_soon(self: &Rc<Self>) {
            if self.waiting.replace(true) {
                return;
            }
            let reader = Rc::clone(self);
            after(PAUSE, move || {
                reader.waiting.set(false);
                spawn_local(read_again());
            });
        }
    }

    async fn read_again() {
        if has_focus_inside() {
            return;
        }
        if refresh().await.is_none() {
            return;
        }
        // What Chorus Pro recognised or a colleague typed comes into the fields with the next save of the draft.
        if let (Some(form), Ok(news)) = (by_id::<Element>("deposit"), Event::new(NEWS)) {
            let _ = form.dispatch_event(&news);
        }
    }
}
