//! Passwords: argon2id at OWASP cost, few hashes at a time, equal time for unknown users.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::Entropy;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::Semaphore;

/// OWASP Password Storage: m = 19 MiB, t = 2, p = 1 (performance-anchors.md §5).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// Sign-ins that may wait for a hash; more are told to come back.
const LONGEST_QUEUE: usize = 64;

/// Why a new password is not taken. The texts are for the user.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum PasswordProblem {
    /// Too short.
    #[error("Choisissez au moins 12 caractères. Une phrase de plusieurs mots convient bien.")]
    TooShort,
    /// Too long to be typed by a person.
    #[error("Ce mot de passe dépasse 256 caractères.")]
    TooLong,
    /// Easily guessed.
    #[error("Ce mot de passe se devine facilement. Choisissez une suite de mots sans rapport avec vous.")]
    Guessable,
}

/// No place left in the queue.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("too many password checks at once")]
pub struct TooBusy;

/// Hashes and verifies with bounded memory: at most `simultaneous` × 19 MiB.
#[derive(Clone)]
pub struct PasswordHasher {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    decoy: Arc<str>,
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(password: &str, salt: &[u8; 16]) -> String {
    argon2()
        .hash_password_with_salt(password.as_bytes(), salt)
        .map(|hash| hash.to_string())
        .unwrap_or_default()
}

fn verify_now(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok())
}

impl PasswordHasher {
    /// At most `simultaneous` hashes at a time, at least one.
    #[must_use]
    pub fn new(simultaneous: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(simultaneous.max(1))),
            waiting: Arc::new(Semaphore::new(LONGEST_QUEUE)),
            // Verified for unknown users, so that they take as long as known ones.
            decoy: hash_now("decoy", b"pupitre-decoy-00").into(),
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
        let password = password.clone();
        self.on_blocking_thread(move || hash_now(password.expose_secret(), &salt)).await
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
/// See [`PasswordProblem`].
pub(crate) fn check_new_password(password: &SecretString, own_words: &[&str]) -> Result<(), PasswordProblem> {
    let text = password.expose_secret();
    match text.chars().count() {
        0..12 => Err(PasswordProblem::TooShort),
        257.. => Err(PasswordProblem::TooLong),
        _ if zxcvbn::zxcvbn(text, own_words).score() < zxcvbn::Score::Three => {
            Err(PasswordProblem::Guessable)
        }
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
        let hasher = PasswordHasher::new(1);
        let hash = hasher.hash(&secret("correct horse battery staple"), &Fixed).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.verify(&secret("correct horse battery staple"), Some(&hash)).await.unwrap());
        assert!(!hasher.verify(&secret("wrong"), Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn an_unknown_user_never_verifies_even_with_the_decoy() {
        assert!(!PasswordHasher::new(1).verify(&secret("decoy"), None).await.unwrap());
    }

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        assert_eq!(check_new_password(&secret("court"), &[]), Err(PasswordProblem::TooShort));
        assert_eq!(check_new_password(&secret("motdepasse123456"), &[]), Err(PasswordProblem::Guessable));
        assert_eq!(check_new_password(&secret("lampe girafe sept tunnel"), &[]), Ok(()));
    }
}
