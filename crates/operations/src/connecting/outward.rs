//! How calls to Chorus Pro leave this installation, and the certificate that they present, as its chain says it.

use domain::{Permission, StructureId};
use secrecy::ExposeSecret as _;
use vault::{PublicCertificate, certificates_of_pem};

use super::Connecting;
use crate::{Actor, OperationError, Result};

/// What stands between this installation and Chorus Pro: options of the program, the same for every access.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outward {
    /// The address of the proxy, without its login; none where calls leave directly.
    pub proxy: Option<String>,
    /// Authorities that are trusted besides those of the system.
    pub authorities: Vec<PublicCertificate>,
}

impl Connecting {
    /// How calls leave.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for who does not manage accesses.
    pub fn outward(&self, actor: &Actor) -> Result<Outward> {
        actor.require(Permission::ManageStructures)?;
        let options = self.clients.outgoing();
        Ok(Outward {
            proxy: options.proxy.as_ref().map(|proxy| proxy.address.clone()),
            authorities: options.authorities.iter().flat_map(|pem| certificates_of_pem(pem)).collect(),
        })
    }

    /// The certificate that the access of a structure presents, then the authorities sent with it; empty where it has none.
    /// Read from what is sealed: nothing else of it leaves.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Vault`] when it cannot be opened.
    pub async fn certificate_chain(&self, actor: &Actor, id: StructureId) -> Result<Vec<PublicCertificate>> {
        actor.require(Permission::ManageStructures)?;
        actor.require_whole_structure(id)?;
        let overview = self.ground.read().await?.structure(actor.organization, id).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        let Some(attached) = overview.accesses.first() else { return Ok(Vec::new()) };
        let pem = self.seals.open_certificate(&attached.access)?;
        Ok(pem.map(|pem| certificates_of_pem(pem.expose_secret())).unwrap_or_default())
    }
}
