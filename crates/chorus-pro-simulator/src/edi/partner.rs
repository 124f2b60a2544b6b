//! Who exchanges files, and where.

use std::path::PathBuf;

/// A partner of the EDI: one application, one technical account, one folder.
#[derive(Clone, Debug)]
pub struct EdiPartner {
    /// The code of the application, six signs.
    pub application: String,
    /// Login of the technical account whose structures it acts for.
    pub account: String,
    /// The folder in which the partner lays archives.
    pub outbox: PathBuf,
    /// The folder into which files are laid back.
    pub inbox: PathBuf,
}
