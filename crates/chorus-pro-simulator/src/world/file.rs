//! Files, without their bytes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What is kept about an uploaded file; its bytes live beside the world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredFile {
    /// `pieceJointeId`.
    pub id: i64,
    /// Name given by the client.
    pub name: String,
    /// Extension in capitals, without the dot.
    pub extension: String,
    /// Media type.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Login of the account that uploaded it.
    pub account: String,
    /// Simulated instant of the upload.
    pub received_at: DateTime<Utc>,
}
