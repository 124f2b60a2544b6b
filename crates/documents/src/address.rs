//! Names and paths. Nothing but a hash ever becomes part of a path.

use std::fmt;

use chrono::{DateTime, Utc};

/// Where the files lie that a collection has set aside.
pub(crate) const SET_ASIDE: &str = "set-aside";
/// A note is a short text.
pub(crate) const LONGEST_NOTE: u64 = 100;

/// What stands beside the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// Whose files these are.
    Owner,
    /// Until when none of them is removed.
    Held,
}

impl Note {
    /// Where it stands.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Held => "held",
        }
    }
}

/// The name of a file: 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Address(String);

impl Address {
    /// Reads a name; nothing else than a hash is one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_hash = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_hash.then(|| Self(text.to_owned()))
    }

    /// The name of a hash.
    pub(crate) fn of(hash: &[u8; 32]) -> Self {
        use fmt::Write as _;
        Self(hash.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        }))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// A place for a file, relative to the root of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// `ab/abcdef…`
    Kept(Address),
    /// `set-aside/abcdef…-1767225600000`: the instant is part of the name, so that what one collection sets aside is
    /// never mistaken for what an earlier one did.
    SetAside(Address, DateTime<Utc>),
}

impl Location {
    /// Reads a path; foreign ones are none.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let (folder, name) = path.split_once('/')?;
        let location = if folder == SET_ASIDE {
            let (hash, milliseconds) = name.split_once('-')?;
            let since = DateTime::from_timestamp_millis(milliseconds.parse().ok()?)?;
            Self::SetAside(Address::parse(hash)?, since)
        } else {
            Self::Kept(Address::parse(name)?)
        };
        (location.to_string() == path).then_some(location)
    }

    /// The first part of the path.
    pub(crate) fn folder(&self) -> &str {
        match self {
            Self::Kept(address) => &address.as_str()[..2],
            Self::SetAside(..) => SET_ASIDE,
        }
    }

    pub(crate) fn address(&self) -> &Address {
        match self {
            Self::Kept(address) | Self::SetAside(address, _) => address,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.folder(), self.address().as_str())?;
        match self {
            Self::Kept(_) => Ok(()),
            Self::SetAside(_, since) => write!(formatter, "-{:013}", since.timestamp_millis()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn paths_are_read_as_they_are_written() {
        let address = Address::parse(HASH).unwrap();
        let since = DateTime::from_timestamp_millis(1_767_225_600_123).unwrap();
        let kept = Location::Kept(address.clone());
        assert_eq!(kept.to_string(), format!("ba/{HASH}"));
        let aside = Location::SetAside(address, since);
        assert_eq!(aside.to_string(), format!("set-aside/{HASH}-1767225600123"));
        for location in [kept, aside] {
            assert_eq!(Location::parse(&location.to_string()), Some(location));
        }
    }

    #[test]
    fn only_hashes_are_names_and_only_our_paths_are_places() {
        let upper = HASH.to_uppercase();
        let padded = format!("{HASH}0");
        for name in ["", "..", "../../etc/passwd", &HASH[1..], &padded, &upper, &HASH.replace('b', "/")] {
            assert_eq!(Address::parse(name), None, "{name}");
        }
        let paths = [
            HASH.to_owned(),
            format!("bb/{HASH}"),
            format!("ba/ba/{HASH}"),
            format!("incoming/{HASH}"),
            format!("set-aside/{HASH}"),
            format!("set-aside/{HASH}-1"),
            format!("set-aside/{HASH}-+767225600123"),
            format!("set-aside/{HASH}-1767225600123.part"),
        ];
        for path in paths {
            assert_eq!(Location::parse(&path), None, "{path}");
        }
    }
}
