//! The chain: what the hash of an entry is of. The form is told in `docs/journal.md`, so that somebody else can compute it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::OrganizationId;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::JournalEntry;

/// What every canonical form and every head begins with. Another form has another number.
pub const CANONICAL_FORM: &str = "pupitre-journal-1";

/// Which chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JournalChain {
    /// What belongs to no organisation: sign-ins that failed, what is done with accounts on the machine.
    Installation,
    /// What happened in one organisation.
    Organization(OrganizationId),
}

impl JournalChain {
    /// That of an entry of this owner.
    #[must_use]
    pub fn of(organization: Option<OrganizationId>) -> Self {
        organization.map_or(Self::Installation, Self::Organization)
    }

    /// The owner of its entries.
    #[must_use]
    pub const fn organization(self) -> Option<OrganizationId> {
        match self {
            Self::Installation => None,
            Self::Organization(id) => Some(id),
        }
    }
}

/// As stored, and as a part of the canonical form.
impl fmt::Display for JournalChain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Installation => formatter.write_str("installation"),
            Self::Organization(id) => write!(formatter, "{}", id.0.hyphenated()),
        }
    }
}

impl FromStr for JournalChain {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "installation" => Ok(Self::Installation),
            text => Uuid::parse_str(text).map(|id| Self::Organization(OrganizationId(id))).map_err(|_| ()),
        }
    }
}

/// A SHA-256, in lower-case hexadecimal where it is shown or stored.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct JournalHash([u8; 32]);

impl JournalHash {
    /// What stands for the entry before the first one.
    pub const BEGINNING: Self = Self([0; 32]);
}

impl fmt::Display for JournalHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for JournalHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for JournalHash {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digit = |sign: u8| match sign {
            b'0'..=b'9' => Ok(sign - b'0'),
            b'a'..=b'f' => Ok(sign - b'a' + 10),
            _ => Err(()),
        };
        let mut hash = [0; 32];
        let pairs = text.as_bytes().chunks_exact(2);
        if pairs.len() != hash.len() || text.len() != 2 * hash.len() {
            return Err(());
        }
        for (byte, pair) in hash.iter_mut().zip(pairs) {
            *byte = digit(pair[0])? * 16 + digit(pair[1])?;
        }
        Ok(Self(hash))
    }
}

/// The last entry of a chain at a moment: who keeps it elsewhere can tell later whether anything up to it was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JournalHead {
    /// Of which chain.
    pub chain: JournalChain,
    /// Its number, which is how many entries there are.
    pub number: u64,
    /// Its hash.
    pub hash: JournalHash,
    /// When the last entry happened.
    pub at: DateTime<Utc>,
}

impl JournalHead {
    /// What is to be kept of it.
    #[must_use]
    pub const fn to_keep(&self) -> KeptHead {
        KeptHead { chain: self.chain, number: self.number, hash: self.hash }
    }
}

/// A head that was kept elsewhere: one word that can be printed, mailed and typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptHead {
    /// Of which chain.
    pub chain: JournalChain,
    /// How many entries there were.
    pub number: u64,
    /// The hash of the last one.
    pub hash: JournalHash,
}

/// Form, chain, number, hash.
impl fmt::Display for KeptHead {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{CANONICAL_FORM}:{}:{}:{}", self.chain, self.number, self.hash)
    }
}

impl FromStr for KeptHead {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let parts: Vec<&str> = text.split(':').collect();
        let [CANONICAL_FORM, chain, number, hash] = parts.as_slice() else { return Err(()) };
        let number = number.parse().ok().filter(|number| *number > 0).ok_or(())?;
        Ok(Self { chain: chain.parse()?, number, hash: hash.parse()? })
    }
}

/// An entry as it is stored, with nothing made of it: what was tampered with can be read as well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalLink {
    /// Where it stands in the table.
    pub seq: i64,
    /// Its place in the chain.
    pub number: Option<i64>,
    /// Who, as an identifier.
    pub user: Option<String>,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// What.
    pub action: String,
    /// On what.
    pub object: String,
    /// More.
    pub detail: String,
    /// The code of how it ended.
    pub result: Option<String>,
    /// What was there before.
    pub before: Option<String>,
    /// What was there then.
    pub after: Option<String>,
    /// Its hash, if it has one.
    pub hash: Option<String>,
}

/// As it will be stored, without place and hash.
impl From<&JournalEntry> for JournalLink {
    fn from(entry: &JournalEntry) -> Self {
        Self {
            user: entry.user.map(|user| user.0.hyphenated().to_string()),
            at: entry.at.timestamp_millis(),
            action: entry.action.to_owned(),
            object: entry.object.clone(),
            detail: entry.detail.clone(),
            result: Some(entry.result.code().to_owned()),
            before: entry.before.clone(),
            after: entry.after.clone(),
            ..Self::default()
        }
    }
}

impl JournalLink {
    /// The text that is hashed for this entry at this place of a chain, behind an entry of that hash: the name of the form on
    /// a line, then netstrings (`LENGTH:BYTES,`); what is absent is `-,`.
    #[must_use]
    pub fn canonical(&self, chain: JournalChain, number: u64, previous: JournalHash) -> String {
        let mut text = format!("{CANONICAL_FORM}\n");
        let (chain, number) = (chain.to_string(), number.to_string());
        let (previous, at) = (previous.to_string(), self.at.to_string());
        let fields = [
            Some(chain.as_str()),
            Some(number.as_str()),
            Some(previous.as_str()),
            Some(at.as_str()),
            self.user.as_deref(),
            Some(self.action.as_str()),
            Some(self.object.as_str()),
            Some(self.detail.as_str()),
            self.result.as_deref(),
            self.before.as_deref(),
            self.after.as_deref(),
        ];
        for field in fields {
            match field {
                Some(value) => {
                    text.push_str(&value.len().to_string());
                    text.push(':');
                    text.push_str(value);
                }
                None => text.push('-'),
            }
            text.push(',');
        }
        text
    }

    /// What its hash has to be.
    #[must_use]
    pub fn hash_at(&self, chain: JournalChain, number: u64, previous: JournalHash) -> JournalHash {
        JournalHash(Sha256::digest(self.canonical(chain, number, previous)).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> JournalLink {
        JournalLink {
            user: Some("0191c1b8-6c00-7000-8000-000000000002".to_owned()),
            at: 1_780_000_000_123,
            action: "user.role".to_owned(),
            object: "0191c1b8-6c00-7000-8000-000000000003".to_owned(),
            detail: "é,".to_owned(),
            result: Some("done".to_owned()),
            before: Some("lecteur".to_owned()),
            after: Some(String::new()),
            ..JournalLink::default()
        }
    }

    fn chain() -> JournalChain {
        "0191c1b8-6c00-7000-8000-000000000001".parse().unwrap()
    }

    #[test]
    fn the_canonical_form_is_the_one_that_is_written_down() {
        let text = link().canonical(chain(), 1, JournalHash::BEGINNING);
        let zeros = "0".repeat(64);
        assert_eq!(
            text,
            format!(
                "pupitre-journal-1\n36:0191c1b8-6c00-7000-8000-000000000001,1:1,64:{zeros},13:1780000000123,\
                 36:0191c1b8-6c00-7000-8000-000000000002,9:user.role,36:0191c1b8-6c00-7000-8000-000000000003,\
                 3:é,,4:done,7:lecteur,0:,"
            )
        );
        // Computed by another program; docs/journal.md says how.
        let hash = link().hash_at(chain(), 1, JournalHash::BEGINNING);
        assert_eq!(hash.to_string(), "0f2f09813a586aa524af6badc6f555c77cd0355ada243c8c40c97cb0c5d18269");
    }

    #[test]
    fn what_is_absent_differs_from_what_is_empty_and_no_value_runs_into_the_next() {
        let plain = link();
        let hash = |link: &JournalLink| link.hash_at(chain(), 1, JournalHash::BEGINNING);
        let others = [
            JournalLink { after: None, ..link() },
            JournalLink { user: None, ..link() },
            JournalLink { action: "user.rol".to_owned(), object: format!("e{}", plain.object), ..link() },
            JournalLink { at: plain.at + 1, ..link() },
            JournalLink { result: None, ..link() },
        ];
        for other in others {
            assert_ne!(hash(&plain), hash(&other), "{other:?}");
        }
        assert_ne!(hash(&plain), plain.hash_at(chain(), 2, JournalHash::BEGINNING));
        assert_ne!(hash(&plain), plain.hash_at(JournalChain::Installation, 1, JournalHash::BEGINNING));
        assert_ne!(hash(&plain), plain.hash_at(chain(), 1, hash(&plain)));
    }

    #[test]
    fn a_kept_head_is_one_word_that_reads_back() {
        let hash = link().hash_at(chain(), 1, JournalHash::BEGINNING);
        let kept = KeptHead { chain: chain(), number: 12, hash };
        assert_eq!(kept.to_string().parse(), Ok(kept));
        assert!(!kept.to_string().contains(char::is_whitespace));
        let word = kept.to_string();
        for wrong in
            [&word[1..], &word[..word.len() - 1], &word.replace(":12:", ":0:"), &word.replace(":12:", ":-1:")]
        {
            assert_eq!(wrong.parse::<KeptHead>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn hashes_and_chains_read_back_and_nothing_else_is_taken_for_one() {
        let hash = link().hash_at(chain(), 1, JournalHash::BEGINNING);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for wrong in ["", "0", &"g".repeat(64), &"A".repeat(64), &"0".repeat(65), &"é".repeat(32)] {
            assert_eq!(wrong.parse::<JournalHash>(), Err(()), "{wrong}");
        }
        for known in [JournalChain::Installation, chain()] {
            assert_eq!(known.to_string().parse(), Ok(known));
        }
        assert_eq!("autre".parse::<JournalChain>(), Err(()));
    }
}
