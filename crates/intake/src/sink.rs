//! Where the files of an archive go.

use std::io::{self, Write};

use crate::Unopened;

/// What takes the files of an archive, in their order.
pub trait Sink {
    /// A file that is being written.
    type File: Write;

    /// The next file stands at this path, as the archive writes it: folders and all, and not to be used as a path of anything.
    fn path(&mut self, _path: &str) {}

    /// A file begins. Its name has no folder, is distinct from the others of the drop, and fits every system.
    ///
    /// # Errors
    /// Whatever keeps it from being taken: the opening ends with [`OpenError::Keep`](crate::OpenError::Keep).
    fn begin(&mut self, name: &str) -> io::Result<Self::File>;

    /// The file is whole.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    fn finish(&mut self, file: Self::File) -> io::Result<()>;

    /// The file will not become whole: what was written of it is to be dropped. The opening ends with an error.
    fn abandon(&mut self, file: Self::File);

    /// A file of the archive is not handed over; the others are.
    fn unopened(&mut self, name: &str, why: Unopened);
}
