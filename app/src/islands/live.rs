use leptos::prelude::*;

/// Reads the region `#live` again when something it shows has changed.
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
    use std::cell::Cell;
    use std::rc::Rc;

    use leptos::leptos_dom::helpers::{document, window};
    use leptos::task::spawn_local;
    use web_sys::{Element, EventSource, HtmlInputElement, MessageEvent};

    use crate::islands::page::{after, all, by_id, listen, refresh};

    /// Changes come in groups: one reading answers them all.
    const PAUSE: i32 = 400;

    pub(super) fn start(watch: String, read_at: i64) {
        let Ok(source) = EventSource::new(&format!("/evenements?depuis={read_at}")) else { return };
        let waiting = Rc::new(Cell::new(false));
        listen(source.as_ref(), "changed", move |event: MessageEvent| {
            let changed = event.data().as_string().unwrap_or_default();
            let concerns = watch.is_empty() || changed == watch || changed == "*";
            if concerns && !waiting.replace(true) {
                let waiting = Rc::clone(&waiting);
                let shows_draft = by_id::<Element>("deposit").is_some();
                after(PAUSE, move || {
                    waiting.set(false);
                    spawn_local(read_again(shows_draft));
                });
            }
        });
        // The connection must not keep the page from being left.
        let closing = source.clone();
        listen(window().as_ref(), "pagehide", move |_: web_sys::Event| closing.close());
    }

    async fn read_again(shows_draft: bool) {
        if has_focus_inside() {
            return;
        }
        let ticked: Vec<String> =
            all::<HtmlInputElement>("#live input:checked").iter().map(HtmlInputElement::value).collect();
        let Some(fresh) = refresh("live").await else { return };
        for tick in all::<HtmlInputElement>("#live input[type=checkbox]") {
            tick.set_checked(ticked.contains(&tick.value()));
        }
        if shows_draft {
            fill_empty_fields(&fresh);
        }
    }

    /// Somebody is using a control of the region: it is left alone.
    fn has_focus_inside() -> bool {
        document().active_element().is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")
                && element.closest("#live").ok().flatten().is_some()
        })
    }

    /// What Chorus Pro recognised meanwhile goes into fields that are still empty.
    fn fill_empty_fields(fresh: &web_sys::Document) {
        use wasm_bindgen::JsCast;
        for field in all::<HtmlInputElement>("#deposit input.input") {
            if field.type_() == "file"
                || !field.value().is_empty()
                || Some(field.clone().into()) == document().active_element()
            {
                continue;
            }
            let read = fresh
                .get_element_by_id(&field.id())
                .and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
            if let Some(read) = read {
                field.set_value(&read.value());
            }
        }
    }
}
