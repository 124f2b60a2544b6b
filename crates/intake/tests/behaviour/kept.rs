//! A sink that keeps everything, and the opening of archives into it.

use std::io::{self, Cursor, Write};

use intake::{Allowance, Limits, OpenError, Sink, Unopened, kind_of, open_archive};

/// What came out of archives.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) unopened: Vec<(String, Unopened)>,
    pub(crate) abandoned: Vec<String>,
    /// How many bytes a file may have before the sink fails.
    pub(crate) room: Option<usize>,
}

pub(crate) struct File {
    name: String,
    content: Vec<u8>,
    room: Option<usize>,
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.room.is_some_and(|room| self.content.len() + bytes.len() > room) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.content.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Kept {
    type File = File;

    fn begin(&mut self, name: &str) -> io::Result<File> {
        Ok(File { name: name.to_owned(), content: Vec::new(), room: self.room })
    }

    fn finish(&mut self, file: File) -> io::Result<()> {
        self.files.push((file.name, file.content));
        Ok(())
    }

    fn abandon(&mut self, file: File) {
        self.abandoned.push(file.name);
    }

    fn unopened(&mut self, name: &str, why: Unopened) {
        self.unopened.push((name.to_owned(), why));
    }
}

impl Kept {
    pub(crate) fn names(&self) -> Vec<&str> {
        self.files.iter().map(|(name, _)| name.as_str()).collect()
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.files.iter().map(|(_, content)| content.len() as u64).sum()
    }
}

/// Opens one archive.
pub(crate) fn open_with(bytes: &[u8], limits: Limits) -> (Kept, Result<(), OpenError>) {
    let mut kept = Kept::default();
    let mut allowance = Allowance::new(limits);
    let mut reader = Cursor::new(bytes);
    let kind = kind_of(&mut reader).unwrap();
    let opened = open_archive(&kind, &mut reader, 0, &mut allowance, &mut kept);
    (kept, opened)
}

/// Opens one archive with the limits as they are.
pub(crate) fn open(bytes: &[u8]) -> (Kept, Result<(), OpenError>) {
    open_with(bytes, Limits::default())
}

/// Opens an archive that is whole.
pub(crate) fn files(bytes: &[u8]) -> Kept {
    let (kept, opened) = open(bytes);
    opened.unwrap();
    kept
}

/// Opens an archive, and the archives in it, as one who keeps the files does.
pub(crate) fn open_all(bytes: &[u8], limits: Limits) -> (Kept, Result<(), OpenError>) {
    let mut all = Kept::default();
    let mut allowance = Allowance::new(limits);
    let mut pending = vec![(bytes.to_vec(), 0)];
    while let Some((bytes, level)) = pending.pop() {
        let mut kept = Kept::default();
        let mut reader = Cursor::new(bytes);
        let kind = kind_of(&mut reader).unwrap();
        let opened = open_archive(&kind, &mut reader, level, &mut allowance, &mut kept);
        all.unopened.append(&mut kept.unopened);
        all.abandoned.append(&mut kept.abandoned);
        if opened.is_err() {
            all.files.append(&mut kept.files);
            return (all, opened);
        }
        for (name, content) in kept.files {
            if kind_of(&mut Cursor::new(&content)).unwrap().is_archive() {
                pending.push((content, level + 1));
            } else {
                all.files.push((name, content));
            }
        }
    }
    (all, Ok(()))
}
