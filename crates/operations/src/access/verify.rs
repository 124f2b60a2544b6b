//! Whether the keys of a process are those with which the stored secrets were sealed: asked before it does anything.

use std::collections::BTreeMap;

use domain::OrganizationId;
use storage::{Access, Database, EdiLink, EdiPlace};
use vault::{Context, Keyring, key_id_of};

use super::sealing::{CERTIFICATE, CREDENTIALS, EDI_KEY};
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
        for link in snapshot.edi_links(organization.id).await? {
            try_edi_key(&link, keyring, &mut by_key);
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
    let certificate = access.sealed_certificate.as_ref().map(|sealed| (CERTIFICATE, sealed));
    for (kind, sealed) in [(CREDENTIALS, &access.sealed_credentials)].into_iter().chain(certificate) {
        try_secret(access.organization, &access.id.to_string(), kind, sealed, keyring, by_key);
    }
}

fn try_edi_key(link: &EdiLink, keyring: &Keyring, by_key: &mut BTreeMap<String, Tried>) {
    if let EdiPlace::Sftp { sealed_key, .. } = &link.place {
        try_secret(link.organization, &link.id.to_string(), EDI_KEY, sealed_key, keyring, by_key);
    }
}

fn try_secret(
    organization: OrganizationId,
    row: &str,
    kind: &str,
    sealed: &str,
    keyring: &Keyring,
    by_key: &mut BTreeMap<String, Tried>,
) {
    let organization = organization.to_string();
    let Some(key) = key_id_of(sealed) else {
        tracing::warn!(row, kind, "a stored secret is no sealed text");
        return;
    };
    let tried = by_key.entry(key.to_owned()).or_default();
    match keyring.open(Context { organization: &organization, kind, row }, sealed) {
        Ok(_) => tried.opened += 1,
        Err(_) => tried.refused += 1,
    }
}
