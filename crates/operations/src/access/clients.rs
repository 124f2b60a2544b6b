//! The clients of Chorus Pro, one an access and what was sealed for it, and the circuit that refused credentials open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chorus_pro::{
    Access as Identity, Client, ClientCertificate, ClientOptions, Error, HttpOptions, RateLimiter,
    TechnicalAccount,
};
use domain::{AccessId, Environment, Reason, StructureId};
use storage::{Access, AccessKind, AccessState, JournalResult};

use super::pace::SharedPace;
use super::{Seals, breaks_circuit, note_state, reason_of, refuses_credentials};
use crate::exchanges::Witness;
use crate::ground::{Ground, changed};
use crate::{OperationError, Result};

/// How HTTP leaves this machine: authorities and proxy, the same for every access.
pub(crate) struct Outgoing {
    options: HttpOptions,
    plain: reqwest::Client,
}

impl Outgoing {
    /// `options` without a client certificate, and the client made of them.
    pub(crate) const fn new(options: HttpOptions, plain: reqwest::Client) -> Self {
        Self { options, plain }
    }
}

/// Clients are kept: each holds its token, its rate limit and its places. One that was made of what was sealed before is
/// never used again.
#[derive(Clone)]
pub(crate) struct Clients {
    pub(super) ground: Ground,
    seals: Seals,
    witness: Witness,
    outgoing: Arc<Outgoing>,
    known: Arc<Mutex<HashMap<AccessId, (i64, Client)>>>,
}

/// A client for one structure, with the access that it was made of.
pub(crate) struct Connected {
    /// Makes the calls.
    pub client: Client,
    /// What its state is learnt for.
    pub access: Access,
}

impl Clients {
    pub(crate) fn new(ground: Ground, seals: Seals, witness: Witness, outgoing: Outgoing) -> Self {
        Self { ground, seals, witness, outgoing: Arc::new(outgoing), known: Arc::default() }
    }

    /// How every call leaves this machine.
    pub(crate) fn outgoing(&self) -> &HttpOptions {
        &self.outgoing.options
    }

    /// A client with a token of its own, for a test: what was learnt before does not count.
    ///
    /// # Errors
    /// When the secrets cannot be opened or the address is unusable.
    pub(crate) fn fresh(&self, access: &Access) -> Result<Client> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&access.id);
        let client = self.of(access)?;
        Ok(self.witnessed(&client, access, None))
    }

    /// A client of what is not in force, for a trial before it is: nothing of it is kept.
    ///
    /// # Errors
    /// When the secrets cannot be opened or the address is unusable.
    pub(crate) fn of_candidate(&self, candidate: &Access) -> Result<Client> {
        // The pace of an access is kept with it, and this one may not be there yet.
        let client = self.make(candidate, false)?;
        Ok(self.witnessed(&client, candidate, None))
    }

    pub(super) fn witnessed(
        &self,
        client: &Client,
        access: &Access,
        structure: Option<StructureId>,
    ) -> Client {
        client.with_recorder(self.witness.of(access, structure))
    }

    pub(super) fn of(&self, access: &Access) -> Result<Client> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((generation, client)) = known.get(&access.id)
            && *generation == access.generation
        {
            return Ok(client.clone());
        }
        let client = self.make(access, self.ground.database().is_shared())?;
        known.insert(access.id, (access.generation, client.clone()));
        Ok(client)
    }

    fn make(&self, access: &Access, shares_pace: bool) -> Result<Client> {
        let settings = self.ground.settings();
        let open = self.seals.open_credentials(access)?;
        let technical_account =
            TechnicalAccount { login: open.login.clone(), password: open.password.clone().into() };
        let misconfigured =
            |log: String| OperationError::ChorusPro { reason: Reason::AddressMisconfigured, log };
        let (http, identity) = match access.kind {
            AccessKind::Piste => {
                let addresses = match access.environment {
                    Environment::Qualification => &settings.qualification,
                    Environment::Production => &settings.production,
                };
                let identity = Identity::Piste {
                    addresses: addresses.clone(),
                    client_id: open.client_id.clone(),
                    client_secret: open.client_secret.clone().into(),
                    technical_account: Some(technical_account),
                };
                (self.outgoing.plain.clone(), identity)
            }
            AccessKind::Certificate => {
                let pem = self.seals.open_certificate(access)?;
                let pem = pem.ok_or_else(|| OperationError::Vault("no certificate sealed".to_owned()))?;
                let options = HttpOptions {
                    identity: Some(ClientCertificate::Pem(pem)),
                    ..self.outgoing.options.clone()
                };
                let http = options.build().map_err(|error| misconfigured(error.to_string()))?;
                let [qualification, production] = &settings.certificate_bases;
                let base = match access.environment {
                    Environment::Qualification => qualification,
                    Environment::Production => production,
                };
                (http, Identity::Certificate { base: base.clone(), technical_account })
            }
        };
        let mut options = ClientOptions {
            timeout: settings.call_timeout,
            upload_timeout: settings.upload_timeout,
            ..ClientOptions::default()
        };
        if shares_pace {
            let pace = SharedPace::new(self.ground.clone(), access.id, &options);
            options.rate_limiter = Some(RateLimiter::elsewhere(Arc::new(pace)));
        }
        Client::new(http, identity, options).map_err(|error| misconfigured(error.to_string()))
    }

    /// Learns from a failure: refused credentials stop all further calls with them, and the owner is told.
    ///
    /// # Errors
    /// When storage fails.
    pub(crate) async fn learn(&self, access: &Access, structure: StructureId, error: &Error) -> Result<()> {
        if breaks_circuit(error) { self.refused(access, structure, &reason_of(error)).await } else { Ok(()) }
    }

    /// Stops all calls with credentials that were refused, and tells the owner.
    ///
    /// # Errors
    /// When storage fails.
    pub(crate) async fn refused(
        &self,
        access: &Access,
        structure: StructureId,
        reason: &Reason,
    ) -> Result<()> {
        let mut transaction = self.ground.write(access.organization).await?;
        let state = AccessState::Broken(reason.clone());
        if note_state(transaction.as_mut(), access, &state, self.ground.now()).await? {
            let detail = format!("{reason:?}");
            let entry =
                self.ground.entry(Some(access.organization), None, "access.broken", access.id, detail);
            transaction.journal(&entry.ending(JournalResult::Refused)).await?;
            transaction.tell(changed(access.organization, structure, None)).await?;
            transaction.commit().await?;
        }
        Ok(())
    }

    /// Passes an answer to a look-up on after learning from it. A look-up may need a service that the rest does without:
    /// only refused credentials stop everything.
    ///
    /// # Errors
    /// The failure, or that of storage.
    pub(crate) async fn heed<T>(
        &self,
        access: &Access,
        structure: StructureId,
        answer: std::result::Result<T, Error>,
    ) -> Result<T> {
        match answer {
            Ok(answer) => Ok(answer),
            Err(error) => {
                if refuses_credentials(&error) {
                    self.refused(access, structure, &reason_of(&error)).await?;
                }
                Err(error.into())
            }
        }
    }
}
