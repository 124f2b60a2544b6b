//! The way to a client: which access, and whether it was ever used.
//!
//! The first use of what was sealed is one call that only reads, made by one caller in one process, whatever else waits
//! for the access: a wrong password is presented once, and a technical account locks after a few.

use std::time::Duration;

use storage::{Access, AccessState, StructureOverview};

use super::{Clients, Connected, Use, breaks_circuit, choose, note_state, reason_of};
use crate::ground::{changed, delta};
use crate::{OperationError, Result};

/// How often who waits looks whether the outcome is known.
const LOOK: Duration = Duration::from_millis(200);
/// What the first use may take beyond its two calls.
const MARGIN: Duration = Duration::from_secs(10);

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
        let unusable = |reason, log: &str| OperationError::ChorusPro { reason, log: log.to_owned() };
        let (organization, id) = (access.organization, access.id);
        let longest = delta(self.ground.settings().call_timeout * 2 + MARGIN);
        let mut waited = false;
        loop {
            let mut transaction = self.ground.write(organization).await?;
            let present = transaction.access(organization, id).await?;
            let present = present.ok_or(OperationError::NotFound("access"))?;
            match &present.state {
                AccessState::Working => return Ok(present),
                AccessState::Broken(reason) => return Err(unusable(reason.clone(), "refused at first use")),
                AccessState::Untested => {}
            }
            let now = self.ground.now();
            let claimed =
                transaction.claim_first_use(organization, id, present.generation, now, now + longest).await?;
            if claimed && !waited {
                transaction.commit().await?;
                return self.try_out(present).await;
            }
            // Given back after a wait: who tried has learnt nothing, and this caller would not learn more.
            if claimed {
                return Err(unusable(domain::Reason::ChorusProSilent, "the first use had no outcome"));
            }
            drop(transaction);
            waited = true;
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn try_out(&self, access: Access) -> Result<Access> {
        let (organization, id) = (access.organization, access.id);
        let client = match self.fresh(&access) {
            Ok(client) => client,
            Err(error) => {
                let mut transaction = self.ground.write(organization).await?;
                transaction.give_first_use_back(organization, id).await?;
                transaction.commit().await?;
                return Err(error);
            }
        };
        let error = client.test_access().await.error;
        let state = match &error {
            None => Some(AccessState::Working),
            Some(error) if breaks_circuit(error) => Some(AccessState::Broken(reason_of(error))),
            Some(_) => None,
        };
        let mut transaction = self.ground.write(organization).await?;
        match &state {
            Some(state) => {
                note_state(transaction.as_mut(), &access, state, self.ground.now()).await?;
            }
            None => transaction.give_first_use_back(organization, id).await?,
        }
        for structure in transaction.structures_of(organization, id).await? {
            transaction.tell(changed(organization, structure, None)).await?;
        }
        if let Some(AccessState::Broken(reason)) = &state {
            let detail = format!("{reason:?}");
            let entry = self.ground.entry(Some(organization), None, "access.broken", id, detail);
            transaction.journal(&entry).await?;
        }
        let present = transaction.access(organization, id).await?;
        transaction.commit().await?;
        match (error, present) {
            (Some(error), _) => Err(error.into()),
            (None, Some(present)) => Ok(present),
            (None, None) => Err(OperationError::NotFound("access")),
        }
    }
}
