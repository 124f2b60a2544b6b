//! The words of the pages with their places, put together to phrases and rows.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt as _, interpret_page,
};
use hayro_syntax::Pdf;

use super::{MAX_PAGES, MAX_WORDS};

/// What a glyph's own coordinates count to the height of a line.
const EM: f64 = 1000.0;
/// Up to this much of the height between two glyphs they belong to one word.
const LETTER_GAP: f32 = 0.14;
/// Up to this much between two words they belong to one phrase, and not to two columns.
const WORD_GAP: f32 = 0.9;
/// How far the feet of two words of one row may differ, in heights.
const OFF_ROW: f32 = 0.45;
/// The longest word, in bytes.
const LONGEST: usize = 200;

/// A word on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The page, the first being 1.
    pub page: usize,
    /// What it says.
    pub text: String,
    /// Where it begins, from the left, in points.
    pub x: f32,
    /// Its baseline, from the top.
    pub y: f32,
    /// How long it is.
    pub width: f32,
    /// The height of its font.
    pub size: f32,
}

/// Words that stand close to one another on one line.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    pub(super) words: Vec<Word>,
    /// The words as labels are compared: small letters without accents, without the signs around.
    pub(super) plain: Vec<String>,
}

/// A part of a phrase, for who wants to see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) page: usize,
    pub(super) place: [f32; 4],
}

/// All phrases, row by row, and in a row from left to right.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) rows: Vec<Vec<Phrase>>,
}

impl Phrase {
    fn of(words: Vec<Word>) -> Self {
        let plain = words.iter().map(|word| plain(&word.text)).collect();
        Self { words, plain }
    }

    pub(super) fn left(&self) -> f32 {
        self.words.first().map_or(0.0, |word| word.x)
    }

    pub(super) fn right(&self) -> f32 {
        self.words.last().map_or(0.0, |word| word.x + word.width)
    }

    pub(super) fn y(&self) -> f32 {
        self.words.first().map_or(0.0, |word| word.y)
    }

    pub(super) fn size(&self) -> f32 {
        self.words.first().map_or(0.0, |word| word.size)
    }

    pub(super) fn page(&self) -> usize {
        self.words.first().map_or(0, |word| word.page)
    }

    /// Where some of its words stand.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let words = self.words.get(from..to.min(self.words.len())).unwrap_or_default();
        let mut place = [f32::MAX, f32::MAX, 0.0, 0.0];
        for word in words {
            let [left, top, right, bottom] = place;
            place = [
                left.min(word.x),
                top.min(word.y - word.size * 0.8),
                right.max(word.x + word.width),
                bottom.max(word.y + word.size * 0.25),
            ];
        }
        Span { page: self.page(), place }
    }
}

impl Sheet {
    pub(super) fn of<'w>(words: impl Iterator<Item = &'w Word>) -> Self {
        let is_text = |word: &&Word| {
            let numbers = [word.x, word.y, word.width, word.size];
            numbers.iter().all(|number| number.is_finite()) && word.size > 0.5 && !word.text.trim().is_empty()
        };
        let mut words: Vec<&Word> = words.filter(is_text).collect();
        words.sort_by(|one, other| one.page.cmp(&other.page).then(one.y.total_cmp(&other.y)));
        let mut rows: Vec<Vec<&Word>> = Vec::new();
        for word in words {
            match rows.last_mut().and_then(|row| Some((row.first().copied()?, row))) {
                Some((first, row))
                    if first.page == word.page
                        && (word.y - first.y).abs() < OFF_ROW * first.size.min(word.size) =>
                {
                    row.push(word);
                }
                _ => rows.push(vec![word]),
            }
        }
        Self { rows: rows.into_iter().map(phrases).collect() }
    }

    /// Every phrase with the number of its row.
    pub(super) fn phrases(&self) -> impl Iterator<Item = (usize, &Phrase)> {
        self.rows
            .iter()
            .enumerate()
            .flat_map(|(row, phrases)| phrases.iter().map(move |phrase| (row, phrase)))
    }
}

fn phrases(mut row: Vec<&Word>) -> Vec<Phrase> {
    row.sort_by(|one, other| one.x.total_cmp(&other.x));
    let mut phrases: Vec<Vec<Word>> = Vec::new();
    for word in row {
        let end = phrases.last().and_then(|phrase| phrase.last()).map(|last| last.x + last.width);
        match phrases.last_mut() {
            Some(phrase) if end.is_some_and(|end| word.x - end < WORD_GAP * word.size) => {
                phrase.push(word.clone())
            }
            _ => phrases.push(vec![word.clone()]),
        }
    }
    phrases.into_iter().map(Phrase::of).collect()
}

/// A word as it is compared.
pub(super) fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for sign in word.chars().flat_map(char::to_lowercase) {
        match sign {
            'à' | 'â' | 'ä' | 'á' => plain.push('a'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'î' | 'ï' | 'í' => plain.push('i'),
            'ô' | 'ö' | 'ó' => plain.push('o'),
            'ù' | 'û' | 'ü' | 'ú' => plain.push('u'),
            'ç' => plain.push('c'),
            'œ' => plain.push_str("oe"),
            '’' | '‘' => plain.push('\''),
            'º' => plain.push('°'),
            other => plain.push(other),
        }
    }
    plain.trim_matches([':', '.', ',', '(', ')', '*', '#', '–', '-', '|']).to_owned()
}

/// The words of the first pages.
pub(super) fn words(pdf: &Pdf) -> Vec<Word> {
    let cache = InterpreterCache::new();
    let mut words = Vec::new();
    for (at, page) in pdf.pages().iter().enumerate().take(MAX_PAGES) {
        let (width, height) = page.render_dimensions();
        if !(1.0..20_000.0).contains(&width) || !(1.0..20_000.0).contains(&height) {
            continue;
        }
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let transform = page.initial_transform(true).to_kurbo();
        let mut context =
            Context::new(transform, bounds, &cache, page.xref(), InterpreterSettings::default());
        let mut reader = Reader { page: at + 1, bounds, words, pen: None };
        interpret_page(page, &mut context, &mut reader);
        words = reader.words;
    }
    words
}

/// Collects the words as their glyphs are drawn.
struct Reader {
    page: usize,
    bounds: Rect,
    words: Vec<Word>,
    /// Where the next glyph of the last word is expected; none after a space.
    pen: Option<(f32, f32)>,
}

impl Reader {
    fn take(&mut self, origin: Point, size: f32, advance: f32, text: &str) {
        let (x, y) = (origin.x as f32, origin.y as f32);
        if text.trim().is_empty() {
            self.pen = None;
            return;
        }
        let goes_on = self
            .pen
            .is_some_and(|(pen, line)| (x - pen).abs() < LETTER_GAP * size && (y - line).abs() < 0.1 * size);
        let is_full = self.words.len() >= MAX_WORDS;
        match self.words.last_mut() {
            Some(word) if goes_on && word.text.len() < LONGEST => {
                word.text.push_str(text);
                word.width = (x + advance - word.x).max(word.width);
            }
            _ if is_full => return,
            _ => {
                let (page, text) = (self.page, text.to_owned());
                self.words.push(Word { page, text, x, y, width: advance.max(0.0), size });
            }
        }
        self.pen = Some((x + advance, y));
    }
}

impl Device<'_> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let Some(unicode) = glyph.as_unicode() else { continue };
            let transform = props.transform * glyph.transform();
            let origin = transform * Point::ZERO;
            let across = transform * Point::new(EM, 0.0) - origin;
            let up = transform * Point::new(0.0, EM) - origin;
            // Text that is turned is no part of a form.
            let is_level = across.x > 0.0 && across.y.abs() < 0.05 * across.x;
            if !is_level || !self.bounds.contains(origin) || !up.hypot().is_finite() {
                continue;
            }
            let advance = match &**glyph {
                Glyph::Outline(glyph) => glyph.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let advance = f64::from(advance.unwrap_or(500.0)).clamp(0.0, 4.0 * EM) / EM * across.x;
            let text = match unicode {
                BfString::Char(sign) => sign.to_string(),
                BfString::String(text) => text.chars().take(8).collect(),
            };
            // A space that holds together parts a number, as one that does not.
            let text: String = text.chars().filter(|sign| !sign.is_control()).collect();
            self.take(origin, up.hypot() as f32, advance as f32, &text);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
