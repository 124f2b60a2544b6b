//! Entering the credentials of a structure.

use chrono::{DateTime, Utc};
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
use crate::access::{OpenCredentials, Use, lane_of};
use crate::ground::{access_value, hex};
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
    /// The chain that its authority gave apart: PKCS#7, PEM or a certificate. It completes the PKCS#12 file given with it.
    pub certificate_chain: Option<Vec<u8>>,
}

/// A certificate that was typed, opened.
#[derive(Clone)]
pub(super) struct OpenCertificate {
    pem: SecretString,
    facts: CertificateFacts,
}

/// What is to be sealed, complete.
struct Entered {
    kind: AccessKind,
    open: OpenCredentials,
    /// A new certificate; the one already there stays without it.
    certificate: Option<OpenCertificate>,
    /// When the password was entered.
    password_set_at: DateTime<Utc>,
}

/// What credentials would become, as the transaction sees it that may write them.
pub(super) struct Plan {
    pub(super) overview: StructureOverview,
    /// The access in use.
    pub(super) before: Option<Access>,
    /// What it would be from then on, not tested yet.
    pub(super) access: Access,
    pub(super) is_new: bool,
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
        let certificate = open_certificate(&typed).await?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let plan = self.plan(transaction.as_mut(), actor, id, &typed, certificate.as_ref()).await?;
        let (before, after) = (plan.before.as_ref().map(access_value), access_value(&plan.access));
        let access = self.keep(transaction.as_mut(), actor, plan).await?;
        let entry = self.ground.act(actor, "credentials.save", id, access.to_string());
        transaction.journal(&entry.changing(before, Some(after))).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What the typed credentials would become.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when something is missing, [`OperationError::Refused`] when it would change an access
    /// that serves structures out of reach.
    pub(super) async fn plan(
        &self,
        transaction: &mut dyn Transaction,
        actor: &Actor,
        id: StructureId,
        typed: &Credentials,
        certificate: Option<&OpenCertificate>,
    ) -> Result<Plan> {
        let organization = actor.organization;
        let overview = transaction.structure(organization, id).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        let before = overview.accesses.first().map(|attached| attached.access.clone());
        let open = before.as_ref().map(|access| self.seals.open_credentials(access)).transpose()?;
        let mut entered = merge(typed, open, before.as_ref(), certificate.cloned(), self.ground.now())?;
        let environment = overview.structure.environment;
        let identity = identity(organization, &entered);
        let same = transaction.access_by_identity(organization, environment, &identity).await?;
        let alone = match &before {
            Some(access) => transaction.structures_of(organization, access.id).await?.len() == 1,
            None => false,
        };
        // The access of this identity; else the one before when it serves nobody else; else a new one.
        let known = same.or_else(|| before.clone().filter(|_| alone));
        if let Some(known) = &known {
            // Its secrets are replaced for everybody that it serves: for none that the person does not reach.
            for served in transaction.structures_of(organization, known.id).await? {
                if !actor.reaches_whole(served) {
                    return Err(OperationError::Refused(Reason::SharedAccess));
                }
            }
            // Typed again for another structure, a password is as old as it was.
            let known_open = self.seals.open_credentials(known);
            if known_open.is_ok_and(|open| open.password == entered.open.password) {
                entered.password_set_at = known.password_set_at;
            }
        }
        let is_new = known.is_none();
        let access = self.sealed(known, organization, environment, identity, &entered)?;
        Ok(Plan { overview, before, access, is_new })
    }

    /// Writes the access and lets it serve the structure. Of the one before, nothing stays that serves nobody.
    pub(super) async fn keep(
        &self,
        transaction: &mut dyn Transaction,
        actor: &Actor,
        plan: Plan,
    ) -> Result<AccessId> {
        let Plan { overview, before, access, is_new } = plan;
        let (organization, structure) = (actor.organization, &overview.structure);
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
        if let Some(lane) = overview.as_ref().and_then(|overview| lane_of(overview, Use::Any)) {
            transaction.move_jobs(organization, &structure.id.to_string(), &lane).await?;
        }
        transaction.stop_lane(&access.id.to_string(), false).await?;
        schedule(&self.ground, transaction, organization, structure.id).await?;
        Ok(access.id)
    }

    fn sealed(
        &self,
        known: Option<Access>,
        organization: OrganizationId,
        environment: Environment,
        identity: String,
        entered: &Entered,
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
            password_set_at: entered.password_set_at,
            mirrors_since: known.as_ref().and_then(|access| access.mirrors_since),
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

/// The certificate that was typed; none when none was.
pub(super) async fn open_certificate(typed: &Credentials) -> Result<Option<OpenCertificate>> {
    use vault::pkcs12::Pkcs12Error;
    let refused = |field: CredentialField, reason| OperationError::Invalid(Notes::of_error(field, reason));
    let wrong_chain =
        |remark: Remark| OperationError::Invalid(Notes::of_error(CredentialField::CertificateChain, remark));
    let chain = typed.certificate_chain.clone().filter(|bytes| !bytes.is_empty());
    let Some(bytes) = typed.certificate.clone().filter(|bytes| !bytes.is_empty()) else {
        return if chain.is_some() { Err(wrong_chain(Remark::ChainAlone)) } else { Ok(None) };
    };
    let password = typed.certificate_password.clone();
    let unreadable = || refused(CredentialField::Certificate, Reason::CertificateUnreadable);
    let authorities = chain.as_deref().map(vault::read_authorities).unwrap_or_default();
    if chain.is_some() && authorities.is_empty() {
        return Err(wrong_chain(Remark::ChainUnreadable));
    }
    let read = move || vault::pkcs12::read_with_authorities(&bytes, &password, &authorities);
    let certificate =
        tokio::task::spawn_blocking(read).await.map_err(|_| unreadable())?.map_err(|error| match error {
            Pkcs12Error::WrongPassword => {
                refused(CredentialField::CertificatePassword, Reason::CertificatePasswordWrong)
            }
            Pkcs12Error::ForeignAuthorities => wrong_chain(Remark::ChainForeign),
            _ => unreadable(),
        })?;
    Ok(Some(OpenCertificate {
        pem: certificate.identity_pem,
        facts: CertificateFacts {
            subject: certificate.subject,
            issuer: certificate.issuer,
            fingerprint: certificate.fingerprint_sha256,
            expires_at: certificate.not_after,
        },
    }))
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
    now: DateTime<Utc>,
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
    let unchanged = access.filter(|_| typed.password.expose_secret().trim().is_empty());
    let password_set_at = unchanged.map_or(now, |access| access.password_set_at);
    Ok(Entered { kind, open, certificate, password_set_at })
}
