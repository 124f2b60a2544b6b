//! JSON for reading. What is kept may be cut in its middle, so nothing here parses: brackets and commas outside of texts
//! begin lines, everything else is kept as it is.

/// Deeper brackets are not indented further: a body comes from outside and may hold thousands.
const DEEPEST: usize = 20;

/// The text with one member a line. A text that is no JSON comes back as it is.
pub(super) fn pretty(text: &str) -> String {
    if !text.trim_start().starts_with(['{', '[']) {
        return text.to_owned();
    }
    let mut lines = String::with_capacity(text.len() * 2);
    let mut depth: usize = 0;
    let (mut in_text, mut escaped) = (false, false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if in_text {
            lines.push(sign);
            in_text = escaped || sign != '"';
            escaped = !escaped && sign == '\\';
            continue;
        }
        match sign {
            '{' | '[' => {
                lines.push(sign);
                while signs.next_if(|next| next.is_whitespace()).is_some() {}
                if let Some(end) = signs.next_if(|next| matches!(next, '}' | ']')) {
                    lines.push(end);
                } else {
                    depth += 1;
                    begin_line(&mut lines, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                begin_line(&mut lines, depth);
                lines.push(sign);
            }
            ',' => {
                lines.push(',');
                begin_line(&mut lines, depth);
            }
            ':' => lines.push_str(": "),
            '"' => {
                in_text = true;
                lines.push('"');
            }
            // The mark of a text that was cut: nothing follows.
            '…' => {
                lines.push('…');
                lines.extend(signs.by_ref());
            }
            sign if sign.is_whitespace() => {}
            sign => lines.push(sign),
        }
    }
    lines
}

fn begin_line(lines: &mut String, depth: usize) {
    lines.push('\n');
    for _ in 0..depth.min(DEEPEST) {
        lines.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_one_a_line_in_the_order_they_were_sent() {
        let text = r#"{"b":1,"a":{"liste":[1, "x"],"vide":[],"rien":{ }},"n":null}"#;
        let expected = "{\n  \"b\": 1,\n  \"a\": {\n    \"liste\": [\n      1,\n      \"x\"\n    ],\n    \
                        \"vide\": [],\n    \"rien\": {}\n  },\n  \"n\": null\n}";
        assert_eq!(pretty(text), expected);
    }

    #[test]
    fn what_stands_in_texts_is_kept() {
        let text = r#"{"a":"x, {y} : \" [z]\\"}"#;
        assert_eq!(pretty(text), "{\n  \"a\": \"x, {y} : \\\" [z]\\\\\"\n}");
    }

    #[test]
    fn a_text_that_was_cut_is_shown_as_far_as_it_goes() {
        assert_eq!(pretty(r#"{"a":"b… [coupé]"#), "{\n  \"a\": \"b… [coupé]");
        assert_eq!(pretty(r#"{"a":[1,… [coupé]"#), "{\n  \"a\": [\n    1,\n    … [coupé]");
        assert_eq!(pretty("}]}"), "}]}", "no JSON");
        assert_eq!(pretty("<html> x"), "<html> x");
        assert_eq!(pretty(""), "");
    }

    #[test]
    fn many_brackets_do_not_make_a_page_of_spaces() {
        let deep = "[".repeat(8_000);
        assert!(pretty(&deep).len() < 8_000 * (2 * DEEPEST + 3));
    }
}
