//! Reading an archive from its first byte to its last.

use std::io::{self, Read};
use std::path::Path;

use crate::entries::{Entries, cut_off};
use crate::error::{ArchiveError, Damage, Result};
use crate::hashing::{Hashing, sha256};
use crate::list::{List, ListReader, NewList, path_of};
use crate::manifest::{
    EARLIER, FILES, FORMAT, FileFacts, HELD, LONGEST_MANIFEST, MANIFEST, MANIFEST_HASH, Manifest,
};
use crate::sealing::{self, Identities};

/// What is done with what is read. What is not read to its end is read for it: nothing is passed over.
pub trait Visitor {
    /// The database or its journal of exchanges.
    ///
    /// # Errors
    /// What keeps the caller from taking it; the reading ends with it.
    fn file(&mut self, _name: &str, _content: &mut (dyn Read + Send)) -> io::Result<()> {
        Ok(())
    }

    /// A document of so many bytes. That it has the content of its name is known only when it was read to its end.
    ///
    /// # Errors
    /// What keeps the caller from taking it; the reading ends with it.
    fn document(&mut self, _sha256: &str, _bytes: u64, _content: &mut (dyn Read + Send)) -> io::Result<()> {
        Ok(())
    }
}

/// What an archive holds.
#[derive(Debug)]
pub struct Contents {
    /// What it says of itself.
    pub manifest: Manifest,
    /// The documents in it.
    pub held: List,
    /// Those that earlier archives hold.
    pub earlier: List,
}

/// Reads an archive whole and compares everything with what is written of it; lists go into `scratch`, a folder for what
/// is short-lived.
///
/// # Errors
/// [`ArchiveError`]: at the first thing that is wrong.
pub fn read(
    path: &Path,
    identities: &Identities,
    scratch: &Path,
    visitor: &mut dyn Visitor,
) -> Result<Contents> {
    let mut reading = Reading::begin(path, identities)?;
    let (held, earlier) = reading.lists(scratch)?;
    for facts in reading.manifest.files.clone().iter().skip(2) {
        reading.file(facts, |content| visitor.file(&facts.name, content))?;
    }
    for document in held.documents()? {
        let document = document?;
        let name = path_of(&document);
        let bytes = reading.expect(&name, None)?;
        let hash = reading.content(bytes, |content| visitor.document(&document, bytes, content))?;
        if hash != document {
            return Err(Damage::Changed(name).into());
        }
    }
    reading.end()?;
    Ok(Contents { manifest: reading.manifest, held, earlier })
}

/// Reads only what an archive says that it holds.
///
/// # Errors
/// As [`read`], of what was read.
pub fn peek(path: &Path, identities: &Identities, scratch: &Path) -> Result<Contents> {
    let mut reading = Reading::begin(path, identities)?;
    let (held, earlier) = reading.lists(scratch)?;
    Ok(Contents { manifest: reading.manifest, held, earlier })
}

struct Reading {
    entries: Entries,
    manifest: Manifest,
    /// SHA-256 of the manifest.
    hash: String,
}

impl Reading {
    fn begin(path: &Path, identities: &Identities) -> Result<Self> {
        let mut entries = Entries::new(sealing::open(path, identities)?);
        // Whatever else begins like this is none of ours.
        let bytes = match entries.next() {
            Ok(Some((name, bytes))) if name == MANIFEST && bytes <= LONGEST_MANIFEST => bytes,
            Ok(_) | Err(ArchiveError::Damaged(Damage::Unreadable(_))) => {
                return Err(ArchiveError::NotAnArchive);
            }
            Err(error) => return Err(error),
        };
        let mut text = Vec::new();
        entries.content(bytes).read_to_end(&mut text).map_err(cut_off)?;
        entries.passed(bytes)?;
        let manifest = manifest(&text)?;
        Ok(Self { entries, manifest, hash: sha256(&text) })
    }

    /// The next entry has this name, and this size where it is known.
    fn expect(&mut self, name: &str, bytes: Option<u64>) -> Result<u64> {
        let unexpected = |found: String| Damage::Unexpected { expected: name.to_owned(), found };
        match self.entries.next()? {
            Some((found, size)) if found == name => match bytes {
                Some(bytes) if bytes != size => Err(Damage::Changed(name.to_owned()).into()),
                _ => Ok(size),
            },
            Some((found, _)) => Err(unexpected(found).into()),
            None => Err(unexpected("the end".to_owned()).into()),
        }
    }

    /// Hands the content of an entry to somebody, reads what is left, and gives its hash.
    fn content(
        &mut self,
        bytes: u64,
        take: impl FnOnce(&mut (dyn Read + Send)) -> io::Result<()>,
    ) -> Result<String> {
        let mut content = self.entries.content(bytes);
        let mut hashing = Hashing::new(&mut content);
        let taken = take(&mut hashing).and_then(|()| io::copy(&mut hashing, &mut io::sink()).map(drop));
        let hash = hashing.sha256();
        if let Some(error) = content.failed() {
            return Err(error);
        }
        taken?;
        self.entries.passed(bytes)?;
        Ok(hash)
    }

    fn file(
        &mut self,
        facts: &FileFacts,
        take: impl FnOnce(&mut (dyn Read + Send)) -> io::Result<()>,
    ) -> Result<()> {
        let bytes = self.expect(&facts.name, Some(facts.bytes))?;
        if self.content(bytes, take)? != facts.sha256 {
            return Err(Damage::Changed(facts.name.clone()).into());
        }
        Ok(())
    }

    /// Both lists, each as long as the manifest tells.
    fn lists(&mut self, scratch: &Path) -> Result<(List, List)> {
        let wanted = [self.manifest.documents, self.manifest.earlier_documents];
        let [held, earlier] =
            [HELD, EARLIER].map(|name| self.manifest.files.iter().find(|facts| facts.name == name).cloned());
        let (Some(held), Some(earlier)) = (held, earlier) else {
            return Err(Damage::Unreadable(MANIFEST.to_owned()).into());
        };
        let held = self.list(&held, wanted[0], scratch)?;
        Ok((held, self.list(&earlier, wanted[1], scratch)?))
    }

    fn list(&mut self, facts: &FileFacts, count: u64, scratch: &Path) -> Result<List> {
        let mut kept = None;
        let copied = self.file(facts, |content| {
            let mut list = NewList::create(scratch)?;
            ListReader::new(content, u64::MAX).try_for_each(|document| list.push(&document?))?;
            kept = Some(list.finish()?);
            Ok(())
        });
        match (copied, kept) {
            (Ok(()), Some((list, found))) if found == count => Ok(list),
            (Err(ArchiveError::Io(error)), _) if error.kind() != io::ErrorKind::InvalidData => {
                Err(ArchiveError::Io(error))
            }
            (Err(ArchiveError::Damaged(damage)), _) => Err(damage.into()),
            _ => Err(Damage::Unreadable(facts.name.clone()).into()),
        }
    }

    /// What stands only at the end of an archive that was written to its end, and nothing behind it.
    fn end(&mut self) -> Result<()> {
        let last = format!("{}  {MANIFEST}\n", self.hash);
        let bytes = self.expect(MANIFEST_HASH, None)?;
        if bytes != last.len() as u64 || self.content(bytes, |_| Ok(()))? != sha256(last.as_bytes()) {
            return Err(Damage::Changed(MANIFEST.to_owned()).into());
        }
        match self.entries.next()? {
            None => Ok(()),
            Some(_) => Err(Damage::Trailing.into()),
        }
    }
}

/// Reads a manifest of this program, or says that it is a newer one's.
pub(crate) fn manifest(text: &[u8]) -> Result<Manifest> {
    #[derive(serde::Deserialize)]
    struct Format {
        format: u32,
    }
    let unreadable = |_| Damage::Unreadable(MANIFEST.to_owned());
    let Format { format } = serde_json::from_slice(text).map_err(unreadable)?;
    if format > FORMAT {
        return Err(ArchiveError::Newer(format));
    }
    let manifest: Manifest = serde_json::from_slice(text).map_err(unreadable)?;
    if !manifest.files.iter().map(|file| file.name.as_str()).eq(FILES) {
        return Err(Damage::Unreadable(MANIFEST.to_owned()).into());
    }
    Ok(manifest)
}
