use leptos::prelude::*;

/// Takes a file dropped anywhere on the page, and goes on as soon as structure and file are chosen.
#[island]
pub fn DropZone() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start();
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::leptos_dom::helpers::document;
    use web_sys::{DragEvent, Element, Event, HtmlFormElement, HtmlInputElement, HtmlSelectElement};

    use crate::islands::page::{all, by_id, listen};

    pub(super) fn start() {
        let page = document();
        listen(page.as_ref(), "dragover", |event: DragEvent| {
            event.prevent_default();
            mark(true);
        });
        listen(page.as_ref(), "dragleave", |event: DragEvent| {
            if event.related_target().is_none() {
                mark(false);
            }
        });
        listen(page.as_ref(), "drop", |event: DragEvent| {
            event.prevent_default();
            mark(false);
            let files = event.data_transfer().and_then(|data| data.files());
            let (Some(files), Some(input)) = (files, by_id::<HtmlInputElement>("file")) else { return };
            if files.length() > 0 {
                input.set_files(Some(&files));
                go_on();
            }
        });
        for id in ["file", "structure"] {
            if let Some(field) = by_id::<Element>(id) {
                listen(field.as_ref(), "change", |_: Event| go_on());
            }
        }
    }

    fn mark(over: bool) {
        for zone in all::<Element>(".drop-zone") {
            // An attribute that cannot be set only costs the highlight.
            let _ =
                if over { zone.set_attribute("data-over", "") } else { zone.remove_attribute("data-over") };
        }
    }

    /// Sends the form once both are there; until then the person sees what is missing.
    fn go_on() {
        let has_file = by_id::<HtmlInputElement>("file")
            .and_then(|input| input.files())
            .is_some_and(|files| files.length() > 0);
        let has_structure =
            by_id::<HtmlSelectElement>("structure").is_some_and(|select| !select.value().is_empty());
        if has_file
            && has_structure
            && let Some(form) = by_id::<HtmlFormElement>("start")
        {
            let _ = form.request_submit();
        }
    }
}
