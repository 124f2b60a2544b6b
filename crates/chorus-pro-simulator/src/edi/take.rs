//! Archives are taken out of the folder of a partner and read.

use std::io::{self, Read as _};
use std::path::Path;

use apart::Apart;
use tokio::runtime::Handle;

use super::name::{self, ArchiveName};
use crate::flows::{self, Fault, OpenedFlow, TooLarge};

/// Largest archive that is read.
const LARGEST: u64 = 30 * 1024 * 1024;

/// A file as it was found.
pub(super) struct Taken {
    pub(super) file_name: String,
    /// What its name says, else why it is refused.
    pub(super) read: Result<(ArchiveName, OpenedFlow), String>,
}

/// Takes everything that lies there under a finished name; it is gone then. Blocking.
pub(super) fn take(
    outbox: &Path,
    application: &str,
    apart: &Apart,
    runtime: &Handle,
) -> io::Result<Vec<Taken>> {
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(outbox)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if entry.metadata()?.is_file() && !name.starts_with('.') && !name.ends_with(".part") {
            names.push(name);
        }
    }
    names.sort();
    names.into_iter().map(|file_name| take_one(outbox, file_name, application, apart, runtime)).collect()
}

fn take_one(
    outbox: &Path,
    file_name: String,
    application: &str,
    apart: &Apart,
    runtime: &Handle,
) -> io::Result<Taken> {
    let path = outbox.join(&file_name);
    let mut bytes = Vec::new();
    std::fs::File::open(&path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    std::fs::remove_file(&path)?;
    let read = name::read(&file_name, application).map(|name| {
        let read_pdf = |pdf: &[u8]| flows::read_apart(apart, runtime, pdf);
        let opened = if !bytes.starts_with(&[0x1f, 0x8b]) {
            OpenedFlow::unreadable(Fault::Archive.error("Le flux n'est pas une archive tar.gz."))
        } else {
            flows::open(bytes, name.syntax, &read_pdf).unwrap_or_else(|TooLarge| {
                OpenedFlow::unreadable(Fault::Archive.error("Le flux dépasse la taille autorisée."))
            })
        };
        (name, opened)
    });
    Ok(Taken { file_name, read })
}
