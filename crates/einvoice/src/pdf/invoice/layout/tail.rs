//! The table of VAT beside the totals, how to pay, and the notes.

use super::super::font::Face;
use super::super::paper::{ACCENT, BOTTOM, INK, Kind, LEFT, LINE, PALE, Paper, Place, RIGHT, Style};
use super::super::sheet::{Sheet, Tax};
use super::{HEADING, LABEL, SMALL, TEXT, VALUE, head, heading, need};

/// Where the totals begin.
const TOTALS: f32 = RIGHT - 196.0;

/// Where the columns of the table of VAT end.
const BASE: f32 = LEFT + 150.0;
const TAX: f32 = LEFT + 236.0;

/// By how much the box of what is to be paid stands out on both sides.
const INSIDE: f32 = 10.0;

/// How wide titles of notes are.
const NOTES: f32 = 118.0;

const NOTE: Style = Style::new(Face::Regular, 7.8, INK);
const NOTE_TITLE: Style = Style::new(Face::SemiBold, 7.8, ACCENT);
const DUE: Style = Style::new(Face::SemiBold, 13.0, ACCENT);
const DUE_LABEL: Style = Style::new(Face::SemiBold, 9.5, ACCENT);

/// The table of VAT and how to pay on the left, the totals on the right.
pub(super) fn totals(paper: &mut Paper, sheet: &Sheet) {
    let right = totals_height(sheet);
    let table = tax_height(&sheet.taxes);
    let payment = payment_height(sheet, COLUMN);
    need(paper, sheet, right.max(table).min(400.0));
    let begin = paper.y;
    let is_beside = begin + table + payment <= BOTTOM;
    let mut left = taxes(paper, sheet, begin);
    // A long table of VAT may have gone over the page; the totals follow it there.
    let begin = paper.y.min(begin);
    let right = sums(paper, sheet, begin);
    if is_beside {
        left = self::payment(paper, sheet, left + 9.0, COLUMN);
    }
    paper.y = left.max(right) + 12.0;
    if !is_beside {
        let width = RIGHT - LEFT;
        need(paper, sheet, payment_height(sheet, width).min(400.0));
        paper.y = self::payment(paper, sheet, paper.y, width) + 6.0;
    }
}

/// How wide the left column is.
const COLUMN: f32 = TOTALS - LEFT - 24.0;

fn totals_height(sheet: &Sheet) -> f32 {
    sheet.totals.len() as f32 * 15.0 + if sheet.due.is_some() { 40.0 } else { 0.0 }
}

/// The totals; gives where they end.
fn sums(paper: &mut Paper, sheet: &Sheet, begin: f32) -> f32 {
    let table = paper.node(Kind::Table, Paper::ROOT);
    let mut baseline = begin + 9.0;
    for (label, value) in &sheet.totals {
        let row = paper.node(Kind::Row, table);
        let (name, cell) = (paper.node(Kind::HeadCell { of_row: true }, row), paper.node(Kind::Cell, row));
        paper.text(Place::From(TOTALS), baseline, LABEL, label, Some(name));
        paper.text(Place::To(RIGHT), baseline, TEXT, value, Some(cell));
        baseline += 15.0;
    }
    if let Some((label, value)) = &sheet.due {
        let row = paper.node(Kind::Row, table);
        let (name, cell) = (paper.node(Kind::HeadCell { of_row: true }, row), paper.node(Kind::Cell, row));
        let (x, width) = (TOTALS - INSIDE, RIGHT - TOTALS + 2.0 * INSIDE);
        paper.fill(x, baseline - 6.0, width, 30.0, PALE);
        paper.fill(x, baseline - 6.0, 2.5, 30.0, ACCENT);
        baseline += 13.5;
        paper.text(Place::From(TOTALS), baseline, DUE_LABEL, label, Some(name));
        paper.text(Place::To(RIGHT), baseline, DUE, value, Some(cell));
        baseline += 18.0;
    }
    baseline
}

fn tax_height(taxes: &[Tax]) -> f32 {
    if taxes.is_empty() {
        0.0
    } else {
        taxes.iter().map(|tax| 19.0 + reason(tax).len() as f32 * 11.0).sum::<f32>() + 24.0
    }
}

fn reason(tax: &Tax) -> Vec<String> {
    tax.reason.iter().flat_map(|reason| SMALL.lines(reason, TAX - LEFT)).collect()
}

/// The table of VAT; gives where it ends.
fn taxes(paper: &mut Paper, sheet: &Sheet, begin: f32) -> f32 {
    if sheet.taxes.is_empty() {
        return begin;
    }
    let table = paper.node(Kind::Table, Paper::ROOT);
    let row = paper.node(Kind::Row, table);
    let mut baseline = begin + 9.0;
    let style = Style { size: 7.6, ..HEADING };
    for (place, text) in
        [(Place::From(LEFT), "Taux de TVA"), (Place::To(BASE), "Base HT"), (Place::To(TAX), "TVA")]
    {
        let cell = paper.node(Kind::HeadCell { of_row: false }, row);
        paper.text(place, baseline, style, text, Some(cell));
    }
    baseline += 6.0;
    paper.rule(LEFT, baseline, TAX - LEFT, 0.8, ACCENT);
    for tax in &sheet.taxes {
        let reasons = reason(tax);
        if baseline + 20.0 + reasons.len() as f32 * 11.0 > BOTTOM {
            paper.turn();
            head::next_page(paper, sheet);
            baseline = paper.y;
        }
        baseline += 13.0;
        let row = paper.node(Kind::Row, table);
        let cells =
            [Kind::HeadCell { of_row: true }, Kind::Cell, Kind::Cell].map(|kind| paper.node(kind, row));
        let [rate, base, amount] = cells;
        paper.text(Place::From(LEFT), baseline, VALUE, &format!("{} ", tax.rate), Some(rate));
        let after = paper.texts(LEFT, baseline + 11.5, SMALL, &reasons, rate);
        paper.text(Place::To(BASE), baseline, VALUE, &tax.base, Some(base));
        paper.text(Place::To(TAX), baseline, VALUE, &tax.tax, Some(amount));
        baseline = if reasons.is_empty() { baseline } else { after - 11.0 };
        baseline += 5.0;
        paper.rule(LEFT, baseline, TAX - LEFT, 0.5, LINE);
    }
    baseline + 4.0
}

fn payment_height(sheet: &Sheet, width: f32) -> f32 {
    if sheet.payment.is_empty() { 0.0 } else { head::facts_height(&sheet.payment, width) + 33.0 }
}

/// How to pay; gives where it ends.
fn payment(paper: &mut Paper, sheet: &Sheet, begin: f32, width: f32) -> f32 {
    if sheet.payment.is_empty() {
        return begin;
    }
    let section = paper.node(Kind::Section, Paper::ROOT);
    paper.y = begin + 9.0;
    heading(paper, "Règlement", LEFT, section);
    paper.y += 15.0;
    for fact in &sheet.payment {
        let fact = std::slice::from_ref(fact);
        need(paper, sheet, head::facts_height(fact, width).min(400.0));
        paper.y = head::facts(paper, fact, LEFT, paper.y, width, section);
    }
    paper.y
}

/// The notes, each with its title on the left.
pub(super) fn notes(paper: &mut Paper, sheet: &Sheet) {
    if sheet.notes.is_empty() {
        return;
    }
    let pages = paper.pages.len();
    need(paper, sheet, 40.0);
    if paper.pages.len() == pages {
        paper.rule(LEFT, paper.y, RIGHT - LEFT, 0.5, LINE);
        paper.y += 14.0;
    }
    for (title, text) in &sheet.notes {
        let titles = NOTE_TITLE.lines(title, NOTES - 10.0);
        let lines = NOTE.lines(text, RIGHT - LEFT - NOTES);
        let height = NOTE.leading() * lines.len().max(titles.len()) as f32;
        // The first line stands on the place that is left.
        need(paper, sheet, if height < 200.0 { height - NOTE.leading() } else { 40.0 });
        let section = paper.node(Kind::Section, Paper::ROOT);
        let node = paper.node(Kind::Heading(2), section);
        let after = paper.texts(LEFT, paper.y, NOTE_TITLE, &titles, node);
        let page = paper.pages.len();
        let mut node = paper.node(Kind::Paragraph, section);
        for line in lines {
            if paper.y > BOTTOM {
                paper.turn();
                head::next_page(paper, sheet);
                node = paper.node(Kind::Paragraph, section);
            }
            paper.text(Place::From(LEFT + NOTES), paper.y, NOTE, &format!("{line} "), Some(node));
            paper.y += NOTE.leading();
            if paper.is_too_long {
                return;
            }
        }
        if paper.pages.len() == page {
            paper.y = paper.y.max(after);
        }
        paper.y += 3.0;
    }
}
