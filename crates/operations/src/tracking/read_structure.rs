//! The job that reads what Chorus Pro says of a structure, once somebody has opened its sheet.

use async_trait::async_trait;
use chorus_pro::structures::{
    ConsulterStructure, ParametresStructureRechercherEspacesFo, RechercherEspaces,
    RechercherServicesStructure,
};
use chorus_pro::transverses::RecupererCoordonneesBancairesValides;
use chorus_pro::{AdressePostale, Client, Error, Moment};
use domain::{Reason, Siret, StructureId, technical_password_set};
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use storage::{Access, BankAccount, OwnService, PlatformLists, StructureFacts};

use super::failed_read::settle_failed;
use super::read_lists::{are_due, granted, read_lists};
use crate::OperationError;
use crate::access::{Clients, Connected, Use, reason_of, refuses_credentials};
use crate::directory::{find_establishment, find_number};
use crate::ground::{Ground, changed};

/// Services and spaces asked for at a time.
const PAGE: u32 = 1_000;
/// Tries before it is given up until somebody opens the sheet again.
const MOST_TRIES: u32 = 3;

/// Reads what Chorus Pro says of a structure.
pub struct ReadStructure {
    ground: Ground,
    clients: Clients,
}

/// A step that went on, or what Chorus Pro said instead.
type Went<T> = Result<Result<T, Error>, Failure>;

/// The answer, or what Chorus Pro said instead.
macro_rules! went {
    ($step:expr) => {
        match $step {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(error)),
        }
    };
}

impl ReadStructure {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }

    /// Everything of one structure; what this access may not ask for stays empty.
    async fn facts(
        &self,
        work: &Work,
        client: &Client,
        number: i64,
        siret: Option<&Siret>,
    ) -> Went<StructureFacts> {
        let structures = client.structures();
        let described =
            went!(Box::pin(work.call(structures.consulter(&ConsulterStructure::new(number)))).await?);
        let services = RechercherServicesStructure::new(number);
        let services = went!(Box::pin(work.call(client.collect(&services, PAGE))).await?);
        let spaces = RechercherEspaces {
            structure: Some(ParametresStructureRechercherEspacesFo {
                id_structure: Some(number),
                ..Default::default()
            }),
            ..Default::default()
        };
        let spaces = granted(Box::pin(work.call(client.collect(&spaces, PAGE))).await?);
        let spaces = went!(spaces).unwrap_or_default();
        let transverses = client.transverses();
        let accounts = RecupererCoordonneesBancairesValides::new(number);
        let accounts =
            granted(Box::pin(work.call(transverses.recuperer_coordbanc_valides(&accounts))).await?);
        let accounts = went!(accounts).map(|answer| answer.liste_coordonnee_bancaire).unwrap_or_default();
        let register = match siret {
            Some(siret) => went!(Box::pin(work.call(find_establishment(client, siret))).await?),
            None => None,
        };

        let general = described.informations_generales.unwrap_or_default();
        let parameters = described.parametres.unwrap_or_default();
        let mut open: Vec<String> = spaces.into_iter().filter_map(|space| space.libelle_espace).collect();
        open.sort_unstable();
        open.dedup();
        Ok(Ok(StructureFacts {
            name: general
                .raison_sociale_structure
                .or(general.libelle_structure)
                .or(general.nom_structure)
                .unwrap_or_default(),
            vat_number: general.numero_tva.unwrap_or_default(),
            trade_register: general.numero_rcs_structure.unwrap_or_default(),
            email: general.email_structure.unwrap_or_default(),
            address: described.adresse_postale_du_siege.map(lines_of).unwrap_or_default(),
            services: services
                .into_iter()
                .filter_map(|service| {
                    Some(OwnService {
                        code: service.code_service?,
                        name: service.libelle_service.unwrap_or_default(),
                        active: service.est_actif.unwrap_or(true),
                    })
                })
                .collect(),
            spaces: open,
            bank_accounts: accounts
                .into_iter()
                .filter_map(|account| {
                    Some(BankAccount {
                        id: account.id_coordonnee_bancaire?,
                        name: account.nom_coordonnee_bancaire.unwrap_or_default(),
                    })
                })
                .collect(),
            edi: parameters.connexion_edi.unwrap_or(false),
            password_expires_on: general.date_expiration_mot_passe_compte_tech.as_ref().and_then(Moment::day),
            register,
            payments_not_told: parameters.statut_mise_en_paiement_nest_pas_remonte.unwrap_or(false),
        }))
    }

    /// The lists of its access, when those that are known are old. What cannot be read now is asked for next time: the
    /// facts do not wait for it.
    async fn lists(&self, work: &Work, connected: &Connected) -> Result<Option<PlatformLists>, Failure> {
        let access = &connected.access;
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let known = read.access_lists(access.organization, access.id).await?;
        drop(read);
        if !are_due(known.map(|(_, read_at)| read_at), self.ground.now()) {
            return Ok(None);
        }
        Ok(read_lists(work, &connected.client).await?.ok())
    }

    /// Keeps what was read, and when the password with which it was read ends.
    async fn keep(
        &self,
        work: &Work,
        id: StructureId,
        used: &Access,
        facts: &StructureFacts,
        lists: Option<&PlatformLists>,
    ) -> Result<Settled, Failure> {
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Failed).await };
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let settled = work.settle(transaction.as_mut(), JobEnd::Done).await?;
        transaction.put_structure_facts(organization, id, facts, self.ground.now()).await?;
        if let Some(lists) = lists
            && transaction.access(organization, used.id).await?.is_some()
        {
            transaction.put_access_lists(organization, used.id, lists, self.ground.now()).await?;
        }
        if let Some(end) = facts.password_expires_on
            && let Some(mut access) = transaction.access(organization, used.id).await?
            && access.generation == used.generation
        {
            access.password_set_at = technical_password_set(end);
            transaction.update_access(&access).await?;
        }
        transaction.tell(changed(organization, id, None)).await?;
        transaction.commit().await?;
        Ok(settled)
    }

    /// Says why nothing was read; it is tried again some times.
    async fn not_read(&self, work: &Work, id: StructureId, reason: Reason) -> Result<Settled, Failure> {
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Failed).await };
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let settled =
            settle_failed(&self.ground, work, transaction.as_mut(), organization, MOST_TRIES, reason).await?;
        transaction.tell(changed(organization, id, None)).await?;
        transaction.commit().await?;
        Ok(settled)
    }
}

/// A postal address as it is written on a letter.
fn lines_of(address: AdressePostale) -> Vec<String> {
    let town = [address.code_postal, address.ville].into_iter().flatten().collect::<Vec<_>>().join(" ");
    [
        address.adresse,
        address.complement_adresse1,
        address.complement_adresse2,
        Some(town),
        address.pays.filter(|country| !matches!(country.as_str(), "FR" | "FRANCE" | "France")),
    ]
    .into_iter()
    .flatten()
    .map(|line| line.trim().to_owned())
    .filter(|line| !line.is_empty())
    .collect()
}

#[async_trait]
impl Kind for ReadStructure {
    const NAME: &'static str = "read_structure";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: StructureId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let overview = self.ground.read().await.map_err(Failure::from)?.structure(organization, id).await?;
        let Some(overview) = overview else { return work.end(JobEnd::Done).await };
        let connected = match work.call(self.clients.connect(&overview, Use::Issue)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { reason, .. }) => return self.not_read(work, id, reason).await,
            Err(other) => return Err(other.into()),
        };
        let number = match overview.structure.chorus_id {
            Some(number) => Ok(Some(number)),
            None => work.call(find_number(&connected.client, &overview.structure.identifier)).await?,
        };
        let facts = match number {
            Ok(Some(number)) => {
                let siret = overview.structure.identifier.siret();
                self.facts(work, &connected.client, number, siret.as_ref()).await?
            }
            Ok(None) => return self.not_read(work, id, Reason::AccountNotAttached).await,
            Err(error) => Err(error),
        };
        let lists = match &facts {
            Ok(_) => self.lists(work, &connected).await?,
            Err(_) => None,
        };
        match facts {
            Ok(facts) => self.keep(work, id, &connected.access, &facts, lists.as_ref()).await,
            Err(error) => {
                tracing::info!(structure = %id, %error, "structure not read");
                // A look-up may need a service that the rest does without: only refused credentials stop everything.
                if refuses_credentials(&error) {
                    self.clients.refused(&connected.access, id, &reason_of(&error)).await?;
                }
                self.not_read(work, id, reason_of(&error)).await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_on_a_letter() {
        let address = AdressePostale {
            adresse: Some("3 rue du Val".to_owned()),
            complement_adresse1: Some(" ".to_owned()),
            code_postal: Some("45000".to_owned()),
            ville: Some("ORLEANS".to_owned()),
            pays: Some("FR".to_owned()),
            ..AdressePostale::default()
        };
        assert_eq!(lines_of(address), ["3 rue du Val", "45000 ORLEANS"]);
        let abroad = AdressePostale { pays: Some("BE".to_owned()), ..AdressePostale::default() };
        assert_eq!(lines_of(abroad), ["BE"]);
    }
}
