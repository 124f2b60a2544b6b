//! What stands on the pages, before it is written: texts, rules and boxes with their places, and the structure that tells
//! a screen reader what they are.

use super::font::Face;

/// A4, in points.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;

/// The edges of what is written.
pub(super) const LEFT: f32 = 48.0;
pub(super) const RIGHT: f32 = WIDTH - 48.0;
pub(super) const TOP: f32 = 46.0;
/// Below it stands the foot of the page.
pub(super) const BOTTOM: f32 = HEIGHT - 62.0;

/// How many pages an invoice may have.
pub(super) const MOST_PAGES: usize = 1_000;

/// A colour, red, green and blue.
pub(super) type Colour = [u8; 3];

pub(super) const INK: Colour = [0x1b, 0x21, 0x2a];
pub(super) const GREY: Colour = [0x5a, 0x65, 0x73];
pub(super) const LINE: Colour = [0xd8, 0xde, 0xe6];
pub(super) const PALE: Colour = [0xf1, 0xf4, 0xf8];
pub(super) const ACCENT: Colour = [0x15, 0x3e, 0x6b];

/// A node of the structure.
pub(super) type Node = usize;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Section,
    /// A heading of this level.
    Heading(u16),
    Paragraph,
    Table,
    Row,
    /// Of a column, or of a row.
    HeadCell {
        of_row: bool,
    },
    Cell,
}

/// Something on a page.
#[derive(Debug)]
pub(super) enum Mark {
    Text {
        x: f32,
        baseline: f32,
        style: Style,
        text: String,
        node: Option<Node>,
    },
    /// A filled box; a rule is a thin one.
    Box {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        colour: Colour,
    },
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) face: Face,
    pub(super) size: f32,
    pub(super) colour: Colour,
}

/// Where a text begins or ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// It begins here.
    From(f32),
    /// It ends here.
    To(f32),
}

impl Style {
    pub(super) const fn new(face: Face, size: f32, colour: Colour) -> Self {
        Self { face, size, colour }
    }

    /// From one baseline to the next.
    pub(super) fn leading(self) -> f32 {
        (self.size * 1.38 * 4.0).round() / 4.0
    }

    pub(super) fn width(self, text: &str) -> f32 {
        self.face.width(text, self.size)
    }

    pub(super) fn lines(self, text: &str, width: f32) -> Vec<String> {
        self.face.lines(text, self.size, width)
    }

    /// Items with a dot between them, as many on a line as fit.
    pub(super) fn packed(self, items: &[String], width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for item in items.iter().flat_map(|item| self.lines(item, width)).filter(|item| !item.is_empty()) {
            match lines.last_mut() {
                Some(line) if self.width(line) + self.width(" · ") + self.width(&item) <= width => {
                    line.push_str(" · ");
                    line.push_str(&item);
                }
                _ => lines.push(item),
            }
        }
        lines
    }
}

/// The pages, and where the next thing goes.
#[derive(Debug)]
pub(super) struct Paper {
    pub(super) pages: Vec<Vec<Mark>>,
    /// The nodes: what each is, and the one around it. The first is the document.
    pub(super) nodes: Vec<(Kind, Node)>,
    /// Where the next thing begins, from the top.
    pub(super) y: f32,
    /// Whether there were more pages than there may be.
    pub(super) is_too_long: bool,
}

impl Paper {
    pub(super) fn new() -> Self {
        Self { pages: vec![Vec::new()], nodes: vec![(Kind::Document, 0)], y: TOP, is_too_long: false }
    }

    /// The document.
    pub(super) const ROOT: Node = 0;

    /// A new node within another.
    pub(super) fn node(&mut self, kind: Kind, around: Node) -> Node {
        self.nodes.push((kind, around));
        self.nodes.len() - 1
    }

    pub(super) fn turn(&mut self) {
        if self.pages.len() >= MOST_PAGES {
            self.is_too_long = true;
        } else {
            self.pages.push(Vec::new());
        }
        self.y = TOP;
    }

    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut().filter(|_| !self.is_too_long) {
            page.push(mark);
        }
    }

    /// A text of one line on a baseline. Without a node it is no part of what is read aloud.
    pub(super) fn text(&mut self, place: Place, baseline: f32, style: Style, text: &str, node: Option<Node>) {
        let text = style.face.shown(text);
        if text.is_empty() {
            return;
        }
        let x = match place {
            Place::From(x) => x,
            // A space at the end is not to be seen.
            Place::To(x) => x - style.width(text.trim_end_matches(' ')),
        };
        self.put(Mark::Text { x, baseline, style, text, node });
    }

    /// Texts one below the other from a first baseline on; gives the baseline after the last.
    pub(super) fn texts(
        &mut self,
        x: f32,
        mut baseline: f32,
        style: Style,
        lines: &[String],
        node: Node,
    ) -> f32 {
        for (at, line) in lines.iter().enumerate() {
            // Words end with a space also where the line ends.
            let spaced = if at + 1 < lines.len() { format!("{line} ") } else { line.clone() };
            self.text(Place::From(x), baseline, style, &spaced, Some(node));
            baseline += style.leading();
        }
        baseline
    }

    pub(super) fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.put(Mark::Box { x, y, width, height, colour });
    }

    /// A rule from left to right.
    pub(super) fn rule(&mut self, x: f32, y: f32, width: f32, thickness: f32, colour: Colour) {
        self.fill(x, y - thickness / 2.0, width, thickness, colour);
    }
}
