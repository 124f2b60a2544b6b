//! What Chorus Pro asks of attached files (business-rules.md §6).

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Largest single file, bytes (10 MB; API.md §1.6).
pub const MAXIMUM_FILE_BYTES: u64 = 10 * 1024 * 1024;

/// Largest sum of all attachments of an invoice, bytes (118 MB beside the invoice itself).
pub const MAXIMUM_TOTAL_BYTES: u64 = 118 * 1024 * 1024;

/// Longest file name with its extension, characters.
const LONGEST_NAME: usize = 50;

/// Extensions that Chorus Pro takes, upper case.
pub const ALLOWED_EXTENSIONS: [&str; 35] = [
    "BMP", "BZ2", "CSV", "DOC", "DOCX", "FAX", "GIF", "GZ", "GZIP", "HTM", "HTML", "JPEG", "JPG", "ODP",
    "ODS", "ODT", "P7S", "PDF", "PNG", "PPS", "PPT", "PPTX", "RTF", "SVG", "TGZ", "TIF", "TIFF", "TXT",
    "XHTML", "XLC", "XLM", "XLS", "XLSX", "XML", "ZIP",
];

/// A file name that Chorus Pro takes, and whether it had to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MendedName {
    /// Name with extension, at most 50 characters, plain letters, digits, `-`, `_`, `.`.
    pub name: String,
    /// Upper-case extension.
    pub extension: String,
    /// Whether it had to be changed.
    pub mended: bool,
}

/// Why a file name cannot be mended.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentNameError {
    /// No extension at all.
    #[error("no extension")]
    NoExtension,
    /// A type that Chorus Pro refuses.
    #[error("refused extension {0}")]
    Refused(String),
}

/// Makes a file name acceptable: accents lose their marks, odd characters become `_`, a long name is cut before its
/// extension.
///
/// # Errors
/// When the extension is missing or refused.
pub fn mend_attachment_name(original: &str) -> Result<MendedName, AttachmentNameError> {
    let base = original.rsplit(['/', '\\']).next().unwrap_or(original).trim();
    let (stem, extension) = base.rsplit_once('.').ok_or(AttachmentNameError::NoExtension)?;
    let upper = extension.to_ascii_uppercase();
    if extension.is_empty() {
        return Err(AttachmentNameError::NoExtension);
    }
    if !ALLOWED_EXTENSIONS.contains(&upper.as_str()) {
        return Err(AttachmentNameError::Refused(extension.chars().take(12).collect()));
    }
    let plain: String = stem.chars().flat_map(plain_character).collect();
    let plain = if plain.trim_matches(['_', '.', '-']).is_empty() { "document".to_owned() } else { plain };
    let room = LONGEST_NAME - extension.len() - 1;
    let cut: String = plain.chars().take(room).collect();
    let name = format!("{cut}.{extension}");
    let mended = name != base;
    Ok(MendedName { name, extension: upper, mended })
}

impl MendedName {
    /// The same with a number before its extension where an invoice has an attachment of that name: portals refuse the
    /// second, or overwrite the first. Case does not tell names apart.
    #[must_use]
    pub fn distinct_from<'a>(self, taken: impl Iterator<Item = &'a str> + Clone) -> Self {
        let is_taken = |name: &str| taken.clone().any(|other| other.eq_ignore_ascii_case(name));
        if !is_taken(&self.name) {
            return self;
        }
        let (stem, extension) = self.name.rsplit_once('.').unwrap_or((&self.name, ""));
        // One number for each name that is taken: one of them is free.
        let numbered = (2..).map(|number: u32| {
            let end = format!("-{number}.{extension}");
            let room = LONGEST_NAME.saturating_sub(end.len());
            stem.chars().take(room).collect::<String>() + &end
        });
        let name = numbered.into_iter().find(|name| !is_taken(name)).unwrap_or_default();
        Self { name, mended: true, ..self.clone() }
    }
}

fn plain_character(c: char) -> Vec<char> {
    let text = match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' => return vec![c],
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => "a",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'î' | 'ï' | 'í' | 'ì' => "i",
        'ô' | 'ö' | 'ó' | 'ò' | 'õ' => "o",
        'ù' | 'û' | 'ü' | 'ú' => "u",
        'ç' => "c",
        'ñ' => "n",
        'œ' => "oe",
        'æ' => "ae",
        'À' | 'Â' | 'Ä' | 'Á' => "A",
        'É' | 'È' | 'Ê' | 'Ë' => "E",
        'Î' | 'Ï' => "I",
        'Ô' | 'Ö' => "O",
        'Ù' | 'Û' | 'Ü' => "U",
        'Ç' => "C",
        'Œ' => "OE",
        '°' => "o",
        '\u{300}'..='\u{36f}' => "",
        _ => "_",
    };
    text.chars().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_name_is_left_alone() {
        let mended = mend_attachment_name("bon-livraison_12.pdf").unwrap();
        assert_eq!(
            (mended.name.as_str(), mended.extension.as_str(), mended.mended),
            ("bon-livraison_12.pdf", "PDF", false)
        );
    }

    #[test]
    fn odd_characters_are_replaced_and_said_so() {
        let mended = mend_attachment_name("Procès-verbal n°3 (été).pdf").unwrap();
        assert_eq!(mended.name, "Proces-verbal_no3__ete_.pdf");
        assert!(mended.mended);
    }

    #[test]
    fn a_long_name_is_cut_before_its_extension() {
        let mended = mend_attachment_name(&format!("{}.docx", "a".repeat(80))).unwrap();
        assert_eq!(mended.name.chars().count(), 50);
        assert!(mended.name.ends_with("a.docx"));
    }

    #[test]
    fn attachments_of_one_name_are_numbered() {
        let first = mend_attachment_name("annexeé.pdf").unwrap();
        let second =
            mend_attachment_name("annexeè.PDF").unwrap().distinct_from([first.name.as_str()].into_iter());
        assert_eq!((second.name.as_str(), second.mended), ("annexee-2.PDF", true));
        let taken = [first.name.as_str(), "annexee-2.pdf"];
        assert_eq!(first.clone().distinct_from(taken.into_iter()).name, "annexee-3.pdf");
        let long = mend_attachment_name(&format!("{}.docx", "a".repeat(80))).unwrap();
        let other = long.clone().distinct_from([long.name.as_str()].into_iter());
        assert_eq!(other.name.chars().count(), 50);
        assert!(other.name.ends_with("a-2.docx"), "{}", other.name);
    }

    #[test]
    fn a_type_that_is_not_taken_is_refused() {
        assert_eq!(mend_attachment_name("virus.exe"), Err(AttachmentNameError::Refused("exe".into())));
        assert_eq!(mend_attachment_name("README"), Err(AttachmentNameError::NoExtension));
    }

    #[test]
    fn a_path_never_survives() {
        assert_eq!(mend_attachment_name("../../etc/passwd.txt").unwrap().name, "passwd.txt");
        assert_eq!(mend_attachment_name("C:\\temp\\a.csv").unwrap().name, "a.csv");
    }

    proptest::proptest! {
        #[test]
        fn every_mended_name_is_acceptable(stem in ".{0,90}") {
            if let Ok(mended) = mend_attachment_name(&format!("{stem}.pdf")) {
                proptest::prop_assert!(mended.name.chars().count() <= 50);
                proptest::prop_assert!(mended.name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)));
                proptest::prop_assert!(!mend_attachment_name(&mended.name).unwrap().mended);
            }
        }
    }
}
