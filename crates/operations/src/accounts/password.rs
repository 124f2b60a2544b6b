//! Passwords: argon2id at OWASP cost, few hashes at a time, equal time for unknown users.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::{Entropy, Reason};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::ground::PasswordCost;

/// The two ways in which a cost is used.
trait Hashing {
    fn argon2(self) -> Argon2<'static>;
    fn hash(self, password: &str, salt: &[u8; 16]) -> String;
}

impl Hashing for PasswordCost {
    fn argon2(self) -> Argon2<'static> {
        let params = Params::new(self.memory_kib, self.passes, 1, None).unwrap_or(Params::DEFAULT);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    fn hash(self, password: &str, salt: &[u8; 16]) -> String {
        self.argon2()
            .hash_password_with_salt(password.as_bytes(), salt)
            .map(|hash| hash.to_string())
            .unwrap_or_default()
    }
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
    decoy: Arc<str>,
}

fn verify_now(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

impl PasswordHasher {
    /// At most `simultaneous` hashes at a time, at least one.
    #[must_use]
    pub fn new(cost: PasswordCost, simultaneous: usize) -> Self {
        Self {
            cost,
            running: Arc::new(Semaphore::new(simultaneous.max(1))),
            waiting: Arc::new(Semaphore::new(LONGEST_QUEUE)),
            // Verified for unknown users, so that they take as long as known ones.
            decoy: cost.hash("decoy", b"pupitre-decoy-00").into(),
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
        let (password, cost) = (password.clone(), self.cost);
        self.on_blocking_thread(move || cost.hash(password.expose_secret(), &salt)).await
    }

    /// Whether the password is right; `None` stands for an unknown user and takes as long.
    ///
    /// # Errors
    /// [`TooBusy`] when the queue is full.
    pub async fn verify(&self, password: &SecretString, hash: Option<&str>) -> Result<bool, TooBusy> {
        let known = hash.is_some();
        let hash: Arc<str> = hash.map_or_else(|| Arc::clone(&self.decoy), Into::into);
        let password = password.clone();
        self.on_blocking_thread(move || verify_now(password.expose_secret(), &hash) && known).await
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
