//! Signing in: failed tries are counted per account and per address, or per browser where it is known.

use chrono::{DateTime, TimeDelta, Utc};
use domain::SessionId;
use secrecy::SecretString;
use storage::{JournalResult, Session, SessionToken, Turn, User};
use thiserror::Error;

use super::Accounts;
use super::password::Queue;
use super::tries::{NotTried, Tries};
use crate::OperationError;
use crate::ground::{delta, hash_token, new_token};

/// A browser that nobody has signed in from for so long is a stranger again.
const DEVICE_KEPT: TimeDelta = TimeDelta::days(180);
/// Browsers of a person that are known.
const MOST_DEVICES: u32 = 20;

/// What a sign-in brings.
pub struct SignIn<'a> {
    /// Electronic address as typed.
    pub email: &'a str,
    /// Password as typed.
    pub password: SecretString,
    /// Address of the caller.
    pub address: &'a str,
    /// What the browser says it is.
    pub user_agent: &'a str,
    /// What the browser was given when somebody last signed in from it.
    pub device: Option<&'a str>,
    /// Whether pending invitations are accepted, for who belongs nowhere yet.
    pub accepts_invitations: bool,
}

/// From where somebody signs in.
pub(super) struct Caller<'a> {
    pub(super) address: &'a str,
    pub(super) user_agent: &'a str,
    pub(super) device: Option<&'a str>,
    pub(super) accepts_invitations: bool,
}

/// A successful sign-in.
pub struct SignedIn {
    /// Token for the cookie; nowhere else.
    pub token: SecretString,
    /// What the browser is known by from now on.
    pub device: SecretString,
    /// Absolute end of the session.
    pub expires_at: DateTime<Utc>,
}

/// Why a sign-in failed. Unknown users, wrong passwords and disabled users are not told apart.
#[derive(Debug, Error)]
pub enum SignInError {
    /// Wrong address or password.
    #[error("wrong address or password")]
    Wrong,
    /// The password was right, and a code of the second factor is asked for: with this token, nowhere else than in a cookie.
    #[error("a code is asked for")]
    CodeNeeded(SecretString),
    /// The code was wrong, or taken before.
    #[error("wrong code")]
    CodeWrong,
    /// The first step is too long ago.
    #[error("the sign-in took too long")]
    TooLate,
    /// Too many failures.
    #[error("blocked until {0}")]
    Blocked(DateTime<Utc>),
    /// Too many sign-ins at once.
    #[error("too many sign-ins at once")]
    Busy,
    /// The person belongs to no organisation.
    #[error("no organisation")]
    NoOrganization,
    /// The person belongs to no organisation yet, and was asked into these.
    #[error("invited, and has not answered")]
    Invited(Vec<String>),
    /// Something else failed.
    #[error("{0}")]
    Failed(#[source] OperationError),
}

impl<E: Into<OperationError>> From<E> for SignInError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl From<NotTried> for SignInError {
    fn from(error: NotTried) -> Self {
        match error {
            NotTried::Blocked(until) => Self::Blocked(until),
            NotTried::Failed(error) => Self::Failed(error),
        }
    }
}

impl Accounts {
    /// Signs a person in. Takes the same time for unknown users.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub async fn sign_in(&self, sign_in: SignIn<'_>) -> Result<SignedIn, SignInError> {
        let email = sign_in.email.trim();
        let user = self.ground.read().await?.user_by_email(email).await?;
        let known_device = match &user {
            Some(user) => self.known_device(user, sign_in.device).await?,
            None => None,
        };
        let tries = match &known_device {
            Some(token) => Tries::of_device(token),
            None => Tries::of_stranger(email, sign_in.address),
        };
        self.blocked(&tries).await?;
        let queue = if known_device.is_some() { Queue::Known } else { Queue::Strangers };
        let place = self.hasher.place(queue).map_err(|_| SignInError::Busy)?;
        let next_try = self.admit(&tries).await?;
        let hash =
            user.as_ref().filter(|user| user.disabled_at.is_none()).map(|user| user.password_hash.as_str());
        let Ok(right) = place.verify(&sign_in.password, hash).await else {
            self.give_back(&tries).await?;
            return Err(SignInError::Busy);
        };
        let Some(user) = user.as_ref().filter(|_| right) else {
            return self.failed(user.as_ref(), sign_in.address, next_try).await;
        };
        let caller = Caller {
            address: sign_in.address,
            user_agent: sign_in.user_agent,
            device: sign_in.device,
            accepts_invitations: sign_in.accepts_invitations,
        };
        let opened = if self.asks_code(user.id).await? {
            self.ask_code(user, &caller).await.and_then(|token| Err(SignInError::CodeNeeded(token)))
        } else {
            self.open_session(user, &caller, known_device.is_some()).await
        };
        let right = |error: &SignInError| {
            matches!(
                error,
                SignInError::Invited(_) | SignInError::NoOrganization | SignInError::CodeNeeded(_)
            )
        };
        if opened.as_ref().err().is_none_or(right)
            && let Err(error) = self.succeeded(&tries).await
        {
            // Who has signed in is in: their failures are forgotten a day later.
            tracing::warn!(?error, "failures not forgotten");
        }
        opened
    }

    /// A failure of somebody who exists is written down where it begins a wait: strangers do not fill the journal.
    async fn failed(
        &self,
        user: Option<&User>,
        address: &str,
        next_try: Option<DateTime<Utc>>,
    ) -> Result<SignedIn, SignInError> {
        let Some(until) = next_try else { return Err(SignInError::Wrong) };
        if let Some(user) = user {
            let mut transaction = self.ground.write_in(Turn::Free).await?;
            let entry = self.ground.entry(None, Some(user.id), "sign_in.failed", user.id, address);
            transaction.journal(&entry.ending(JournalResult::Refused)).await?;
            transaction.commit().await?;
        }
        Err(SignInError::Blocked(until))
    }

    /// The browser that the person has signed in from before, where it is one.
    pub(super) async fn known_device(
        &self,
        user: &User,
        device: Option<&str>,
    ) -> Result<Option<SessionToken>, SignInError> {
        let Some(token) = device.map(hash_token) else { return Ok(None) };
        let since = self.ground.now() - DEVICE_KEPT;
        let of = self.ground.read().await?.device(&token, since).await?;
        Ok(Some(token).filter(|_| of == Some(user.id)))
    }

    pub(super) async fn open_session(
        &self,
        user: &User,
        sign_in: &Caller<'_>,
        known_device: bool,
    ) -> Result<SignedIn, SignInError> {
        let (now, settings) = (self.ground.now(), self.ground.settings());
        self.answer_invitations(user, sign_in.accepts_invitations).await?;
        let (text, token) = new_token(self.ground.entropy());
        let expires_at = now + delta(settings.session_absolute);
        let device = match sign_in.device.filter(|_| known_device) {
            Some(device) => device.to_owned(),
            None => new_token(self.ground.entropy()).0,
        };
        let turn = format!("account:{}", user.email.to_lowercase());
        let mut transaction = self.ground.write_in(Turn::Account(&turn)).await?;
        // What was verified may have been changed or taken away while it was.
        let present = transaction.user(user.id).await?;
        let same = |present: &User| {
            present.password_hash == user.password_hash && present.disabled_at == user.disabled_at
        };
        if !present.as_ref().is_some_and(same) {
            return Err(SignInError::Wrong);
        }
        let memberships = transaction.memberships(user.id).await?;
        // The one worked in last; of those never worked in, the first by name.
        let last = memberships.iter().rev().max_by_key(|membership| membership.last_used_at);
        let organization = last.ok_or(SignInError::NoOrganization)?.organization.id;
        let session = Session {
            id: self.ground.id::<SessionId>(),
            user: user.id,
            organization,
            created_at: now,
            last_seen_at: now,
            expires_at,
            user_agent: sign_in.user_agent.chars().take(200).collect(),
            address: sign_in.address.to_owned(),
        };
        transaction.insert_session(&session, &token).await?;
        if last.is_some_and(|last| Self::begins_to_ask(user, last.role)) {
            transaction.ask_second_factor(user.id, now).await?;
        }
        transaction.use_membership(organization, user.id, now).await?;
        transaction.use_device(&hash_token(&device), user.id, now, MOST_DEVICES).await?;
        let entry =
            self.ground.entry(Some(organization), Some(user.id), "sign_in", session.id, &session.address);
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(SignedIn { token: text.into(), device: device.into(), expires_at })
    }

    /// Who belongs nowhere yet is told who has asked them, and comes in where they say yes to it.
    async fn answer_invitations(&self, user: &User, accepts: bool) -> Result<(), SignInError> {
        let (memberships, invitations) = {
            let mut read = self.ground.read().await?;
            (read.memberships(user.id).await?, read.invitations_of(user.id).await?)
        };
        if !memberships.is_empty() || invitations.is_empty() {
            return Ok(());
        }
        if !accepts {
            let names = invitations.into_iter().map(|invitation| invitation.organization.name);
            return Err(SignInError::Invited(names.collect()));
        }
        for invitation in invitations {
            self.join(user.id, invitation.organization.id).await?;
        }
        Ok(())
    }
}
