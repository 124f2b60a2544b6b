//! What the number of a cell means: its number format tells.

/// What a number is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    #[default]
    Number,
    Percent,
    /// A day, a time, or both.
    Moment,
}

/// What a built-in format of Excel means, by its number (ECMA-376, part 1, 18.8.30).
pub(super) fn built_in(number: u32) -> Look {
    match number {
        9 | 10 => Look::Percent,
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Look::Moment,
        _ => Look::Number,
    }
}

/// What a format means by its code, of which the first section counts: `0.0 %`, `dd/mm/yyyy`, `[h]:mm` (a duration,
/// which is a number).
pub(super) fn of_code(code: &str) -> Look {
    let mut characters = code.chars();
    let mut is_moment = false;
    while let Some(character) = characters.next() {
        match character {
            ';' => break,
            '%' => return Look::Percent,
            // The next character is shown, or only its room.
            '\\' | '_' | '*' => {
                characters.next();
            }
            '"' => while characters.next().is_some_and(|c| c != '"') {},
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let is_elapsed = !inside.is_empty() && inside.chars().all(|c| "hmsHMS".contains(c));
                if is_elapsed {
                    return Look::Number;
                }
            }
            // `j` and `a` are those of French codes, which some programs leave in the file.
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' | 'j' | 'J' => is_moment = true,
            _ => {}
        }
    }
    if is_moment && !code.eq_ignore_ascii_case("standard") { Look::Moment } else { Look::Number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_say_what_a_number_is() {
        for (code, look) in [
            ("General", Look::Number),
            ("Standard", Look::Number),
            ("#,##0.00\\ \"€\";[Red]\\-#,##0.00\\ \"€\"", Look::Number),
            ("#,##0.00 [$€-40C]", Look::Number),
            ("0.00E+00", Look::Number),
            ("0\" mois\"", Look::Number),
            ("0\\d", Look::Number),
            ("0.0#\\ %", Look::Percent),
            ("0%", Look::Percent),
            ("0\"%\"", Look::Number),
            ("dd/mm/yyyy", Look::Moment),
            ("[$-40C]d mmmm yyyy;@", Look::Moment),
            ("jj/mm/aaaa", Look::Moment),
            ("yyyy\\-mm\\-dd", Look::Moment),
            ("h:mm", Look::Moment),
            ("[h]:mm", Look::Number),
            ("[Red]0", Look::Number),
            ("@", Look::Number),
            ("\"", Look::Number),
            ("[", Look::Number),
            ("\\", Look::Number),
        ] {
            assert_eq!(of_code(code), look, "{code}");
        }
        assert_eq!((built_in(14), built_in(10), built_in(4)), (Look::Moment, Look::Percent, Look::Number));
    }
}
