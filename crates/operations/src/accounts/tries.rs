//! How often a password may be tried. A try is counted before it is checked: tries at once are no way around it.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use domain::UserId;
use sha2::{Digest as _, Sha256};
use storage::{SessionToken, SignInThrottle, Turn};

use super::Accounts;
use crate::OperationError;

/// Failures that cost nothing; each further one doubles the wait.
const FREE_FAILURES: u32 = 4;
/// An address may fail more often than an account: an office shares one.
const ADDRESS_ALLOWANCE: u32 = 20;
/// A browser that a person has signed in from.
const DEVICE_ALLOWANCE: u32 = 10;
/// Longest wait between two tries.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// Failures older than this are forgotten.
const FORGET_AFTER: TimeDelta = TimeDelta::hours(24);
/// Rows that strangers can make; beyond them the oldest are forgotten.
const MOST_KEPT: u32 = 50_000;

/// The wait after so many failures in a row: nothing, then 2, 4, 8 … seconds.
fn wait_after(failures: u32, allowance: u32) -> TimeDelta {
    match failures.saturating_sub(allowance) {
        0 => TimeDelta::zero(),
        beyond => TimeDelta::seconds(1_i64 << beyond.min(12)).min(LONGEST_WAIT),
    }
}

fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Who shares an address: a network gives its guests all of the last 64 bits of IPv6.
fn network_of(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

/// What a try counts for.
pub(super) struct Tries {
    /// The key of the account, the browser or the password: a success clears it.
    key: String,
    allowance: u32,
    /// The address that it comes from, and how much of its failures are this account's.
    address: Option<(String, String)>,
}

/// Why a password is not tried.
#[derive(Debug)]
pub(super) enum NotTried {
    /// Too many failures.
    Blocked(DateTime<Utc>),
    /// Storage failed.
    Failed(OperationError),
}

impl<E: Into<OperationError>> From<E> for NotTried {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Tries {
    /// From a browser that nobody knows: for the account and for the address. What is typed never becomes a row as it is.
    pub(super) fn of_stranger(email: &str, address: &str) -> Self {
        let key = format!("account:{}", short_hash(email.to_lowercase().as_bytes()));
        let address = format!("address:{}", network_of(address));
        let share = format!("{address}|{key}");
        Self { key, allowance: FREE_FAILURES, address: Some((address, share)) }
    }

    /// From a browser that the person has signed in from: whatever strangers do elsewhere does not count.
    pub(super) fn of_device(token: &SessionToken) -> Self {
        Self { key: format!("device:{}", short_hash(&token.0)), allowance: DEVICE_ALLOWANCE, address: None }
    }

    /// A code of the second factor, of whoever knows the password.
    pub(super) fn of_code(user: UserId) -> Self {
        Self { key: format!("code:{user}"), allowance: FREE_FAILURES, address: None }
    }

    /// The present password, asked of somebody who is signed in.
    pub(super) fn of_password(user: UserId) -> Self {
        Self { key: format!("password:{user}"), allowance: FREE_FAILURES, address: None }
    }
}

impl Accounts {
    /// Whether a try would be refused, without counting one: a flood costs no write.
    pub(super) async fn blocked(&self, tries: &Tries) -> Result<(), NotTried> {
        let now = self.ground.now();
        let mut read = self.ground.read().await?;
        for key in [Some(&tries.key), tries.address.as_ref().map(|(key, _)| key)].into_iter().flatten() {
            if let Some(throttle) = read.throttle(key).await?
                && throttle.blocked_until > now
            {
                return Err(NotTried::Blocked(throttle.blocked_until));
            }
        }
        Ok(())
    }

    /// Counts a try as failed; gives until when the next one has to wait.
    pub(super) async fn admit(&self, tries: &Tries) -> Result<Option<DateTime<Utc>>, NotTried> {
        let by_address = match &tries.address {
            Some((key, share)) => self.count(key, ADDRESS_ALLOWANCE, Some(share)).await?,
            None => None,
        };
        match self.count(&tries.key, tries.allowance, None).await {
            Ok(until) => Ok(until.max(by_address)),
            Err(error) => {
                // It is not evaluated: the address has not failed.
                if let Some((key, share)) = &tries.address {
                    self.take_off(key, ADDRESS_ALLOWANCE, 1).await?;
                    self.take_off(share, u32::MAX, 1).await?;
                }
                Err(error)
            }
        }
    }

    /// A try that was not evaluated does not count.
    pub(super) async fn give_back(&self, tries: &Tries) -> Result<(), NotTried> {
        self.take_off(&tries.key, tries.allowance, 1).await?;
        if let Some((key, share)) = &tries.address {
            self.take_off(key, ADDRESS_ALLOWANCE, 1).await?;
            self.take_off(share, u32::MAX, 1).await?;
        }
        Ok(())
    }

    /// A success forgets the failures of its account, and what they were of those of its address.
    pub(super) async fn succeeded(&self, tries: &Tries) -> Result<(), NotTried> {
        self.forget(tries).await?;
        let Some((key, share)) = &tries.address else { return Ok(()) };
        let own = self.ground.read().await?.throttle(share).await?.map_or(0, |throttle| throttle.failures);
        self.take_off(share, u32::MAX, own).await?;
        self.take_off(key, ADDRESS_ALLOWANCE, own).await
    }

    /// Forgets the failures of an account, a browser or a password.
    pub(super) async fn forget(&self, tries: &Tries) -> crate::Result<()> {
        let mut transaction = self.ground.write_in(Turn::Account(&tries.key)).await?;
        transaction.clear_throttle(&tries.key).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Counts one under a key and under its share, in the turn of the key: two at once are two.
    async fn count(
        &self,
        key: &str,
        allowance: u32,
        share: Option<&str>,
    ) -> Result<Option<DateTime<Utc>>, NotTried> {
        let now = self.ground.now();
        let mut transaction = self.ground.write_in(Turn::Account(key)).await?;
        let mut until = None;
        for (key, allowance) in
            [Some((key, allowance)), share.map(|share| (share, u32::MAX))].into_iter().flatten()
        {
            let before = transaction.throttle(key).await?;
            if let Some(before) = before.as_ref().filter(|before| before.blocked_until > now) {
                return Err(NotTried::Blocked(before.blocked_until));
            }
            let failures = before
                .filter(|before| now - before.last_failure_at < FORGET_AFTER)
                .map_or(1, |before| before.failures.saturating_add(1));
            let blocked_until = now + wait_after(failures, allowance);
            until = until.max(Some(blocked_until));
            let throttle =
                SignInThrottle { key: key.to_owned(), failures, blocked_until, last_failure_at: now };
            transaction.set_throttle(&throttle).await?;
            if failures == 1 {
                transaction.keep_throttles(MOST_KEPT).await?;
            }
        }
        transaction.commit().await?;
        Ok(until.filter(|until| *until > now))
    }

    /// Takes failures off a key.
    async fn take_off(&self, key: &str, allowance: u32, failures: u32) -> Result<(), NotTried> {
        if failures == 0 {
            return Ok(());
        }
        let now = self.ground.now();
        let mut transaction = self.ground.write_in(Turn::Account(key)).await?;
        let Some(mut throttle) = transaction.throttle(key).await? else { return Ok(()) };
        throttle.failures = throttle.failures.saturating_sub(failures);
        if throttle.failures == 0 {
            transaction.clear_throttle(key).await?;
        } else {
            let wait = wait_after(throttle.failures, allowance);
            throttle.blocked_until = throttle.blocked_until.min(now + wait);
            transaction.set_throttle(&throttle).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_after_the_free_failures_and_has_an_end() {
        let seconds: Vec<i64> =
            (1..=8).map(|failures| wait_after(failures, FREE_FAILURES).num_seconds()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 2, 4, 8, 16]);
        assert_eq!(wait_after(1_000, FREE_FAILURES), LONGEST_WAIT);
    }

    #[test]
    fn an_address_is_counted_with_those_who_share_it() {
        assert_eq!(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2:ffff::1"));
        assert_ne!(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
        assert_ne!(network_of("192.0.2.1"), network_of("192.0.2.2"));
        assert_eq!(network_of("inconnue"), "inconnue");
    }
}
