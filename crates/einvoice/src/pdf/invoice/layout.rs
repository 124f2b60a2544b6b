//! Where everything goes on the pages.
//!
//! The first page follows the French letter: the recipient stands where the window of an envelope is (110 mm from the left,
//! 45 mm from the top). Below come the lines, whose head stands again on each page, with what is carried over; then the
//! table of VAT beside the totals, how to pay, and the notes.

mod head;
mod table;
mod tail;

use super::font::Face;
use super::paper::{ACCENT, BOTTOM, GREY, HEIGHT, INK, Kind, LEFT, LINE, Node, Paper, Place, RIGHT, Style};
use super::sheet::Sheet;

const TITLE: Style = Style::new(Face::SemiBold, 23.0, ACCENT);
const NUMBER: Style = Style::new(Face::SemiBold, 10.5, INK);
const NAME: Style = Style::new(Face::SemiBold, 12.5, INK);
const STRONG: Style = Style::new(Face::SemiBold, 9.0, INK);
const TEXT: Style = Style::new(Face::Regular, 9.0, INK);
const SMALL: Style = Style::new(Face::Regular, 8.0, GREY);
const LABEL: Style = Style::new(Face::Regular, 8.0, GREY);
const VALUE: Style = Style::new(Face::Regular, 8.5, INK);
const HEADING: Style = Style::new(Face::SemiBold, 8.5, ACCENT);
const FOOT: Style = Style::new(Face::Regular, 6.8, GREY);

/// Puts everything on paper.
pub(super) fn laid_out(sheet: &Sheet) -> Paper {
    let mut paper = Paper::new();
    head::first_page(&mut paper, sheet);
    table::lines(&mut paper, sheet);
    tail::totals(&mut paper, sheet);
    tail::notes(&mut paper, sheet);
    feet(&mut paper, sheet);
    paper
}

/// A new page, where less than this is left.
fn need(paper: &mut Paper, sheet: &Sheet, height: f32) {
    if paper.y + height > BOTTOM {
        paper.turn();
        head::next_page(paper, sheet);
    }
}

/// A heading of a part.
fn heading(paper: &mut Paper, text: &str, x: f32, around: Node) {
    let node = paper.node(Kind::Heading(2), around);
    paper.text(Place::From(x), paper.y, HEADING, text, Some(node));
}

/// The foot of each page: who sends it, and which page it is.
fn feet(paper: &mut Paper, sheet: &Sheet) {
    let count = paper.pages.len();
    let lines = FOOT.packed(&sheet.foot, RIGHT - LEFT - 70.0);
    let pages = std::mem::take(&mut paper.pages);
    for (at, page) in pages.into_iter().enumerate() {
        // The marks of the foot go to the page that is last.
        paper.pages.push(page);
        let top = HEIGHT - 48.0;
        paper.rule(LEFT, top, RIGHT - LEFT, 0.5, LINE);
        let mut baseline = top + 12.0;
        let number = format!("Page {} sur {count}", at + 1);
        paper.text(Place::To(RIGHT), baseline, FOOT, &number, None);
        for line in lines.iter().take(3) {
            paper.text(Place::From(LEFT), baseline, FOOT, line, None);
            baseline += FOOT.leading();
        }
    }
}
