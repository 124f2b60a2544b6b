//! Excerpts of answers for logs: names of fields stay, values do not.

/// Longest excerpt, in characters.
const EXCERPT: usize = 200;

/// The end of `json` up to `position`, with every string value replaced by `"…"` and every digit by `9`.
pub(crate) fn json_excerpt(json: &[u8], position: usize) -> String {
    let text = String::from_utf8_lossy(json.get(..position.min(json.len())).unwrap_or(json));
    let masked = mask_json(&text);
    let skipped = masked.chars().count().saturating_sub(EXCERPT);
    masked.chars().skip(skipped).collect()
}

fn mask_json(text: &str) -> String {
    let mut masked = String::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, character)) = rest.next() {
        if character != '"' {
            masked.push(if character.is_ascii_digit() { '9' } else { character });
            continue;
        }
        let mut end = None;
        let mut escaped = false;
        for (index, inner) in rest.by_ref() {
            match inner {
                '"' if !escaped => {
                    end = Some(index);
                    break;
                }
                _ => escaped = inner == '\\' && !escaped,
            }
        }
        let is_key = end.is_some_and(|index| text[index + 1..].trim_start().starts_with(':'));
        match end {
            Some(index) if is_key => masked.push_str(&text[start..=index]),
            _ => masked.push_str("\"…\""),
        }
    }
    masked
}

/// The text of a decoding error with everything between double quotes replaced (values are shown there), and
/// every number between backquotes; names of fields stand there too and stay.
pub(crate) fn message(text: &str) -> String {
    let mut masked = String::new();
    let mut quoted = false;
    let mut escaped = false;
    for character in text.chars() {
        match character {
            '"' if !escaped => {
                quoted = !quoted;
                masked.push_str(if quoted { "\"…" } else { "\"" });
            }
            _ if !quoted => masked.push(character),
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    let parts = masked.split('`').enumerate().map(|(index, part)| {
        let number = index % 2 == 1 && part.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        if number { "…" } else { part }
    });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_masked_and_field_names_kept() {
        let json = br#"{"nom":"Durand \"x\"","montant":12.5,"liste":["a"]}"#;
        assert_eq!(json_excerpt(json, json.len()), r#"{"nom":"…","montant":99.9,"liste":["…"]}"#);
    }

    #[test]
    fn an_unfinished_string_is_masked() {
        assert_eq!(json_excerpt(br#"{"nom":"Durand"}"#, 10), r#"{"nom":"…""#);
    }

    #[test]
    fn quoted_parts_of_messages_are_masked() {
        assert_eq!(
            message(r#"invalid type: string "se\"cret", expected a list"#),
            r#"invalid type: string "…", expected a list"#
        );
    }

    #[test]
    fn numbers_in_messages_are_masked_and_field_names_kept() {
        for number in ["12345678901234", "-4", "1.5"] {
            assert_eq!(
                message(&format!("invalid type: floating point `{number}`, expected a list")),
                "invalid type: floating point `…`, expected a list"
            );
        }
        assert_eq!(message("missing field `adresse1`"), "missing field `adresse1`");
    }
}
