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
    use web_sys::{
        DragEvent, Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement,
    };

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

    /// Sends the form once both are there; until then the person sees what was taken and what is missing.
    fn go_on() {
        let files = by_id::<HtmlInputElement>("file").and_then(|input| input.files());
        let has_file = files.as_ref().is_some_and(|files| files.length() > 0);
        let has_structure =
            by_id::<HtmlSelectElement>("structure").is_some_and(|select| !select.value().is_empty());
        if has_file
            && has_structure
            && let Some(form) = by_id::<HtmlFormElement>("start")
        {
            say("Envoi en cours…");
            let _ = form.request_submit();
        } else if let Some(files) = files.filter(|_| has_file) {
            let first = files.get(0).map(|file| file.name()).unwrap_or_default();
            let taken = match files.length() {
                1 => first,
                2 => format!("{first} et un autre fichier"),
                count => format!("{first} et {} autres fichiers", count - 1),
            };
            say(&format!("{taken} : choisissez maintenant la structure qui émet."));
            if let Some(structure) = by_id::<HtmlElement>("structure") {
                // Where the cursor cannot go, it stays where it is.
                let _ = structure.focus();
            }
        }
    }

    fn say(text: &str) {
        if let Some(state) = by_id::<Element>("file-state") {
            state.set_text_content(Some(text));
        }
    }
}
