//! Entering the credentials of a structure.

use domain::{
    AccessId, CredentialField, Environment, Missing, Notes, OrganizationId, Permission, Reason, Remark,
    StructureId,
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use storage::{
    Access, AccessKind, AccessRights, AccessState, CertificateFacts, StructureOverview, Transaction,
};

use super::Connecting;
use crate::access::{OpenCredentials, lane_of};
use crate::ground::hex;
use crate::tracking::schedule;
use crate::{Actor, OperationError, Result};

/// Credentials as typed. An empty secret keeps the one already there.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// PISTE client id. Without it, and with a certificate, the access is the older one by certificate.
    pub client_id: String,
    /// PISTE client secret.
    pub client_secret: SecretString,
    /// Login of the technical account.
    pub login: String,
    /// Password of the technical account.
    pub password: SecretString,
    /// PKCS#12 file.
    pub certificate: Option<Vec<u8>>,
    /// Its password.
    pub certificate_password: SecretString,
}

/// A certificate that was typed, opened.
struct OpenCertificate {
    pem: SecretString,
    facts: CertificateFacts,
}

/// What is to be sealed, complete.
struct Entered {
    kind: AccessKind,
    open: OpenCredentials,
    /// A new certificate; the one already there stays without it.
    certificate: Option<OpenCertificate>,
}

impl Connecting {
    /// Seals and keeps the credentials of a structure. What is left empty stays as it was.
    ///
    /// The same application and account is one access, whichever structures it serves: entering it again for another
    /// structure replaces its secrets for all of them.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when something is missing or the certificate cannot be opened.
    pub async fn save_credentials(&self, actor: &Actor, id: StructureId, typed: Credentials) -> Result<()> {
        actor.require(Permission::ManageStructures)?;
        actor.require_whole_structure(id)?;
        let certificate = match &typed.certificate {
            Some(bytes) if !bytes.is_empty() => {
                Some(open_certificate(bytes.clone(), typed.certificate_password.clone()).await?)
            }
            _ => None,
        };
        let mut transaction = self.ground.write(actor.organization).await?;
        let overview = transaction.structure(actor.organization, id).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        let before = overview.accesses.first().map(|attached| attached.access.clone());
        let open = before.as_ref().map(|access| self.seals.open_credentials(access)).transpose()?;
        let entered = merge(&typed, open, before.as_ref(), certificate)?;
        let access = self.keep(transaction.as_mut(), actor, &overview, before, entered).await?;
        transaction.stop_lane(&access.to_string(), false).await?;
        schedule(&self.ground, transaction.as_mut(), actor.organization, id).await?;
        transaction.journal(&self.ground.act(actor, "credentials.save", id, access.to_string())).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Writes the access and lets it serve the structure. Of the one before, nothing stays that serves nobody.
    async fn keep(
        &self,
        transaction: &mut dyn Transaction,
        actor: &Actor,
        overview: &StructureOverview,
        before: Option<Access>,
        entered: Entered,
    ) -> Result<AccessId> {
        let (organization, structure) = (actor.organization, &overview.structure);
        let identity = identity(organization, &entered);
        let same = transaction.access_by_identity(organization, structure.environment, &identity).await?;
        let alone = match &before {
            Some(access) => transaction.structures_of(organization, access.id).await?.len() == 1,
            None => false,
        };
        // The access of this identity; else the one before when it serves nobody else; else a new one.
        let known = same.or_else(|| before.clone().filter(|_| alone));
        // Its secrets are replaced for everybody that it serves: for none that the person does not reach.
        if let Some(known) = &known {
            for served in transaction.structures_of(organization, known.id).await? {
                if !actor.reaches_whole(served) {
                    return Err(OperationError::Refused(Reason::SharedAccess));
                }
            }
        }
        let is_new = known.is_none();
        let access = self.sealed(known, organization, structure.environment, identity, entered)?;
        if is_new {
            transaction.insert_access(&access).await?;
        } else {
            transaction.update_access(&access).await?;
        }
        if let Some(before) = before.filter(|before| before.id != access.id) {
            transaction.detach_access(organization, structure.id, before.id).await?;
            transaction.delete_access(organization, before.id).await?;
        }
        transaction.attach_access(organization, structure.id, access.id, AccessRights::ALL, 0).await?;
        let overview = transaction.structure(organization, structure.id).await?;
        if let Some(lane) = overview.as_ref().and_then(lane_of) {
            transaction.move_jobs(organization, &structure.id.to_string(), &lane).await?;
        }
        Ok(access.id)
    }

    fn sealed(
        &self,
        known: Option<Access>,
        organization: OrganizationId,
        environment: Environment,
        identity: String,
        entered: Entered,
    ) -> Result<Access> {
        let now = self.ground.now();
        let id = known.as_ref().map_or_else(|| self.ground.id::<AccessId>(), |access| access.id);
        let open = &entered.open;
        let sealed_credentials = self.seals.seal_credentials(organization, id, open)?;
        let (sealed_certificate, certificate) = match &entered.certificate {
            Some(new) => {
                (Some(self.seals.seal_certificate(organization, id, &new.pem)?), Some(new.facts.clone()))
            }
            None => known
                .as_ref()
                .filter(|_| entered.kind == AccessKind::Certificate)
                .map_or((None, None), |access| {
                    (access.sealed_certificate.clone(), access.certificate.clone())
                }),
        };
        // What is sealed is bound to its access: another one needs the file again.
        if entered.kind == AccessKind::Certificate && sealed_certificate.is_none() {
            return Err(incomplete([Missing::Certificate]));
        }
        Ok(Access {
            id,
            organization,
            environment,
            kind: entered.kind,
            identity,
            sealed_credentials,
            sealed_certificate,
            generation: known.as_ref().map_or(1, |access| access.generation + 1),
            // Every technical login ends with the same host: the part before it tells them apart.
            login_tail: tail(open.login.split('@').next().unwrap_or_default()),
            client_id_tail: tail(&open.client_id),
            certificate,
            state: AccessState::Untested,
            state_since: now,
            created_at: known.map_or(now, |access| access.created_at),
        })
    }
}

/// What is missing, each beside its field.
fn incomplete(missing: impl IntoIterator<Item = Missing>) -> OperationError {
    let mut notes = Notes::default();
    for part in missing {
        let field = match part {
            Missing::ClientId => CredentialField::ClientId,
            Missing::ClientSecret => CredentialField::ClientSecret,
            Missing::Login => CredentialField::Login,
            Missing::Password => CredentialField::Password,
            Missing::Certificate => CredentialField::Certificate,
        };
        notes.error(field, Remark::Missing { part });
    }
    OperationError::Invalid(notes)
}

async fn open_certificate(bytes: Vec<u8>, password: SecretString) -> Result<OpenCertificate> {
    use vault::pkcs12::Pkcs12Error;
    let refused = |field: CredentialField, reason| OperationError::Invalid(Notes::of_error(field, reason));
    let unreadable = || refused(CredentialField::Certificate, Reason::CertificateUnreadable);
    let certificate = tokio::task::spawn_blocking(move || vault::pkcs12::read(&bytes, &password))
        .await
        .map_err(|_| unreadable())?
        .map_err(|error| match error {
            Pkcs12Error::WrongPassword => {
                refused(CredentialField::CertificatePassword, Reason::CertificatePasswordWrong)
            }
            _ => unreadable(),
        })?;
    Ok(OpenCertificate {
        pem: certificate.identity_pem,
        facts: CertificateFacts {
            subject: certificate.subject,
            issuer: certificate.issuer,
            fingerprint: certificate.fingerprint_sha256,
            expires_at: certificate.not_after,
        },
    })
}

/// Stands for application and account. The organisation goes in, so that the same account of two organisations does not
/// show in a stolen database.
fn identity(organization: OrganizationId, entered: &Entered) -> String {
    let open = &entered.open;
    let parts =
        [&organization.to_string(), entered.kind.code(), open.client_id.as_str(), open.login.as_str()];
    hex(&Sha256::digest(parts.join("\n").as_bytes()))
}

fn tail(text: &str) -> String {
    let count = text.chars().count();
    text.chars().skip(count.saturating_sub(4)).collect()
}

/// What was typed over what was there. A certificate is an access of its own kind: it has no application.
fn merge(
    typed: &Credentials,
    before: Option<OpenCredentials>,
    access: Option<&Access>,
    certificate: Option<OpenCertificate>,
) -> Result<Entered> {
    let had_certificate = access.is_some_and(|access| access.kind == AccessKind::Certificate);
    let by_certificate = typed.client_id.trim().is_empty() && (certificate.is_some() || had_certificate);
    let kind = if by_certificate { AccessKind::Certificate } else { AccessKind::Piste };
    let pick = |typed: &str, before: Option<&String>| {
        let typed = typed.trim();
        if typed.is_empty() { before.cloned().unwrap_or_default() } else { typed.to_owned() }
    };
    let before = before.as_ref();
    let mut open = OpenCredentials {
        client_id: pick(&typed.client_id, before.map(|before| &before.client_id)),
        client_secret: pick(typed.client_secret.expose_secret(), before.map(|before| &before.client_secret)),
        login: pick(&typed.login, before.map(|before| &before.login)),
        password: pick(typed.password.expose_secret(), before.map(|before| &before.password)),
    };
    let mut wanted = vec![(Missing::Login, &open.login), (Missing::Password, &open.password)];
    if kind == AccessKind::Piste {
        wanted.splice(
            0..0,
            [(Missing::ClientId, &open.client_id), (Missing::ClientSecret, &open.client_secret)],
        );
    }
    let missing: Vec<Missing> =
        wanted.into_iter().filter_map(|(part, value)| value.is_empty().then_some(part)).collect();
    if !missing.is_empty() {
        return Err(incomplete(missing));
    }
    let certificate = match kind {
        AccessKind::Certificate => {
            open.client_id = String::new();
            open.client_secret = String::new();
            certificate
        }
        AccessKind::Piste => None,
    };
    Ok(Entered { kind, open, certificate })
}
