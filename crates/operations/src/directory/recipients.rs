//! Who the invoice goes to: SIRET or name, services, and what is compulsory there.

use chorus_pro::codes::{TypeIdentifiantStructure, TypeStructure};
use chorus_pro::structures::{
    ConsulterStructure, CritereStructure, ParametresStructure, RechercherServicesStructure,
    RechercherStructure,
};
use chorus_pro::{Client, Error, ParametresRetour};
use chrono::{DateTime, Utc};
use domain::{
    Environment, OrganizationId, Permission, Reason, RecipientRules, Remark, Siret, StructureId,
    StructureIdentifier, paris_day,
};
use serde::{Deserialize, Serialize};
use storage::{DirectoryEntry, DirectoryService, Snapshot, Structure, StructureOverview, Turn};

use super::Directory;
use super::learn_services::ask_for_services;
use crate::access::Use;
use crate::ground::delta;
use crate::{Actor, OperationError, Result};

/// A structure found by SIRET or name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientCandidate {
    /// SIRET.
    pub siret: String,
    /// Name.
    pub name: String,
}

/// What a search for a recipient found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundRecipients {
    /// The first ones.
    pub candidates: Vec<RecipientCandidate>,
    /// How many more Chorus Pro has.
    pub others: u64,
}

/// What a recipient asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientCard {
    /// As read from Chorus Pro.
    pub entry: DirectoryEntry,
}

impl RecipientCard {
    /// What its invoices have to say.
    #[must_use]
    pub fn rules(&self) -> RecipientRules {
        let of = |wanted: Option<bool>| {
            let services = self.entry.services.iter();
            services
                .filter(move |service| service.active && service.engagement_compulsory == wanted)
                .map(|service| service.code.clone())
                .collect()
        };
        RecipientRules {
            service_compulsory: self.entry.service_compulsory,
            engagement_compulsory: self.entry.engagement_compulsory,
            engagement_services: of(Some(true)),
            unread_services: of(None),
            service_or_engagement: self.entry.service_or_engagement,
            services: self
                .entry
                .services
                .iter()
                .filter(|service| service.active)
                .map(|service| service.code.clone())
                .collect(),
            without_services: self.entry.services.is_empty(),
        }
    }
}

/// Candidates shown at once.
const MOST_CANDIDATES: i64 = 10;
/// The same of the directory.
const MOST_LISTED: u32 = 10;
/// Services read of one recipient; a page of 1000 is the largest documented.
const PAGE_OF_SERVICES: u32 = 1_000;

impl Directory {
    /// Public structures whose SIRET or name matches what was typed, with the credentials of a structure.
    ///
    /// # Errors
    /// [`OperationError::ChorusPro`] when Chorus Pro cannot be asked.
    pub async fn find_recipients(
        &self,
        actor: &Actor,
        structure: StructureId,
        typed: &str,
    ) -> Result<FoundRecipients> {
        actor.require(Permission::Deposit)?;
        let typed = typed.trim();
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let mut criterion =
            CritereStructure { type_structure: Some(TypeStructure::Publique), ..Default::default() };
        if digits.len() == 14 {
            criterion.type_identifiant_structure = Some(TypeIdentifiantStructure::Siret);
            criterion.identifiant_structure = Some(digits);
        } else if typed.chars().count() >= 3 {
            criterion.raison_sociale_structure = Some(typed.chars().take(100).collect());
        } else {
            return Ok(FoundRecipients::default());
        }
        let overview = self.structure(actor, structure).await?;
        // What the directory lists is there at once, and found by its town too; what it does not list may be new.
        let environment = overview.structure.environment;
        let (listed, found) = self.find_listed(environment, typed, MOST_LISTED).await?;
        if !listed.is_empty() {
            let others = u64::from(found).saturating_sub(listed.len() as u64);
            let candidates = listed
                .into_iter()
                .map(|listed| RecipientCandidate { siret: listed.identifier, name: listed.name })
                .collect();
            return Ok(FoundRecipients { candidates, others });
        }
        let connected = self.clients.connect(&overview, Use::Issue).await?;
        let found = connected.client.structures().rechercher(&search(criterion)).await;
        let found = self.clients.heed(&connected.access, structure, found).await?;
        let others = not_shown(found.liste_structures.len(), found.parametres_retour.as_ref());
        let candidates = found
            .liste_structures
            .into_iter()
            .filter_map(|row| {
                Some(RecipientCandidate {
                    siret: row.identifiant_structure?,
                    name: row.designation_structure.unwrap_or_default(),
                })
            })
            .collect();
        Ok(FoundRecipients { candidates, others })
    }

    /// The recipient of a SIRET: from what is known while it is fresh, else from Chorus Pro.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when the text is no SIRET or Chorus Pro does not know it;
    /// [`OperationError::ChorusPro`] when it cannot be asked.
    pub async fn recipient_card(
        &self,
        actor: &Actor,
        structure: StructureId,
        siret: &str,
    ) -> Result<RecipientCard> {
        actor.require(Permission::Deposit)?;
        let siret =
            Siret::parse(siret).map_err(|error| OperationError::Refused(Reason::SiretUnusable { error }))?;
        let overview = self.structure(actor, structure).await?;
        let environment = overview.structure.environment;
        let known =
            self.ground.read().await?.directory_entry(actor.organization, environment, &siret).await?;
        if let Some(entry) = known.filter(|entry| self.is_fresh(entry.fetched_at)) {
            return Ok(RecipientCard { entry });
        }
        let connected = self.clients.connect(&overview, Use::Issue).await?;
        let answer = self.read_recipient(&connected.client, &siret).await;
        let Some(entry) = self.clients.heed(&connected.access, structure, answer).await? else {
            return Err(OperationError::Refused(Reason::RecipientUnknown));
        };
        self.keep(&overview, &entry).await?;
        Ok(RecipientCard { entry })
    }

    async fn structure(&self, actor: &Actor, id: StructureId) -> Result<StructureOverview> {
        actor.require_structure(id)?;
        let found = self.ground.read().await?.structure(actor.organization, id).await?;
        found.ok_or(OperationError::NotFound("structure"))
    }

    async fn keep(&self, overview: &StructureOverview, entry: &DirectoryEntry) -> Result<()> {
        let Structure { organization, environment, .. } = overview.structure;
        let mut transaction = self.ground.write_in(Turn::Free).await?;
        transaction.put_directory_entry(organization, environment, entry).await?;
        ask_for_services(&self.ground, transaction.as_mut(), overview, entry).await?;
        transaction.commit().await?;
        self.ground.queue().wake();
        Ok(())
    }

    fn is_fresh(&self, fetched_at: DateTime<Utc>) -> bool {
        self.ground.now() - fetched_at < delta(self.ground.settings().directory_fresh)
    }

    /// Reads the recipient of a draft that the document named, so that its name and rules are there when the person
    /// looks. A failure costs nothing: the review asks again.
    pub(crate) async fn meet_recipient(
        &self,
        client: &Client,
        overview: &StructureOverview,
        siret: &str,
    ) -> Result<Option<String>> {
        let Ok(siret) = Siret::parse(siret) else { return Ok(None) };
        let Structure { organization, environment, .. } = overview.structure;
        let known = self.ground.read().await?.directory_entry(organization, environment, &siret).await?;
        if let Some(known) = known {
            return Ok(Some(known.name));
        }
        let entry = match self.read_recipient(client, &siret).await {
            Ok(Some(entry)) => entry,
            Ok(None) => return Ok(None),
            Err(error) => {
                tracing::info!(%error, "recipient of a document not read");
                return Ok(None);
            }
        };
        self.keep(overview, &entry).await?;
        Ok(Some(entry.name))
    }

    async fn read_recipient(
        &self,
        client: &Client,
        siret: &Siret,
    ) -> std::result::Result<Option<DirectoryEntry>, Error> {
        let criterion = CritereStructure {
            type_identifiant_structure: Some(TypeIdentifiantStructure::Siret),
            identifiant_structure: Some(siret.as_str().to_owned()),
            ..Default::default()
        };
        let found = client.structures().rechercher(&search(criterion)).await?;
        let row = found.liste_structures.into_iter().find(|row| row.id_structure_cpp.is_some());
        let Some((row, chorus_id)) = row.and_then(|row| row.id_structure_cpp.map(|id| (row, id))) else {
            return Ok(None);
        };
        let details = client.structures().consulter(&ConsulterStructure::new(chorus_id)).await?;
        let listed = client.collect(&RechercherServicesStructure::new(chorus_id), PAGE_OF_SERVICES).await?;
        let services = listed.into_iter().filter_map(|service| {
            Some(DirectoryService {
                code: service.code_service?,
                name: service.libelle_service.unwrap_or_default(),
                active: service.est_actif.unwrap_or(true),
                chorus_id: service.id_service,
                engagement_compulsory: None,
            })
        });
        let rules = details.parametres.unwrap_or_default();
        Ok(Some(DirectoryEntry {
            siret: siret.clone(),
            name: row.designation_structure.unwrap_or_default(),
            chorus_id,
            service_compulsory: rules.code_service_doit_etre_renseigne.unwrap_or(false),
            engagement_compulsory: rules.numero_ej_doit_etre_renseigne.unwrap_or(false),
            service_or_engagement: rules.gestion_numero_ej_ou_code_service.unwrap_or(false),
            services: services.collect(),
            fetched_at: self.ground.now(),
        }))
    }
}

/// The recipient as last read, without asking anybody.
pub(crate) async fn known_recipient(
    read: &mut dyn Snapshot,
    organization: OrganizationId,
    environment: Environment,
    siret: &str,
) -> Result<Option<RecipientCard>> {
    let Ok(siret) = Siret::parse(siret) else { return Ok(None) };
    let entry = read.directory_entry(organization, environment, &siret).await?;
    Ok(entry.map(|entry| RecipientCard { entry }))
}

/// What there is to say of a recipient that nobody has asked Chorus Pro about: whether the directory has it.
pub(crate) async fn unasked_recipient(
    read: &mut dyn Snapshot,
    environment: Environment,
    siret: &Siret,
) -> Result<Remark> {
    let Some(directory) = read.public_directory(environment).await? else {
        return Ok(Remark::RecipientNotKnown);
    };
    let directory = paris_day(directory.completed_at);
    Ok(match read.public_structure(environment, siret.as_str()).await? {
        None => Remark::RecipientNotListed { directory },
        Some(listed) if !listed.active => Remark::RecipientClosed { directory },
        Some(_) => Remark::RecipientNotKnown,
    })
}

/// The number of a structure at Chorus Pro, by its SIRET or another identifier.
pub(crate) async fn find_number(
    client: &Client,
    identifier: &StructureIdentifier,
) -> std::result::Result<Option<i64>, Error> {
    let criterion = CritereStructure {
        type_identifiant_structure: Some(TypeIdentifiantStructure::from(identifier.kind().code())),
        identifiant_structure: Some(identifier.as_str().to_owned()),
        ..Default::default()
    };
    let found = client.structures().rechercher(&search(criterion)).await?;
    Ok(found.liste_structures.into_iter().find_map(|row| row.id_structure_cpp))
}

/// How many results there are beside those of a page.
fn not_shown(shown: usize, page: Option<&ParametresRetour>) -> u64 {
    let total = page.and_then(|page| page.total).and_then(|total| usize::try_from(total).ok());
    u64::try_from(total.unwrap_or(shown).saturating_sub(shown)).unwrap_or(u64::MAX)
}

/// A search for one page of candidates; structures of one's own group count too (`restreindreStructuresPrivees`).
fn search(criterion: CritereStructure) -> RechercherStructure {
    RechercherStructure {
        structure: Some(criterion),
        restreindre_structures_privees: Some(false),
        parametres: Some(ParametresStructure {
            nb_resultats_par_page: Some(MOST_CANDIDATES),
            page_resultat_demandee: Some(1),
            ..Default::default()
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_does_not_show_is_counted() {
        let page = |total| ParametresRetour { total, ..ParametresRetour::default() };
        assert_eq!(not_shown(10, Some(&page(Some(30)))), 20);
        assert_eq!(not_shown(3, Some(&page(Some(3)))), 0);
        assert_eq!(not_shown(3, Some(&page(Some(-1)))), 0);
        assert_eq!(not_shown(3, Some(&page(None))), 0);
        assert_eq!(not_shown(3, None), 0);
    }
}
