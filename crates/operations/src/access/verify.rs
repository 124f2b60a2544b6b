//! Whether the keys of a process are those with which the stored secrets were sealed: asked before it does anything.

use std::collections::BTreeMap;

use storage::{Database, SealedSecret};
use vault::{Keyring, key_id_of};

use super::secrets::{context_of, next_secrets};
use crate::Result;

/// What was tried with one key.
#[derive(Default)]
struct Tried {
    opened: usize,
    refused: usize,
}

/// The id of a key that sealed secrets of which none opens with this keyring: it is missing there, or another key bears
/// its name. `proven` is the id of a key that is known to be right. Where a key opens some secrets and not others, those
/// are damaged: that is logged, and is no reason to stop for all.
///
/// # Errors
/// When the database fails.
pub async fn unopened_key(
    database: &dyn Database,
    keyring: &Keyring,
    proven: Option<&str>,
) -> Result<Option<String>> {
    let mut by_key: BTreeMap<String, Tried> = BTreeMap::new();
    let mut snapshot = database.read().await?;
    let mut last = None;
    while let Some(secrets) = next_secrets(snapshot.as_mut(), last.as_ref()).await? {
        for secret in &secrets {
            try_secret(secret, keyring, &mut by_key);
        }
        last = secrets.into_iter().next_back();
    }
    for (key, tried) in &by_key {
        if tried.refused > 0 && (tried.opened > 0 || proven == Some(key.as_str())) {
            tracing::warn!(
                key,
                secrets = tried.refused,
                "stored secrets do not open: their texts are damaged"
            );
        }
    }
    let wrong = |(key, tried): &(String, Tried)| tried.opened == 0 && proven != Some(key.as_str());
    Ok(by_key.into_iter().find(wrong).map(|(key, _)| key))
}

fn try_secret(secret: &SealedSecret, keyring: &Keyring, by_key: &mut BTreeMap<String, Tried>) {
    let Some(key) = key_id_of(&secret.text) else {
        tracing::warn!(row = %secret.row, kind = secret.place.kind(), "a stored secret is no sealed text");
        return;
    };
    let tried = by_key.entry(key.to_owned()).or_default();
    let opened = context_of(secret, |context| keyring.open(context, &secret.text).is_ok());
    if opened { tried.opened += 1 } else { tried.refused += 1 }
}
