//! The second step of a sign-in: the code of who has a second factor.

use chrono::TimeDelta;
use secrecy::SecretString;
use storage::{JournalResult, SignInChallenge, Turn, User};

use super::Accounts;
use super::second_factor::Proof;
use super::sign_in::{Caller, SignInError, SignedIn};
use super::tries::Tries;
use crate::ground::{hash_token, new_token};

/// How long a sign-in waits for its code.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);
/// How many sign-ins of a person wait at once.
const MOST_WAITING: u32 = 5;

/// What the second step brings.
pub struct SignInCode<'a> {
    /// What the first step gave.
    pub token: &'a str,
    /// The code as typed: of the application, or one that replaces it.
    pub code: &'a str,
    /// Address of the caller.
    pub address: &'a str,
    /// What the browser says it is.
    pub user_agent: &'a str,
    /// What the browser was given when somebody last signed in from it.
    pub device: Option<&'a str>,
}

impl Accounts {
    /// Remembers that the password was right; gives the token with which the code comes.
    pub(super) async fn ask_code(
        &self,
        user: &User,
        caller: &Caller<'_>,
    ) -> Result<SecretString, SignInError> {
        let (text, token) = new_token(self.ground.entropy());
        let challenge = SignInChallenge {
            user: user.id,
            expires_at: self.ground.now() + PATIENCE,
            accepts_invitations: caller.accepts_invitations,
        };
        let turn = format!("account:{}", user.email.to_lowercase());
        let mut transaction = self.ground.write_in(Turn::Account(&turn)).await?;
        transaction.insert_sign_in_challenge(&token, &challenge, MOST_WAITING).await?;
        transaction.commit().await?;
        Ok(text.into())
    }

    /// Signs in whose code is right.
    ///
    /// # Errors
    /// [`SignInError::CodeWrong`], [`SignInError::TooLate`] when the first step is too long ago or was answered,
    /// [`SignInError::Blocked`] after too many failures.
    pub async fn sign_in_with_code(&self, sign_in: SignInCode<'_>) -> Result<SignedIn, SignInError> {
        let token = hash_token(sign_in.token);
        let (challenge, user) = {
            let mut read = self.ground.read().await?;
            let challenge = read.sign_in_challenge(&token).await?.ok_or(SignInError::TooLate)?;
            let user = read.user(challenge.user).await?.filter(|user| user.disabled_at.is_none());
            (challenge, user.ok_or(SignInError::TooLate)?)
        };
        if challenge.expires_at <= self.ground.now() {
            return Err(SignInError::TooLate);
        }
        let tries = Tries::of_code(user.id);
        self.blocked(&tries).await?;
        let next_try = self.admit(&tries).await?;
        let turn = format!("account:{}", user.email.to_lowercase());
        let mut transaction = self.ground.write_in(Turn::Account(&turn)).await?;
        // Answered meanwhile, or ended with the password.
        if transaction.sign_in_challenge(&token).await?.is_none() {
            return Err(SignInError::TooLate);
        }
        if !self.takes(transaction.as_mut(), user.id, sign_in.code, Proof::Any).await? {
            drop(transaction);
            if next_try.is_some() {
                let mut transaction = self.ground.write_in(Turn::Free).await?;
                let address = sign_in.address;
                let entry = self.ground.entry(None, Some(user.id), "sign_in.code_failed", user.id, address);
                transaction.journal(&entry.ending(JournalResult::Refused)).await?;
                transaction.commit().await?;
            }
            return Err(next_try.map_or(SignInError::CodeWrong, SignInError::Blocked));
        }
        transaction.delete_sign_in_challenge(&token).await?;
        transaction.commit().await?;
        self.forget(&tries).await?;
        let caller = Caller {
            address: sign_in.address,
            user_agent: sign_in.user_agent,
            device: sign_in.device,
            accepts_invitations: challenge.accepts_invitations,
        };
        let known_device = self.known_device(&user, sign_in.device).await?.is_some();
        self.open_session(&user, &caller, known_device).await
    }
}
