//! The second factor of a person: having one, losing it, and who has to have one.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Notes, PasswordField, Permission, Reason, Role, SecondFactorField, UserId};
use secrecy::SecretString;
use storage::{JournalResult, Notice, Organization, SecondFactor, Transaction, Turn, User};

use super::Accounts;
use super::administration::{may_manage_users, people_to_change, person};
use super::codes::{Enrolment, stored};
use super::sessions::turn_of;
use super::tries::{NotTried, Tries};
use crate::ground::{SecondFactorState, delta};
use crate::{Actor, OperationError, Registry, Result};

/// How long a secret that was shown waits for its first code.
const ENROLMENT: TimeDelta = TimeDelta::minutes(20);
/// How long the people of an organisation have once it asks for a second factor.
const NOTICE: TimeDelta = TimeDelta::days(7);

/// How a person stands with their second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MySecondFactor {
    /// Since when they have one.
    pub since: Option<DateTime<Utc>>,
    /// Codes that are left to replace it.
    pub codes_left: u32,
}

/// Whether a role reaches secrets, people or the statuses of invoices.
fn is_needed_for(role: Role) -> bool {
    [Permission::ManageUsers, Permission::ManageStructures, Permission::Treat]
        .into_iter()
        .any(|permission| role.allows(permission))
}

/// How a person stands in an organisation.
pub(super) fn state_of(
    user: &User,
    organization: &Organization,
    role: Role,
    grace: TimeDelta,
    now: DateTime<Utc>,
) -> SecondFactorState {
    if user.protection.confirmed_at.is_some() {
        return SecondFactorState::Present;
    }
    let by_role = user.protection.asked_at.filter(|_| is_needed_for(role)).map(|asked| asked + grace);
    match organization.second_factor_from.into_iter().chain(by_role).min() {
        None => SecondFactorState::NotNeeded,
        Some(from) if from <= now => SecondFactorState::Missing,
        Some(from) => SecondFactorState::NeededFrom(from),
    }
}

impl Accounts {
    /// How this person stands with their second factor.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn my_second_factor(&self, actor: &Actor) -> Result<MySecondFactor> {
        let mut read = self.ground.read().await?;
        let since = read.second_factor(actor.user).await?.and_then(|factor| factor.confirmed_at);
        let codes_left = if since.is_some() { read.recovery_codes_left(actor.user).await? } else { 0 };
        Ok(MySecondFactor { since, codes_left })
    }

    /// Begins a second factor, with the present password: gives what an application of codes is given. One that was begun
    /// before is replaced, one that is in force is not.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when the password is wrong, [`OperationError::Refused`] when one is in force.
    pub async fn begin_second_factor(&self, actor: &Actor, present: SecretString) -> Result<Enrolment> {
        self.own_password(actor, &present).await?;
        let factor = self.codes.make(actor.user, self.ground.now())?;
        let mut transaction = self.ground.write_in(Turn::Account(&turn_of(actor))).await?;
        let before = transaction.second_factor(actor.user).await?;
        if before.is_some_and(|factor| factor.confirmed_at.is_some()) {
            return Err(OperationError::Refused(Reason::SecondFactorPresent));
        }
        transaction.set_second_factor(&factor).await?;
        transaction.journal(&self.ground.act(actor, "second_factor.begin", actor.user, "")).await?;
        transaction.commit().await?;
        self.codes.enrolment(&factor, &actor.email)
    }

    /// What was begun and waits for its first code.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn enrolment(&self, actor: &Actor) -> Result<Option<Enrolment>> {
        let factor = self.ground.read().await?.second_factor(actor.user).await?;
        let now = self.ground.now();
        let begun = factor.filter(|factor| factor.confirmed_at.is_none() && factor.made_at + ENROLMENT > now);
        begun.map(|factor| self.codes.enrolment(&factor, &actor.email)).transpose()
    }

    /// Puts what was begun in force by its first code; gives the codes that replace it, which are shown once.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when the code is wrong, [`OperationError::Refused`] when nothing was begun.
    pub async fn confirm_second_factor(&self, actor: &Actor, code: &str) -> Result<Vec<String>> {
        let begun = self.enrolment(actor).await?.is_some();
        if !begun {
            return Err(OperationError::Refused(Reason::SecondFactorNotBegun));
        }
        let (codes, stored) = self.codes.recovery();
        let mut transaction = self.prove(actor, code, Proof::OfApplication).await?;
        transaction.set_recovery_codes(actor.user, &stored).await?;
        transaction.journal(&self.ground.act(actor, "second_factor.confirm", actor.user, "")).await?;
        transaction.tell(Notice::Person(actor.user)).await?;
        transaction.commit().await?;
        Ok(codes)
    }

    /// Replaces the codes that replace the second factor; gives the new ones, which are shown once.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when the code is wrong, [`OperationError::Refused`] when none is in force.
    pub async fn renew_recovery_codes(&self, actor: &Actor, code: &str) -> Result<Vec<String>> {
        // A code would put in force what was only begun, however long ago.
        if self.my_second_factor(actor).await?.since.is_none() {
            return Err(OperationError::Refused(Reason::SecondFactorAbsent));
        }
        let (codes, stored) = self.codes.recovery();
        let mut transaction = self.prove(actor, code, Proof::OfApplication).await?;
        transaction.set_recovery_codes(actor.user, &stored).await?;
        transaction.journal(&self.ground.act(actor, "second_factor.codes", actor.user, "")).await?;
        transaction.commit().await?;
        Ok(codes)
    }

    /// Takes the own second factor away, with a code of it or one that replaces it. Where it is needed, the person has to make
    /// another before they go on.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when the code is wrong.
    pub async fn remove_second_factor(&self, actor: &Actor, code: &str) -> Result<()> {
        let mut transaction = self.prove(actor, code, Proof::Any).await?;
        transaction.remove_second_factor(actor.user).await?;
        transaction.journal(&self.ground.act(actor, "second_factor.remove", actor.user, "")).await?;
        transaction.tell(Notice::Person(actor.user)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes the second factor of somebody away who has lost it and every code that replaces it: their sessions end.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] for a person of another organisation, [`OperationError::Refused`] for oneself, for
    /// somebody who belongs to another organisation as well, or without one.
    pub async fn remove_second_factor_of(&self, actor: &Actor, user: UserId) -> Result<()> {
        may_manage_users(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let people = people_to_change(transaction.as_mut(), actor).await?;
        person(&people, user)?;
        // An account of several organisations is no one administrator's.
        if user == actor.user || transaction.memberships(user).await?.len() > 1 {
            return Err(OperationError::Refused(Reason::SecondFactorNotYours));
        }
        if !transaction.remove_second_factor(user).await? {
            return Err(OperationError::Refused(Reason::SecondFactorAbsent));
        }
        transaction.delete_sign_in_challenges(user).await?;
        transaction.delete_sessions(user, None).await?;
        transaction.journal(&self.ground.act(actor, "second_factor.remove", user, "")).await?;
        transaction.tell(Notice::Person(user)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Says whether everybody of the organisation needs a second factor; gives from when on. Its people have a week.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for all but administrators.
    pub async fn require_second_factor(
        &self,
        actor: &Actor,
        required: bool,
    ) -> Result<Option<DateTime<Utc>>> {
        may_manage_users(actor)?;
        let from = required.then(|| self.ground.now() + NOTICE);
        let mut transaction = self.ground.write(actor.organization).await?;
        transaction.require_second_factor(actor.organization, from).await?;
        let detail = from.map_or_else(|| "no".to_owned(), |from| from.to_rfc3339());
        let entry = self.ground.act(actor, "second_factor.require", actor.organization, detail);
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(from)
    }

    /// Begins a transaction in which a code of the actor was taken. A try counts before it is looked at.
    async fn prove(&self, actor: &Actor, code: &str, proof: Proof) -> Result<Box<dyn Transaction>> {
        let wrong = |reason| OperationError::Invalid(Notes::of_error(SecondFactorField::Code, reason));
        let tries = Tries::of_code(actor.user);
        let refused = |error| match error {
            NotTried::Blocked(until) => wrong(Reason::TooManyTries { until }),
            NotTried::Failed(error) => error,
        };
        self.blocked(&tries).await.map_err(refused)?;
        let next_try = self.admit(&tries).await.map_err(refused)?;
        let mut transaction = self.ground.write_in(Turn::Account(&turn_of(actor))).await?;
        if !self.takes(transaction.as_mut(), actor.user, code, proof).await? {
            let reason = next_try.map_or(Reason::CodeWrong, |until| Reason::TooManyTries { until });
            return Err(wrong(reason));
        }
        drop(transaction);
        self.forget(&tries).await?;
        // The step is taken by now: it is written with what follows, in one transaction.
        let mut transaction = self.ground.write_in(Turn::Account(&turn_of(actor))).await?;
        if !self.takes(transaction.as_mut(), actor.user, code, proof).await? {
            return Err(wrong(Reason::CodeWrong));
        }
        Ok(transaction)
    }

    /// Whether a code is one of a person; it is none a second time.
    pub(super) async fn takes(
        &self,
        transaction: &mut dyn Transaction,
        user: UserId,
        code: &str,
        proof: Proof,
    ) -> Result<bool> {
        let now = self.ground.now();
        let Some(factor) = transaction.second_factor(user).await? else { return Ok(false) };
        if let Some(step) = self.codes.step(&factor, code, now)? {
            return Ok(transaction.use_step(user, step, now).await?);
        }
        match stored(code).filter(|_| proof == Proof::Any && factor.confirmed_at.is_some()) {
            Some(code) => Ok(transaction.use_recovery_code(user, code).await?),
            None => Ok(false),
        }
    }

    /// The own account, once the present password was given. A try counts before it is looked at.
    pub(super) async fn own_password(&self, actor: &Actor, present: &SecretString) -> Result<User> {
        let user = self.ground.read().await?.user(actor.user).await?;
        let user = user.ok_or(OperationError::NotFound("user"))?;
        let busy = |_| OperationError::Busy(self.ground.now() + TimeDelta::seconds(5));
        let invalid = |reason| OperationError::Invalid(Notes::of_error(PasswordField::Present, reason));
        let tries = Tries::of_password(actor.user);
        let refused = |error| match error {
            NotTried::Blocked(until) => invalid(Reason::TooManyTries { until }),
            NotTried::Failed(error) => error,
        };
        self.blocked(&tries).await.map_err(refused)?;
        let place = self.hasher.place(super::password::Queue::Known).map_err(busy)?;
        let next_try = self.admit(&tries).await.map_err(refused)?;
        if !place.verify(present, Some(&user.password_hash)).await.map_err(busy)? {
            let mut transaction = self.ground.write_in(Turn::Account(&turn_of(actor))).await?;
            let entry = self.ground.act(actor, "password.refused", actor.user, "");
            transaction.journal(&entry.ending(JournalResult::Refused)).await?;
            transaction.commit().await?;
            return Err(invalid(
                next_try.map_or(Reason::PasswordWrong, |until| Reason::TooManyTries { until }),
            ));
        }
        drop(place);
        self.forget(&tries).await?;
        Ok(user)
    }

    /// How a person who has signed in stands.
    pub(super) fn second_factor_state(
        &self,
        user: &User,
        organization: &Organization,
        role: Role,
    ) -> SecondFactorState {
        state_of(
            user,
            organization,
            role,
            delta(self.ground.settings().second_factor_grace),
            self.ground.now(),
        )
    }

    /// Whether a confirmed second factor is asked of who signs in.
    pub(super) async fn asks_code(&self, user: UserId) -> Result<bool> {
        let factor: Option<SecondFactor> = self.ground.read().await?.second_factor(user).await?;
        Ok(factor.is_some_and(|factor| factor.confirmed_at.is_some()))
    }

    /// Whether it is time to note that a person is asked for a second factor.
    pub(super) fn begins_to_ask(user: &User, role: Role) -> bool {
        user.protection.asked_at.is_none() && is_needed_for(role)
    }
}

/// Which codes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Those of the application.
    OfApplication,
    /// These, and those that replace it.
    Any,
}

impl Registry {
    /// Takes the second factor of a person away, for who works on the machine: every session of theirs ends. False when
    /// there was none.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] for an unknown address.
    pub async fn remove_second_factor(&self, email: &str) -> Result<bool> {
        let Accounts { ground, .. } = self.accounts();
        let user = self.user_by_email(email).await?.ok_or(OperationError::NotFound("user"))?;
        let turn = format!("account:{}", user.email.to_lowercase());
        let mut transaction = ground.write_in(Turn::Account(&turn)).await?;
        let removed = transaction.remove_second_factor(user.id).await?;
        transaction.delete_sign_in_challenges(user.id).await?;
        transaction.delete_sessions(user.id, None).await?;
        transaction.journal(&ground.entry(None, None, "second_factor.remove", user.id, "")).await?;
        transaction.tell(Notice::Person(user.id)).await?;
        transaction.commit().await?;
        Ok(removed)
    }
}
