//! Whether the pages of a PDF hold text.

use hayro_syntax::Pdf;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Stream};
use hayro_syntax::page::{Page, Resources};

use super::inflate::{InflateError, inflated};

/// How many pages are looked at.
const PAGES: usize = 5;

/// How many parts of the content of a page are looked at.
const STREAMS: usize = 1_000;

/// How many instructions are looked at in all.
const INSTRUCTIONS: usize = 200_000;

/// How deep a form may stand in another.
const DEPTH: usize = 4;

/// The largest content that is looked through, in bytes: a page of text is a hundredth of it.
const CONTENT: usize = 4_000_000;

/// Whether one of the first pages shows text, which a scan without recognition does not. What is too long to be looked
/// through counts as having some: nothing is held against it.
pub(super) fn has_text(pdf: &Pdf) -> bool {
    let mut left = INSTRUCTIONS;
    pdf.pages().iter().take(PAGES).any(|page| match page_content(page, CONTENT) {
        Some(content) => shows_text(&content, page.resources(), DEPTH, &mut left),
        None => true,
    })
}

/// The content of a page, of at most so many bytes; `None` when it is longer. What is damaged is left out.
pub(super) fn page_content(page: &Page<'_>, most: usize) -> Option<Vec<u8>> {
    let mut streams: Vec<Stream<'_>> = page.raw().get::<Stream<'_>>(b"Contents").into_iter().collect();
    if let Some(several) = page.raw().get::<Array<'_>>(b"Contents") {
        streams.extend(several.iter::<Stream<'_>>().take(STREAMS));
    }
    // An instruction may begin in one stream and end in the next.
    let mut content = Vec::new();
    for stream in &streams {
        match inflated(stream, most) {
            Ok(part) => content.extend_from_slice(&part),
            Err(InflateError::TooLarge) => return None,
            Err(InflateError::Damaged) => {}
        }
        content.push(b' ');
        if content.len() > most {
            return None;
        }
    }
    Some(content)
}

fn shows_text(content: &[u8], resources: &Resources<'_>, depth: usize, left: &mut usize) -> bool {
    let mut instructions = TypedIter::new(content);
    while let Some(instruction) = instructions.next() {
        let Some(fewer) = left.checked_sub(1) else { return true };
        *left = fewer;
        match instruction {
            TypedInstruction::ShowText(_)
            | TypedInstruction::ShowTexts(_)
            | TypedInstruction::NextLineAndShowText(_)
            | TypedInstruction::ShowTextWithParameters(_) => return true,
            TypedInstruction::XObject(object) if depth > 0 => {
                let form = resources.get_x_object(object.0).filter(is_form);
                let shows = form.is_some_and(|form| {
                    let own = form.dict().get::<Dict<'_>>(b"Resources").map(Resources::new);
                    let inside = match inflated(&form, CONTENT) {
                        Ok(inside) => inside,
                        Err(InflateError::TooLarge) => return true,
                        Err(InflateError::Damaged) => return false,
                    };
                    shows_text(&inside, own.as_ref().unwrap_or(resources), depth - 1, left)
                });
                if shows {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

fn is_form(object: &Stream<'_>) -> bool {
    object.dict().get::<Name<'_>>(b"Subtype").is_some_and(|name| name.as_str() == "Form")
}
