//! Codes of a second factor: what makes them, and those that replace one once.

use chrono::{DateTime, Utc};
use domain::{Entropy, UserId};
use secrecy::{ExposeSecret as _, SecretSlice};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use storage::{RecoveryCode, SecondFactor, SecretPlace};
use totp_rs::{Algorithm, Builder, Totp};
use vault::{Context, Keyring, NONCE_LENGTH};

use crate::{OperationError, Result};

/// Who makes the codes, as an application of codes shows it.
const ISSUER: &str = "Pupitre";
/// The kind that sealed secrets are bound to.
const KIND: &str = SecretPlace::SecondFactor.kind();
/// Length of the secret, in bytes: that of the hash (RFC 4226 §4).
const SECRET: usize = 20;
/// Steps before and after the present one whose codes are taken: clocks differ.
const SKEW: u16 = 1;
/// How many codes replace a second factor, each once.
pub const RECOVERY_CODES: usize = 10;
/// Signs of such a code; none looks like another.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// How many signs it has; with 32 of them 60 bits.
const SIGNS_OF_CODE: usize = 12;
/// After how many of them a dash stands.
const GROUP: usize = 4;

/// Seals and opens what makes the codes of people.
#[derive(Clone)]
pub(crate) struct Codes {
    keyring: Arc<Keyring>,
    entropy: Arc<dyn Entropy>,
}

/// What an application of codes is given.
#[derive(Clone)]
pub struct Enrolment {
    /// The address that a picture holds (`otpauth://…`).
    pub address: String,
    /// The secret, to be typed where no picture can be taken: in groups of four.
    pub secret: String,
}

impl Codes {
    pub(crate) fn new(keyring: Arc<Keyring>, entropy: Arc<dyn Entropy>) -> Self {
        Self { keyring, entropy }
    }

    /// A new secret for a person, sealed.
    pub(super) fn make(&self, user: UserId, now: DateTime<Utc>) -> Result<SecondFactor> {
        let (mut secret, mut nonce) = (zeroize::Zeroizing::new([0_u8; SECRET]), [0_u8; NONCE_LENGTH]);
        self.entropy.fill(secret.as_mut_slice());
        self.entropy.fill(&mut nonce);
        let row = user.to_string();
        let context = Context { organization: "", kind: KIND, row: &row };
        let sealed_secret = self
            .keyring
            .seal(context, secret.as_slice(), nonce)
            .map_err(|error| OperationError::Vault(error.to_string()))?;
        Ok(SecondFactor { user, sealed_secret, made_at: now, confirmed_at: None, last_step: 0 })
    }

    fn open(&self, factor: &SecondFactor) -> Result<SecretSlice<u8>> {
        let row = factor.user.to_string();
        let context = Context { organization: "", kind: KIND, row: &row };
        let open = self.keyring.open(context, &factor.sealed_secret);
        open.map_err(|error| OperationError::Vault(error.to_string()))
    }

    fn totp(&self, factor: &SecondFactor, account: &str) -> Result<Totp> {
        // A colon would end the name in the address.
        let account = account.replace(':', " ");
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(SKEW)
            .with_step_duration(30)
            .with_secret(self.open(factor)?.expose_secret())
            .with_account_name(account)
            .with_issuer(Some(ISSUER.to_owned()))
            .build()
            .map_err(|error| OperationError::Vault(error.to_string()))
    }

    /// What an application of codes is given.
    pub(super) fn enrolment(&self, factor: &SecondFactor, account: &str) -> Result<Enrolment> {
        let totp = self.totp(factor, account)?;
        let secret = totp.secret().to_base32();
        let address = totp.to_url().map_err(|error| OperationError::Vault(error.to_string()))?;
        Ok(Enrolment { address, secret: grouped(&secret) })
    }

    /// The time step whose code this is; none when it is that of no step around now.
    pub(super) fn step(&self, factor: &SecondFactor, code: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let step = self.totp(factor, "")?.check(&digits, seconds);
        Ok(step.and_then(|step| i64::try_from(step).ok()))
    }

    /// Codes that replace a second factor: as their person keeps them, and as they are stored.
    pub(super) fn recovery(&self) -> (Vec<String>, Vec<RecoveryCode>) {
        let code = || -> String {
            let mut random = [0_u8; SIGNS_OF_CODE];
            self.entropy.fill(&mut random);
            let sign = |byte: &u8| char::from(SIGNS.get(usize::from(byte % 32)).copied().unwrap_or(b'a'));
            let signs: Vec<char> = random.iter().map(sign).collect();
            signs.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join("-")
        };
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| code()).collect();
        let stored = codes.iter().filter_map(|code| stored(code)).collect();
        (codes, stored)
    }
}

/// What is stored of a code that replaces a second factor; none for what cannot be one. As random as a key, it needs no slow
/// hash.
pub(super) fn stored(typed: &str) -> Option<RecoveryCode> {
    let typed = typed.to_lowercase();
    let signs: Vec<u8> = typed.bytes().filter(u8::is_ascii_alphanumeric).collect();
    (signs.len() == SIGNS_OF_CODE).then(|| RecoveryCode(Sha256::digest(&signs).into()))
}

fn grouped(secret: &str) -> String {
    let signs: Vec<char> = secret.chars().collect();
    signs.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join(" ")
}
