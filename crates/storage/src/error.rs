use thiserror::Error;

/// Why storage could not answer. The texts are for the log.
#[derive(Debug, Error)]
pub enum StorageError {
    /// A row that must be unique exists already. Holds the name of the rule, e.g. `invoices.number`.
    #[error("already there: {0}")]
    AlreadyThere(String),
    /// The row changed since it was read, or is gone.
    #[error("changed meanwhile: {0}")]
    ChangedMeanwhile(&'static str),
    /// Somebody else has the job: its outcome is no longer ours to write.
    #[error("the lease was lost")]
    LeaseLost,
    /// A stored value cannot be read back.
    #[error("unreadable value in {table}.{column}: {value}")]
    Unreadable {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// What was found; never a secret.
        value: String,
    },
    /// The database was written by a newer program.
    #[error("the database is newer than this program (migration {0})")]
    Newer(i64),
    /// A copy of another database into this one has not ended.
    #[error("a copy into this database is not finished")]
    Unfinished,
    /// The driver failed.
    #[error("storage failed: {0}")]
    Driver(#[source] Box<dyn std::error::Error + Send + Sync>),
}
