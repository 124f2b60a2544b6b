//! The cheapest way to a page, from counts.

use chrono::NaiveDate;
use storage::SortColumn;

use super::counts::Counts;
use super::reach::Reach;
use super::selection::Selection;

/// What reading a row of the table costs, in entries of an index that are passed.
const TABLE_ROW_COST: u64 = 30;
/// What beginning with another day costs, in entries of an index.
const DAY_COST: u64 = 20;
/// The longest period that is read day by day.
const MOST_DAYS: u64 = 62;
/// A walk is given up at this part of what the sure way costs.
const TRY: u64 = 8;

/// A page as seen from the nearer end of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// How many rows it has.
    pub(super) rows: u64,
    /// Rows between that end and the page.
    pub(super) skipped: u64,
    /// Whether that is the far end: rows come in reverse.
    pub(super) backwards: bool,
}

impl Span {
    /// The page behind `offset` of `selected` rows; none when it is empty.
    pub(super) fn new(selected: u64, offset: u64, limit: u64) -> Option<Self> {
        let rows = selected.checked_sub(offset).filter(|left| *left > 0)?.min(limit);
        let behind = selected - offset - rows;
        Some(Self { rows, skipped: offset.min(behind), backwards: behind < offset })
    }

    /// Selected rows up to the end of the page.
    const fn needed(&self) -> u64 {
        self.skipped + self.rows
    }
}

/// How the rows of a page are reached in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Along an index that has the order, at most so many entries of it.
    Walk { index: &'static str, steps: Option<u64> },
    /// By an index that selects; what it selects is sorted.
    Sort { index: &'static str },
    /// Of each day of a period, its first entries.
    Days { first: NaiveDate, last: NaiveDate },
}

/// An index, and what reading all of what is asked of it costs, in entries.
type Choice = (&'static str, u64);

/// The ways to a page, the best first; the next one is gone when a walk did not bring all rows. `counts` are those of the
/// filter without its tab, `whole` those of the organisation.
///
/// An index that has the order is walked from its beginning: on average, one of so many entries is selected. But what is
/// selected may all be at the other end (drafts have no number, invoices of a past month no recent status). A walk that
/// is longer than the sure way (reading everything an index selects, and sorting it) is therefore given up early.
pub(super) fn ways(selection: &Selection<'_>, span: &Span, counts: &Counts, whole: &Counts) -> Vec<Way> {
    let selected = counts.selected(selection.filter).max(1);
    let (index, entries) = walk(selection, counts, whole);
    let sorted = sort(selection, selected, counts, whole).map(|(index, cost)| (Way::Sort { index }, cost));
    let by_day = days(selection, span, selected, counts);
    let sure = sorted.into_iter().chain(by_day).min_by_key(|(_, cost)| *cost);
    let Some((sure, cost)) = sure.filter(|(_, cost)| *cost < entries) else {
        return vec![Way::Walk { index, steps: None }];
    };
    let expected = span.needed().saturating_mul(entries) / selected;
    if expected <= cost / TRY { vec![Way::Walk { index, steps: Some(cost / TRY) }, sure] } else { vec![sure] }
}

/// The index that has the order of a list.
pub(super) fn index_of_order(selection: &Selection<'_>) -> &'static str {
    walk(selection, &Counts::default(), &Counts::default()).0
}

/// An index that selects; none when nothing narrows the filter.
pub(super) fn index_that_selects(selection: &Selection<'_>) -> Option<&'static str> {
    sort(selection, 0, &Counts::default(), &Counts::default()).map(|(index, _)| index)
}

/// The shortest index that has the order.
fn walk(selection: &Selection<'_>, counts: &Counts, whole: &Counts) -> Choice {
    let filter = selection.filter;
    match filter.sort.column {
        SortColumn::StatusAt if selection.reach.is_one_structure() => ("invoices_by_structure", counts.all()),
        SortColumn::StatusAt => match (filter.stage, &filter.status) {
            (Some(stage), _) => ("invoices_by_stage", whole.of_stage(stage)),
            (None, Some(status)) => ("invoices_by_status", whole.of_status(status)),
            (None, None) => ("invoices_by_status_at", whole.all()),
        },
        SortColumn::Date if selection.has_period() => ("invoices_by_date", counts.all()),
        SortColumn::Date => ("invoices_by_date", whole.all()),
        SortColumn::Number => ("invoices_by_number", whole.all()),
        SortColumn::Gross => ("invoices_by_gross", whole.all()),
        SortColumn::Partner => ("invoices_by_partner", whole.all()),
        SortColumn::LastDay => ("invoices_by_delay", whole.all()),
    }
}

/// The days of a period one by one, with what that costs: of each, entries until those of the page are found. Only for
/// the usual order, which the index of days has, and for periods that are no longer than a statement should be.
fn days(selection: &Selection<'_>, span: &Span, selected: u64, counts: &Counts) -> Option<(Way, u64)> {
    let filter = selection.filter;
    let (first, last) = (filter.from?, filter.until?);
    let number = u64::try_from((last - first).num_days() + 1).ok()?;
    let fits = (1..=MOST_DAYS).contains(&number)
        && selection.reach == Reach::Everything
        && filter.sort.column == SortColumn::StatusAt;
    let of_day = span.needed().saturating_mul(counts.all()) / selected;
    fits.then(|| (Way::Days { first, last }, number.saturating_mul(of_day.saturating_add(DAY_COST))))
}

/// The cheapest index that selects, with what reading and sorting costs; none when nothing narrows the filter.
fn sort(selection: &Selection<'_>, selected: u64, counts: &Counts, whole: &Counts) -> Option<Choice> {
    let filter = selection.filter;
    let column = filter.sort.column;
    let cost = |entries: u64, has_key: bool| {
        entries.saturating_add(selected.saturating_mul(if has_key { 1 } else { TABLE_ROW_COST }))
    };
    let by_structure = matches!(selection.reach, Reach::Structures(_))
        .then(|| ("invoices_by_structure", cost(counts.all(), true)));
    let by_date = selection.has_period().then(|| {
        let has_key = matches!(column, SortColumn::StatusAt | SortColumn::Date | SortColumn::Gross);
        ("invoices_by_date", cost(counts.all(), has_key))
    });
    let has_key = matches!(column, SortColumn::StatusAt | SortColumn::Date);
    let by_tab = match (filter.stage, &filter.status) {
        (Some(stage), _) => Some(("invoices_by_stage", cost(whole.of_stage(stage), has_key))),
        (None, Some(status)) => Some(("invoices_by_status", cost(whole.of_status(status), has_key))),
        (None, None) => None,
    };
    [by_structure, by_date, by_tab].into_iter().flatten().min_by_key(|(_, cost)| *cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_reached_from_the_nearer_end() {
        let span = |rows, skipped, backwards| Some(Span { rows, skipped, backwards });
        assert_eq!(Span::new(1_000, 0, 50), span(50, 0, false));
        assert_eq!(Span::new(1_000, 400, 50), span(50, 400, false));
        assert_eq!(Span::new(1_000, 900, 50), span(50, 50, true));
        assert_eq!(Span::new(1_020, 1_000, 50), span(20, 0, true));
        assert_eq!(Span::new(20, 0, 50), span(20, 0, false));
        assert_eq!(Span::new(20, 20, 50), None);
        assert_eq!(Span::new(0, 0, 50), None);
    }
}
