//! The tabs above a list: links, not a widget, so that each state has its address.

use leptos::prelude::*;

use super::pagination::grouped;

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// The word.
    pub label: String,
    /// How many lines are behind it.
    pub count: Option<u64>,
    /// Where it leads.
    pub href: String,
    /// Whether it is the one shown.
    pub current: bool,
}

/// The tabs above a list.
#[component]
pub fn Tabs(
    /// What they choose among.
    #[prop(into)]
    label: String,
    /// The tabs.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let tabs = tabs.into_iter().map(|tab| {
        let count = tab.count.map(|count| view! { " " <span class="tab-count">{grouped(count)}</span> });
        view! {
            <li>
                <a class="tab" href=tab.href aria-current=tab.current.then_some("page")>{tab.label} {count}</a>
            </li>
        }
    });
    view! { <nav class="tabs" aria-label=label><ul>{tabs.collect_view()}</ul></nav> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn tab(label: &str, current: bool) -> Tab {
        Tab { label: label.to_owned(), count: Some(1204), href: "/factures".to_owned(), current }
    }

    #[test]
    fn the_current_tab_says_so_and_counts_are_grouped() {
        let html =
            render(|| view! { <Tabs label="État" tabs=vec![tab("Toutes", true), tab("Bloquées", false)]/> });
        assert_eq!(html.matches("aria-current=\"page\"").count(), 1, "{html}");
        assert!(html.contains("1\u{202f}204"), "{html}");
    }

    #[test]
    fn labels_and_addresses_are_escaped() {
        let mut hostile = tab(HOSTILE, false);
        hostile.href = HOSTILE.to_owned();
        assert_escaped(&render(|| view! { <Tabs label=HOSTILE tabs=vec![hostile]/> }));
    }
}
