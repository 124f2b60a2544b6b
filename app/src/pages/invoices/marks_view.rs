//! What nobody has done yet with an invoice, and what is wrong with it: in its row, and counted above the list.

use domain::Direction;
use leptos::prelude::*;
use operations::{InvoiceRow, ListMark, MOST_MARKED};

use super::ListQuery;
use super::words::{mark_label, mark_word};
use crate::components::{Icon, IconName};

/// The marks that a list tells apart.
pub(super) const fn marks_of(direction: Direction) -> &'static [ListMark] {
    match direction {
        Direction::Received => &ListMark::ALL,
        // Who issues an invoice reads nothing that came.
        Direction::Issued => &[ListMark::Disordered],
    }
}

/// The marks beside the number of a row: what is unread, not downloaded yet, and written in disorder.
pub(super) fn row_marks(row: &InvoiceRow) -> AnyView {
    let has = |mark| row.marks.has(mark, &row.status);
    let unread = has(ListMark::Unread).then(|| {
        view! { <span class="unread-mark" title="Non lue"><span class="visually-hidden">"Non lue"</span></span> }
    });
    // What was never opened was mostly never downloaded either: one mark is enough. At the end of a way none asks for anything.
    let kept = has(ListMark::NotDownloaded) && !has(ListMark::Unread) && !row.status.is_final();
    let kept = kept.then(|| icon(IconName::Download, "Pas encore téléchargée depuis Pupitre"));
    let disorder = has(ListMark::Disordered).then(|| icon(IconName::Warning, "Statuts incohérents"));
    view! { {unread} {kept} {disorder} }.into_any()
}

fn icon(name: IconName, says: &'static str) -> AnyView {
    view! { " " <span class="note-mark" title=says><Icon name/><span class="visually-hidden">{says}</span></span> }
        .into_any()
}

/// How many have each mark, each a way to them; nothing where none has any.
pub(super) fn mark_counts(
    query: &ListQuery,
    counts: &[(ListMark, u32)],
    chosen: Option<ListMark>,
) -> Option<AnyView> {
    let entries = counts.iter().map(|(mark, count)| {
        let is_chosen = chosen == Some(*mark);
        let word = if is_chosen { "" } else { mark_word(*mark) };
        // The counts are of the structure alone: whatever else narrows the list is left behind.
        let href = ListQuery::marked(query.structure(), word).address(&[]);
        let number = if *count >= MOST_MARKED { format!("{MOST_MARKED}+") } else { count.to_string() };
        let label = label(*mark, *count);
        view! {
            <li>
                <a href=href aria-current=is_chosen.then_some("true")><strong>{number}</strong> " " {label}</a>
            </li>
        }
    });
    let entries = entries.collect_view();
    (!counts.is_empty()).then(|| {
        view! { <nav class="mark-counts" aria-label="À lire et à vérifier"><ul>{entries}</ul></nav> }
            .into_any()
    })
}

/// The words behind a number.
const fn label(mark: ListMark, count: u32) -> &'static str {
    match (mark, count > 1) {
        (ListMark::New, false) => "nouvelle",
        (ListMark::Unread, false) => "non lue",
        (ListMark::NotDownloaded, false) => "non téléchargée",
        (ListMark::Disordered, _) => "aux statuts incohérents",
        (mark, true) => mark_label(mark),
    }
}

/// The choice among the filters.
pub(super) fn mark_filter(direction: Direction, chosen: Option<ListMark>) -> AnyView {
    let options = marks_of(direction).iter().map(|mark| {
        view! { <option value=mark_word(*mark) selected=chosen == Some(*mark)>{mark_label(*mark)}</option> }
    });
    view! {
        <span class="filter">
            <label for="filter-mark">"Seulement"</label>
            <select id="filter-mark" name="marque">
                <option value="">"toutes"</option>
                {options.collect_view()}
            </select>
        </span>
    }
    .into_any()
}
