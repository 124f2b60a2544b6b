//! Column headers that sort.

use leptos::prelude::*;

use super::{Icon, IconName};

/// The direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortOrder {
    /// Smallest or oldest first.
    Ascending,
    /// Largest or newest first.
    Descending,
}

impl SortOrder {
    const fn opposite(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// What a list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column, as written in the URL.
    pub column: String,
    /// The direction.
    pub order: SortOrder,
}

/// A `<th>` whose label is a link that sorts by the column, or turns the order round when it is sorted already.
#[component]
pub fn SortableHeader<F>(
    /// The label.
    #[prop(into)]
    label: String,
    /// The column, as written in the URL.
    #[prop(into)]
    column: String,
    /// What the list is sorted by now.
    sort: Sort,
    /// The address of the list sorted by a column in an order.
    href: F,
    /// The order of the first click: descending for dates and amounts.
    #[prop(default = SortOrder::Ascending)]
    first: SortOrder,
    /// Whether the column holds figures: right-aligned, as its cells with `data-numeric`.
    #[prop(optional)]
    numeric: bool,
    /// Whether the column gives way where there is little room, as its cells with `data-secondary`.
    #[prop(optional)]
    secondary: bool,
) -> impl IntoView
where
    F: Fn(&str, SortOrder) -> String,
{
    let current = (sort.column == column).then_some(sort.order);
    let target = href(&column, current.map_or(first, SortOrder::opposite));
    let (state, icon) = match current {
        Some(SortOrder::Ascending) => (Some("ascending"), Some(IconName::ChevronUp)),
        Some(SortOrder::Descending) => (Some("descending"), Some(IconName::ChevronDown)),
        None => (None, None),
    };
    view! {
        <th scope="col" aria-sort=state data-numeric=numeric data-secondary=secondary>
            <a class="sort-link" href=target>
                {label}
                {icon.map(|name| view! { <Icon name/> })}
            </a>
        </th>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn header(column: &'static str, order: SortOrder) -> String {
        render(|| {
            let sort = Sort { column: "date".to_owned(), order };
            let href = |column: &str, order| format!("/factures?tri={column}-{order:?}");
            view! { <SortableHeader label="Date" column sort href first=SortOrder::Descending/> }
        })
    }

    #[test]
    fn the_sorted_column_says_so_and_its_link_turns_the_order_round() {
        let html = header("date", SortOrder::Descending);
        assert!(html.contains("aria-sort=\"descending\""), "{html}");
        assert!(html.contains("tri=date-Ascending"), "{html}");
    }

    #[test]
    fn another_column_starts_with_its_own_first_order() {
        let html = header("amount", SortOrder::Ascending);
        assert!(!html.contains("aria-sort"), "{html}");
        assert!(html.contains("tri=amount-Descending"), "{html}");
    }

    #[test]
    fn labels_and_targets_are_escaped() {
        assert_escaped(&render(|| {
            let sort = Sort { column: String::new(), order: SortOrder::Ascending };
            view! { <SortableHeader label=HOSTILE column="a" sort href=|_: &str, _| HOSTILE.to_owned()/> }
        }));
    }
}
