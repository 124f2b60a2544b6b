//! The ICC profile of sRGB (IEC 61966-2-1) as a profile of a display, version 4 (ICC.1:2004-10, which PDF 1.7 takes): made
//! here from the numbers of the standard, 500 bytes.

use std::sync::OnceLock;

/// Red, green and blue seen under D50 (Bradford adaptation), X Y Z of each.
const PRIMARIES: [(&[u8; 4], [f64; 3]); 3] = [
    (b"rXYZ", [0.436_075, 0.222_504, 0.013_932]),
    (b"gXYZ", [0.385_065, 0.716_879, 0.097_105]),
    (b"bXYZ", [0.143_080, 0.060_617, 0.714_173]),
];

/// The white of the connection space, D50.
const WHITE: [f64; 3] = [0.964_2, 1.0, 0.824_9];

/// From D65 to D50 (Bradford), row by row.
const ADAPTATION: [f64; 9] =
    [1.047_811, 0.022_887, -0.050_127, 0.029_542, 0.990_484, -0.017_049, -0.009_235, 0.015_044, 0.752_132];

/// Exponent, slope, offset, slope of the line near black, and where that ends.
const CURVE: [f64; 5] = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45];

/// How long a header is, in bytes.
const HEADER: usize = 128;

/// The bytes of the profile.
pub(in super::super) fn profile() -> &'static [u8] {
    static PROFILE: OnceLock<Vec<u8>> = OnceLock::new();
    PROFILE.get_or_init(made)
}

fn made() -> Vec<u8> {
    let mut tags: Vec<(&[u8; 4], Vec<u8>)> = vec![
        (b"desc", text("sRGB")),
        (b"cprt", text("CC0")),
        (b"wtpt", numbers(b"XYZ ", &[], &WHITE)),
        (b"chad", numbers(b"sf32", &[], &ADAPTATION)),
    ];
    tags.extend(PRIMARIES.map(|(name, colour)| (name, numbers(b"XYZ ", &[], &colour))));
    // One curve serves the three colours.
    tags.push((b"rTRC", numbers(b"para", &[0, 3, 0, 0], &CURVE)));
    let table_length = 4 + 12 * (tags.len() + 2);
    let mut table = Vec::new();
    let mut contents = Vec::new();
    table.extend(length(tags.len() + 2));
    for (name, content) in &tags {
        let entry = [length(HEADER + table_length + contents.len()), length(content.len())].concat();
        let shared: &[&[u8; 4]] = if *name == b"rTRC" { &[b"gTRC", b"bTRC"] } else { &[] };
        for name in std::iter::once(name).chain(shared) {
            table.extend_from_slice(*name);
            table.extend_from_slice(&entry);
        }
        contents.extend_from_slice(content);
    }
    let mut bytes = header(HEADER + table.len() + contents.len());
    bytes.extend(table);
    bytes.extend(contents);
    bytes
}

fn header(total: usize) -> Vec<u8> {
    let mut bytes = length(total).to_vec();
    bytes.extend([0; 4]);
    bytes.extend([4, 0x20, 0, 0]);
    bytes.extend_from_slice(b"mntrRGB XYZ ");
    for part in [2026_u16, 1, 1, 0, 0, 0] {
        bytes.extend(part.to_be_bytes());
    }
    bytes.extend_from_slice(b"acsp");
    // No platform, no flags, no maker, no model, no attributes, perceptual.
    bytes.extend([0; 28]);
    bytes.extend(WHITE.iter().flat_map(|number| fixed(*number)));
    bytes.resize(HEADER, 0);
    bytes
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

/// A number of 16 binary places.
fn fixed(number: f64) -> [u8; 4] {
    #[expect(clippy::cast_possible_truncation, reason = "the numbers of this file are below 3")]
    let fixed = (number * 65_536.0).round() as i32;
    fixed.to_be_bytes()
}

fn numbers(kind: &[u8; 4], before: &[u8], numbers: &[f64]) -> Vec<u8> {
    let mut bytes = [kind.as_slice(), &[0; 4], before].concat();
    bytes.extend(numbers.iter().flat_map(|number| fixed(*number)));
    bytes
}

/// A text in one language (`mluc`).
fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut bytes = [b"mluc".as_slice(), &[0; 4], &length(1), &length(12), b"enUS"].concat();
    bytes.extend(length(units.len()));
    bytes.extend(length(28));
    bytes.extend(units);
    // Tags begin at multiples of four.
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::{HEADER, profile};

    #[test]
    fn every_tag_lies_in_the_profile_and_begins_at_a_multiple_of_four() {
        let bytes = profile();
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(number(0), bytes.len());
        assert_eq!(&bytes[36..40], b"acsp");
        let count = number(HEADER);
        assert_eq!(count, 10);
        for tag in 0..count {
            let entry = HEADER + 4 + 12 * tag;
            let (begin, length) = (number(entry + 4), number(entry + 8));
            assert_eq!(begin % 4, 0);
            assert!(begin >= HEADER + 4 + 12 * count && begin + length <= bytes.len());
            let kind: &[u8] = match &bytes[entry..entry + 4] {
                b"desc" | b"cprt" => b"mluc",
                b"chad" => b"sf32",
                b"rTRC" | b"gTRC" | b"bTRC" => b"para",
                _ => b"XYZ ",
            };
            assert_eq!(&bytes[begin..begin + 4], kind);
        }
    }

    #[test]
    fn the_three_colours_together_are_white() {
        for axis in 0..3 {
            let sum: f64 = super::PRIMARIES.iter().map(|(_, colour)| colour[axis]).sum();
            assert!((sum - super::WHITE[axis]).abs() < 1e-3);
        }
    }
}
