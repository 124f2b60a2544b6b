//! Long lists, page by page.
//!
//! Lists move while they are walked: an entry added meanwhile may push another to the next page, where it
//! is met again. Sort by something that does not move, or expect duplicates.

mod lists;
mod sub_lists;

pub use sub_lists::{
    HistoActions, HistoEvenements, HistoStatuts, LignesPosteFournisseur, LignesPosteRecipiendaire,
    LignesPosteValideur, LignesTvaFournisseur, LignesTvaRecipiendaire, LignesTvaValideur,
    PiecesJointesFournisseur, PiecesJointesRecipiendaire, PiecesJointesValideur,
};

use crate::{Client, Error, service::Input};
use futures::stream::{Stream, TryStreamExt, iter, try_unfold};

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Number of pages, when the answer says so.
    pub pages: Option<i64>,
    /// Page size in force, when the answer says so; the server may use a smaller one than asked for.
    pub size: Option<i64>,
    /// Number of entries over all pages, when the answer says so.
    pub total: Option<i64>,
}

/// A list that comes in pages.
pub trait Paged: Send + Sync {
    /// The input sent for one page.
    type Request: Input + Send;
    /// An entry of the list. Pages are compared, to notice one that comes again.
    type Item: Clone + PartialEq + Send + Sync;
    /// The input for page `number` (from 1) of `size` entries.
    fn request(&self, number: i64, size: i64) -> Self::Request;
    /// The page in an answer.
    fn page(output: <Self::Request as Input>::Output) -> Page<Self::Item>;
}

/// Results over all pages a search is told not to stop at before: without it Chorus Pro stops at 200
/// (API.md §1.6).
const ALL_RESULTS: i64 = 999_999;
/// A server that never says "last page" is left after this many.
const MAX_PAGES: i64 = 100_000;

impl Client {
    /// Walks the pages of a list. `size` is the page size asked for, at least 1 (1000 is the greatest seen
    /// in use). The stream ends after the last page, before a page that comes a second time (some server does
    /// not know pages), or with the first error.
    pub fn pages<P: Paged>(
        &self,
        list: &P,
        size: u32,
    ) -> impl Stream<Item = Result<Page<P::Item>, Error>> + Send {
        let walk = Walk { number: 1, size: i64::from(size.max(1)), given: 0, previous: Vec::new() };
        try_unfold(Some(walk), move |walk| async move {
            let Some(walk) = walk else { return Ok(None) };
            let page = P::page(self.call(&list.request(walk.number, walk.size)).await?);
            if walk.repeats(&page) {
                return Ok(None);
            }
            let following = walk.after(&page);
            Ok(Some((page, following)))
        })
    }

    /// Walks the entries of a list; see [`Client::pages`].
    pub fn items<P: Paged>(&self, list: &P, size: u32) -> impl Stream<Item = Result<P::Item, Error>> + Send {
        self.pages(list, size).map_ok(|page| iter(page.items.into_iter().map(Ok))).try_flatten()
    }

    /// All entries of a list; see [`Client::pages`].
    ///
    /// # Errors
    /// The first error met; the entries before it are lost.
    pub async fn collect<P: Paged>(&self, list: &P, size: u32) -> Result<Vec<P::Item>, Error> {
        self.items(list, size).try_collect().await
    }
}

/// Where a walk stands.
struct Walk<T> {
    /// The page asked for next, from 1.
    number: i64,
    /// The page size asked for.
    size: i64,
    /// Entries of the pages before.
    given: usize,
    /// The page before.
    previous: Vec<T>,
}

impl<T: Clone + PartialEq> Walk<T> {
    /// Whether the page is the one before, sent again. An answer that counts its pages may hold equal entries:
    /// it takes different ones to recognise a page.
    fn repeats(&self, page: &Page<T>) -> bool {
        let recognisable = || page.pages.is_none() || page.items.first() != page.items.last();
        !page.items.is_empty() && page.items == self.previous && recognisable()
    }

    /// The walk after this page; `None` when it is the last.
    fn after(self, page: &Page<T>) -> Option<Self> {
        let given = self.given + page.items.len();
        let reached = |count: usize, total: i64| usize::try_from(total).is_ok_and(|total| count >= total);
        let size = page.size.filter(|size| *size > 0).unwrap_or(self.size);
        let is_last = match (page.pages, page.total) {
            _ if page.items.is_empty() || self.number >= MAX_PAGES => true,
            (Some(pages), _) => self.number >= pages,
            // Entries without a total would end every walk at once.
            (None, Some(total)) if total > 0 => reached(given, total),
            (None, _) => !reached(page.items.len(), size),
        };
        let following =
            Self { number: self.number + 1, size: self.size, given, previous: page.items.clone() };
        (!is_last).then_some(following)
    }
}
