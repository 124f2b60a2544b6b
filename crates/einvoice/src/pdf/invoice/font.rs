//! The two faces of the sheet, with what is known of their glyphs: Inter 4.001, reduced to Latin, Greek and Cyrillic, with
//! digits of one width and without layout tables; what its pairs of signs are moved by is beside it (`fonts/`).

use std::collections::HashMap;
use std::sync::OnceLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

/// Stands for a sign that the faces do not have.
const MISSING: char = '\u{25a1}';

/// A face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    SemiBold,
}

/// What is known of a face.
struct Known {
    font: Font,
    /// The glyph of a sign, and how wide it is in parts of the size.
    glyphs: HashMap<char, (u32, f32)>,
    /// How far the second of two signs is moved, in parts of the size.
    kerning: HashMap<(char, char), f32>,
}

impl Face {
    fn known(self) -> Option<&'static Known> {
        static REGULAR: OnceLock<Option<Known>> = OnceLock::new();
        static SEMI_BOLD: OnceLock<Option<Known>> = OnceLock::new();
        match self {
            Self::Regular => REGULAR.get_or_init(|| {
                read(
                    include_bytes!("fonts/Inter-Regular.ttf"),
                    include_str!("fonts/Inter-Regular.kerning.txt"),
                )
            }),
            Self::SemiBold => SEMI_BOLD.get_or_init(|| {
                read(
                    include_bytes!("fonts/Inter-SemiBold.ttf"),
                    include_str!("fonts/Inter-SemiBold.kerning.txt"),
                )
            }),
        }
        .as_ref()
    }

    /// The font for the page; `None` does not happen, the files are part of the program.
    pub(super) fn font(self) -> Option<Font> {
        self.known().map(|known| known.font.clone())
    }

    /// The same text of signs that the face has: white space is a space, controls go, another sign becomes a square.
    pub(super) fn shown(self, text: &str) -> String {
        let Some(known) = self.known() else { return String::new() };
        let shown = |sign: char| {
            if known.glyphs.contains_key(&sign) {
                Some(sign)
            } else if sign.is_whitespace() {
                Some(' ')
            } else if sign.is_control()
                || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{300}'..='\u{36f}')
            {
                None
            } else {
                Some(MISSING)
            }
        };
        text.chars().filter_map(shown).collect()
    }

    /// How wide a text is, in points.
    pub(super) fn width(self, text: &str, size: f32) -> f32 {
        let Some(known) = self.known() else { return 0.0 };
        let mut width = 0.0;
        let mut before = None;
        for sign in text.chars() {
            width += known.advance(sign) + known.kerning(before, sign);
            before = Some(sign);
        }
        width * size
    }

    /// The glyphs of a text.
    pub(super) fn glyphs(self, text: &str) -> Vec<KrillaGlyph> {
        let Some(known) = self.known() else { return Vec::new() };
        let mut glyphs = Vec::with_capacity(text.len());
        let mut signs = text.char_indices().peekable();
        while let Some((at, sign)) = signs.next() {
            let next = signs.peek().map(|(_, next)| *next);
            let Some((glyph, width)) = known.glyphs.get(&sign) else { continue };
            let moved = next.map_or(0.0, |next| known.kerning(Some(sign), next));
            let range = at..at + sign.len_utf8();
            glyphs.push(KrillaGlyph::new(GlyphId::new(*glyph), width + moved, 0.0, 0.0, 0.0, range, None));
        }
        glyphs
    }

    /// The lines of a text that are at most so wide. Line ends of the text stay; a word that is wider than a line is cut.
    pub(super) fn lines(self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.trim().lines() {
            let paragraph = self.shown(paragraph);
            let mut line = String::new();
            let mut taken = 0.0;
            for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
                for part in self.parts(word, size, width) {
                    let wide = self.width(&part, size);
                    let space = if line.is_empty() { 0.0 } else { self.width(" ", size) };
                    if taken + space + wide > width && !line.is_empty() {
                        lines.push(std::mem::take(&mut line));
                        taken = 0.0;
                    }
                    if !line.is_empty() {
                        line.push(' ');
                        taken += space;
                    }
                    line.push_str(&part);
                    taken += wide;
                }
            }
            lines.push(line);
        }
        lines
    }

    /// A word, or its parts where it is too wide for a line.
    fn parts(self, word: &str, size: f32, width: f32) -> Vec<String> {
        if self.width(word, size) <= width {
            return vec![word.to_owned()];
        }
        let mut parts = Vec::new();
        let mut part = String::new();
        let mut taken = 0.0;
        for sign in word.chars() {
            let wide = self.known().map_or(0.0, |known| known.advance(sign)) * size;
            if taken + wide > width && !part.is_empty() {
                parts.push(std::mem::take(&mut part));
                taken = 0.0;
            }
            part.push(sign);
            taken += wide;
        }
        parts.push(part);
        parts
    }
}

impl Known {
    fn advance(&self, sign: char) -> f32 {
        self.glyphs.get(&sign).map_or(0.0, |(_, width)| *width)
    }

    fn kerning(&self, before: Option<char>, sign: char) -> f32 {
        before.and_then(|before| self.kerning.get(&(before, sign))).copied().unwrap_or(0.0)
    }
}

fn read(font: &'static [u8], pairs: &'static str) -> Option<Known> {
    let reference = FontRef::new(font).ok()?;
    let metrics = reference.glyph_metrics(Size::new(1.0), LocationRef::default());
    let mappings = reference.charmap().mappings();
    let glyphs = mappings.filter_map(|(sign, glyph)| {
        Some((char::from_u32(sign)?, (glyph.to_u32(), metrics.advance_width(glyph)?)))
    });
    let mut glyphs: HashMap<char, (u32, f32)> = glyphs.collect();
    // Between groups of digits a little more than the face gives.
    if let Some((_, width)) = glyphs.get_mut(&'\u{202f}') {
        *width = width.max(0.2);
    }
    let per_em = f32::from(reference.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
    let mut kerning = HashMap::new();
    for line in pairs.lines() {
        let mut words = line.split(' ');
        let Some(before) = words.next().and_then(|word| word.chars().next()) else { continue };
        while let (Some(moved), Some(signs)) = (words.next(), words.next()) {
            let Ok(moved) = moved.parse::<f32>() else { continue };
            kerning.extend(signs.chars().map(|sign| ((before, sign), moved / per_em)));
        }
    }
    Some(Known { font: Font::new(font.to_vec().into(), 0)?, glyphs, kerning })
}

#[cfg(test)]
mod tests {
    use super::Face;

    #[test]
    fn digits_are_of_one_width_and_pairs_move_closer() {
        for face in [Face::Regular, Face::SemiBold] {
            let wide = |text: &str| face.width(text, 10.0);
            assert!((wide("1111") - wide("8888")).abs() < 1e-3);
            assert!(wide("To") < wide("T") + wide("o"));
            assert!(wide("€\u{a0}\u{202f}²éŒ\u{2212}") > 20.0);
        }
    }

    #[test]
    fn what_the_faces_lack_is_shown_as_a_square() {
        assert_eq!(Face::Regular.shown("Łódź Ελλάδα Україна 漢\u{7}\t!"), "Łódź Ελλάδα Україна \u{25a1} !");
    }

    #[test]
    fn no_line_is_wider_than_it_may_be() {
        let text = "Prestation de conseil en organisation, anticonstitutionnellement-interminable-sans-espace\nsuite";
        let lines = Face::Regular.lines(text, 9.0, 80.0);
        assert!(lines.iter().all(|line| Face::Regular.width(line, 9.0) <= 80.1), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), text.replace([' ', '\n'], ""));
        assert_eq!(lines.last().map(String::as_str), Some("suite"));
    }
}
