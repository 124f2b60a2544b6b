//! A human view of an invoice as HTML, in French, the same whatever syntax it was read from.
//!
//! [`fragment`] is to be put into a page, [`page`] is one that stands alone and can be printed. Neither holds a script, a link
//! or a colour; classes begin with `invoice`. Each value carries its term (`data-term`), its line in the file (`data-line`)
//! and, as `id`, the path that a finding names: `BG-25[2]/BT-131`. Groups carry theirs too, so that a finding about what is missing
//! leads to the group around it: the path without its last part.
//!
//! Nothing that the model holds is left out: what has no place of its own stands at the end, under *Autres données*, with what
//! the model does not know.

mod amounts;
mod format;
mod head;
mod html;
mod lines;
mod parties;
mod rest;
mod words;

use std::rc::Rc;

use crate::semantic::shape::{Homes, Shaped};
use crate::semantic::{Invoice, Term};
use html::Html;

/// The invoice as an `article`, with headings from level two on.
#[must_use]
pub fn fragment(invoice: &Invoice) -> String {
    render(invoice, 2)
}

/// The invoice as a whole document.
#[must_use]
pub fn page(invoice: &Invoice) -> String {
    let number = invoice.document.leaf(Term::InvoiceNumber).map(|leaf| leaf.text.trim()).unwrap_or_default();
    let mut title = String::new();
    html::escape(&format!("{} {number}", head::kind(invoice)), &mut title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        include_str!("view/page.css"),
        render(invoice, 1)
    )
}

fn render(invoice: &Invoice, level: u8) -> String {
    let mut document = Shaped::of(&invoice.document, Rc::from(""));
    // The standard has a place for every term.
    let left = document.settle(&Homes::standard());
    document.leaves.extend(left);
    let mut html = Html::new(level, &document);
    html.open("article", "invoice", None);
    head::title(&mut html, invoice, &mut document);
    parties::parties(&mut html, &mut document);
    head::references(&mut html, &mut document);
    head::delivery(&mut html, &mut document);
    lines::lines(&mut html, &mut document);
    amounts::allowances(&mut html, &mut document);
    amounts::breakdowns(&mut html, &mut document);
    amounts::totals(&mut html, &mut document);
    rest::payment(&mut html, &mut document);
    rest::notes(&mut html, &mut document);
    rest::attachments(&mut html, &mut document);
    rest::others(&mut html, document, &invoice.unknown);
    html.close("article");
    html.into_text()
}
