//! Worlds from CSV files: what a qualification account shows of its fictitious data, and back.
//!
//! Chorus Pro documents no file format for the data it generates on qualification (API.md §1.5), so this one is ours:
//! a folder with one table per kind, or a single table of roles. The README describes the columns.

mod build;
mod export;
mod roles;
mod table;

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::world::{World, WorldError};
use build::Builder;

/// File names and columns of a folder.
pub(crate) const STRUCTURES: (&str, &[&str]) = (
    "structures.csv",
    &[
        "id",
        "identifier",
        "identifier_type",
        "name",
        "side",
        "active",
        "street",
        "postcode",
        "city",
        "email",
        "vat_number",
        "register_number",
        "service_required",
        "engagement_required",
        "service_or_engagement_required",
        "payment_status_withheld",
        "engagements_published",
        "bank_reference",
        "iban",
        "bic",
        "behaviour",
    ],
);
pub(crate) const SERVICES: (&str, &[&str]) = (
    "services.csv",
    &[
        "structure",
        "code",
        "name",
        "active",
        "engagement_required",
        "payment_status_returned",
        "valid_from",
        "valid_until",
    ],
);
pub(crate) const ACCOUNTS: (&str, &[&str]) = (
    "accounts.csv",
    &[
        "login",
        "password",
        "kind",
        "client_id",
        "client_secret",
        "application",
        "structure",
        "rights",
        "active",
        "password_expires",
    ],
);
pub(crate) const ENGAGEMENTS: (&str, &[&str]) = (
    "engagements.csv",
    &[
        "number",
        "recipient",
        "service_code",
        "supplier",
        "contract",
        "state",
        "notified_on",
        "total_with_vat",
    ],
);
/// Columns of the single table of roles.
pub(crate) const ROLES: &[&str] =
    &["role", "siret", "name", "service_code", "service_name", "engagement", "supplier", "login", "password"];

/// A CSV import or export that fails.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file or folder cannot be read or written.
    #[error("the file {path} cannot be read or written: {source}")]
    File {
        /// The path.
        path: String,
        /// What the system answered.
        source: std::io::Error,
    },
    /// A line of a table cannot be used.
    #[error("{file}, line {line}: {reason}")]
    Line {
        /// Name of the file.
        file: String,
        /// Line, counted from 1; the first holds the names of the columns.
        line: u64,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The tables contradict each other.
    #[error(transparent)]
    World(#[from] WorldError),
}

pub(crate) fn file_error(path: &Path, source: std::io::Error) -> ImportError {
    ImportError::File { path: path.display().to_string(), source }
}

impl World {
    /// Reads a world from a folder with `structures.csv` and, if there are any, `services.csv`, `accounts.csv` and
    /// `engagements.csv`; or from a single CSV file of roles. It has no invoices and its recipients never act by
    /// themselves unless the table says so.
    ///
    /// # Errors
    /// [`ImportError`] naming the file and the line.
    pub fn import_csv(path: &Path, now: DateTime<Utc>) -> Result<Self, ImportError> {
        let mut builder = Builder::new(now);
        if path.is_dir() {
            let read = |(name, columns): (&str, &[&str])| {
                let file = path.join(name);
                if name != STRUCTURES.0 && !file.exists() {
                    return Ok(Vec::new());
                }
                table::read(&file, columns)
            };
            builder.structures(&read(STRUCTURES)?)?;
            builder.services(&read(SERVICES)?)?;
            builder.accounts(&read(ACCOUNTS)?)?;
            builder.engagements(&read(ENGAGEMENTS)?)?;
        } else {
            let tables = roles::split(&table::read(path, ROLES)?)?;
            builder.structures(&tables.structures)?;
            builder.services(&tables.services)?;
            builder.accounts(&tables.accounts)?;
            builder.engagements(&tables.engagements)?;
        }
        builder.finish()
    }

    /// Writes structures, services, accounts and engagements as the CSV files [`World::import_csv`] reads, into a
    /// folder that is created if needed. Invoices, files and what is not in the columns are left out.
    ///
    /// # Errors
    /// [`ImportError::File`] when a file cannot be written.
    pub fn export_csv(&self, folder: &Path) -> Result<(), ImportError> {
        export::write(self, folder)
    }
}
