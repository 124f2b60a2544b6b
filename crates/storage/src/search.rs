//! What a search finds: the same folding for stored texts and for what a person types, in every implementation.

/// Words of a search beyond this number are ignored.
const MAXIMUM_WORDS: usize = 8;

/// A word a person looks for, folded. It is found where either form is part of a stored text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchWord {
    /// As typed.
    pub plain: String,
    /// Without separators, when that differs: `fa2026118` for `FA-2026/118`.
    pub compact: Option<String>,
}

/// Lower case, without accents, ligatures opened, typographic apostrophes and dashes made plain. Control signs and
/// combining marks are dropped; every kind of white space becomes one plain space.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for sign in text.chars().flat_map(char::to_lowercase) {
        match sign {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'ď' | 'đ' => folded.push('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'ğ' => folded.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => folded.push('i'),
            'ł' => folded.push('l'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => folded.push('o'),
            'ř' => folded.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => folded.push('s'),
            'ť' | 'ţ' | 'ț' => folded.push('t'),
            'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            '’' | '‘' | 'ʼ' => folded.push('\''),
            '‐' | '‑' | '–' | '—' => folded.push('-'),
            '\u{300}'..='\u{36f}' => {}
            _ if sign.is_whitespace() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            _ if sign.is_control() => {}
            _ => folded.push(sign),
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// A folded text without its separators.
fn compact(folded: &str) -> String {
    folded.chars().filter(|sign| sign.is_alphanumeric()).collect()
}

/// The words to look for; all must be found, each in any of the stored texts.
#[must_use]
pub fn search_words(typed: &str) -> Vec<SearchWord> {
    fold(typed)
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(MAXIMUM_WORDS)
        .map(|word| {
            let short = compact(word);
            SearchWord {
                plain: word.to_owned(),
                compact: (short != word && !short.is_empty()).then_some(short),
            }
        })
        .collect()
}

/// What a search finds of the other side: the words of its name, its identifier, and both without separators.
#[must_use]
pub fn partner_text(name: &str, siret: &str) -> String {
    let mut text = fold(name);
    for word in text.clone().split(' ') {
        push_compact(&mut text, word);
    }
    push_code(&mut text, siret);
    text
}

/// What a search finds besides the other side: number, service and engagement, each also without separators.
#[must_use]
pub fn other_text(number: &str, service: Option<&str>, engagement: Option<&str>) -> String {
    let mut text = String::new();
    for code in [Some(number), service, engagement].into_iter().flatten() {
        push_code(&mut text, code);
    }
    text
}

/// Appends a code and, when it has separators, the code without them.
fn push_code(text: &mut String, code: &str) {
    let folded = fold(code);
    if folded.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(&folded);
    push_compact(text, &folded);
}

/// Appends a folded word without its separators, when it has any.
fn push_compact(text: &mut String, folded: &str) {
    let short = compact(folded);
    if !short.is_empty() && short != folded {
        text.push(' ');
        text.push_str(&short);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(text: &str, typed: &str) -> bool {
        search_words(typed).iter().all(|word| {
            text.contains(&word.plain) || word.compact.as_ref().is_some_and(|short| text.contains(short))
        })
    }

    #[test]
    fn accents_case_and_spaces_do_not_matter() {
        assert_eq!(fold("  Société\u{a0}GÉNÉRALE\n d’Œuvres  "), "societe generale d'oeuvres");
        assert_eq!(fold("e\u{301}te\u{301}"), "ete");
    }

    #[test]
    fn a_number_is_found_with_and_without_its_separators() {
        let text = other_text("FA-2026-118", Some("SRV 01"), None);
        for typed in ["FA2026118", "fa-2026-118", "FA/2026/118", "FA 2026 118", "2026-1", "srv01"] {
            assert!(finds(&text, typed), "{typed}");
        }
        assert!(!finds(&text, "FA2026119"));
    }

    #[test]
    fn a_pasted_siret_is_found() {
        let text = partner_text("Mairie de L’Haÿ", "73282932000074");
        for typed in ["732 829 320 00074", "732.829.320.00074", "73282932000074", "l'hay", "lhay"] {
            assert!(finds(&text, typed), "{typed}");
        }
    }

    #[test]
    fn words_are_not_found_across_two_fields() {
        assert!(!finds(&other_text("12", Some("34"), None), "1234"));
    }
}
