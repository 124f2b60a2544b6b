//! The table of lines, over as many pages as it takes.

use rust_decimal::Decimal;

use super::super::format::number;
use super::super::paper::{ACCENT, BOTTOM, Kind, LEFT, LINE, Node, Paper, Place, RIGHT, Style};
use super::super::sheet::{Line, Sheet};
use super::{HEADING, SMALL, STRONG, TEXT, head};

/// Where columns of numbers end.
const QUANTITY: f32 = RIGHT - 192.0;
const PRICE: f32 = RIGHT - 120.0;
const RATE: f32 = RIGHT - 80.0;

/// How wide the description is.
const DESCRIPTION: f32 = QUANTITY - LEFT - 54.0;

/// Above and below the text of a row.
const PADDING: f32 = 5.0;

/// What is left free at the end of a page for what is carried over.
const CARRIED: f32 = 22.0;

/// What is known while the table goes on.
struct Table<'s> {
    sheet: &'s Sheet,
    node: Node,
    /// The sum so far, as long as every amount is known.
    sum: Option<Decimal>,
    rows: usize,
}

pub(super) fn lines(paper: &mut Paper, sheet: &Sheet) {
    if sheet.lines.is_empty() && sheet.adjustments.is_empty() {
        return;
    }
    super::need(paper, sheet, 80.0);
    let node = paper.node(Kind::Table, Paper::ROOT);
    let mut table = Table { sheet, node, sum: Some(Decimal::ZERO), rows: 0 };
    head_row(paper, Some(node));
    for line in &sheet.lines {
        table.row(paper, line);
        if paper.is_too_long {
            return;
        }
    }
    for (at, line) in sheet.adjustments.iter().enumerate() {
        if at == 0 {
            table.title(paper, "Sur l'ensemble de la facture");
        }
        table.row(paper, line);
        if paper.is_too_long {
            return;
        }
    }
    paper.y += 12.0;
}

/// The head of the table; on following pages it is no part of the structure.
fn head_row(paper: &mut Paper, table: Option<Node>) {
    let baseline = paper.y + 9.0;
    let row = table.map(|table| paper.node(Kind::Row, table));
    for (place, text) in [
        (Place::From(LEFT), "Désignation"),
        (Place::To(QUANTITY), "Quantité"),
        (Place::To(PRICE), "Prix unitaire HT"),
        (Place::To(RATE), "TVA"),
        (Place::To(RIGHT), "Montant HT"),
    ] {
        let cell = row.map(|row| paper.node(Kind::HeadCell { of_row: false }, row));
        let style = Style { size: 7.6, ..HEADING };
        paper.text(place, baseline, style, text, cell);
    }
    paper.y = baseline + 6.0;
    paper.rule(LEFT, paper.y, RIGHT - LEFT, 1.0, ACCENT);
}

/// A text of a row: its style and its lines.
type Block = (Style, Vec<String>);

impl Table<'_> {
    fn row(&mut self, paper: &mut Paper, line: &Line) {
        let mut blocks: Vec<Block> = vec![(TEXT, TEXT.lines(&line.name, DESCRIPTION))];
        blocks.extend(line.details.iter().map(|detail| (SMALL, SMALL.lines(detail, DESCRIPTION))));
        let height: f32 = blocks.iter().map(|(style, lines)| style.leading() * lines.len() as f32).sum();
        let whole = height + 2.0 * PADDING;
        // A row that fits on a page stays in one piece.
        let is_short = whole < 300.0;
        let wanted = if is_short { whole } else { 60.0 };
        if paper.y + wanted > BOTTOM - CARRIED {
            self.turn(paper);
        }
        let node = paper.node(Kind::Row, self.node);
        let first = paper.y + PADDING + TEXT.size * 0.95;
        let description = paper.node(Kind::Cell, node);
        let numbers: Vec<(f32, &str, Node)> = [
            (QUANTITY, line.quantity.as_str()),
            (PRICE, line.price.as_str()),
            (RATE, line.rate.as_str()),
            (RIGHT, line.amount.as_str()),
        ]
        .into_iter()
        .map(|(right, text)| (right, text, paper.node(Kind::Cell, node)))
        .collect();
        for (right, text, cell) in numbers {
            // A cell without content would be none.
            let text = if text.is_empty() { " " } else { text };
            paper.text(Place::To(right), first, TEXT, text, Some(cell));
        }
        self.sum = self.sum.zip(line.value).and_then(|(sum, value)| sum.checked_add(value));
        self.rows += 1;
        self.description(paper, &blocks, first, description);
        paper.y += PADDING;
        paper.rule(LEFT, paper.y, RIGHT - LEFT, 0.5, LINE);
    }

    /// A row that says what the following ones are.
    fn title(&mut self, paper: &mut Paper, text: &str) {
        if paper.y + 50.0 > BOTTOM - CARRIED {
            self.turn(paper);
        }
        let row = paper.node(Kind::Row, self.node);
        let cells = [Kind::Cell; 5].map(|kind| paper.node(kind, row));
        let baseline = paper.y + 13.0;
        let style = Style { size: 7.6, ..HEADING };
        for (at, cell) in cells.into_iter().enumerate() {
            paper.text(Place::From(LEFT), baseline, style, if at == 0 { text } else { " " }, Some(cell));
        }
        paper.y = baseline + 3.0;
    }

    /// The description, over the end of the page where it is long.
    fn description(&self, paper: &mut Paper, blocks: &[Block], first: f32, node: Node) {
        let mut baseline = first;
        for (style, lines) in blocks {
            for line in lines {
                if baseline > BOTTOM - CARRIED {
                    paper.turn();
                    head::next_page(paper, self.sheet);
                    head_row(paper, None);
                    baseline = paper.y + PADDING + style.size;
                }
                paper.text(Place::From(LEFT), baseline, *style, &format!("{line} "), Some(node));
                baseline += style.leading();
            }
        }
        paper.y = baseline - TEXT.leading() + 3.0;
    }

    /// The next page, with the sum that is carried over.
    fn turn(&self, paper: &mut Paper) {
        let sum = self.sum.filter(|_| self.rows > 0).map(|sum| number(sum, 2));
        if let Some(sum) = &sum {
            let baseline = paper.y + 14.0;
            paper.text(Place::To(RATE), baseline, SMALL, "À reporter", None);
            paper.text(Place::To(RIGHT), baseline, STRONG, sum, None);
        }
        paper.turn();
        head::next_page(paper, self.sheet);
        head_row(paper, None);
        if let Some(sum) = &sum {
            let baseline = paper.y + 14.0;
            paper.text(Place::To(RATE), baseline, SMALL, "Report", None);
            paper.text(Place::To(RIGHT), baseline, STRONG, sum, None);
            paper.y = baseline + 6.0;
            paper.rule(LEFT, paper.y, RIGHT - LEFT, 0.5, LINE);
        }
    }
}
