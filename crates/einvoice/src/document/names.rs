//! The names that rules and bindings know, as numbers: each namespace a module, each local name a constant.

/// The name of an element: its namespace and its place in the list of that namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Name(u16);

/// The name of an attribute without a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attribute(u16);

impl Attribute {
    /// An attribute of a namespace, which no rule knows.
    pub(super) const FOREIGN: Self = Self(u16::MAX);

    /// As written.
    pub(crate) fn text(self) -> Option<&'static str> {
        attribute::WORDS.get(usize::from(self.0)).copied()
    }
}

const BITS: u32 = 9;
/// A name of a known namespace that is on no list.
const OTHER: u16 = (1 << BITS) - 1;

impl Name {
    /// The name of what is not there.
    pub(crate) const NONE: Self = Self(u16::MAX);

    const fn new(namespace: u16, place: u16) -> Self {
        Self(namespace << BITS | place)
    }

    /// The number of its namespace.
    pub(crate) fn namespace(self) -> u16 {
        self.0 >> BITS
    }

    /// How many numbers there are, those of no name included.
    pub(crate) const MOST: usize = (FOREIGN as usize + 1) << BITS;

    /// Its own number, below [`Name::MOST`] but for the name of what is not there.
    pub(crate) fn number(self) -> usize {
        usize::from(self.0)
    }

    /// Whether it is on the list of its namespace.
    pub(crate) fn is_listed(self) -> bool {
        self.0 & OTHER != OTHER
    }

    /// As the tables write it, with the usual prefix.
    pub(crate) fn text(self) -> (&'static str, &'static str) {
        let known = NAMESPACES.get(usize::from(self.namespace()));
        known.map_or(("", ""), |known| {
            (known.prefix, known.words.get(usize::from(self.0 & OTHER)).copied().unwrap_or_default())
        })
    }
}

/// A namespace.
struct Namespace {
    prefix: &'static str,
    uri: &'static str,
    words: &'static [&'static str],
}

/// The namespace that is none of ours.
pub(super) const FOREIGN: u16 = 9;

macro_rules! namespaces {
    ($( $number:literal $module:ident $uri:literal { $($word:ident)* } )*) => {
        $(
            #[doc = concat!("Names of `", $uri, "`.")]
            #[expect(non_upper_case_globals, reason = "names as the syntax writes them")]
            pub(crate) mod $module {
                pub(super) const WORDS: &[&str] = &[$(stringify!($word)),*];
                $( pub(crate) const $word: super::Name = super::Name::new($number, super::place(WORDS, stringify!($word))); )*
                pub(super) const NAMES: &[super::Name] = &[$($word),*];
                pub(crate) const NAMESPACE: u16 = $number;
            }
        )*
        const NAMESPACES: &[Namespace] = &[
            $( Namespace { prefix: stringify!($module), uri: $uri, words: $module::WORDS } ),*
        ];
        const NAMES: &[&[Name]] = &[$( $module::NAMES ),*];
        const NUMBERS: &[u16] = &[$( $module::NAMESPACE ),*];
    };
}

include!("names/lists.rs");

const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

const fn place(words: &[&str], word: &str) -> u16 {
    let mut at = 0;
    while at < words.len() {
        if same(words[at].as_bytes(), word.as_bytes()) {
            return at as u16;
        }
        at += 1;
    }
    OTHER
}

/// How many places the table of names has; far more than names, so that few share one.
const TABLE: usize = 4096;

/// Tells names apart by their length and five of their letters.
const fn hash(namespace: u16, word: &[u8]) -> usize {
    let length = word.len();
    if length == 0 {
        return 0;
    }
    let mut value = length as u32 ^ (namespace as u32) << 8;
    value = value.wrapping_mul(31).wrapping_add(word[0] as u32);
    value = value.wrapping_mul(31).wrapping_add(word[length / 4] as u32);
    value = value.wrapping_mul(31).wrapping_add(word[length / 2] as u32);
    value = value.wrapping_mul(31).wrapping_add(word[length * 3 / 4] as u32);
    value = value.wrapping_mul(31).wrapping_add(word[length - 1] as u32);
    (value.wrapping_mul(2_654_435_769) >> 20) as usize % TABLE
}

static LOOKUP: [u16; TABLE] = table();

const fn table() -> [u16; TABLE] {
    let mut table = [u16::MAX; TABLE];
    let mut namespace = 0;
    while namespace < NAMES.len() {
        let names = NAMES[namespace];
        let mut at = 0;
        while at < names.len() {
            let mut slot = hash(namespace as u16, NAMESPACES[namespace].words[at].as_bytes());
            while table[slot] != u16::MAX {
                slot = (slot + 1) % TABLE;
            }
            table[slot] = names[at].0;
            at += 1;
        }
        namespace += 1;
    }
    table
}

/// The name of an element, by the number of its namespace and its local name.
pub(super) fn find(namespace: u16, local: &str) -> Name {
    if namespace == FOREIGN {
        return Name::new(FOREIGN, OTHER);
    }
    let mut slot = hash(namespace, local.as_bytes());
    while let Some(found) = LOOKUP.get(slot).filter(|found| **found != u16::MAX) {
        let name = Name(*found);
        if name.namespace() == namespace && name.text().1 == local {
            return name;
        }
        slot = (slot + 1) % TABLE;
    }
    Name::new(namespace, OTHER)
}

/// The number of a namespace.
pub(super) fn namespace(uri: &str) -> u16 {
    NUMBERS.iter().zip(NAMESPACES).find(|(_, known)| known.uri == uri).map_or(FOREIGN, |(number, _)| *number)
}

/// The namespace of a usual prefix.
pub(crate) fn uri(prefix: &str) -> &'static str {
    NAMESPACES.iter().find(|known| known.prefix == prefix).map_or("", |known| known.uri)
}

/// The name that a table writes as `prefix:local`, with the usual prefixes.
pub(crate) fn parse(text: &str) -> Option<Name> {
    let (prefix, local) = text.split_once(':')?;
    let (number, _) = NUMBERS.iter().zip(NAMESPACES).find(|(_, known)| known.prefix == prefix)?;
    Some(find(*number, local)).filter(|name| name.is_listed())
}

macro_rules! attributes {
    ($($word:ident)*) => {
        #[doc = "Attributes that rules and bindings know."]
        #[expect(non_upper_case_globals, reason = "names as the syntax writes them")]
        pub(crate) mod attribute {
            pub(super) const WORDS: &[&str] = &[$(stringify!($word)),*];
            $( pub(crate) const $word: super::Attribute = super::Attribute(super::place(WORDS, stringify!($word))); )*
            pub(super) const ALL: &[super::Attribute] = &[$($word),*];
        }
    };
}

attributes! {
    currencyID schemeID unitCode listID format name filename mimeCode schemeName schemeAgencyName schemeDataURI
    schemeURI schemeAgencyID schemeVersionID listURI listAgencyID listVersionID languageID languageLocaleID
    currencyCodeListVersionID unitCodeListID unitCodeListAgencyID unitCodeListAgencyName
}

/// The attribute of a name without prefix.
pub(crate) fn find_attribute(name: &str) -> Attribute {
    let place = attribute::WORDS.iter().position(|word| *word == name);
    place.and_then(|place| attribute::ALL.get(place).copied()).unwrap_or(Attribute(OTHER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_its_namespace_and_in_no_other() {
        for (names, known) in NAMES.iter().zip(NAMESPACES) {
            for (name, word) in names.iter().zip(known.words) {
                assert_eq!(find(namespace(known.uri), word), *name, "{word}");
                assert_eq!(parse(&format!("{}:{word}", known.prefix)), Some(*name));
                assert!(!find(FOREIGN, word).is_listed());
            }
        }
        assert_ne!(find(cbc::NAMESPACE, "Name"), find(ram::NAMESPACE, "Name"));
        assert!(!find(cbc::NAMESPACE, "InvoiceLine").is_listed());
        assert_eq!(namespace("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:13"), FOREIGN);
    }
}
