//! The tables of a world: read from a path, written to a folder.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::build::Builder;
use super::columns::{ACCOUNTS, ENGAGEMENTS, ROLES, SERVICES, STRUCTURES};
use super::error::ImportError;
use super::{export, roles, table};
use crate::world::World;

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
