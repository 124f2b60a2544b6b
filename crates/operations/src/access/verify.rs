//! Whether the keys of a process are those with which the stored secrets were sealed: asked before it does anything.

use std::collections::BTreeMap;

use storage::{Access, Database};
use vault::{Context, Keyring, key_id_of};

use super::sealing::{CERTIFICATE, CREDENTIALS};
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
    for organization in snapshot.organizations().await? {
        for access in snapshot.accesses(organization.id).await? {
            try_secrets(&access, keyring, &mut by_key);
        }
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

fn try_secrets(access: &Access, keyring: &Keyring, by_key: &mut BTreeMap<String, Tried>) {
    let (organization, row) = (access.organization.to_string(), access.id.to_string());
    let certificate = access.sealed_certificate.as_ref().map(|sealed| (CERTIFICATE, sealed));
    for (kind, sealed) in [(CREDENTIALS, &access.sealed_credentials)].into_iter().chain(certificate) {
        let Some(key) = key_id_of(sealed) else {
            tracing::warn!(access = %access.id, kind, "a stored secret is no sealed text");
            continue;
        };
        let tried = by_key.entry(key.to_owned()).or_default();
        match keyring.open(Context { organization: &organization, kind, row: &row }, sealed) {
            Ok(_) => tried.opened += 1,
            Err(_) => tried.refused += 1,
        }
    }
}
