//! What Chorus Pro asks of attached files (business-rules.md §6).

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Largest single file, bytes (10 MB; API.md §1.6).
pub const MAXIMUM_FILE_BYTES: u64 = 10 * 1024 * 1024;

/// Largest sum of all attachments of an invoice, bytes (118 MB beside the invoice itself).
pub const MAXIMUM_TOTAL_BYTES: u64 = 118 * 1024 * 1024;

/// Largest file that is taken in to be compressed or split, bytes (40 MB).
pub const LARGEST_TO_MEND: u64 = 40 * 1024 * 1024;

/// Most parts into which a PDF is split.
pub const MOST_PARTS: usize = 9;

/// Longest file name with its extension, characters.
const LONGEST_NAME: usize = 50;

/// Extensions that Chorus Pro takes, upper case.
pub const ALLOWED_EXTENSIONS: [&str; 35] = [
    "BMP", "BZ2", "CSV", "DOC", "DOCX", "FAX", "GIF", "GZ", "GZIP", "HTM", "HTML", "JPEG", "JPG", "ODP",
    "ODS", "ODT", "P7S", "PDF", "PNG", "PPS", "PPT", "PPTX", "RTF", "SVG", "TGZ", "TIF", "TIFF", "TXT",
    "XHTML", "XLC", "XLM", "XLS", "XLSX", "XML", "ZIP",
];

/// Programs: Chorus Pro takes none, and none is hidden from it in an archive.
const PROGRAMS: [&str; 20] = [
    "APK", "APP", "BAT", "CMD", "COM", "CPL", "DLL", "EXE", "HTA", "JAR", "JS", "JSE", "LNK", "MSI", "PIF",
    "PS1", "SCR", "SH", "VBE", "VBS",
];

/// What was done to a file so that Chorus Pro takes it, beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Mending {
    /// It was put into a ZIP.
    Packed,
    /// It is one of the parts into which its pages were split.
    Split {
        /// Which, from 1.
        part: usize,
        /// How many there are.
        parts: usize,
    },
}

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

/// Whether a file is a program, by its name.
#[must_use]
pub fn is_program(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.trim().to_ascii_uppercase());
    extension.is_some_and(|extension| PROGRAMS.contains(&extension.as_str()))
}

/// The name of a ZIP around a file, which still tells what the file is: `plan.dwg` becomes `plan_dwg.zip`.
#[must_use]
pub fn packed_name(original: &str) -> MendedName {
    let base = original.rsplit(['/', '\\']).next().unwrap_or(original).trim();
    let (stem, extension) = base.rsplit_once('.').unwrap_or((base, ""));
    let plain = |text: &str| text.chars().flat_map(plain_character).collect::<String>();
    let end: String = plain(extension).chars().take(12).collect();
    let end = if end.is_empty() { ".zip".to_owned() } else { format!("_{end}.zip") };
    MendedName { name: with_end(&plain(stem), &end), extension: "ZIP".to_owned(), mended: true }
}

/// The name of a part of a PDF, and what it is called: `annexe_1_sur_3.pdf`, *annexe (1 sur 3)*.
#[must_use]
pub fn part_name(original: &str, part: usize, parts: usize) -> (MendedName, String) {
    let base = original.rsplit(['/', '\\']).next().unwrap_or(original).trim();
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let plain: String = stem.chars().flat_map(plain_character).collect();
    let name = with_end(&plain, &format!("_{part}_sur_{parts}.pdf"));
    let label = format!("{} ({part} sur {parts})", stem.chars().take(80).collect::<String>());
    (MendedName { name, extension: "PDF".to_owned(), mended: true }, label)
}

/// A plain name as long as its end leaves room for.
fn with_end(plain: &str, end: &str) -> String {
    let plain = if plain.trim_matches(['_', '.', '-']).is_empty() { "document" } else { plain };
    plain.chars().take(LONGEST_NAME.saturating_sub(end.len())).collect::<String>() + end
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

pub(crate) fn plain_character(c: char) -> Vec<char> {
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
    fn a_file_in_a_zip_is_still_told_by_its_name() {
        assert_eq!(packed_name("Plan d’étage.dwg").name, "Plan_d_etage_dwg.zip");
        assert_eq!(packed_name("README").name, "README.zip");
        assert_eq!(packed_name("..\\é/..").name, "document.zip");
        let long = packed_name(&format!("{}.step", "a".repeat(80))).name;
        assert!(long.len() == 50 && long.ends_with("a_step.zip"), "{long}");
    }

    #[test]
    fn the_parts_of_a_file_are_numbered_and_told_by_their_names() {
        let (name, label) = part_name("Annexe n°2.pdf", 1, 3);
        assert_eq!((name.name.as_str(), label.as_str()), ("Annexe_no2_1_sur_3.pdf", "Annexe n°2 (1 sur 3)"));
        let (name, label) = part_name(&format!("{}.pdf", "é".repeat(200)), 9, 9);
        assert!(name.name.len() == 50 && name.name.ends_with("e_9_sur_9.pdf"), "{}", name.name);
        assert!(label.chars().count() <= 100, "{label}");
    }

    #[test]
    fn a_program_is_told_whatever_its_case() {
        assert!(is_program("a.Exe") && is_program("facture.pdf.js") && !is_program("plan.dwg"));
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
