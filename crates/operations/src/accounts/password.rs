//! Passwords: argon2id at OWASP cost, few hashes at a time, equal time for unknown users.

mod memory;

use std::sync::Arc;

use argon2::password_hash::phc::{Ident, Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::{Entropy, Reason};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
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

/// Strangers who may wait for a hash; more are told to come back.
const STRANGERS_WAITING: usize = 48;
/// The same for who comes from a browser that is known, or is signed in: a flood of strangers leaves them their places.
const KNOWN_WAITING: usize = 16;

/// No place left in the queue.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("too many password checks at once")]
pub struct TooBusy;

/// Who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Who is signed in, or comes from a browser that the person has signed in from.
    Known,
    /// Everybody else.
    Strangers,
}

/// Hashes and verifies with bounded memory: at most `simultaneous` hashes at once, and one less for strangers.
#[derive(Clone)]
pub struct PasswordHasher {
    cost: PasswordCost,
    running: Arc<Semaphore>,
    strangers_running: Arc<Semaphore>,
    strangers_waiting: Arc<Semaphore>,
    known_waiting: Arc<Semaphore>,
    memory: Arc<Memory>,
    decoy: Arc<str>,
}

/// A place in the queue.
pub struct Place<'h> {
    hasher: &'h PasswordHasher,
    queue: Queue,
    _waits: OwnedSemaphorePermit,
}

impl PasswordHasher {
    /// At most `simultaneous` hashes at a time, at least one.
    #[must_use]
    pub fn new(cost: PasswordCost, simultaneous: usize) -> Self {
        let memory = Memory::default();
        let simultaneous = simultaneous.max(1);
        Self {
            cost,
            running: Arc::new(Semaphore::new(simultaneous)),
            strangers_running: Arc::new(Semaphore::new(simultaneous.saturating_sub(1).max(1))),
            strangers_waiting: Arc::new(Semaphore::new(STRANGERS_WAITING)),
            known_waiting: Arc::new(Semaphore::new(KNOWN_WAITING)),
            // Verified for unknown users, so that they take as long as known ones.
            decoy: hash_now(&memory, cost, "decoy", b"pupitre-decoy-00").unwrap_or_default().into(),
            memory: Arc::new(memory),
        }
    }

    /// A place in a queue.
    ///
    /// # Errors
    /// [`TooBusy`] when it is full.
    pub fn place(&self, queue: Queue) -> Result<Place<'_>, TooBusy> {
        let waiting = match queue {
            Queue::Known => &self.known_waiting,
            Queue::Strangers => &self.strangers_waiting,
        };
        let permit = Arc::clone(waiting).try_acquire_owned().map_err(|_| TooBusy)?;
        Ok(Place { hasher: self, queue, _waits: permit })
    }
}

impl Place<'_> {
    async fn on_blocking_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, TooBusy> {
        let of_strangers = match self.queue {
            Queue::Known => None,
            Queue::Strangers => {
                let semaphore = Arc::clone(&self.hasher.strangers_running);
                Some(semaphore.acquire_owned().await.map_err(|_| TooBusy)?)
            }
        };
        let permit = Arc::clone(&self.hasher.running).acquire_owned().await.map_err(|_| TooBusy)?;
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop((permit, of_strangers));
            result
        })
        .await
        .map_err(|_| TooBusy)
    }

    /// Hashes a password into PHC form.
    ///
    /// # Errors
    /// [`TooBusy`] when the process ends.
    pub async fn hash(&self, password: &SecretString, entropy: &dyn Entropy) -> Result<String, TooBusy> {
        let mut salt = [0_u8; 16];
        entropy.fill(&mut salt);
        let (password, cost, memory) = (password.clone(), self.hasher.cost, Arc::clone(&self.hasher.memory));
        let hash = move || hash_now(&memory, cost, password.expose_secret(), &salt).unwrap_or_default();
        self.on_blocking_thread(hash).await
    }

    /// Whether the password is right; `None` stands for an unknown user and takes as long.
    ///
    /// # Errors
    /// [`TooBusy`] when the process ends.
    pub async fn verify(&self, password: &SecretString, hash: Option<&str>) -> Result<bool, TooBusy> {
        let known = hash.is_some();
        let hash: Arc<str> = hash.map_or_else(|| Arc::clone(&self.hasher.decoy), Into::into);
        let (password, memory) = (password.clone(), Arc::clone(&self.hasher.memory));
        let verify = move || verify_now(&memory, password.expose_secret(), &hash) && known;
        self.on_blocking_thread(verify).await
    }
}

/// Words that everybody would try first: of the product, of the trade, of keyboards and calendars.
const COMMON_WORDS: &[&str] = &[
    "pupitre",
    "chorus",
    "choruspro",
    "piste",
    "facture",
    "factures",
    "facturation",
    "compta",
    "comptabilite",
    "cabinet",
    "mairie",
    "commune",
    "ville",
    "tresor",
    "finances",
    "motdepasse",
    "passe",
    "azerty",
    "azertyuiop",
    "qwerty",
    "bonjour",
    "soleil",
    "bienvenue",
    "france",
    "administrateur",
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "printemps",
    "automne",
    "hiver",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
];
/// Signs that a password has besides the words that everybody would try.
const OWN_SIGNS: usize = 8;

/// Checks a new password: at least 12 characters, not guessable, and not made of the words of the product or of the
/// person: `own` are their address, their name, their organisation.
///
/// # Errors
/// [`Reason::PasswordTooShort`], [`Reason::PasswordTooLong`] or [`Reason::PasswordGuessable`].
pub(crate) fn check_new_password(password: &SecretString, own: &[&str]) -> Result<(), Reason> {
    let text = password.expose_secret();
    match text.chars().count() {
        0..12 => return Err(Reason::PasswordTooShort),
        257.. => return Err(Reason::PasswordTooLong),
        _ => {}
    }
    let folded: Vec<String> = own.iter().map(|text| storage::fold(text)).collect();
    let own_words = folded.iter().flat_map(|text| text.split(|sign: char| !sign.is_alphanumeric()));
    let mut words: Vec<&str> = own_words.filter(|word| word.chars().count() >= 3).collect();
    words.extend(COMMON_WORDS);
    // The longest first: a shorter one within it would leave its rest.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut rest: String = storage::fold(text).chars().filter(|sign| sign.is_alphanumeric()).collect();
    let whole = rest.chars().count();
    for word in &words {
        rest = rest.replace(word, "");
    }
    let left = rest.chars().count();
    let made_of_words = left < whole && left < OWN_SIGNS;
    if made_of_words || zxcvbn::zxcvbn(text, &words).score() < zxcvbn::Score::Three {
        return Err(Reason::PasswordGuessable);
    }
    Ok(())
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
        let hash = hasher
            .place(Queue::Known)
            .unwrap()
            .hash(&secret("correct horse battery staple"), &Fixed)
            .await
            .unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(
            hasher
                .place(Queue::Strangers)
                .unwrap()
                .verify(&secret("correct horse battery staple"), Some(&hash))
                .await
                .unwrap()
        );
        assert!(
            !hasher.place(Queue::Strangers).unwrap().verify(&secret("wrong"), Some(&hash)).await.unwrap()
        );
    }

    #[tokio::test]
    async fn hashes_of_others_verify_and_texts_that_are_none_do_not() {
        let hasher = PasswordHasher::new(PasswordCost::LEAST, 1);
        // From the tests of the reference implementation.
        for known in [
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        ] {
            assert!(
                hasher
                    .place(Queue::Strangers)
                    .unwrap()
                    .verify(&secret("password"), Some(known))
                    .await
                    .unwrap(),
                "{known}"
            );
            assert!(
                !hasher
                    .place(Queue::Strangers)
                    .unwrap()
                    .verify(&secret("Password"), Some(known))
                    .await
                    .unwrap(),
                "{known}"
            );
        }
        for wrong in
            ["", "password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ", "$scrypt$ln=16$c29tZXNhbHQ$AAAA"]
        {
            assert!(
                !hasher
                    .place(Queue::Strangers)
                    .unwrap()
                    .verify(&secret("password"), Some(wrong))
                    .await
                    .unwrap(),
                "{wrong:?}"
            );
        }
    }

    #[tokio::test]
    async fn an_unknown_user_never_verifies_even_with_the_decoy() {
        let hasher = PasswordHasher::new(PasswordCost::default(), 1);
        assert!(!hasher.place(Queue::Known).unwrap().verify(&secret("decoy"), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_flood_of_strangers_leaves_places_to_who_is_known() {
        let hasher = PasswordHasher::new(PasswordCost::LEAST, 2);
        let hash = hasher.place(Queue::Known).unwrap().hash(&secret("correct horse"), &Fixed).await.unwrap();
        let strangers: Vec<_> =
            (0..STRANGERS_WAITING).map(|_| hasher.place(Queue::Strangers).unwrap()).collect();
        assert_eq!(hasher.place(Queue::Strangers).err(), Some(TooBusy));
        // Every stranger that runs keeps its place until it has ended: one of two is left.
        let _busy = hasher.strangers_running.acquire().await.unwrap();
        let _running = hasher.running.acquire().await.unwrap();
        let known = hasher.place(Queue::Known).unwrap();
        assert!(known.verify(&secret("correct horse"), Some(&hash)).await.unwrap());
        drop(strangers);
    }

    #[test]
    fn words_of_the_product_and_of_the_person_are_no_password() {
        let own = ["camille.lefevre@cabinet-tilleul.example", "Camille Lefèvre", "Cabinet Tilleul"];
        for weak in [
            "lefevre2026camille",
            "Camille-Lefèvre-2026!",
            "Pupitre-Chorus-2026",
            "ChorusPro2026!!",
            "TilleulTilleul2026",
            "facturesmairie75",
            "NovembreDecembre26",
        ] {
            assert_eq!(check_new_password(&secret(weak), &own), Err(Reason::PasswordGuessable), "{weak}");
        }
        for good in ["lampe girafe sept tunnel", "tilleul cargo violon brume", "correct horse battery staple"]
        {
            assert_eq!(check_new_password(&secret(good), &own), Ok(()), "{good}");
        }
    }

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        assert_eq!(check_new_password(&secret("court"), &[]), Err(Reason::PasswordTooShort));
        assert_eq!(check_new_password(&secret("motdepasse123456"), &[]), Err(Reason::PasswordGuessable));
        assert_eq!(check_new_password(&secret("lampe girafe sept tunnel"), &[]), Ok(()));
    }
}
