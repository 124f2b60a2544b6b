//! Lists of documents: a line each, all of one length, in ascending order; as long as they may be, they are read and
//! compared a line at a time.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use tempfile::TempPath;

/// Digits of a hash.
const HASH: usize = 64;
/// `hash`, two spaces, `documents/ab/hash`, end of line.
const LINE: usize = HASH + 2 + "documents/ab/".len() + HASH + 1;
/// Names told of those that are missing.
const TOLD: usize = 5;

/// Whether a text is the name of a document: 64 lower-case hexadecimal digits.
#[must_use]
pub fn is_hash(text: &str) -> bool {
    text.len() == HASH && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Where a document stands in an archive.
pub(crate) fn path_of(sha256: &str) -> String {
    format!("documents/{}/{sha256}", sha256.get(..2).unwrap_or_default())
}

fn wrong(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}

/// Writes a list.
pub(crate) struct ListWriter<W> {
    out: W,
    last: String,
    count: u64,
}

impl<W: Write> ListWriter<W> {
    /// An empty list.
    pub(crate) const fn new(out: W) -> Self {
        Self { out, last: String::new(), count: 0 }
    }

    /// Adds the next document.
    pub(crate) fn push(&mut self, sha256: &str) -> io::Result<()> {
        if !is_hash(sha256) || sha256 <= self.last.as_str() {
            return Err(wrong(format!("{sha256} is no document, or out of order")));
        }
        self.last = sha256.to_owned();
        self.count += 1;
        writeln!(self.out, "{sha256}  {}", path_of(sha256))
    }

    /// How many were written.
    pub(crate) fn finish(mut self) -> io::Result<u64> {
        self.out.flush()?;
        Ok(self.count)
    }
}

/// Reads so many lines of a list, or all.
pub(crate) struct ListReader<R> {
    input: R,
    last: String,
    left: u64,
}

impl<R: Read> ListReader<R> {
    pub(crate) const fn new(input: R, most: u64) -> Self {
        Self { input, last: String::new(), left: most }
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut line = Vec::with_capacity(LINE);
        (&mut self.input).take(LINE as u64).read_to_end(&mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        let text = String::from_utf8(line).map_err(|_| wrong("a list of documents".to_owned()))?;
        let hash = text.get(..HASH).filter(|hash| is_hash(hash) && *hash > self.last.as_str());
        let hash = hash.filter(|hash| text == format!("{hash}  {}\n", path_of(hash)));
        let hash = hash.ok_or_else(|| wrong("a list of documents".to_owned()))?.to_owned();
        self.last.clone_from(&hash);
        self.left -= 1;
        Ok(Some(hash))
    }
}

impl<R: Read> Iterator for ListReader<R> {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        self.line().transpose()
    }
}

/// A list on its way into a file of its own.
pub struct NewList {
    out: ListWriter<BufWriter<File>>,
    file: TempPath,
}

impl NewList {
    /// An empty one, in a folder for what is short-lived.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let (file, path) = tempfile::NamedTempFile::new_in(folder)?.into_parts();
        Ok(Self { out: ListWriter::new(BufWriter::new(file)), file: path })
    }

    /// Adds the next document.
    ///
    /// # Errors
    /// When it is no hash or does not come after the last one, and when it cannot be written.
    pub fn push(&mut self, sha256: &str) -> io::Result<()> {
        self.out.push(sha256)
    }

    /// The list, and how many documents are in it.
    ///
    /// # Errors
    /// When the last of them cannot be written.
    pub fn finish(self) -> io::Result<(List, u64)> {
        Ok((List { file: self.file }, self.out.finish()?))
    }
}

/// A list in a file of its own, which goes with it.
#[derive(Debug)]
pub struct List {
    file: TempPath,
}

impl List {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// Its documents.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn documents(&self) -> io::Result<impl Iterator<Item = io::Result<String>> + Send + use<>> {
        Ok(ListReader::new(BufReader::new(File::open(&self.file)?), u64::MAX))
    }
}

/// Goes through a list beside another one.
pub struct ListCursor {
    documents: Box<dyn Iterator<Item = io::Result<String>> + Send>,
    next: Option<String>,
}

impl ListCursor {
    /// At the beginning of a list.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn new(documents: impl Iterator<Item = io::Result<String>> + Send + 'static) -> io::Result<Self> {
        let mut cursor = Self { documents: Box::new(documents), next: None };
        cursor.step()?;
        Ok(cursor)
    }

    fn step(&mut self) -> io::Result<()> {
        self.next = self.documents.next().transpose()?;
        Ok(())
    }

    /// Whether the list holds a document. Asked in ascending order.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn holds(&mut self, sha256: &str) -> io::Result<bool> {
        while self.next.as_deref().is_some_and(|next| next < sha256) {
            self.step()?;
        }
        Ok(self.next.as_deref() == Some(sha256))
    }
}

/// What no list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub first: Vec<String>,
}

/// Which of the wanted documents, in ascending order, none of the lists holds.
///
/// # Errors
/// When one of them cannot be read.
pub fn missing(
    wanted: impl Iterator<Item = io::Result<String>>,
    mut lists: Vec<ListCursor>,
) -> io::Result<Missing> {
    let mut missing = Missing::default();
    for wanted in wanted {
        let wanted = wanted?;
        let mut held = false;
        for list in &mut lists {
            held |= list.holds(&wanted)?;
        }
        if !held {
            missing.count += 1;
            if missing.first.len() < TOLD {
                missing.first.push(wanted);
            }
        }
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(digit: char) -> String {
        digit.to_string().repeat(HASH)
    }

    fn list(digits: &str) -> List {
        let mut list = NewList::create(&std::env::temp_dir()).unwrap();
        digits.chars().for_each(|digit| list.push(&hash(digit)).unwrap());
        let (list, count) = list.finish().unwrap();
        assert_eq!(count, digits.len() as u64);
        list
    }

    #[test]
    fn what_no_list_holds_is_counted_and_named() {
        let cursors = || vec![list("14"), list("2a")].into_iter();
        let cursors = cursors().map(|list| ListCursor::new(list.documents().unwrap()).unwrap()).collect();
        let found = missing(list("0124ef").documents().unwrap(), cursors).unwrap();
        assert_eq!(found, Missing { count: 3, first: vec![hash('0'), hash('e'), hash('f')] });
    }

    #[test]
    fn a_list_out_of_order_cut_off_or_of_something_else_is_refused() {
        let mut text = Vec::new();
        let mut writer = ListWriter::new(&mut text);
        writer.push(&hash('b')).unwrap();
        for wrong in [hash('b'), hash('a'), hash('g'), "../x".to_owned()] {
            assert!(writer.push(&wrong).is_err(), "{wrong}");
        }
        assert_eq!(writer.finish().unwrap(), 1);
        let read = |bytes: &[u8]| ListReader::new(bytes, u64::MAX).collect::<io::Result<Vec<String>>>();
        assert_eq!(read(&text).unwrap(), [hash('b')]);
        assert!(read(&text[..LINE - 1]).is_err());
        assert!(read(&[text.as_slice(), text.as_slice()].concat()).is_err(), "twice");
        let other = String::from_utf8(text.clone()).unwrap().replace("documents/bb", "documents/../");
        assert!(read(other.as_bytes()).is_err());
    }
}
