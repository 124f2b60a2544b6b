//! Files are laid back: packed, and under their name only when they are whole.

use std::io;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// A file to be laid back.
pub(super) struct Back {
    pub(super) name: String,
    /// The file inside.
    pub(super) inside: String,
    pub(super) xml: Vec<u8>,
}

/// The number of a flow of Chorus Pro's own: its code, four digits of the interface, fifteen of the serial.
pub(super) fn number(interface: &str, serial: u64) -> String {
    format!("CPP001{interface}{serial:015}")
}

/// Lays files into a folder. Blocking.
pub(super) fn lay(inbox: &Path, files: Vec<Back>) -> io::Result<()> {
    for file in files {
        let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
        let mut header = tar::Header::new_gnu();
        header.set_size(file.xml.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, &file.inside, file.xml.as_slice())?;
        let packed = tar.into_inner()?.finish()?;
        let part = inbox.join(format!(".{}.part", file.name));
        std::fs::write(&part, packed)?;
        std::fs::rename(part, inbox.join(&file.name))?;
    }
    Ok(())
}
