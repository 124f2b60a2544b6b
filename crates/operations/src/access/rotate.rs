//! A change of keys: what was sealed with an older one is sealed again with the active one.

use std::collections::{BTreeMap, BTreeSet};

use domain::Entropy;
use storage::{Database, SealedSecret, Snapshot, Turn};
use vault::{Keyring, NONCE_LENGTH, key_id_of};

use super::secrets::{context_of, next_secrets};
use crate::Result;

/// How often what came under an older key meanwhile is looked for again.
const ROUNDS: u32 = 3;

/// What a change of keys did, and what is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Secrets that were sealed again.
    pub resealed: u64,
    /// Secrets by the key that seals them now, the active one included.
    pub by_key: BTreeMap<String, u64>,
    /// Secrets that do not open: sealed with a key that is not given, or damaged. Told by kind and row.
    pub unopened: Vec<String>,
}

impl Resealed {
    /// Secrets that an older key still seals.
    #[must_use]
    pub fn left(&self, active: &str) -> u64 {
        self.by_key.iter().filter(|(key, _)| *key != active).map(|(_, count)| count).sum()
    }
}

/// Counts secrets by the key that seals them, and changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn sealed_by_key(database: &dyn Database) -> Result<BTreeMap<String, u64>> {
    count_keys(database.read().await?.as_mut()).await
}

/// Ids of the keys that stored secrets were sealed with.
///
/// # Errors
/// When the database fails.
pub async fn keys_of_secrets(snapshot: &mut dyn Snapshot) -> Result<BTreeSet<String>> {
    Ok(count_keys(snapshot).await?.into_keys().filter(|key| !key.is_empty()).collect())
}

/// What is no sealed text at all counts under an empty name.
async fn count_keys(snapshot: &mut dyn Snapshot) -> Result<BTreeMap<String, u64>> {
    let mut by_key = BTreeMap::new();
    let mut last = None;
    while let Some(secrets) = next_secrets(snapshot, last.as_ref()).await? {
        for secret in &secrets {
            *by_key.entry(key_id_of(&secret.text).unwrap_or_default().to_owned()).or_default() += 1;
        }
        last = secrets.into_iter().next_back();
    }
    Ok(by_key)
}

/// Seals everything again that an older key of the ring seals. Each secret is written for itself, and only where it is
/// still what was read: interrupted anywhere, it goes on when it is asked again, and nothing that somebody enters at the
/// same time is lost.
///
/// # Errors
/// When the database fails; what was sealed again before stays so.
pub async fn reseal_all(
    database: &dyn Database,
    keyring: &Keyring,
    entropy: &dyn Entropy,
) -> Result<Resealed> {
    let mut done = Resealed::default();
    for _ in 0..ROUNDS {
        done.unopened.clear();
        let before = done.resealed;
        let mut last = None;
        loop {
            // Given back before anything is written.
            let found = next_secrets(database.read().await?.as_mut(), last.as_ref()).await?;
            let Some(secrets) = found else { break };
            for secret in secrets.iter().filter(|secret| keyring.needs_rekey(&secret.text)) {
                reseal(database, keyring, entropy, secret, &mut done).await?;
            }
            last = secrets.into_iter().next_back();
        }
        if done.resealed == before {
            break;
        }
    }
    done.by_key = sealed_by_key(database).await?;
    Ok(done)
}

async fn reseal(
    database: &dyn Database,
    keyring: &Keyring,
    entropy: &dyn Entropy,
    secret: &SealedSecret,
    done: &mut Resealed,
) -> Result<()> {
    let mut nonce = [0; NONCE_LENGTH];
    entropy.fill(&mut nonce);
    let text = match context_of(secret, |context| keyring.rekey(context, &secret.text, nonce)) {
        Ok(text) => text,
        Err(error) => {
            done.unopened.push(format!("{} {}: {error}", secret.place.kind(), secret.row));
            return Ok(());
        }
    };
    // What belongs to a person is decided by the one statement that compares the text.
    let turn = secret.organization.map_or(Turn::Free, Turn::Organization);
    let mut transaction = database.write(turn).await?;
    if transaction.reseal(secret, &text).await? {
        transaction.commit().await?;
        done.resealed += 1;
    }
    Ok(())
}
