//! Names of files.

/// What the name of a file that is not whole yet begins and ends with.
const PREFIX: &str = ".";
const SUFFIX: &str = ".part";
/// Endings by which others mark what is not whole yet.
const UNFINISHED: [&str; 4] = [".part", ".tmp", ".filepart", ".crdownload"];
/// Longest name.
const LONGEST: usize = 255;

/// The name under which a file is written before it is whole.
#[must_use]
pub fn temporary(name: &str) -> String {
    format!("{PREFIX}{name}{SUFFIX}")
}

/// Whether a name is that of a file in its folder, and nothing else.
#[must_use]
pub fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= LONGEST
        && !name.starts_with('.')
        && !name.chars().any(|sign| sign == '/' || sign == '\\' || sign.is_control())
}

/// Whether a file of this name may be taken.
pub(crate) fn is_takeable(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    is_plain_name(name) && !UNFINISHED.iter().any(|ending| lower.ends_with(ending))
}

/// Whether a name may be used for a file: a plain one, or a temporary one of ours.
pub(crate) fn is_usable(name: &str) -> bool {
    let inner = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX)).unwrap_or(name);
    is_plain_name(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_elsewhere_is_no_name() {
        for name in ["", ".", "..", "a/b", "..\\a", "a\nb", ".cache", &"a".repeat(256)] {
            assert!(!is_plain_name(name), "{name:?}");
        }
        assert!(is_plain_name("FSO1106A_XXX999_XXX9991106000000000000001") && is_plain_name("été.xml"));
        assert!(is_usable(&temporary("a")) && !is_takeable(&temporary("a")) && !is_takeable("a.tmp"));
        assert!(!is_usable("./../a.part") && !is_usable("..part"));
    }
}
