//! Passwords: argon2id at OWASP cost, few hashes at a time, equal time for unknown users.

mod memory;

use std::sync::Arc;

use argon2::password_hash::phc::{Ident, Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::{Entropy, Reason};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use self::memory::Memory;
use crate::ground::PasswordCost;

/// Length of what is hashed to, in bytes.
const OUTPUT: usize = Params::DEFAULT_OUTPUT_LEN;
/// Longest output of a hash that was kept.
const LONGEST_OUTPUT: usize = Output::MAX_LENGTH;

/// Hashes a password with a salt into PHC form.
fn hash_now(memory: &Memory, cost: PasswordCost, password: &str, salt: &[u8; 16]) -> Option<String> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).unwrap_or(Params::DEFAULT);
    let output = derive(memory, Algorithm::Argon2id, Version::V0x13, &params, password, salt, OUTPUT)?;
    let hash = PasswordHash {
        algorithm: Ident::from(Algorithm::Argon2id),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).ok()?,
        salt: Some(Salt::new(salt).ok()?),
        hash: Some(output),
    };
    Some(hash.to_string())
}

/// Whether a hash in PHC form is that of a password; a text that is no hash is of none.
fn verify_now(memory: &Memory, password: &str, hash: &str) -> bool {
    let same = || {
        let parsed = PasswordHash::new(hash).ok()?;
        let params = Params::try_from(&parsed).ok()?;
        let algorithm = Algorithm::try_from(parsed.algorithm.as_str()).ok()?;
        let version = parsed.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
        let (salt, expected) = (parsed.salt?, parsed.hash?);
        let derived = derive(memory, algorithm, version, &params, password, &salt, expected.len())?;
        // Compared in constant time.
        Some(derived == expected)
    };
    same().unwrap_or(false)
}

fn derive(
    memory: &Memory,
    algorithm: Algorithm,
    version: Version,
    params: &Params,
    password: &str,
    salt: &[u8],
    length: usize,
) -> Option<Output> {
    let blocks = memory.lend(params.block_count());
    let mut buffer = Zeroizing::new([0_u8; LONGEST_OUTPUT]);
    let output = buffer.get_mut(..length)?;
    Argon2::new(algorithm, version, params.clone())
        .hash_password_into_with_memory(password.as_bytes(), salt, output, blocks)
        .ok()?;
    Output::new(output).ok()
}

/// Sign-ins that may wait for a hash; more are told to come back.
const LONGEST_QUEUE: usize = 64;

/// No place left in the queue.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("too many password checks at once")]
pub struct TooBusy;

/// Hashes and verifies with bounded memory: at most `simultaneous` hashes at once.
#[derive(Clone)]
pub struct PasswordHasher {
    cost: PasswordCost,
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    memory: Arc<Memory>,
    decoy: Arc<str>,
}

impl PasswordHasher {
    /// At most `simultaneous` hashes at a time, at least one.
    #[must_use]
    pub fn new(cost: PasswordCost, simultaneous: usize) -> Self {
        let memory = Memory::default();
        Self {
            cost,
            running: Arc::new(Semaphore::new(simultaneous.max(1))),
            waiting: Arc::new(Semaphore::new(LONGEST_QUEUE)),
            // Verified for unknown users, so that they take as long as known ones.
            decoy: hash_now(&memory, cost, "decoy", b"pupitre-decoy-00").unwrap_or_default().into(),
            memory: Arc::new(memory),
        }
    }

    async fn on_blocking_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, TooBusy> {
        let _place = self.waiting.try_acquire().map_err(|_| TooBusy)?;
        let permit = Arc::clone(&self.running).acquire_owned().await.map_err(|_| TooBusy)?;
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        })
        .await
        .map_err(|_| TooBusy)
    }

    /// Hashes a password into PHC form.
    ///
    /// # Errors
    /// [`TooBusy`] when the queue is full.
    pub async fn hash(&self, password: &SecretString, entropy: &dyn Entropy) -> Result<String, TooBusy> {
        let mut salt = [0_u8; 16];
        entropy.fill(&mut salt);
        let (password, cost, memory) = (password.clone(), self.cost, Arc::clone(&self.memory));
        let hash = move || hash_now(&memory, cost, password.expose_secret(), &salt).unwrap_or_default();
        self.on_blocking_thread(hash).await
    }

    /// Whether the password is right; `None` stands for an unknown user and takes as long.
    ///
    /// # Errors
    /// [`TooBusy`] when the queue is full.
    pub async fn verify(&self, password: &SecretString, hash: Option<&str>) -> Result<bool, TooBusy> {
        let known = hash.is_some();
        let hash: Arc<str> = hash.map_or_else(|| Arc::clone(&self.decoy), Into::into);
        let (password, memory) = (password.clone(), Arc::clone(&self.memory));
        let verify = move || verify_now(&memory, password.expose_secret(), &hash) && known;
        self.on_blocking_thread(verify).await
    }
}

/// Checks a new password: at least 12 characters, not guessable from the person's own words.
///
/// # Errors
/// [`Reason::PasswordTooShort`], [`Reason::PasswordTooLong`] or [`Reason::PasswordGuessable`].
pub(crate) fn check_new_password(password: &SecretString, own_words: &[&str]) -> Result<(), Reason> {
    let text = password.expose_secret();
    match text.chars().count() {
        0..12 => Err(Reason::PasswordTooShort),
        257.. => Err(Reason::PasswordTooLong),
        _ if zxcvbn::zxcvbn(text, own_words).score() < zxcvbn::Score::Three => Err(Reason::PasswordGuessable),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;
    impl Entropy for Fixed {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[tokio::test]
    async fn a_hash_names_argon2id_at_owasp_cost_and_verifies() {
        let hasher = PasswordHasher::new(PasswordCost::default(), 1);
        let hash = hasher.hash(&secret("correct horse battery staple"), &Fixed).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.verify(&secret("correct horse battery staple"), Some(&hash)).await.unwrap());
        assert!(!hasher.verify(&secret("wrong"), Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn hashes_of_others_verify_and_texts_that_are_none_do_not() {
        let hasher = PasswordHasher::new(PasswordCost::LEAST, 1);
        // From the tests of the reference implementation.
        for known in [
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        ] {
            assert!(hasher.verify(&secret("password"), Some(known)).await.unwrap(), "{known}");
            assert!(!hasher.verify(&secret("Password"), Some(known)).await.unwrap(), "{known}");
        }
        for wrong in
            ["", "password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ", "$scrypt$ln=16$c29tZXNhbHQ$AAAA"]
        {
            assert!(!hasher.verify(&secret("password"), Some(wrong)).await.unwrap(), "{wrong:?}");
        }
    }

    #[tokio::test]
    async fn an_unknown_user_never_verifies_even_with_the_decoy() {
        assert!(
            !PasswordHasher::new(PasswordCost::default(), 1).verify(&secret("decoy"), None).await.unwrap()
        );
    }

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        assert_eq!(check_new_password(&secret("court"), &[]), Err(Reason::PasswordTooShort));
        assert_eq!(check_new_password(&secret("motdepasse123456"), &[]), Err(Reason::PasswordGuessable));
        assert_eq!(check_new_password(&secret("lampe girafe sept tunnel"), &[]), Ok(()));
    }
}
