use leptos::prelude::*;

/// Takes files dropped anywhere on the page, and sends them one by one: each is told of as soon as it was read, and more can
/// be dropped meanwhile. A single one that becomes a draft is opened. It needs the form `#start` of *Déposer*, or the panel
/// that stands in for it on lists ([`crate::components::DropHere`]).
#[island]
pub fn DropZone() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start();
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::{Cell, RefCell};
    use std::collections::VecDeque;
    use std::rc::Rc;

    use js_sys::{Array, Reflect};
    use leptos::leptos_dom::helpers::{document, window};
    use wasm_bindgen::{JsCast as _, JsValue};
    use wasm_bindgen_futures::{JsFuture, spawn_local};
    use web_sys::{
        DragEvent, Element, Event, File, FileList, FormData, Headers, HtmlFormElement, HtmlInputElement,
        RequestInit, Response,
    };

    use crate::islands::page::{all, by_id, control_value, listen};
    use crate::islands::parts::{has_focus_inside, refresh};

    /// How many files are sent at a time.
    const AT_ONCE: usize = 3;
    /// How many lines of files that went well are kept in sight.
    const DONE_LINES: usize = 3;

    /// What the server says of a file.
    struct Taken {
        drafts: Vec<String>,
        /// Whether something in it waits for an answer.
        is_asked: bool,
        problems: Vec<String>,
    }

    impl Taken {
        /// By the browser's own reader of JSON: another one would be a fifth of what pages load.
        fn read(answer: &JsValue) -> Option<Self> {
            let field = |name: &str| Reflect::get(answer, &JsValue::from_str(name)).ok();
            let texts = |name: &str| {
                let texts = field(name)?.dyn_into::<Array>().ok()?;
                texts.iter().map(|text| text.as_string()).collect::<Option<Vec<String>>>()
            };
            let waiting = field("waiting")?.as_f64()?;
            Some(Self { drafts: texts("drafts")?, is_asked: waiting > 0.0, problems: texts("problems")? })
        }
    }

    #[derive(Default)]
    struct Zone {
        waiting: RefCell<VecDeque<File>>,
        under_way: Cell<usize>,
        /// Since the list was last empty: how many were dropped, were answered, were not taken whole, and wait for an answer.
        dropped: Cell<usize>,
        read: Cell<usize>,
        refused: Cell<usize>,
        asked: Cell<usize>,
        /// The draft to open when nothing else was dropped.
        draft: RefCell<Option<String>>,
    }

    pub(super) fn start() {
        let zone = Rc::new(Zone::default());
        let page = document();
        listen(page.as_ref(), "dragover", |event: DragEvent| {
            if !carries_files(&event) {
                return;
            }
            event.prevent_default();
            mark("data-over", true);
        });
        listen(page.as_ref(), "dragleave", |event: DragEvent| {
            if event.related_target().is_none() {
                mark("data-over", false);
            }
        });
        let dropped = Rc::clone(&zone);
        listen(page.as_ref(), "drop", move |event: DragEvent| {
            if !carries_files(&event) {
                return;
            }
            event.prevent_default();
            mark("data-over", false);
            if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
                dropped.take(&files);
            }
        });
        if let Some(input) = by_id::<HtmlInputElement>("file") {
            let target: Element = input.clone().into();
            let chosen = Rc::clone(&zone);
            listen(target.as_ref(), "change", move |_: Event| {
                if let Some(files) = input.files() {
                    chosen.take(&files);
                }
                // They are taken: the form has nothing left to send.
                input.set_value("");
            });
        }
        listen(window().as_ref(), "beforeunload", move |event: Event| {
            if zone.under_way.get() > 0 {
                event.prevent_default();
            }
        });
    }

    /// Whether what is dragged are files: a link or a text of the page is none of ours.
    fn carries_files(event: &DragEvent) -> bool {
        event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
    }

    fn mark(attribute: &str, on: bool) {
        for zone in all::<Element>(".drop-zone, .drop-here") {
            // An attribute that cannot be set only costs the highlight.
            let _ = if on { zone.set_attribute(attribute, "") } else { zone.remove_attribute(attribute) };
        }
    }

    impl Zone {
        fn take(self: &Rc<Self>, files: &FileList) {
            let files: Vec<File> = (0..files.length()).filter_map(|index| files.get(index)).collect();
            if files.is_empty() {
                return;
            }
            if self.under_way.get() == 0 {
                self.dropped.set(0);
                self.read.set(0);
                self.refused.set(0);
                self.asked.set(0);
                self.draft.take();
                for line in all::<Element>("#uploads > li") {
                    line.remove();
                }
            }
            mark("data-used", true);
            self.dropped.set(self.dropped.get() + files.len());
            self.waiting.borrow_mut().extend(files);
            self.tell();
            self.send();
        }

        /// Sends as many as may be under way.
        fn send(self: &Rc<Self>) {
            while self.under_way.get() < AT_ONCE {
                let Some(file) = self.waiting.borrow_mut().pop_front() else { return };
                self.under_way.set(self.under_way.get() + 1);
                let zone = Rc::clone(self);
                spawn_local(async move {
                    let name = file.name();
                    let taken = send_one(&file).await;
                    zone.note(&name, taken);
                    zone.under_way.set(zone.under_way.get() - 1);
                    zone.read.set(zone.read.get() + 1);
                    zone.tell();
                    zone.send();
                    if zone.under_way.get() == 0 && zone.waiting.borrow().is_empty() {
                        zone.end().await;
                    }
                });
            }
        }

        fn note(&self, name: &str, taken: Result<Taken, NotSent>) {
            let taken = match taken {
                Ok(taken) => taken,
                Err(why) => {
                    self.refused.set(self.refused.get() + 1);
                    // What is behind it would fail alike.
                    if why == NotSent::SignedOut {
                        let left = self.waiting.take().len();
                        self.refused.set(self.refused.get() + left);
                        self.read.set(self.read.get() + left);
                    }
                    return line(name, why.sentence(), "error", None);
                }
            };
            if !taken.problems.is_empty() {
                self.refused.set(self.refused.get() + 1);
            }
            for problem in &taken.problems {
                line(name, problem, "error", None);
            }
            match &taken.drafts[..] {
                [] => {}
                [draft] => {
                    self.draft.replace(Some(draft.clone()));
                    let what =
                        if draft.starts_with("/flux/") { "Flux à relire" } else { "Brouillon à relire" };
                    line(name, what, "done", Some(draft));
                }
                several => line(name, &format!("{} brouillons", several.len()), "done", None),
            }
            if taken.is_asked {
                self.asked.set(self.asked.get() + 1);
                if by_id::<Element>("live-waiting").is_some() {
                    line(name, "Dites ci-dessous de quelle structure", "warning", None);
                } else {
                    line(name, "Dites de quelle structure", "warning", Some("/deposer"));
                }
            }
            // Of what went well the last few are enough: what is wrong stays in sight.
            let done: Vec<Element> = all("#uploads > li[data-kind=done]");
            for old in done.iter().take(done.len().saturating_sub(DONE_LINES)) {
                old.remove();
            }
        }

        fn tell(&self) {
            let (read, dropped) = (self.read.get(), self.dropped.get());
            let text = match (dropped, read == dropped) {
                (1, false) => "Lecture en cours…".to_owned(),
                (_, false) => format!("{read} fichiers lus sur {dropped}…"),
                (1, true) if self.refused.get() > 0 => "Fichier refusé.".to_owned(),
                (1, true) => "Fichier lu.".to_owned(),
                (_, true) => match self.refused.get() {
                    0 => format!("{dropped} fichiers lus."),
                    1 => format!("{dropped} fichiers lus, dont un refusé."),
                    refused => format!("{dropped} fichiers lus, dont {refused} refusés."),
                },
            };
            if let Some(state) = by_id::<Element>("file-state") {
                state.set_text_content(Some(&text));
            }
        }

        /// Everything was sent: one draft alone opens, of several the desk shows what they lack.
        async fn end(&self) {
            let draft = self.draft.take();
            let alone = self.dropped.get() == 1 && self.refused.get() == 0 && self.asked.get() == 0;
            if let (true, Some(draft)) = (alone, draft) {
                // An address of our own.
                let _ = window().location().set_href(&draft);
                return;
            }
            // Who is answering for a file is left alone; the next news bring the rest.
            if !has_focus_inside() {
                refresh().await;
            }
        }
    }

    /// Why a file was not sent.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum NotSent {
        /// The session is over.
        SignedOut,
        /// The server, or something before it, refused it.
        Refused,
        /// The network is gone.
        Cut,
    }

    impl NotSent {
        const fn sentence(self) -> &'static str {
            match self {
                Self::SignedOut => {
                    "Votre session a pris fin. Reconnectez-vous, puis déposez de nouveau ce fichier et les suivants."
                }
                Self::Refused => "Le serveur n’a pas pris ce fichier. Réessayez dans un instant.",
                Self::Cut => "Envoi interrompu : vérifiez le réseau, puis déposez ce fichier de nouveau.",
            }
        }
    }

    async fn send_one(file: &File) -> Result<Taken, NotSent> {
        let answer = ask(file).await.ok_or(NotSent::Cut)?;
        if answer.status() == 401 || answer.redirected() {
            return Err(NotSent::SignedOut);
        }
        if !answer.ok() {
            return Err(NotSent::Refused);
        }
        let text = answer.text().map_err(|_| NotSent::Cut)?;
        let text = JsFuture::from(text).await.ok().and_then(|text| text.as_string()).ok_or(NotSent::Cut)?;
        let read = js_sys::JSON::parse(&text).ok().as_ref().and_then(Taken::read);
        read.ok_or(NotSent::Refused)
    }

    async fn ask(file: &File) -> Option<Response> {
        let form = FormData::new().ok()?;
        form.append_with_str("structure", &control_value("structure").unwrap_or_default()).ok()?;
        form.append_with_blob_and_filename("file", file, &file.name()).ok()?;
        let headers = Headers::new().ok()?;
        headers.set("accept", "application/json").ok()?;
        let asked = RequestInit::new();
        asked.set_method("POST");
        asked.set_headers(&headers);
        asked.set_body(&form);
        let action = by_id::<HtmlFormElement>("start")?.action();
        JsFuture::from(window().fetch_with_str_and_init(&action, &asked)).await.ok()?.dyn_into().ok()
    }

    /// A line of the list of files. Texts are texts: nothing of a name becomes an element.
    fn line(name: &str, said: &str, kind: &str, href: Option<&str>) {
        let (Some(list), Ok(line)) = (by_id::<Element>("uploads"), document().create_element("li")) else {
            return;
        };
        let told = match href {
            Some(href) => document().create_element("a").inspect(|link| {
                // Without its address it is a text.
                let _ = link.set_attribute("href", href);
            }),
            None => document().create_element("span"),
        };
        let (Ok(title), Ok(told)) = (document().create_element("span"), told) else { return };
        title.set_text_content(Some(name));
        title.set_class_name("file-name");
        told.set_text_content(Some(said));
        // What cannot be shown is told by the count.
        let _ = line.set_attribute("data-kind", kind);
        let _ = line.append_child(&title);
        let _ = line.append_child(&told);
        let _ = list.append_child(&line);
    }
}
