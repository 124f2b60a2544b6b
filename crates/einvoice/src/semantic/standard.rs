//! What the standard says of each term: the groups around it, whether it may occur more than once there, and the type of
//! its data. The table beside this file has a row for each, in the order of the standard; `*` marks what may occur again.

use std::sync::OnceLock;

use super::Term;

/// The type of the data of a term, as the standard has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A group of terms.
    Group,
    /// An amount of money, with two decimals at most.
    Amount,
    /// A price for one unit.
    Price,
    /// A quantity.
    Quantity,
    /// A percentage.
    Percentage,
    /// An identifier, which may have a scheme.
    Identifier,
    /// A reference to another document.
    Reference,
    /// A code of a list.
    Code,
    /// A day.
    Date,
    /// A text.
    Text,
    /// A file.
    Binary,
}

struct Entry {
    chain: Vec<Term>,
    kind: Kind,
    repeats: bool,
}

fn entries() -> &'static [Option<Entry>] {
    static ENTRIES: OnceLock<Vec<Option<Entry>>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let mut entries: Vec<Option<Entry>> = Term::ALL.iter().map(|_| None).collect();
        for row in include_str!("standard.txt").lines() {
            if let Some((term, entry)) = entry(row)
                && let Some(place) = entries.get_mut(term as usize)
            {
                *place = Some(entry);
            }
        }
        entries
    })
}

fn entry(row: &str) -> Option<(Term, Entry)> {
    let (path, kind) = row.split_once(' ')?;
    let kind = match kind {
        "group" => Kind::Group,
        "amount" => Kind::Amount,
        "price" => Kind::Price,
        "quantity" => Kind::Quantity,
        "percentage" => Kind::Percentage,
        "identifier" => Kind::Identifier,
        "reference" => Kind::Reference,
        "code" => Kind::Code,
        "date" => Kind::Date,
        "text" => Kind::Text,
        "binary" => Kind::Binary,
        _ => return None,
    };
    let plain = path.trim_end_matches('*');
    let (around, own) = plain.rsplit_once('/').unwrap_or(("", plain));
    let chain = around.split('/').filter(|id| !id.is_empty()).map(Term::of).collect::<Option<_>>()?;
    Some((Term::of(own)?, Entry { chain, kind, repeats: plain.len() < path.len() }))
}

fn entry_of(term: Term) -> Option<&'static Entry> {
    entries().get(term as usize)?.as_ref()
}

impl Term {
    /// The type of its data.
    #[must_use]
    pub fn kind(self) -> Kind {
        entry_of(self).map_or(Kind::Text, |entry| entry.kind)
    }

    /// Whether it may occur more than once within the group around it.
    #[must_use]
    pub fn repeats(self) -> bool {
        entry_of(self).is_some_and(|entry| entry.repeats)
    }

    /// The groups around it, the outermost first.
    #[must_use]
    pub fn groups(self) -> &'static [Self] {
        entry_of(self).map(|entry| entry.chain.as_slice()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_its_place_and_its_type() {
        assert_eq!(include_str!("standard.txt").lines().count(), Term::ALL.len());
        for term in Term::ALL {
            let entry = entry_of(*term);
            assert!(entry.is_some_and(|entry| (entry.kind == Kind::Group) == term.is_group()), "{term:?}");
            assert!(term.groups().iter().all(|group| group.is_group()), "{term:?}");
        }
        assert_eq!(Term::SellerCity.groups(), [Term::Seller, Term::SellerPostalAddress]);
        assert!(Term::ItemClassificationIdentifier.repeats() && !Term::BuyerIdentifier.repeats());
    }
}
