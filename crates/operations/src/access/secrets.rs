//! All sealed secrets of an installation, some at a time.

use storage::{SealedSecret, SecretPlace, Snapshot};
use vault::Context;

use crate::Result;

/// Secrets read at once.
const AT_ONCE: u32 = 200;

/// The secrets behind one, through all places; none at the end.
///
/// # Errors
/// When the database fails.
pub(super) async fn next_secrets(
    snapshot: &mut dyn Snapshot,
    last: Option<&SealedSecret>,
) -> Result<Option<Vec<SealedSecret>>> {
    let reached = last.and_then(|last| SecretPlace::ALL.iter().position(|place| *place == last.place));
    let mut after = last.map(|last| last.row);
    for place in SecretPlace::ALL.into_iter().skip(reached.unwrap_or_default()) {
        let found = snapshot.sealed_secrets(place, after.take(), AT_ONCE).await?;
        if !found.is_empty() {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// What a secret is bound to.
pub(super) fn context_of<T>(secret: &SealedSecret, use_it: impl FnOnce(Context<'_>) -> T) -> T {
    // What belongs to a person is bound to no organisation (`accounts/codes.rs`).
    let organization = secret.organization.map(|organization| organization.to_string()).unwrap_or_default();
    let row = secret.row.to_string();
    use_it(Context { organization: &organization, kind: secret.place.kind(), row: &row })
}
