//! The beginning of the first page, and the line at the top of the others.

use super::super::paper::{ACCENT, Kind, LEFT, LINE, Node, Paper, Place, RIGHT, TOP};
use super::super::sheet::{Fact, Party, Sheet};
use super::{HEADING, LABEL, NAME, NUMBER, SMALL, STRONG, TEXT, TITLE, VALUE};

/// Where the window of an envelope is: 110 mm from the left, 45 mm from the top.
const WINDOW_LEFT: f32 = 312.0;
const WINDOW_TOP: f32 = 128.0;

/// How wide labels of facts are.
const LABELS: f32 = 98.0;

pub(super) fn first_page(paper: &mut Paper, sheet: &Sheet) {
    let section = paper.node(Kind::Section, Paper::ROOT);
    let title = paper.node(Kind::Heading(1), section);
    paper.fill(LEFT, TOP - 14.0, 28.0, 3.0, ACCENT);
    let baseline = TOP + 12.0;
    paper.text(Place::To(RIGHT), baseline, TITLE, &format!("{} ", sheet.title), Some(title));
    let numbers = NUMBER.lines(&format!("N° {}", sheet.number), RIGHT - WINDOW_LEFT);
    let mut under = baseline + 18.0;
    for line in numbers {
        paper.text(Place::To(RIGHT), under, NUMBER, &line, Some(title));
        under += NUMBER.leading();
    }
    let seller = seller(paper, &sheet.seller, section);
    let begin = WINDOW_TOP.max(seller + 20.0).max(under + 20.0);
    let mut told = sheet.facts.clone();
    // One more party is told in few words, several side by side.
    if let [(label, party)] = sheet.others.as_slice() {
        let lines = std::iter::once(&party.name).chain(&party.address).chain(&party.identifiers);
        let lines: Vec<&str> = lines.map(String::as_str).filter(|line| !line.is_empty()).collect();
        told.push(((*label).to_owned(), lines.join("\n")));
    }
    let left = facts(paper, &told, LEFT, begin, WINDOW_LEFT - LEFT - 24.0, section);
    let right = recipient(paper, &sheet.buyer, begin, section);
    paper.y = left.max(right) + 9.0;
    if sheet.others.len() > 1 {
        others(paper, sheet, section);
    }
}

/// The seller at the top left; gives where it ends.
fn seller(paper: &mut Paper, seller: &Party, around: Node) -> f32 {
    let width = WINDOW_LEFT - LEFT - 24.0;
    let mut baseline = TOP + 6.0;
    let node = paper.node(Kind::Paragraph, around);
    baseline = paper.texts(LEFT, baseline, NAME, &NAME.lines(&seller.name, width), node);
    for line in &seller.address {
        let lines = SMALL.lines(line, width);
        baseline = paper.texts(LEFT, baseline, SMALL, &lines, node);
    }
    for items in [&seller.identifiers, &seller.contact] {
        let node = paper.node(Kind::Paragraph, around);
        baseline = paper.texts(LEFT, baseline, SMALL, &SMALL.packed(items, width), node);
    }
    baseline
}

/// The buyer in the window; gives where it ends.
fn recipient(paper: &mut Paper, buyer: &Party, begin: f32, around: Node) -> f32 {
    let width = RIGHT - WINDOW_LEFT;
    let label = paper.node(Kind::Heading(2), around);
    paper.text(Place::From(WINDOW_LEFT), begin, HEADING, "Facturé à ", Some(label));
    let mut baseline = begin + 16.0;
    let node = paper.node(Kind::Paragraph, around);
    let name = super::super::paper::Style { size: 10.5, ..STRONG };
    baseline = paper.texts(WINDOW_LEFT, baseline, name, &name.lines(&buyer.name, width), node);
    for line in &buyer.address {
        baseline = paper.texts(WINDOW_LEFT, baseline, TEXT, &TEXT.lines(line, width), node);
    }
    baseline += 3.0;
    for items in [&buyer.identifiers, &buyer.contact] {
        let node = paper.node(Kind::Paragraph, around);
        baseline = paper.texts(WINDOW_LEFT, baseline, SMALL, &SMALL.packed(items, width), node);
    }
    baseline
}

/// Facts with their labels before them; gives where they end.
pub(super) fn facts(paper: &mut Paper, facts: &[Fact], x: f32, begin: f32, width: f32, around: Node) -> f32 {
    let mut baseline = begin;
    for fact in facts {
        let (labels, values) = fact_lines(fact, width);
        let node = paper.node(Kind::Paragraph, around);
        paper.texts(x, baseline, LABEL, &labels, node);
        paper.texts(x + LABELS, baseline, VALUE, &values, node);
        baseline += lines_height(labels.len().max(values.len()));
    }
    baseline
}

/// How high facts are.
pub(super) fn facts_height(facts: &[Fact], width: f32) -> f32 {
    let height = |fact| {
        let (labels, values) = fact_lines(fact, width);
        lines_height(labels.len().max(values.len()))
    };
    facts.iter().map(height).sum()
}

fn fact_lines((label, value): &Fact, width: f32) -> (Vec<String>, Vec<String>) {
    (LABEL.lines(label, LABELS - 6.0), VALUE.lines(value, width - LABELS))
}

fn lines_height(count: usize) -> f32 {
    VALUE.leading() * count as f32 + 1.5
}

/// Where it is delivered, who is paid, who stands for the seller: beside one another.
fn others(paper: &mut Paper, sheet: &Sheet, around: Node) {
    for row in sheet.others.chunks(3) {
        super::need(paper, sheet, 70.0);
        let begin = paper.y;
        let width = (RIGHT - LEFT) / 3.0;
        let mut end = begin;
        for (column, (label, party)) in row.iter().enumerate() {
            let x = LEFT + width * column as f32;
            super::heading(paper, label, x, around);
            let node = paper.node(Kind::Paragraph, around);
            let mut baseline =
                paper.texts(x, begin + 13.0, VALUE, &VALUE.lines(&party.name, width - 16.0), node);
            for line in party.address.iter().chain(&party.identifiers) {
                baseline = paper.texts(x, baseline, SMALL, &SMALL.lines(line, width - 16.0), node);
            }
            end = end.max(baseline);
        }
        paper.y = end + 8.0;
    }
}

/// What the following pages say at their top.
pub(super) fn next_page(paper: &mut Paper, sheet: &Sheet) {
    let said = format!("{} N° {}", sheet.title, sheet.number);
    paper.text(Place::From(LEFT), TOP, SMALL, &sheet.seller.name, None);
    paper.text(Place::To(RIGHT), TOP, SMALL, &said, None);
    paper.rule(LEFT, TOP + 8.0, RIGHT - LEFT, 0.5, LINE);
    paper.y = TOP + 30.0;
}
