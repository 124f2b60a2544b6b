use leptos::prelude::*;

/// Reads the regions `[data-live]` again when something they show has changed.
#[island]
pub fn Live(
    /// The invoice that the page shows; empty for a page that shows many.
    watch: String,
    /// When the page was read, milliseconds since 1970 UTC: what changed before the first listening is told at once.
    read_at: i64,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start(watch, read_at);
    #[cfg(not(feature = "hydrate"))]
    let _ = (watch, read_at);
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    use leptos::leptos_dom::helpers::{document, window};
    use leptos::task::spawn_local;
    use web_sys::{Element, Event, EventSource, HtmlInputElement, MessageEvent};

    use crate::islands::page::{NEWS, after, all, by_id, listen, refresh};

    /// Changes come in groups: one reading answers them all.
    const PAUSE: i32 = 400;

    struct Reader {
        watch: String,
        address: String,
        waiting: Cell<bool>,
        source: RefCell<Option<EventSource>>,
    }

    pub(super) fn start(watch: String, read_at: i64) {
        // What changed between the writing of the page and this moment, or while the connection was cut, is told first.
        let address = format!("/evenements?depuis={read_at}");
        let reader = Rc::new(Reader { watch, address, waiting: Cell::default(), source: RefCell::default() });
        reader.listen();
        // The connection must not keep the page from being left; a page that is shown again needs a new one.
        let leaving = Rc::clone(&reader);
        listen(window().as_ref(), "pagehide", move |_: Event| {
            if let Some(source) = leaving.source.take() {
                source.close();
            }
        });
        listen(window().as_ref(), "pageshow", move |_: Event| {
            if reader.source.borrow().is_none() {
                reader.listen();
            }
        });
    }

    impl Reader {
        fn listen(self: &Rc<Self>) {
            let Ok(source) = EventSource::new(&self.address) else { return };
            let reader = Rc::clone(self);
            listen(source.as_ref(), "changed", move |event: MessageEvent| {
                let changed = event.data().as_string().unwrap_or_default();
                if reader.watch.is_empty() || changed == reader.watch || changed == "*" {
                    reader.read_soon();
                }
            });
            self.source.replace(Some(source));
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
        let ticked = values("[data-live] input:checked");
        let chosen = values("[data-live] [aria-selected=true] input");
        if refresh().await.is_none() {
            return;
        }
        for tick in all::<HtmlInputElement>("[data-live] input[type=checkbox]") {
            tick.set_checked(ticked.contains(&tick.value()));
            if chosen.contains(&tick.value())
                && let Ok(Some(row)) = tick.closest("tr")
            {
                // An attribute that cannot be set only costs the place of the keyboard in the list.
                let _ = row.set_attribute("aria-selected", "true");
            }
        }
        if let (false, Ok(change)) = (ticked.is_empty(), Event::new("change")) {
            // Whoever adds up what is ticked does so again.
            let _ = document().dispatch_event(&change);
        }
        // What Chorus Pro recognised or a colleague typed comes into the fields with the next save of the draft.
        if let (Some(form), Ok(news)) = (by_id::<Element>("deposit"), Event::new(NEWS)) {
            let _ = form.dispatch_event(&news);
        }
    }

    fn values(selector: &str) -> Vec<String> {
        all::<HtmlInputElement>(selector).iter().map(HtmlInputElement::value).collect()
    }

    /// Somebody is using a control of the region: it is left alone.
    fn has_focus_inside() -> bool {
        document().active_element().is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")
                && element.closest("[data-live]").ok().flatten().is_some()
        })
    }
}
