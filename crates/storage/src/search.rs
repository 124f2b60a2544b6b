//! What a search finds: the same folding for stored texts and for what a person types, in every implementation.

/// Characters of a comment that a search finds.
const LONGEST_COMMENT: usize = 200;

/// Words of a search beyond this number are ignored.
const MAXIMUM_WORDS: usize = 8;

/// The shortest text that an index of parts of words can look for.
const SHORTEST_PART: usize = 3;

/// A word a person looks for: it is found where one of its parts is in a stored text. No part is shorter than three
/// signs, so that an index of trigrams finds each of them: a word of one or two letters is looked for at the beginning
/// of words, with the spaces before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchWord {
    /// The word as typed, and without its separators when it has any: `fa2026118` for `FA-2026/118`.
    pub parts: Vec<String>,
}

impl SearchWord {
    fn new(folded: &str) -> Self {
        let short = compact(folded);
        let mut parts = vec![part(folded)];
        if short != folded && !short.is_empty() {
            parts.push(part(&short));
        }
        Self { parts }
    }

    /// Whether a text made by [`partner_text`] or [`other_text`] has the word.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.parts.iter().any(|part| text.contains(part.as_str()))
    }
}

/// What to look for: the word, or a short one with enough of the two spaces that stand before every stored word.
fn part(word: &str) -> String {
    let missing = SHORTEST_PART.saturating_sub(word.chars().count());
    " ".repeat(missing) + word
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
    if let Some(cents) = pasted_amount(typed) {
        // Something else may be written like an amount.
        let as_typed = compact(&fold(typed));
        return vec![SearchWord { parts: vec![part(&cents), part(&as_typed)] }];
    }
    fold(typed).split(' ').filter(|word| !word.is_empty()).take(MAXIMUM_WORDS).map(SearchWord::new).collect()
}

/// The cents of what is written like an amount, with two decimals: `4 384,80`, `4 384,80 €`, `-12.50`.
fn pasted_amount(typed: &str) -> Option<String> {
    let typed =
        typed.trim().trim_end_matches(['€', ' ', '\u{a0}', '\u{202f}']).trim_end_matches("EUR").trim();
    let decimals = typed.rsplit([',', '.']).next()?;
    let has_two = decimals.len() == 2
        && decimals.len() < typed.len()
        && decimals.bytes().all(|sign| sign.is_ascii_digit());
    let amount = domain::parse_amount(typed).ok().filter(|_| has_two)?;
    Some(domain::to_cents(amount)?.unsigned_abs().to_string())
}

/// What a search finds of the other side: the words of its name and its identifier, each also without separators, two
/// spaces before each.
#[must_use]
pub fn partner_text(name: &str, siret: &str) -> String {
    let mut text = String::new();
    push_words(&mut text, &fold(name));
    push_code(&mut text, siret);
    text
}

/// What a search finds besides the other side: number, service and engagement, each word also without separators, the
/// amount in cents, and the words of whoever set its status; two spaces before each.
#[must_use]
pub fn other_text(
    number: &str,
    service: Option<&str>,
    engagement: Option<&str>,
    gross_cents: Option<i64>,
    comment: Option<&str>,
) -> String {
    let mut text = String::new();
    for code in [Some(number), service, engagement].into_iter().flatten() {
        push_code(&mut text, code);
    }
    if let Some(cents) = gross_cents {
        push_word(&mut text, &cents.unsigned_abs().to_string());
    }
    let comment: String = comment.unwrap_or_default().chars().take(LONGEST_COMMENT).collect();
    push_words(&mut text, &fold(&comment));
    text
}

/// Appends every word of a folded text, and those with separators also without.
fn push_words(text: &mut String, folded: &str) {
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        push_word(text, word);
        let short = compact(word);
        if short != word {
            push_word(text, &short);
        }
    }
}

/// Appends the words of a code and, when it has spaces, the whole of it without separators.
fn push_code(text: &mut String, code: &str) {
    let folded = fold(code);
    push_words(text, &folded);
    if folded.contains(' ') {
        push_word(text, &compact(&folded));
    }
}

fn push_word(text: &mut String, word: &str) {
    if !word.is_empty() {
        text.push_str("  ");
        text.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(text: &str, typed: &str) -> bool {
        search_words(typed).iter().all(|word| word.is_in(text))
    }

    #[test]
    fn accents_case_and_spaces_do_not_matter() {
        assert_eq!(fold("  Société\u{a0}GÉNÉRALE\n d’Œuvres  "), "societe generale d'oeuvres");
        assert_eq!(fold("e\u{301}te\u{301}"), "ete");
    }

    #[test]
    fn a_number_is_found_with_and_without_its_separators() {
        let text = other_text("FA-2026-118", Some("SRV 01"), None, None, None);
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
    fn an_amount_is_found_as_it_is_pasted_and_so_is_a_reason() {
        let text =
            other_text("FA-1", None, None, Some(438_480), Some("Service inconnu : précisez l’engagement"));
        for typed in ["4 384,80", "4\u{202f}384,80\u{a0}€", "4384,80", "4384.80", "4 384,80 EUR", "-4384,80"]
        {
            assert!(finds(&text, typed), "{typed}");
        }
        for typed in ["precisez", "service inconnu", "l'engagement"] {
            assert!(finds(&text, typed), "{typed}");
        }
        for typed in ["4 384,81", "4 385,80", "14 384,80"] {
            assert!(!finds(&text, typed), "{typed}");
        }
    }

    #[test]
    fn words_are_not_found_across_two_fields() {
        assert!(!finds(&other_text("12", Some("34"), None, Some(5), None), "1234"));
    }

    #[test]
    fn one_or_two_letters_are_found_at_the_beginning_of_words() {
        let text = partner_text("Mairie de Lyon", "");
        for typed in ["m", "ma", "D", "ly", "mairie l"] {
            assert!(finds(&text, typed), "{typed}");
        }
        for typed in ["ai", "y", "e", "mairie yo"] {
            assert!(!finds(&text, typed), "{typed}");
        }
        assert!(finds(&text, "air"));
    }

    #[test]
    fn no_part_is_too_short_for_an_index() {
        for typed in ["a", "é", "-", "a-", "a-b", "12", "n°", "(((", "œ"] {
            for word in search_words(typed) {
                assert!(word.parts.iter().all(|part| part.chars().count() >= 3), "{typed}: {word:?}");
            }
        }
    }
}
