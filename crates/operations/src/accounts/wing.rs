//! What the files of this wing share.

use super::codes::Codes;
use super::{PasswordHasher, Seen};
use crate::ground::Ground;

/// What a person does with accounts: their own, and as an administrator those of others.
#[derive(Clone)]
pub struct Accounts {
    pub(super) ground: Ground,
    pub(super) hasher: PasswordHasher,
    pub(super) seen: Seen,
    pub(super) codes: Codes,
}

impl Accounts {
    pub(crate) fn new(ground: Ground, hasher: PasswordHasher, codes: Codes) -> Self {
        Self { ground, hasher, seen: Seen::default(), codes }
    }

    /// What is to be written of the last uses of sessions.
    pub(crate) fn seen(&self) -> Seen {
        self.seen.clone()
    }
}
