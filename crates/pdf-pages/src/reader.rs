//! The pages of a PDF, and what stands on them.

use std::sync::Arc;

use hayro::hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, TransformExt as _, interpret_page,
};
use hayro::hayro_syntax::{Pdf, page};
use hayro::kurbo::Rect;
use serde::{Deserialize, Serialize};

use crate::PageError;
use crate::words::{Line, Reader};

/// How many words are told of all pages together: some two megabytes of HTML. What comes after is an image only.
const MOST_WORDS: usize = 20_000;

/// Some pages of a PDF, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pages {
    /// How many the PDF has.
    pub count: u32,
    /// Those that were asked for.
    pub pages: Vec<Page>,
}

/// A page. Lengths are in its own units, 1/72 of an inch, from its upper left corner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// How wide it is.
    pub width: f32,
    /// How high it is.
    pub height: f32,
    /// The text, in the order in which the document has it.
    pub lines: Vec<Line>,
}

/// The sizes and the text of up to `most` pages, from the page `first`, the first of all being 1.
///
/// # Errors
/// [`PageError`].
pub fn pages(pdf: Vec<u8>, first: u32, most: u32) -> Result<Pages, PageError> {
    let pdf = open(pdf)?;
    let all = pdf.pages();
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    if first == 0 || first > count {
        return Err(PageError::NoSuchPage);
    }
    let cache = InterpreterCache::new();
    let mut room = MOST_WORDS;
    let asked = all.iter().skip(index(first)).take(most as usize);
    let pages = asked
        .map(|page| {
            let (width, height) = size(page)?;
            let lines = if room == 0 { Vec::new() } else { text(page, (width, height), &cache, &mut room) };
            Ok(Page { width, height, lines })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    Ok(Pages { count, pages })
}

fn text<'a>(
    page: &page::Page<'a>,
    (width, height): (f32, f32),
    cache: &InterpreterCache<'a>,
    room: &mut usize,
) -> Vec<Line> {
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, bounds, cache, page.xref(), settings());
    let mut reader = Reader::new(bounds, room);
    interpret_page(page, &mut context, &mut reader);
    reader.lines()
}

/// How large a page is, when it can be: wider or higher than two kilometres is none.
pub(crate) fn size(page: &page::Page<'_>) -> Result<(f32, f32), PageError> {
    const LARGEST: f32 = 6_000_000.0;
    let (width, height) = page.render_dimensions();
    let is_one = |length: f32| (1.0..=LARGEST).contains(&length);
    if is_one(width) && is_one(height) { Ok((width, height)) } else { Err(PageError::Unreadable) }
}

/// The PDF, when it can be read and has a page.
pub(crate) fn open(pdf: Vec<u8>) -> Result<Pdf, PageError> {
    Pdf::new(Arc::new(pdf)).map_err(|_| PageError::Unreadable)
}

/// Where a page stands among all.
pub(crate) fn index(page: u32) -> usize {
    page as usize - 1
}

/// How a page is read: with the fonts that every reader has, and those of the document.
pub(crate) fn settings() -> InterpreterSettings {
    InterpreterSettings::default()
}
