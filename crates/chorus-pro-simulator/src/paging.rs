//! Pages of results and the two shapes that describe them (API.md §3).

use serde_json::{Map, Value, json};

use crate::input::{Input, Malformed};

/// Page size when the request names none.
pub(crate) const DEFAULT_SIZE: i64 = 10;
/// Largest page.
pub(crate) const LARGEST_SIZE: i64 = 1_000;
/// `nbResultatsMaximum` when the request names none (2017 specification).
pub(crate) const DEFAULT_MAXIMUM: i64 = 200;

/// Which page is asked for, in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    page: i64,
    size: i64,
    maximum: Option<i64>,
    pub(crate) descending: bool,
    pub(crate) column: Option<String>,
}

impl Paging {
    /// Reads `pageResultatDemandee`, `nbResultatsParPage`, `triSens` (also misspelt `triSense`) and `triColonne`.
    pub(crate) fn read(block: Input<'_>) -> Result<Self, Malformed> {
        Self::named(block, "pageResultatDemandee", "nbResultatsParPage", "triSens")
    }

    /// As [`Paging::read`] with the long field names some services use.
    pub(crate) fn named(block: Input<'_>, page: &str, size: &str, order: &str) -> Result<Self, Malformed> {
        let sense = block.text(order)?.or(block.text("triSense")?);
        Ok(Self {
            page: block.integer(page)?.unwrap_or(1).max(1),
            size: block.integer(size)?.filter(|size| *size > 0).unwrap_or(DEFAULT_SIZE).min(LARGEST_SIZE),
            maximum: block.integer("nbResultatsMaximum")?.filter(|maximum| *maximum > 0),
            descending: !sense.is_some_and(|sense| sense.eq_ignore_ascii_case("Ascendant")),
            column: block.text("triColonne")?.map(str::to_owned),
        })
    }

    /// Caps the whole result at `nbResultatsMaximum`, or at its documented default.
    pub(crate) fn with_default_maximum(self) -> Self {
        Self { maximum: self.maximum.or(Some(DEFAULT_MAXIMUM)), ..self }
    }

    /// Caps the whole result when `maximum` is given.
    pub(crate) fn with_maximum(self, maximum: Option<i64>) -> Self {
        Self { maximum: maximum.filter(|maximum| *maximum > 0), ..self }
    }

    /// The items of the page with its numbers.
    pub(crate) fn cut<T>(&self, mut items: Vec<T>) -> Page<T> {
        let length = |items: &Vec<T>| i64::try_from(items.len()).unwrap_or(i64::MAX);
        let total = length(&items).min(self.maximum.unwrap_or(i64::MAX));
        let start = (self.page - 1).saturating_mul(self.size).min(total);
        let end = start.saturating_add(self.size).min(total);
        items.truncate(usize::try_from(end).unwrap_or(usize::MAX));
        let items = items.split_off(usize::try_from(start).unwrap_or(usize::MAX).min(items.len()));
        let pages = total.div_euclid(self.size) + i64::from(total.rem_euclid(self.size) > 0);
        Page { items, current: self.page, pages, size: self.size, total }
    }
}

/// One page of results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) current: i64,
    pub(crate) pages: i64,
    pub(crate) size: i64,
    pub(crate) total: i64,
}

impl<T> Page<T> {
    /// The block `parametresRetour`.
    pub(crate) fn block(&self) -> Value {
        json!({
            "pageCourante": self.current,
            "pages": self.pages,
            "nbResultatsParPage": self.size,
            "total": self.total,
        })
    }

    /// The four numbers at the top level of the answer, or under the long names of a sub-list.
    pub(crate) fn write(&self, into: &mut Map<String, Value>, names: [&str; 4]) {
        let numbers = [self.current, self.pages, self.size, self.total];
        for (name, number) in names.into_iter().zip(numbers) {
            into.insert(name.to_owned(), number.into());
        }
    }
}

/// The names of the four numbers when they stand at the top level.
pub(crate) const TOP_LEVEL: [&str; 4] = ["pageCourante", "pages", "nbResultatsParPage", "total"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_cut_and_counted() {
        let request = json!({"pageResultatDemandee": 3, "nbResultatsParPage": 10, "triSense": "Ascendant "});
        let paging = Paging::read(Input::body(&request).expect("body")).expect("paging");
        assert!(!paging.descending);
        let page = paging.cut((0..25).collect());
        assert_eq!(page.items, (20..25).collect::<Vec<_>>());
        assert_eq!(
            page.block(),
            json!({"pageCourante": 3, "pages": 3, "nbResultatsParPage": 10, "total": 25})
        );
        assert!(paging.cut((0..20).collect()).items.is_empty());
    }

    #[test]
    fn the_default_maximum_caps_the_total() {
        let empty = Value::Null;
        let paging = Paging::read(Input::body(&empty).expect("body")).expect("paging").with_default_maximum();
        assert_eq!(paging.cut((0..500).collect::<Vec<_>>()).total, 200);
    }
}
