//! Names of files in archives, made fit to be shown and kept.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

/// The longest name that is handed over, in characters.
pub const LONGEST_NAME: usize = 200;

/// What is left free in a name for the number that tells it apart, ` (1000)` with room to spare.
const ROOM_FOR_NUMBER: usize = 10;

/// The longest extension that is kept at the end of a name when it is changed, in characters.
const LONGEST_EXTENSION: usize = 20;

/// The name of what has none.
const NAMELESS: &str = "fichier";

/// Folders and files that systems put beside those of the person.
const NOISE: [&str; 4] = ["__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"];

/// Whether a file is there for a system and not for a person.
pub(crate) fn is_noise(path: &str) -> bool {
    parts(path).any(|part| NOISE.iter().any(|noise| part.eq_ignore_ascii_case(noise)))
        // What macOS keeps beside a file, as its tar writes it.
        || parts(path).next_back().is_some_and(|name| name.starts_with("._"))
}

/// The name without its folders and without anything that some system takes for more than a name.
#[must_use]
pub fn safe_name(path: &str) -> String {
    let name = parts(path).next_back().unwrap_or_default();
    let name = match name.split_once(':') {
        Some((drive, rest)) if drive.len() == 1 => rest,
        _ => name,
    };
    let signs = name.chars().filter(|sign| !is_unseen(*sign));
    let plain = |sign| if r#":*?"<>|"#.contains(sign) { '-' } else { sign };
    let name: String = signs.map(plain).nfc().collect();
    let name = name.trim().trim_start_matches('.').trim_end_matches(['.', ' ']).trim();
    let name = if name.is_empty() { NAMELESS } else { name };
    let (stem, extension) = split(name);
    let room = LONGEST_NAME - ROOM_FOR_NUMBER - extension.chars().count();
    stem.chars().take(room).chain(extension.chars()).collect()
}

/// The names of one drop.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// In small letters, as systems compare them, with the last number given to each.
    taken: HashMap<String, u32>,
}

impl Names {
    /// The name, or the first of `name (2)`, `name (3)`… that is not taken yet; the extension stays at the end.
    pub(crate) fn distinct(&mut self, name: String) -> String {
        let key = name.to_lowercase();
        let Some(last) = self.taken.get(&key).copied() else {
            self.taken.insert(key, 1);
            return name;
        };
        let (stem, extension) = split(&name);
        let mut number = last;
        loop {
            number = number.saturating_add(1);
            let other = format!("{stem} ({number}){extension}");
            let other_key = other.to_lowercase();
            if !self.taken.contains_key(&other_key) {
                self.taken.insert(key, number);
                self.taken.insert(other_key, 1);
                return other;
            }
        }
    }
}

/// The folders and the name; both separators count, whichever system wrote the archive.
fn parts(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split(['/', '\\']).filter(|part| !part.trim().is_empty())
}

/// The stem and the extension with its dot, which is empty where there is none.
fn split(name: &str) -> (&str, &str) {
    name.rfind('.')
        .filter(|dot| *dot > 0)
        .and_then(|dot| name.split_at_checked(dot))
        .filter(|(_, extension)| extension.chars().count() <= LONGEST_EXTENSION)
        .unwrap_or((name, ""))
}

/// Control characters, and those that change the direction of a text or take no room: `fdp.exe` may show as `exe.pdf`.
fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_folder_and_nothing_that_leads_elsewhere() {
        for (path, name) in [
            ("a/b/facture.pdf", "facture.pdf"),
            ("..\\..\\facture.pdf", "facture.pdf"),
            ("/etc/passwd", "passwd"),
            ("C:\\temp\\a.xml", "a.xml"),
            ("C:a.xml", "a.xml"),
            ("a/..", NAMELESS),
            ("...", NAMELESS),
            ("", NAMELESS),
            (" \t ", NAMELESS),
            (".cache.pdf", "cache.pdf"),
            ("a.pdf. .", "a.pdf"),
            ("a\n\0b.pdf", "ab.pdf"),
            ("n° 12: \"avoir\" <1>?.pdf", "n° 12- -avoir- -1--.pdf"),
            ("facture\u{202e}fdp.exe", "facturefdp.exe"),
            ("e\u{301}te\u{301}.pdf", "été.pdf"),
        ] {
            assert_eq!(safe_name(path), name, "{path:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_before_its_extension() {
        let name = safe_name(&format!("{}.xml", "é".repeat(4000)));
        assert_eq!(name.chars().count(), LONGEST_NAME - ROOM_FOR_NUMBER);
        assert!(name.ends_with("é.xml"));
        let without = safe_name(&format!("a.{}", "b".repeat(4000)));
        assert_eq!(without.chars().count(), LONGEST_NAME - ROOM_FOR_NUMBER);
    }

    #[test]
    fn names_are_told_apart_by_a_number_before_the_extension() {
        let mut names = Names::default();
        let mut told = |name: &str| names.distinct(name.to_owned());
        assert_eq!(told("a.pdf"), "a.pdf");
        assert_eq!(told("a.pdf"), "a (2).pdf");
        assert_eq!(told("A.PDF"), "A (3).PDF");
        assert_eq!(told("a (2).pdf"), "a (2) (2).pdf");
        assert_eq!(told("a"), "a");
        assert_eq!(told("a"), "a (2)");
        assert_eq!(told("b.tar.gz"), "b.tar.gz");
        assert_eq!(told("b.tar.gz"), "b.tar (2).gz");
    }

    #[test]
    fn what_systems_leave_behind_is_noise() {
        for path in
            ["__MACOSX/._a.pdf", "a/.DS_Store", "THUMBS.DB", "x\\Thumbs.db", "a/._b.pdf", "Desktop.ini"]
        {
            assert!(is_noise(path), "{path}");
        }
        for path in ["a.pdf", "a/b.pdf", "_.pdf", "Thumbs.db.pdf", "._a/b.pdf"] {
            assert!(!is_noise(path), "{path}");
        }
    }
}
