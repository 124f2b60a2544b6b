//! The foot of a list: how much of it is shown, and the way to the rest.

use leptos::prelude::*;

use super::{Icon, IconName};

/// The foot of a list: `51–100 sur 1 204 factures`, the pages, and how many per page.
#[component]
pub fn Pagination<F>(
    /// The page shown, from 1.
    page: u64,
    /// Lines per page.
    per_page: u64,
    /// Lines in all.
    total: u64,
    /// What the lines are, in the plural.
    #[prop(into)]
    noun: String,
    /// The address of a page.
    href: F,
) -> impl IntoView
where
    F: Fn(u64) -> String,
{
    let per_page = per_page.max(1);
    let pages = total.div_ceil(per_page).max(1);
    let page = page.clamp(1, pages);
    let first = if total == 0 { 0 } else { (page - 1) * per_page + 1 };
    let last = (page * per_page).min(total);
    let range = format!("{}–{} sur {} {noun}", grouped(first), grouped(last), grouped(total));
    let step = |target: Option<u64>, label: &'static str, icon: IconName, rel: &'static str| {
        target.map(|target| {
            view! {
                <li>
                    <a class="page-link" href=href(target) rel=rel aria-label=label title=label><Icon name=icon/></a>
                </li>
            }
        })
    };
    let previous = step((page > 1).then(|| page - 1), "Page précédente", IconName::ChevronLeft, "prev");
    let next = step((page < pages).then_some(page + 1), "Page suivante", IconName::ChevronRight, "next");
    let numbers = window(page, pages)
        .into_iter()
        .map(|number| match number {
            None => view! { <li class="page-gap" aria-hidden="true">"…"</li> }.into_any(),
            Some(number) => {
                let current = (number == page).then_some("page");
                let label = format!("Page {number}");
                view! {
                    <li>
                        <a class="page-link" href=href(number) aria-current=current aria-label=label>
                            {grouped(number)}
                        </a>
                    </li>
                }
                .into_any()
            }
        })
        .collect_view();
    view! {
        <nav class="pagination" aria-label="Pages">
            <p class="page-range">{range}</p>
            {(pages > 1).then(|| view! { <ul class="page-list">{previous}{numbers}{next}</ul> })}
        </nav>
    }
    .into_any()
}

/// How many lines per page: a small list of links.
#[component]
pub fn PerPage<F>(
    /// Lines per page now.
    per_page: u64,
    /// The address of the list with another number.
    href: F,
) -> impl IntoView
where
    F: Fn(u64) -> String,
{
    let links = [25_u64, 50, 100].map(|number| {
        let current = (number == per_page).then_some("true");
        view! { <li><a class="page-link" href=href(number) aria-current=current>{number}</a></li> }
    });
    view! {
        <nav class="per-page" aria-label="Lignes par page">
            <span>"Par page"</span>
            <ul class="page-list">{links.into_iter().collect_view()}</ul>
        </nav>
    }
    .into_any()
}

/// `1 204`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 6);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// The pages that are offered: the first, the last, and the neighbours of the current one; `None` is a gap.
fn window(page: u64, pages: u64) -> Vec<Option<u64>> {
    let mut shown = Vec::new();
    let mut before = 0;
    for number in [1, page.saturating_sub(1), page, page + 1, pages] {
        if number <= before || number > pages {
            continue;
        }
        if number == before + 2 {
            shown.push(Some(before + 1));
        } else if number > before + 2 {
            shown.push(None);
        }
        shown.push(Some(number));
        before = number;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn pagination(page: u64, total: u64) -> String {
        render(|| {
            view! { <Pagination page per_page=50 total noun="factures" href=|page| format!("?page={page}")/> }
        })
    }

    #[test]
    fn the_range_is_counted_from_one() {
        let html = pagination(2, 1204);
        assert!(html.contains("51–100 sur 1\u{202f}204 factures"), "{html}");
        assert!(html.contains("aria-current=\"page\" aria-label=\"Page 2\""), "{html}");
        assert!(html.contains("rel=\"prev\"") && html.contains("rel=\"next\""), "{html}");
    }

    #[test]
    fn the_last_page_may_be_short_and_has_no_next() {
        let html = pagination(25, 1204);
        assert!(html.contains("1\u{202f}201–1\u{202f}204 sur"), "{html}");
        assert!(!html.contains("rel=\"next\""), "{html}");
    }

    #[test]
    fn one_page_needs_no_links_and_a_page_beyond_the_end_is_the_last() {
        assert!(!pagination(1, 12).contains("<ul"));
        assert!(pagination(99, 60).contains("51–60 sur 60"));
        assert!(pagination(1, 0).contains("0–0 sur 0"));
    }

    #[test]
    fn gaps_stand_for_two_pages_at_least() {
        assert_eq!(window(1, 3), [Some(1), Some(2), Some(3)]);
        assert_eq!(window(4, 25), [Some(1), Some(2), Some(3), Some(4), Some(5), None, Some(25)]);
        assert_eq!(window(13, 25), [Some(1), None, Some(12), Some(13), Some(14), None, Some(25)]);
        assert_eq!(window(1, 1), [Some(1)]);
    }

    #[test]
    fn addresses_are_escaped() {
        assert_escaped(&render(|| {
            view! { <Pagination page=1 per_page=1 total=2 noun=HOSTILE href=|_| HOSTILE.to_owned()/> }
        }));
        assert_escaped(&render(|| view! { <PerPage per_page=50 href=|_| HOSTILE.to_owned()/> }));
    }
}
