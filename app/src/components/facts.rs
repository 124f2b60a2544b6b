//! Facts of an object: a list of terms and values.

use leptos::prelude::*;

/// A term and its value.
pub struct Fact {
    term: String,
    value: AnyView,
}

impl Fact {
    /// A value that is a text; an empty one is shown as a dash.
    pub fn text(term: impl Into<String>, value: impl Into<String>) -> Self {
        let value: String = value.into();
        let value = if value.trim().is_empty() { "–".to_owned() } else { value };
        Self { term: term.into(), value: value.into_any() }
    }

    /// A value that is made of components.
    pub fn view(term: impl Into<String>, value: impl IntoView + 'static) -> Self {
        Self { term: term.into(), value: value.into_any() }
    }
}

/// The facts, in two columns: term and value.
#[component]
pub fn FactList(
    /// The facts, in order.
    facts: Vec<Fact>,
) -> impl IntoView {
    let facts = facts
        .into_iter()
        .map(|fact| view! { <div class="fact"><dt>{fact.term}</dt><dd>{fact.value}</dd></div> });
    view! { <dl class="facts">{facts.collect_view()}</dl> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn a_missing_value_is_a_dash_and_a_present_one_is_kept() {
        let html = render(|| {
            let facts = vec![
                Fact::text("Engagement", " "),
                Fact::text("N°", "FA-001"),
                Fact::view("Montant", view! { <b>"12"</b> }),
            ];
            view! { <FactList facts/> }
        });
        assert!(html.contains("<dt>Engagement</dt><dd>–</dd>"), "{html}");
        assert!(html.contains("<dt>N°</dt><dd>FA-001</dd>"), "{html}");
        assert!(html.contains("<b>12</b>"), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&render(|| view! { <FactList facts=vec![Fact::text(HOSTILE, HOSTILE)]/> }));
    }
}
