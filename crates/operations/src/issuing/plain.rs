//! Texts of strangers, as a field takes them.

/// The longest text of a document that is taken over, in characters: more fits no field.
const LONGEST: usize = 2_000;

/// A text without what no field takes: control characters, and more than fits.
pub(super) fn plain(text: &str) -> String {
    let signs = text.trim().chars().map(|sign| if sign.is_control() { ' ' } else { sign });
    signs.take(LONGEST).collect::<String>().trim().to_owned()
}
