use leptos::prelude::*;

/// Shows where the value of the field that has the cursor stands in the document, in the frame with its pages.
#[island]
pub fn PaperPlace() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    show::start();
}

#[cfg(feature = "hydrate")]
mod show {
    use domain::PlacedWord;
    use wasm_bindgen::JsCast as _;
    use web_sys::{Document, Element, FocusEvent, HtmlElement, HtmlIFrameElement, HtmlInputElement, Window};

    use super::super::page::{all, by_id, control_value, listen};

    /// What is drawn around a place.
    const MARK: &str = "is-place";
    const SVG: &str = "http://www.w3.org/2000/svg";

    /// A word of the text over the pages.
    struct Shown {
        element: Element,
        text: String,
        line: usize,
    }

    pub(super) fn start() {
        let Some(form) = by_id::<HtmlElement>("deposit") else { return };
        listen::<FocusEvent>(form.as_ref(), "focusin", |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            // Places are help: where they cannot be shown, the page is as it was.
            let _ = target.and_then(|target| show(&values_of(&target)));
        });
        listen::<FocusEvent>(form.as_ref(), "focusout", |_| {
            if let Some((_, paper)) = frame() {
                clear(&paper);
            }
        });
    }

    /// The frame with the pages.
    fn frame() -> Option<(Window, Document)> {
        let frame = all::<HtmlIFrameElement>(".document-view").into_iter().next()?;
        Some((frame.content_window()?, frame.content_document()?))
    }

    /// What may stand in the document for a field: what it holds, and of a choice its words too.
    fn values_of(control: &Element) -> Vec<String> {
        let typed = control.dyn_ref::<HtmlInputElement>().is_none_or(|input| input.type_() == "text");
        if !typed {
            return Vec::new();
        }
        let chosen = control.query_selector("option:checked").ok().flatten();
        let words = chosen.and_then(|option| option.text_content());
        control_value(&control.id()).into_iter().chain(words).collect()
    }

    fn show(values: &[String]) -> Option<()> {
        let (window, paper) = frame()?;
        clear(&paper);
        let shown = words(&paper);
        let words: Vec<_> =
            shown.iter().map(|word| PlacedWord { text: &word.text, line: word.line }).collect();
        let places =
            values.iter().map(|value| domain::places(&words, value)).find(|places| !places.is_empty())?;
        let marks: Vec<Element> =
            places.into_iter().filter_map(|place| mark(&paper, shown.get(place)?)).collect();
        bring_into_sight(&window, &marks);
        Some(())
    }

    fn clear(paper: &Document) {
        while let Ok(Some(mark)) = paper.query_selector(&format!(".{MARK}")) {
            mark.remove();
        }
    }

    fn words(paper: &Document) -> Vec<Shown> {
        let Ok(lines) = paper.query_selector_all(".paper-text text") else { return Vec::new() };
        let mut words = Vec::new();
        for line in 0..lines.length() {
            // What is of another frame is no instance of the classes of this one: it cannot be asked what it is.
            let Some(element) = lines.get(line).map(|node| node.unchecked_into::<Element>()) else {
                continue;
            };
            let mut next = element.first_element_child();
            while let Some(word) = next {
                next = word.next_element_sibling();
                let text = word.text_content().unwrap_or_default();
                words.push(Shown { element: word, text, line: line as usize });
            }
        }
        words
    }

    /// Draws a box under words of one line.
    fn mark(paper: &Document, words: &[Shown]) -> Option<Element> {
        let number = |element: &Element, name: &str| element.get_attribute(name)?.parse::<f64>().ok();
        let (first, last) = (&words.first()?.element, &words.last()?.element);
        let line = first.parent_element()?;
        let (left, foot, size) = (number(first, "x")?, number(&line, "y")?, number(&line, "font-size")?);
        let right = number(last, "x")? + number(last, "textLength").unwrap_or(size);
        let mark = paper.create_element_ns(Some(SVG), "rect").ok()?;
        let margin = size * 0.2;
        for (name, value) in [
            ("x", left - margin),
            ("y", foot - size),
            ("width", right - left + 2.0 * margin),
            ("height", size * 1.35),
            ("rx", margin),
        ] {
            mark.set_attribute(name, &format!("{value:.1}")).ok()?;
        }
        if let Some(turn) = line.get_attribute("transform") {
            mark.set_attribute("transform", &turn).ok()?;
        }
        mark.set_attribute("class", MARK).ok()?;
        let layer = line.parent_node()?;
        layer.insert_before(&mark, layer.first_child().as_ref()).ok()?;
        Some(mark)
    }

    /// Moves the pages, in their frame only, when none of the places is seen.
    fn bring_into_sight(window: &Window, marks: &[Element]) {
        let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        let is_seen = |mark: &Element| {
            let bounds = mark.get_bounding_client_rect();
            bounds.top() >= 0.0 && bounds.bottom() <= height
        };
        if marks.iter().any(is_seen) {
            return;
        }
        let Some(first) = marks.first() else { return };
        let top = first.get_bounding_client_rect().top() + window.scroll_y().unwrap_or_default();
        window.scroll_to_with_x_and_y(window.scroll_x().unwrap_or_default(), top - height / 3.0);
    }
}
