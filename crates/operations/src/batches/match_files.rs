//! Which PDF is that of which invoice of a table: the one that its row names, else the one whose name is or holds its number.

use std::collections::HashMap;

use storage::fold;

/// Words of a name that are looked at, and most words of a number.
const MOST_WORDS: usize = 16;
const LONGEST_NUMBER: usize = 6;
/// Shortest number that is looked for inside of a name, letters and digits: `1` stands in too many.
const SHORTEST_INSIDE: usize = 3;

/// What an invoice says of its PDF.
pub(super) struct Sought {
    /// Its number.
    pub number: String,
    /// The name of its PDF; empty where none is said.
    pub file: String,
}

/// What was found for an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Matched {
    /// Nothing, and none is named.
    None,
    /// The file at this place.
    One(usize),
    /// The file that is named was not given.
    Missing,
    /// Several may be meant, or one by several invoices: two names.
    Several(String),
}

/// Finds for each invoice its file among some names.
pub(super) fn match_files(sought: &[Sought], names: &[&str]) -> Vec<Matched> {
    let stems: Vec<Vec<String>> = names.iter().map(|name| words(stem_of(name))).collect();
    let mut by_stem: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, stem) in stems.iter().enumerate() {
        by_stem.entry(stem.join(" ")).or_default().push(place);
    }
    let exactly = |text: &str| by_stem.get(&words(text).join(" ")).cloned().unwrap_or_default();
    let mut found: Vec<Vec<usize>> = Vec::with_capacity(sought.len());
    for wanted in sought {
        found.push(match wanted.file.as_str() {
            "" if words(&wanted.number).is_empty() => Vec::new(),
            "" => exactly(&wanted.number),
            file => exactly(stem_of(file)),
        });
    }
    let taken: Vec<usize> = found.iter().flatten().copied().collect();
    let open = |place: &usize| sought[*place].file.is_empty() && found[*place].is_empty();
    let left: Vec<usize> = (0..sought.len()).filter(open).collect();
    for (place, file) in inside(sought, &left, &stems, &taken) {
        found[place].push(file);
    }
    let mut uses: HashMap<usize, usize> = HashMap::new();
    for file in found.iter().flatten() {
        *uses.entry(*file).or_default() += 1;
    }
    let told = |(wanted, files): (&Sought, &Vec<usize>)| match files[..] {
        [] if wanted.file.is_empty() => Matched::None,
        [] => Matched::Missing,
        [one] if uses[&one] == 1 => Matched::One(one),
        [one] => Matched::Several(names[one].to_owned()),
        [first, second, ..] => Matched::Several(format!("{}, {}", names[first], names[second])),
    };
    sought.iter().zip(&found).map(told).collect()
}

/// For the files that nobody has taken, the invoice whose number stands in their name: the longest of several.
fn inside(sought: &[Sought], left: &[usize], stems: &[Vec<String>], taken: &[usize]) -> Vec<(usize, usize)> {
    let mut by_number: HashMap<String, Vec<usize>> = HashMap::new();
    for place in left {
        let number = words(&sought[*place].number);
        if number.iter().map(String::len).sum::<usize>() >= SHORTEST_INSIDE {
            by_number.entry(number.join(" ")).or_default().push(*place);
        }
    }
    let mut found = Vec::new();
    for (file, stem) in stems.iter().enumerate().filter(|(file, _)| !taken.contains(file)) {
        let mut longest: Option<(usize, &Vec<usize>)> = None;
        for start in 0..stem.len() {
            for end in start + 1..=stem.len().min(start + LONGEST_NUMBER) {
                let text = stem[start..end].join(" ");
                if let Some(places) = by_number.get(&text)
                    && longest.is_none_or(|(length, _)| text.len() > length)
                {
                    longest = Some((text.len(), places));
                }
            }
        }
        found.extend(longest.into_iter().flat_map(|(_, places)| places).map(|place| (*place, file)));
    }
    found
}

/// Whether two names are the same to a row that names its PDF.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    words(stem_of(one)) == words(stem_of(other))
}

/// A name without `.pdf`.
fn stem_of(name: &str) -> &str {
    let name = name.trim();
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let cut = name.len().saturating_sub(4);
    match name.get(cut..) {
        Some(end) if end.eq_ignore_ascii_case(".pdf") => name.get(..cut).unwrap_or(name),
        _ => name,
    }
}

/// The words of a name: `FA-2026/12` and `fa 2026_12` are the same.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(MOST_WORDS).map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(sought: &[(&str, &str)], names: &[&str]) -> Vec<Matched> {
        let sought: Vec<Sought> = sought
            .iter()
            .map(|(number, file)| Sought { number: (*number).to_owned(), file: (*file).to_owned() })
            .collect();
        match_files(&sought, names)
    }

    #[test]
    fn a_file_is_found_by_its_name_or_by_the_number_in_it() {
        let names = ["FA-1.PDF", "scan 77.pdf", "Facture FA_2026-12 mairie.pdf", "autre.pdf"];
        let sought =
            [("FA/1", ""), ("FA-5", "Scan 77.pdf"), ("FA 2026/12", ""), ("FA-9", "absent.pdf"), ("FA-8", "")];
        assert_eq!(
            matched(&sought, &names),
            [Matched::One(0), Matched::One(1), Matched::One(2), Matched::Missing, Matched::None]
        );
    }

    #[test]
    fn a_number_is_not_found_in_a_longer_one() {
        let names = ["FA-12.pdf", "facture-FA-12-A.pdf", "page 1.pdf"];
        let sought = [("FA-1", ""), ("FA-12-A", ""), ("FA-12", ""), ("1", "")];
        assert_eq!(
            matched(&sought, &names),
            [Matched::None, Matched::One(1), Matched::One(0), Matched::None]
        );
    }

    #[test]
    fn what_is_doubtful_is_told() {
        let names = ["a FA-77.pdf", "b FA-77.pdf"];
        assert_eq!(matched(&[("FA-77", "")], &names), [Matched::Several("a FA-77.pdf, b FA-77.pdf".into())]);
        let one = Matched::Several("FA-77.pdf".into());
        assert_eq!(matched(&[("FA-77", ""), ("fa 77", "")], &["FA-77.pdf"]), [one.clone(), one]);
    }

    proptest::proptest! {
        #[test]
        fn any_names_are_compared_without_panic(texts in proptest::collection::vec("(?s).{0,24}", 0..8)) {
            let names: Vec<&str> = texts.iter().map(String::as_str).collect();
            let sought: Vec<(&str, &str)> = names.iter().map(|name| (*name, *name)).collect();
            proptest::prop_assert_eq!(matched(&sought, &names).len(), names.len());
        }
    }
}
