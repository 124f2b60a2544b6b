//! One file of a flow, taken out of it.

use std::io::{self, Cursor, Write};

use apart::{ApartError, Argument, Task};
use domain::Reason;
use intake::{Allowance, Kind, Limits, Sink, Unopened};

use super::Flows;
use super::read_flow::LARGEST_PART;
use crate::issuing::{taken_apart, with_bytes};
use crate::{OperationError, Result};

/// Takes a file out of a flow, by its place among those that were read; the answer is its name, where it is there, and
/// what it holds.
pub(crate) const TAKE_PART: Task = Task {
    name: "flow-part",
    run: |file, Argument(place, _)| match take(file, usize::try_from(place).unwrap_or(usize::MAX)) {
        Some((name, content)) => with_bytes(&Some(name), &content),
        None => with_bytes(&None::<String>, &[]),
    },
};

fn take(file: Vec<u8>, place: usize) -> Option<(String, Vec<u8>)> {
    let kind = intake::kind_of(&mut Cursor::new(&file)).unwrap_or(Kind::Unknown);
    if !kind.is_archive() {
        return (place == 0).then(|| (String::new(), file));
    }
    let limits = Limits { file_bytes: LARGEST_PART, depth: 0, ..Limits::default() };
    let mut sink = Wanted { place, next: 0, found: None };
    // What stands behind it may be damaged: it was found.
    let opened =
        intake::open_archive(&kind, &mut Cursor::new(&file), 0, &mut Allowance::new(limits), &mut sink);
    drop(opened);
    sink.found
}

/// Looks for one file, counting as the reading of a flow does.
struct Wanted {
    place: usize,
    next: usize,
    found: Option<(String, Vec<u8>)>,
}

/// A file that goes by; only the wanted one is held.
struct Passing {
    name: String,
    wanted: bool,
    content: Vec<u8>,
}

impl Write for Passing {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.wanted {
            self.content.extend_from_slice(piece);
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Wanted {
    type File = Passing;

    fn begin(&mut self, name: &str) -> io::Result<Passing> {
        Ok(Passing { name: name.to_owned(), wanted: self.next == self.place, content: Vec::new() })
    }

    fn finish(&mut self, file: Passing) -> io::Result<()> {
        if file.wanted {
            self.found = Some((file.name, file.content));
        }
        self.next += 1;
        Ok(())
    }

    fn abandon(&mut self, file: Passing) {
        drop(file);
    }

    fn unopened(&mut self, _: &str, _: Unopened) {
        self.next += 1;
    }
}

impl Flows {
    /// A file of a flow by its place, with its name in the flow; none when there is no such file.
    pub(super) async fn take_part(&self, sha256: &str, place: usize) -> Result<Option<(String, Vec<u8>)>> {
        let file = self.documents.open(sha256).await?;
        let argument = Argument(u32::try_from(place).unwrap_or(u32::MAX), 0);
        match self.apart.run_with(TAKE_PART, argument, file.bytes(), file.into_stream()).await {
            Ok(answer) => {
                let (name, content) = taken_apart::<Option<String>>(answer)?;
                Ok(name.map(|name| (name, content)))
            }
            Err(ApartError::Ended(why)) => {
                tracing::warn!(sha256, why, "a file of a flow was given up");
                Err(OperationError::Refused(Reason::FlowTooCostly))
            }
            Err(ApartError::Busy) => Err(OperationError::Refused(Reason::ReadersBusy)),
            Err(ApartError::Failed(error)) => Err(OperationError::File(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_by_its_place() {
        let archive = super::super::repack::tar_gz_of(&[("un.xml", b"<a/>"), ("deux.xml", b"<b/>")]);
        assert_eq!(take(archive.clone(), 1), Some(("deux.xml".to_owned(), b"<b/>".to_vec())));
        assert_eq!(take(archive, 2), None);
        assert_eq!(take(b"<a/>".to_vec(), 0), Some((String::new(), b"<a/>".to_vec())));
        assert_eq!(take(b"<a/>".to_vec(), 1), None);
    }
}
