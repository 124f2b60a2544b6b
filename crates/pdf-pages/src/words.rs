//! Text of a page, as its glyphs are drawn: put together to words, and words to lines.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use hayro::kurbo::{BezPath, Point, Rect, Vec2};
use serde::{Deserialize, Serialize};

/// What a glyph's own coordinates count to the height of a line.
const EM: f64 = 1000.0;
/// Up to this much of the height between two glyphs they belong to one word.
const LETTER_GAP: f64 = 0.14;
/// Up to this much between two words they stand in one line, and not in two columns of a table.
const WORD_GAP: f64 = 0.9;
/// How far a glyph may stand back into the one before it.
const OVERLAP: f64 = 0.5;
/// How far the foot of a glyph may be from that of the line.
const OFF_LINE: f64 = 0.25;
/// What is drawn twice, to be bold or to have a shadow, stands no further apart than this much of its height.
const AGAIN: f32 = 0.15;
/// The longest word; a longer one is cut in two.
const LONGEST_WORD: usize = 80;
/// The most signs that one glyph stands for: a ligature has three or four, a document may claim hundreds.
const LONGEST_GLYPH: usize = 8;
/// The longest way from one glyph to the next, in heights.
const LONGEST_ADVANCE: f64 = 4.0;
/// Smaller is no text that a person reads, nor is it to be drawn over the page.
const SMALLEST: f64 = 0.5;

/// Words that stand on one line. Its place and size are those of the page's units.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Where its foot is; words of a turned line begin there too.
    pub y: f32,
    /// Where its first word begins.
    pub x: f32,
    /// The height of its font.
    pub size: f32,
    /// By how much it is turned about its beginning, in degrees, clockwise.
    pub turn: f32,
    /// The words, in order.
    pub words: Vec<Word>,
}

/// A word on its line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// What it says.
    pub text: String,
    /// Where it begins, along the line; of a line that is not turned, where it begins on the page.
    pub x: f32,
    /// How long it is.
    pub width: f32,
}

/// A glyph where it stands on the page.
#[derive(Clone, Copy, Debug)]
struct Place {
    origin: Point,
    /// The way on which the text goes, of length 1.
    along: Vec2,
    size: f64,
    advance: f64,
}

/// A line that is not ended.
struct Open {
    first: Place,
    /// Where the next glyph is expected.
    pen: Point,
    words: Vec<Word>,
    /// A space was drawn: what comes begins a word.
    apart: bool,
}

/// Reads the text that is drawn.
pub(crate) struct Reader<'r> {
    bounds: Rect,
    /// How many words may still be told.
    room: &'r mut usize,
    open: Option<Open>,
    lines: Vec<Line>,
    /// Where the text began that was filled last: stroked, it comes again.
    filled: Option<Point>,
}

impl<'r> Reader<'r> {
    pub(crate) const fn new(bounds: Rect, room: &'r mut usize) -> Self {
        Self { bounds, room, open: None, lines: Vec::new(), filled: None }
    }

    pub(crate) fn lines(mut self) -> Vec<Line> {
        self.end_line();
        self.lines
    }

    fn take(&mut self, place: Place, text: &str) {
        if *self.room == 0 || !self.bounds.contains(place.origin) || place.size < SMALLEST {
            return;
        }
        let gap = self.open.as_ref().and_then(|open| open.gap_to(&place));
        if gap.is_none() {
            self.end_line();
        }
        let blank = text.trim().is_empty();
        let open = match &mut self.open {
            Some(open) => open,
            // A line does not begin with a space.
            None if blank => return,
            empty => empty.insert(Open { first: place, pen: place.origin, words: Vec::new(), apart: true }),
        };
        let end = place.origin + place.along * place.advance;
        if blank {
            open.apart = true;
        } else {
            let x = (place.origin - open.first.origin).dot(open.first.along);
            let to = (end - open.first.origin).dot(open.first.along);
            let far = gap.is_some_and(|gap| gap > LETTER_GAP * place.size);
            match open.words.last_mut() {
                Some(word) if !open.apart && !far && word.text.len() < LONGEST_WORD => {
                    word.text.push_str(text);
                    word.width = (to as f32 - word.x).max(word.width);
                }
                _ => {
                    open.words.push(Word {
                        text: text.to_owned(),
                        x: x as f32,
                        width: (to - x).max(0.0) as f32,
                    });
                    *self.room -= 1;
                }
            }
            open.apart = false;
        }
        open.pen = end;
    }

    fn end_line(&mut self) {
        let Some(open) = self.open.take() else { return };
        let Place { origin, along, size, .. } = open.first;
        let mut line = Line {
            x: tenth(origin.x),
            y: tenth(origin.y),
            size: tenth(size),
            turn: tenth(along.y.atan2(along.x).to_degrees()),
            words: open.words,
        };
        for word in &mut line.words {
            word.x = tenth(origin.x + f64::from(word.x));
            word.width = tenth(f64::from(word.width));
        }
        // Whatever is drawn twice is there once.
        if self.lines.iter().rev().take(200).any(|other| is_again(other, &line)) {
            *self.room += line.words.len();
        } else {
            self.lines.push(line);
        }
    }
}

impl Open {
    /// How far a glyph stands from where the next one is expected; nothing when it is not of this line.
    fn gap_to(&self, place: &Place) -> Option<f64> {
        let same_way = self.first.along.dot(place.along) > 0.999;
        let same_size = (self.first.size / place.size - 1.0).abs() < 0.2;
        let way = place.origin - self.pen;
        let (gap, off) = (way.dot(place.along), way.cross(place.along).abs());
        let near = gap > -OVERLAP * place.size && gap < WORD_GAP * place.size && off < OFF_LINE * place.size;
        (same_way && same_size && near).then_some(gap)
    }
}

/// Whether one says the same as the other, hardly beside it.
fn is_again(one: &Line, other: &Line) -> bool {
    let near = |one_place: f32, other_place: f32| (one_place - other_place).abs() <= AGAIN * one.size;
    near(one.x, other.x)
        && near(one.y, other.y)
        && one.words.len() == other.words.len()
        && one.words.iter().zip(&other.words).all(|(one, other)| one.text == other.text)
}

/// A tenth of a unit is 1/720 of an inch: what is finer would only make the page longer.
fn tenth(value: f64) -> f32 {
    ((value * 10.0).round() / 10.0) as f32
}

impl Device<'_> for Reader<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        let begin = run.glyphs().first().map(|glyph| props.transform * glyph.transform() * Point::ZERO);
        let again = matches!(mode, DrawMode::Stroke(_)) && begin == self.filled;
        self.filled = begin;
        if again {
            return;
        }
        for positioned in run.glyphs() {
            let Some(unicode) = positioned.as_unicode() else { continue };
            let transform = props.transform * positioned.transform();
            let origin = transform * Point::ZERO;
            let across = transform * Point::new(EM, 0.0) - origin;
            let up = transform * Point::new(0.0, EM) - origin;
            let (width, size) = (across.hypot(), up.hypot());
            if !(width.is_finite() && size.is_finite() && width > 0.0) {
                continue;
            }
            let advance = match &**positioned {
                Glyph::Outline(glyph) => glyph.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let advance = f64::from(advance.unwrap_or(500.0)) / EM * width;
            let advance = if advance.is_finite() { advance.clamp(0.0, LONGEST_ADVANCE * size) } else { 0.0 };
            let place = Place { origin, along: across / width, size, advance };
            let text = match unicode {
                BfString::Char(sign) => plain(&sign.to_string()),
                BfString::String(text) => plain(&text),
            };
            if !text.is_empty() {
                self.take(place, &text);
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Without what no page of ours may hold: control characters, signs that turn the direction of text, private ones.
fn plain(text: &str) -> String {
    let turns = |sign: char| matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let private = |sign: char| matches!(sign, '\u{e000}'..='\u{f8ff}' | '\u{fffe}'..='\u{ffff}' | '\u{f0000}'..='\u{10ffff}');
    let kept = |sign: &char| !turns(*sign) && !private(*sign) && (!sign.is_control() || sign.is_whitespace());
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars().filter(kept).take(LONGEST_GLYPH) {
        match sign {
            // Letters that are drawn as one are searched for as several.
            '\u{fb00}' => plain.push_str("ff"),
            '\u{fb01}' => plain.push_str("fi"),
            '\u{fb02}' => plain.push_str("fl"),
            '\u{fb03}' => plain.push_str("ffi"),
            '\u{fb04}' => plain.push_str("ffl"),
            space if space.is_whitespace() => plain.push(' '),
            other => plain.push(other),
        }
    }
    plain
}
