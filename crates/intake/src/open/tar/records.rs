//! What a tar says about an entry in records before it (PAX, POSIX.1-2024 §pax).

use crate::Damage;

/// What records say about the next entry.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Its name, where it does not fit into the header.
    pub(super) path: Option<Vec<u8>>,
    /// Its size in bytes, where it does not fit into the header.
    pub(super) size: Option<u64>,
    /// Whether its content is a map and the pieces that are not empty.
    pub(super) is_sparse: bool,
}

impl Told {
    /// Takes over what records say: `length key=value`, each ending in a line feed, the length counting itself. A value
    /// may hold any byte, so that only the length says where it ends.
    pub(super) fn read_records(&mut self, records: &[u8]) -> Result<(), Damage> {
        let mut rest = records;
        // Some programs fill the last block with zeros and count them.
        while rest.first().is_some_and(|byte| *byte != 0) {
            let (record, after) = first(rest).ok_or(Damage::Header)?;
            rest = after;
            let mut halves = record.splitn(2, |byte| *byte == b'=');
            let (Some(key), Some(value)) = (halves.next(), halves.next()) else { return Err(Damage::Header) };
            match key {
                b"path" if self.is_sparse && self.path.is_some() => {}
                b"path" => self.path = Some(value.to_vec()),
                b"size" => self.size = Some(number(value).ok_or(Damage::Header)?),
                b"GNU.sparse.name" => {
                    self.path = Some(value.to_vec());
                    self.is_sparse = true;
                }
                _ if key.starts_with(b"GNU.sparse.") => self.is_sparse = true,
                _ => {}
            }
        }
        Ok(())
    }
}

/// The first record without its length and its line feed, and what follows.
fn first(records: &[u8]) -> Option<(&[u8], &[u8])> {
    let blank = records.iter().position(|byte| *byte == b' ')?;
    let length = usize::try_from(number(records.get(..blank)?)?).ok()?;
    let (record, rest) = records.split_at_checked(length)?;
    Some((record.get(blank + 1..)?.strip_suffix(b"\n")?, rest))
}

fn number(digits: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(digits).ok()?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(records: &[u8]) -> Result<Told, Damage> {
        let mut told = Told::default();
        told.read_records(records).map(|()| told)
    }

    #[test]
    fn records_are_cut_by_their_lengths() {
        let records = b"14 path=a\nb/c\n15 size=000017\n11 x=\x01\n\x02=\n\n";
        let told = told(records).unwrap();
        assert_eq!(
            (told.path.as_deref(), told.size, told.is_sparse),
            (Some(&b"a\nb/c"[..]), Some(17), false)
        );
    }

    #[test]
    fn a_sparse_file_keeps_its_real_name() {
        let told = told(b"22 GNU.sparse.major=1\n21 GNU.sparse.name=a\n16 path=./x/a.0\n").unwrap();
        assert_eq!((told.path.as_deref(), told.is_sparse), (Some(&b"a"[..]), true));
    }

    #[test]
    fn hostile_records_are_refused() {
        for records in [
            &b"path=a\n"[..],
            b"0 path=a\n",
            b"1 \n",
            b"2 \n",
            b"999999 path=a\n",
            b"99999999999999999999999 path=a\n",
            b"+10 path=a\n",
            b"10 path=ab",
            b"8 patha\n",
            b"10 size=-1\n",
            b" \n",
            b"9",
        ] {
            assert_eq!(told(records), Err(Damage::Header), "{records:?}");
        }
        assert_eq!(told(b"\0\0\0\0"), Ok(Told::default()));
    }
}
