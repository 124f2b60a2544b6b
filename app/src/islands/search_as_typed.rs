use leptos::prelude::*;

/// Shows what a search finds while it is typed: the address of the page follows, and its live regions are read again.
/// Without script the button of the form does it.
#[cfg(feature = "ssr")]
#[component]
pub fn SearchAsTyped(
    /// Identifier of the search field; its form goes by GET.
    field: String,
) -> impl IntoView {
    view! { <div id="search-as-typed" data-field=field hidden><Searcher/></div> }
}

/// What searches.
#[island]
pub fn Searcher() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start();
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    use leptos::leptos_dom::helpers::window;
    use wasm_bindgen::JsValue;
    use wasm_bindgen_futures::spawn_local;
    use web_sys::{Element, Event, HtmlInputElement};

    use crate::islands::page::{after, all, attribute, by_id, listen};
    use crate::islands::parts::refresh;

    /// A pause in typing this long is the time to ask, milliseconds.
    const PAUSE: i32 = 150;

    struct Search {
        field: HtmlInputElement,
        changes: Cell<u32>,
        is_asking: Cell<bool>,
        /// What was asked for last.
        asked: RefCell<String>,
    }

    pub(super) fn start() {
        let id = by_id::<Element>("search-as-typed").map(|place| attribute(&place, "data-field"));
        let Some(field) = id.and_then(|id| by_id::<HtmlInputElement>(&id)) else { return };
        let asked = RefCell::new(field.value());
        let search = Rc::new(Search { field, changes: Cell::default(), is_asking: Cell::default(), asked });
        let typing = Rc::clone(&search);
        listen(search.field.as_ref(), "input", move |_: Event| typing.typed());
    }

    impl Search {
        fn typed(self: &Rc<Self>) {
            let mine = self.changes.get().wrapping_add(1);
            self.changes.set(mine);
            let search = Rc::clone(self);
            after(PAUSE, move || {
                if search.changes.get() == mine {
                    search.ask();
                }
            });
        }

        /// One question at a time: an answer that comes late would replace a newer one.
        fn ask(self: &Rc<Self>) {
            let typed = self.field.value();
            if *self.asked.borrow() == typed || self.is_asking.replace(true) {
                return;
            }
            self.asked.replace(typed);
            self.follow();
            let search = Rc::clone(self);
            spawn_local(async move {
                refresh().await;
                search.is_asking.set(false);
                search.ask();
            });
        }

        /// The address says what is shown: it can be kept, sent, and gone back to.
        fn follow(&self) {
            let Some(id) = self.field.form().map(|form| form.id()) else { return };
            let inputs: Vec<HtmlInputElement> = all(&format!("#{id} input[name]"));
            let pairs: Vec<String> = inputs
                .iter()
                .map(|input| format!("{}={}", input.name(), js_sys::encode_uri_component(&input.value())))
                .collect();
            let address = format!("?{}", pairs.join("&"));
            if let Ok(history) = window().history() {
                // An address that cannot be changed leaves what is found to the button.
                let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
            }
        }
    }
}
