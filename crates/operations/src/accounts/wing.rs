//! What the files of this wing share.

use super::PasswordHasher;
use crate::ground::Ground;

/// What a person does with accounts: their own, and as an administrator those of others.
#[derive(Clone)]
pub struct Accounts {
    pub(super) ground: Ground,
    pub(super) hasher: PasswordHasher,
}

impl Accounts {
    pub(crate) const fn new(ground: Ground, hasher: PasswordHasher) -> Self {
        Self { ground, hasher }
    }
}
