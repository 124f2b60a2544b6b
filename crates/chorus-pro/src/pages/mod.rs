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
    /// An entry of the list.
    type Item: Send;
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
    /// in use). The stream ends after the last page or the first error.
    pub fn pages<P: Paged>(
        &self,
        list: &P,
        size: u32,
    ) -> impl Stream<Item = Result<Page<P::Item>, Error>> + Send {
        let size = i64::from(size.max(1));
        try_unfold(Some(1), move |next| async move {
            let Some(number) = next else { return Ok(None) };
            let page = P::page(self.call(&list.request(number, size)).await?);
            let following = (!is_last(&page, number, size)).then_some(number + 1);
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

fn is_last<T>(page: &Page<T>, number: i64, size: i64) -> bool {
    if page.items.is_empty() || number >= MAX_PAGES {
        return true;
    }
    match page.pages {
        Some(pages) => number >= pages,
        None => {
            let size = page.size.filter(|given| *given > 0).unwrap_or(size);
            i64::try_from(page.items.len()).is_ok_and(|count| count < size)
        }
    }
}
