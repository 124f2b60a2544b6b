//! Secrets in and out of the vault.

use domain::{AccessId, EdiLinkId, OrganizationId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use storage::{Access, SecretPlace};
use vault::{Context, Keyring, NONCE_LENGTH};

use crate::ground::Ground;
use crate::{OperationError, Result};

/// What is sealed together for an access. The two of PISTE are empty for a certificate.
#[derive(Serialize, Deserialize)]
pub(crate) struct OpenCredentials {
    pub client_id: String,
    pub client_secret: String,
    pub login: String,
    pub password: String,
}

impl Drop for OpenCredentials {
    fn drop(&mut self) {
        use zeroize::Zeroize as _;
        self.client_secret.zeroize();
        self.password.zeroize();
    }
}

/// Kinds that sealed texts are bound to.
const CREDENTIALS: &str = SecretPlace::AccessCredentials.kind();
const CERTIFICATE: &str = SecretPlace::AccessCertificate.kind();
const EDI_KEY: &str = SecretPlace::EdiKey.kind();

/// Seals and opens the secrets of accesses.
#[derive(Clone)]
pub(crate) struct Seals {
    ground: Ground,
    keyring: Arc<Keyring>,
}

impl Seals {
    pub(crate) const fn new(ground: Ground, keyring: Arc<Keyring>) -> Self {
        Self { ground, keyring }
    }

    fn seal(
        &self,
        organization: OrganizationId,
        kind: &str,
        row: impl ToString,
        plain: &[u8],
    ) -> Result<String> {
        let mut nonce = [0_u8; NONCE_LENGTH];
        self.ground.entropy().fill(&mut nonce);
        let (organization, row) = (organization.to_string(), row.to_string());
        let context = Context { organization: &organization, kind, row: &row };
        self.keyring.seal(context, plain, nonce).map_err(|error| OperationError::Vault(error.to_string()))
    }

    pub(crate) fn seal_credentials(
        &self,
        organization: OrganizationId,
        row: AccessId,
        open: &OpenCredentials,
    ) -> Result<String> {
        let json = serde_json::to_vec(open).map_err(|error| OperationError::Vault(error.to_string()))?;
        let json = zeroize::Zeroizing::new(json);
        self.seal(organization, CREDENTIALS, row, &json)
    }

    pub(crate) fn seal_certificate(
        &self,
        organization: OrganizationId,
        row: AccessId,
        pem: &SecretString,
    ) -> Result<String> {
        self.seal(organization, CERTIFICATE, row, pem.expose_secret().as_bytes())
    }

    /// Seals the key with which an EDI link signs in.
    pub(crate) fn seal_edi_key(
        &self,
        organization: OrganizationId,
        row: EdiLinkId,
        key: &SecretString,
    ) -> Result<String> {
        self.seal(organization, EDI_KEY, row, key.expose_secret().as_bytes())
    }

    /// Opens it.
    pub(crate) fn open_edi_key(
        &self,
        organization: OrganizationId,
        row: EdiLinkId,
        sealed: &str,
    ) -> Result<SecretString> {
        let (organization, row) = (organization.to_string(), row.to_string());
        let context = Context { organization: &organization, kind: EDI_KEY, row: &row };
        let open = self.keyring.open_text(context, sealed);
        open.map_err(|error| OperationError::Vault(error.to_string()))
    }

    pub(crate) fn open_credentials(&self, access: &Access) -> Result<OpenCredentials> {
        let (organization, row) = (access.organization.to_string(), access.id.to_string());
        let context = Context { organization: &organization, kind: CREDENTIALS, row: &row };
        let open = self
            .keyring
            .open(context, &access.sealed_credentials)
            .map_err(|error| OperationError::Vault(error.to_string()))?;
        // The text of a JSON error could quote the secret: it is not kept.
        serde_json::from_slice(open.expose_secret())
            .map_err(|_| OperationError::Vault("sealed credentials unreadable".to_owned()))
    }

    /// Certificate and key as PEM, when there is one.
    pub(crate) fn open_certificate(&self, access: &Access) -> Result<Option<SecretString>> {
        let Some(sealed) = &access.sealed_certificate else { return Ok(None) };
        let (organization, row) = (access.organization.to_string(), access.id.to_string());
        let context = Context { organization: &organization, kind: CERTIFICATE, row: &row };
        let open = self.keyring.open_text(context, sealed);
        open.map(Some).map_err(|error| OperationError::Vault(error.to_string()))
    }
}
