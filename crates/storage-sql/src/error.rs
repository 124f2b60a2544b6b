//! What an error of a driver means.

use storage::StorageError;

/// Rules that a unique index keeps: the columns as SQLite names them, the index as PostgreSQL names it, and how the rule
/// is called outside.
const RULES: [(&str, &str, &str); 10] = [
    ("users.email_key", "users_email", "users.email"),
    (
        "structures.organization_id, structures.siret, structures.environment",
        "structures_siret",
        "structures.siret",
    ),
    (
        "accesses.organization_id, accesses.environment, accesses.identity",
        "accesses_identity",
        "accesses.identity",
    ),
    (
        "invoices.organization_id, invoices.structure_id, invoices.direction, invoices.chorus_id",
        "invoices_chorus_id",
        "invoices.chorus_id",
    ),
    ("acts.organization_id, acts.invoice_id, acts.kind", "acts_kind", "acts.kind"),
    (
        "validations.organization_id, validations.structure_id, validations.chorus_id",
        "validations_chorus_id",
        "validations.chorus_id",
    ),
    (
        "validation_replies.organization_id, validation_replies.validation_id",
        "validation_replies_open",
        "validation_replies.open",
    ),
    (
        "works_acts.organization_id, works_acts.document_id, works_acts.kind",
        "works_acts_open",
        "works_acts.open",
    ),
    ("sessions.token_hash", "sessions_token", "sessions.token"),
    ("jobs.deduplication_key", "jobs_deduplication_key", "jobs.deduplication_key"),
];

/// What an error of the driver means.
pub(crate) fn failed(error: sqlx::Error) -> StorageError {
    let sqlx::Error::Database(database) = &error else {
        return StorageError::Driver(Box::new(error));
    };
    match database.kind() {
        sqlx::error::ErrorKind::UniqueViolation => {
            let columns = database.message().rsplit("failed: ").next().unwrap_or_default();
            let index = database.constraint().unwrap_or_default();
            let rule = RULES.iter().find(|(known, name, _)| *known == columns || *name == index);
            let unnamed = if index.is_empty() { columns } else { index };
            StorageError::AlreadyThere(rule.map_or(unnamed, |(.., outside)| *outside).to_owned())
        }
        // What it points to is gone, or belongs to another organisation and so does not exist.
        sqlx::error::ErrorKind::ForeignKeyViolation => StorageError::ChangedMeanwhile("a row it refers to"),
        _ => StorageError::Driver(Box::new(error)),
    }
}

/// An error when a statement that must change one row changed none.
pub(crate) const fn changed_one(rows: u64, table: &'static str) -> storage::Result<()> {
    if rows == 0 { Err(StorageError::ChangedMeanwhile(table)) } else { Ok(()) }
}
