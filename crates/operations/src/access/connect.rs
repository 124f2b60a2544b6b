//! The way to a client: which access, and whether it was ever used.
//!
//! The first use of what was sealed is one call that only reads, made by one caller in one process, whatever else waits
//! for the access: a wrong password is presented once, and a technical account locks after a few.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::Reason;
use storage::{Access, AccessState, JournalResult, StructureOverview};

use super::{Clients, Connected, Use, breaks_circuit, choose, note_state, reason_of};
use crate::ground::{changed, delta};
use crate::{OperationError, Result};

/// How often who waits looks whether the outcome is known.
const LOOK: Duration = Duration::from_millis(200);
/// How long its calls may wait for their places.
const PLACES: Duration = Duration::from_secs(60);
/// What a claim has beyond the longest trial: its outcome is written within.
const MARGIN: Duration = Duration::from_secs(120);

impl Clients {
    /// The client for what a structure needs. What was sealed and never used is tried out first, by one caller alone.
    ///
    /// # Errors
    /// [`OperationError::ChorusPro`] when no access may be used.
    pub(crate) async fn connect(&self, overview: &StructureOverview, use_: Use) -> Result<Connected> {
        let access = choose(overview, use_)
            .map_err(|reason| OperationError::ChorusPro { reason, log: "no usable access".to_owned() })?;
        let access = match access.state {
            AccessState::Untested => self.first_use(access).await?,
            _ => access.clone(),
        };
        let client = self.of(&access)?;
        Ok(Connected { client: self.witnessed(&client, &access, Some(overview.structure.id)), access })
    }

    /// Tries out what was sealed, or waits for who does; gives the access as it then is.
    ///
    /// # Errors
    /// [`OperationError::ChorusPro`] when it is refused, or when nothing could be learnt.
    async fn first_use(&self, access: &Access) -> Result<Access> {
        loop {
            let turn = self.turn_of(access).await?;
            let present = turn.access;
            match (&present.state, turn.until) {
                (AccessState::Working, _) => return Ok(present),
                (AccessState::Broken(reason), _) => {
                    return Err(unusable(reason.clone(), "refused at first use"));
                }
                (AccessState::Untested, Some(until)) if turn.waited => {
                    // Given back after a wait: who tried has learnt nothing, and this caller would not learn more.
                    self.give_back(&present, until).await?;
                    return Err(unusable(Reason::ChorusProSilent, "the first use had no outcome"));
                }
                (AccessState::Untested, Some(until)) => {
                    // On its own: a caller that goes away must not take the outcome with it.
                    let clients = self.clone();
                    let trying = tokio::spawn(async move { clients.try_out(&present, until).await });
                    let tried =
                        trying.await.map_err(|_| unusable(Reason::ChorusProSilent, "broken off"))??;
                    if let Some(access) = tried {
                        return Ok(access);
                    }
                    // Something else was sealed meanwhile: that is looked at now.
                }
                (AccessState::Untested, None) => {}
            }
        }
    }

    /// Waits until the state of an access is known, or until its first use is the caller's, who then has to write an
    /// outcome or to give it back.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the access is gone, or when storage fails.
    pub(crate) async fn turn_of(&self, access: &Access) -> Result<FirstUse> {
        let (organization, id) = (access.organization, access.id);
        let mut waited = false;
        loop {
            let mut transaction = self.ground.write(organization).await?;
            let present = transaction.access(organization, id).await?;
            let present = present.ok_or(OperationError::NotFound("access"))?;
            if present.state != AccessState::Untested {
                return Ok(FirstUse { access: present, until: None, waited });
            }
            let now = self.ground.now();
            let until = now + delta(self.longest_trial() + MARGIN);
            if transaction.claim_first_use(organization, id, present.generation, now, until).await? {
                transaction.commit().await?;
                return Ok(FirstUse { access: present, until: Some(until), waited });
            }
            drop(transaction);
            waited = true;
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Gives a first use back that had no outcome; one that is somebody else's by now stays theirs.
    ///
    /// # Errors
    /// When storage fails.
    pub(crate) async fn give_back(&self, access: &Access, until: DateTime<Utc>) -> Result<()> {
        let mut transaction = self.ground.write(access.organization).await?;
        transaction.give_first_use_back(access.organization, access.id, access.generation, until).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// How long two calls may take, the wait for their places included.
    fn longest_trial(&self) -> Duration {
        self.ground.settings().call_timeout * 2 + PLACES
    }

    /// Makes the first call and keeps what it says; none when something else was sealed meanwhile.
    async fn try_out(&self, access: &Access, until: DateTime<Utc>) -> Result<Option<Access>> {
        let (organization, id) = (access.organization, access.id);
        let client = match self.fresh(access) {
            Ok(client) => client,
            Err(error) => {
                self.give_back(access, until).await?;
                return Err(error);
            }
        };
        let Ok(answer) = tokio::time::timeout(self.longest_trial(), client.test_access()).await else {
            self.give_back(access, until).await?;
            return Err(unusable(Reason::ChorusProSilent, "the first use took too long"));
        };
        let state = match &answer.error {
            None => AccessState::Working,
            Some(error) if breaks_circuit(error) => AccessState::Broken(reason_of(error)),
            Some(_) => {
                self.give_back(access, until).await?;
                return answer.error.map_or(Ok(None), |error| Err(error.into()));
            }
        };
        let mut transaction = self.ground.write(organization).await?;
        if !note_state(transaction.as_mut(), access, &state, self.ground.now()).await? {
            return Ok(None);
        }
        for structure in transaction.structures_of(organization, id).await? {
            transaction.tell(changed(organization, structure, None)).await?;
        }
        if let AccessState::Broken(reason) = &state {
            let detail = format!("{reason:?}");
            let entry = self.ground.entry(Some(organization), None, "access.broken", id, detail);
            transaction.journal(&entry.ending(JournalResult::Refused)).await?;
        }
        transaction.commit().await?;
        match answer.error {
            Some(error) => Err(error.into()),
            None => Ok(Some(Access { state, ..access.clone() })),
        }
    }
}

/// Where the first use of an access stands.
pub(crate) struct FirstUse {
    /// The access as it is now.
    pub(crate) access: Access,
    /// The first use is the caller's, until then; none where the state is known.
    pub(crate) until: Option<DateTime<Utc>>,
    /// Somebody else tried before.
    waited: bool,
}

fn unusable(reason: Reason, log: &str) -> OperationError {
    OperationError::ChorusPro { reason, log: log.to_owned() }
}
