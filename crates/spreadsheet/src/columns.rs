//! Which column of a table is which.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::read::Row;

/// A column that a table may have.
#[derive(Clone, Copy, Debug)]
pub struct KnownColumn<'a> {
    /// By what the caller knows it.
    pub key: &'a str,
    /// What people call it. Case, accents, punctuation and small words do not matter, nor how « numéro » is written.
    pub names: &'a [&'a str],
}

/// What the columns of a table seem to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matches<'a> {
    /// For each column of the header, from the first on.
    pub columns: Vec<ColumnMatch<'a>>,
    /// Keys of known columns that no title fits.
    pub missing: Vec<&'a str>,
}

impl Matches<'_> {
    /// Where the column of a key stands, the first being 0, when there is no doubt.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|found| matches!(found, ColumnMatch::Known(known) if *known == key))
    }
}

/// What a column seems to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnMatch<'a> {
    /// The column of this key, and no other is.
    Known(&'a str),
    /// Its title fits this key, as that of another column does.
    Repeated(&'a str),
    /// Its title fits several keys, none of which another column has for certain.
    Ambiguous(Vec<&'a str>),
    /// Its title fits no key, or there is none.
    Unknown,
}

/// Proposes which column of a table is which, by the titles in its header.
#[must_use]
pub fn match_columns<'a>(header: &Row, known: &[KnownColumn<'a>]) -> Matches<'a> {
    let names: Vec<(&'a str, Vec<String>)> = known
        .iter()
        .map(|column| (column.key, column.names.iter().map(|name| bare(name)).collect()))
        .collect();
    let fitting = |title: &str| -> Vec<&'a str> {
        let title = bare(title);
        let fits = names.iter().filter(|(_, names)| !title.is_empty() && names.contains(&title));
        fits.map(|(key, _)| *key).collect()
    };
    let mut keys: Vec<Vec<&'a str>> = header.cells.iter().map(|cell| fitting(&cell.text)).collect();
    let missing = known.iter().map(|column| column.key);
    let missing = missing.filter(|key| !keys.iter().any(|keys| keys.contains(key))).collect();
    settle(&mut keys);
    let is_repeated =
        |key: &str| keys.iter().filter(|keys| matches!(keys[..], [one] if one == key)).count() > 1;
    let columns = keys.iter().map(|keys| match keys[..] {
        [] => ColumnMatch::Unknown,
        [key] if is_repeated(key) => ColumnMatch::Repeated(key),
        [key] => ColumnMatch::Known(key),
        _ => ColumnMatch::Ambiguous(keys.clone()),
    });
    Matches { columns: columns.collect(), missing }
}

/// What one column is for certain, an ambiguous one is not.
fn settle(keys: &mut [Vec<&str>]) {
    loop {
        let certain: Vec<&str> = keys.iter().filter(|keys| keys.len() == 1).flatten().copied().collect();
        let mut has_changed = false;
        for keys in keys.iter_mut().filter(|keys| keys.len() > 1) {
            let rest: Vec<&str> = keys.iter().filter(|key| !certain.contains(key)).copied().collect();
            // With nothing left it stays as ambiguous as it was.
            if !rest.is_empty() && rest.len() < keys.len() {
                *keys = rest;
                has_changed = true;
            }
        }
        if !has_changed {
            return;
        }
    }
}

/// A title without what people write differently: `N° facture`, `Numéro de facture` and `num_facture` are one.
fn bare(title: &str) -> String {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for character in title.nfkd().filter(|character| !is_combining_mark(*character)) {
        // `NumFacture` is two words.
        let begins = !character.is_alphanumeric() || (was_small && character.is_uppercase());
        was_small = character.is_lowercase();
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut()
            && character.is_alphanumeric()
        {
            word.extend(character.to_lowercase());
        }
    }
    words.iter().map(|word| usual(word)).collect()
}

/// A word as it is usually written; nothing for those that only join others.
fn usual(word: &str) -> &str {
    match word {
        "n" | "no" | "nr" | "num" | "numero" => "numero",
        "ref" | "reference" => "reference",
        "a" | "au" | "d" | "de" | "des" | "du" | "en" | "l" | "la" | "le" | "les" => "",
        word => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Content;

    const KNOWN: [KnownColumn<'_>; 4] = [
        KnownColumn { key: "number", names: &["Numéro de facture", "Facture", "Numéro"] },
        KnownColumn { key: "order", names: &["Numéro d'engagement", "EJ", "Numéro"] },
        KnownColumn { key: "total", names: &["Total TTC", "Montant TTC"] },
        KnownColumn { key: "day", names: &["Date de la facture", "Date"] },
    ];

    fn matches(titles: &[&str]) -> Matches<'static> {
        let cells = titles.iter().map(|title| Content { text: (*title).to_owned(), value: None });
        match_columns(&Row { number: 1, cells: cells.collect() }, &KNOWN)
    }

    #[test]
    fn names_are_one_however_they_are_written() {
        for title in [
            "N° facture",
            "Nº facture",
            "№ facture",
            "Numéro de facture",
            "NUMERO DE LA FACTURE",
            "num_facture",
            "numFacture",
            "  n°  de  Facture : ",
            "Nume\u{301}ro facture",
        ] {
            assert_eq!(bare(title), "numerofacture", "{title}");
        }
        assert_eq!(bare("Total TTC (€)"), bare("TotalTTC"));
        assert_eq!(bare(" - "), "");
    }

    #[test]
    fn columns_are_found_and_the_missing_are_told() {
        let matches = matches(&["", "montant ttc", "Remarque", "n° facture"]);
        assert_eq!(
            matches.columns,
            [
                ColumnMatch::Unknown,
                ColumnMatch::Known("total"),
                ColumnMatch::Unknown,
                ColumnMatch::Known("number")
            ]
        );
        assert_eq!(matches.missing, ["order", "day"]);
        assert_eq!((matches.column("number"), matches.column("day")), (Some(3), None));
    }

    #[test]
    fn what_is_doubtful_is_told() {
        let both = ["number", "order"];
        assert_eq!(matches(&["Numéro", "Date"]).columns[0], ColumnMatch::Ambiguous(both.to_vec()));
        let repeated = matches(&["Date", "Date facture"]);
        assert_eq!(repeated.columns, [ColumnMatch::Repeated("day"), ColumnMatch::Repeated("day")]);
        assert!(!repeated.missing.contains(&"day"));
    }

    #[test]
    fn what_another_column_is_for_certain_is_no_doubt() {
        let matches = matches(&["Numéro", "EJ"]);
        assert_eq!(matches.columns, [ColumnMatch::Known("number"), ColumnMatch::Known("order")]);
    }

    proptest::proptest! {
        #[test]
        fn any_title_is_compared_without_panic(titles in proptest::collection::vec("(?s).{0,20}", 0..8)) {
            let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
            proptest::prop_assert_eq!(matches(&titles).columns.len(), titles.len());
        }
    }
}
