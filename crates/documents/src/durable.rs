//! Folders and files that survive a power cut, for what is kept beside the documents.

use std::io;
use std::path::Path;

use crate::folder::disk::{Disk, parent_of};

/// Creates a folder, for its owner alone, and those above it where they are missing. Durable when this returns, as an
/// entry of the folder that holds it.
///
/// # Errors
/// When it is not there and cannot be created.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    Disk::default().create(folder)
}

/// Makes a new file durable as an entry of its folder.
///
/// # Errors
/// When the folder cannot be read.
pub fn sync_entry(file: &Path) -> io::Result<()> {
    parent_of(file).map_or(Ok(()), |folder| Disk::default().sync_folder(folder))
}
