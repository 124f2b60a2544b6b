//! The way to the filters of a list where there is no room for them.

use leptos::prelude::*;

/// The button that opens the filters on a small screen, with how many of them narrow the list. Elsewhere the filters stand
/// on the page and the button does not. The form is `<form class="filters" id="filters" popover="auto">`.
#[component]
pub fn FiltersButton(
    /// How many filters are set.
    active: usize,
) -> impl IntoView {
    let count = (active > 0).then(|| view! { <span class="filters-count">{active}</span> });
    view! { <button class="button filters-button" type="button" popovertarget="filters"><span>"Filtres"</span>{count}</button> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::render;
    use super::*;

    #[test]
    fn it_says_how_many_filters_narrow_the_list() {
        assert!(!render(|| view! { <FiltersButton active=0/> }).contains("filters-count"));
        assert!(render(|| view! { <FiltersButton active=2/> }).contains(">2<"));
    }
}
