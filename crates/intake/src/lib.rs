//! What a dropped file is, and what is in it when it is an archive.
//!
//! [`kind_of`] looks at bytes only, never at a name: whoever sends a file says what he likes about it.
//! [`open_archive`] hands the files of a ZIP, a tar, a tar.gz or a gzip to a [`Sink`], one after the other and in pieces:
//! nothing is held but the piece at hand, no file is written here, and every bound of [`Limits`] ends the opening.
//!
//! An archive in an archive is handed over like any other file. Who keeps it may look at its kind and open it in turn, one
//! level deeper and with the same [`Allowance`]: the bounds hold for all that came with one drop.

mod error;
mod kind;
mod limits;
mod names;
mod open;
mod sink;
mod tar_header;

pub use error::{Damage, OpenError, Unopened};
pub use kind::{Encoding, ImageFormat, Kind, Table, XmlDocument, XmlRoot, kind_of};
pub use limits::{Allowance, Limit, Limits, MOST_RECORDS_PER_FILE, RATIO_FROM_BYTES};
pub use names::{LONGEST_NAME, safe_name};
pub use open::open_archive;
pub use sink::Sink;
