//! The parts of a page that an open page reads again alone when something they show has changed.

use std::sync::{Arc, Mutex, PoisonError};

use leptos::prelude::*;

/// Which parts of a page are asked for. In the context of a view, only they are written; the rest of it is not.
#[derive(Clone, Debug, Default)]
pub struct AskedParts {
    ids: Arc<[String]>,
    written: Arc<Mutex<String>>,
}

impl AskedParts {
    /// Identifiers with spaces between them.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self { ids: text.split_ascii_whitespace().map(ToOwned::to_owned).collect(), written: Arc::default() }
    }

    /// Writes a part when it is asked for.
    pub fn write(&self, id: &str, element: impl IntoView) {
        if self.ids.iter().any(|asked| asked == id) {
            let html = element.into_view().to_html();
            self.written.lock().unwrap_or_else(PoisonError::into_inner).push_str(&html);
        }
    }

    /// The HTML of the parts so far.
    #[must_use]
    pub fn written(&self) -> String {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// An element that can be asked for alone: it stands in its page, or among the parts that were asked for.
pub fn part(id: &str, element: impl IntoView + 'static) -> AnyView {
    match use_context::<AskedParts>() {
        None => element.into_any(),
        Some(asked) => {
            asked.write(id, element);
            ().into_any()
        }
    }
}

/// A region of a page that changes while the page is open (`islands::Live`).
#[component]
pub fn LiveRegion(
    /// Its identifier in the page.
    id: &'static str,
    /// Its classes.
    #[prop(optional)]
    class: Option<&'static str>,
    /// While it is the same, the region is left alone: an island may be at work in it.
    #[prop(optional, into)]
    version: Option<String>,
    /// What it shows.
    content: AnyView,
) -> impl IntoView {
    match class {
        // An attribute without a value would be written all the same.
        None => part(id, view! { <div id=id data-live data-version=version>{content}</div> }),
        Some(class) => {
            part(id, view! { <div id=id class=class data-live data-version=version>{content}</div> })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::render;
    use super::*;

    fn page() -> AnyView {
        let inner = view! { <p>"dedans"</p> }.into_any();
        let form = view! { <form id="form"><LiveRegion id="inner" content=inner/></form> };
        view! {
            <h2>"Titre"</h2>
            <LiveRegion id="live" version="7" content="vivant".into_any()/>
            {part("form", form)}
        }
        .into_any()
    }

    #[test]
    fn a_whole_page_has_its_parts_where_they_belong() {
        let html = render(page);
        assert!(html.contains("<div id=\"live\" data-live data-version=\"7\">vivant</div>"), "{html}");
        assert!(html.contains("<form id=\"form\"><div id=\"inner\" data-live><p>dedans</p>"), "{html}");
    }

    #[test]
    fn only_the_parts_that_are_asked_for_are_written() {
        let asked = AskedParts::read("live  inner absent");
        let rest = render(|| {
            provide_context(asked.clone());
            page()
        });
        let written = asked.written();
        assert!(written.contains("vivant") && written.contains("dedans"), "{written}");
        assert!(!written.contains("Titre") && !written.contains("<form"), "{written}");
        assert!(!rest.contains("vivant"), "{rest}");
    }
}
