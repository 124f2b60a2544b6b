//! One call of `rechercher/demandePaiement` (API.md §5.1), which searches live data and the archive. It has no pages: a search
//! that finds more than Chorus Pro gives says so, and is narrowed by its period.

use chorus_pro::Moment;
use chorus_pro::codes::{
    DpOuDpArchive, RoleUtilisateur, StatutFacture, TypeDemandePaiement, TypeFacture, TypeIdentifiantStructure,
};
use chorus_pro::factures::{
    RechercherDemandePaiement, RechercherDemandePaiementOutput,
    RechercherDemandePaiementOutputListeDemandePaiement, RechercherDemandePaiementStructureDestinataireInput,
    RechercherDemandePaiementStructureFournisseurInput,
};
use chrono::NaiveDate;
use domain::{Direction, InvoiceId, InvoiceStatus, Reason, StructureId};
use jobs::Kind as _;
use rust_decimal::Decimal;
use storage::{Structure, StructureOverview};

use super::wing::Searching;
use crate::access::Use;
use crate::tracking::{FoundInvoice, TakeFound, instant};
use crate::{Actor, OperationError, Result};

/// Invoices of one answer that are looked at; Chorus Pro gives fewer.
pub const MOST_FOUND: usize = 500;

/// Where to search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchedPlace {
    /// Both.
    #[default]
    Everywhere,
    /// What Chorus Pro has not archived.
    Live,
    /// Its archive.
    Archive,
}

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchQuery {
    /// The structure that received it: one call asks for one.
    pub structure: StructureId,
    /// Where.
    pub place: SearchedPlace,
    /// BT-1, whole.
    pub number: Option<String>,
    /// The SIRET of its supplier.
    pub supplier: Option<String>,
    /// BT-13.
    pub engagement: Option<String>,
    /// Its present status.
    pub status: Option<InvoiceStatus>,
    /// BT-2 from this day.
    pub from: Option<NaiveDate>,
    /// BT-2 until this day, included.
    pub until: Option<NaiveDate>,
    /// BT-112, at least.
    pub least: Option<Decimal>,
    /// BT-112, at most.
    pub most: Option<Decimal>,
}

/// An invoice that was found, and what is known of it here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundHere {
    /// As Chorus Pro tells it.
    pub found: FoundInvoice,
    /// The invoice here; none while it is not in the mirror.
    pub known: Option<InvoiceId>,
    /// The name of its supplier, where it is here.
    pub supplier_name: Option<String>,
    /// Whether it was asked for and is on its way here.
    pub coming: bool,
}

/// What a search has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundPage {
    /// The invoices within the person's reach.
    pub invoices: Vec<FoundHere>,
    /// Whether Chorus Pro has more than it gave.
    pub cut: bool,
    /// How many it counts then, where the person may see all of them.
    pub counted: Option<u64>,
}

impl Searching {
    /// Searches the received invoices of a structure at Chorus Pro: one call, which changes nothing.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach or receives nothing; [`OperationError::ChorusPro`] with
    /// what Chorus Pro says: the service is not there on qualification.
    pub async fn search(&self, actor: &Actor, query: &SearchQuery) -> Result<FoundPage> {
        let overview = self.receiving(actor, query.structure).await?;
        let (found, total) = self.ask(&overview, query).await?;
        let cut = total.is_some_and(|total| total > found.len() as u64);
        let organization = actor.organization;
        let mut read = self.ground.read().await?;
        let mut invoices = Vec::new();
        for found in found {
            if !actor.scope.reaches(found.structure, found.service_code.as_deref()) {
                continue;
            }
            let (structure, direction) = (found.structure, Direction::Received);
            let known =
                read.invoice_by_chorus_id(organization, structure, direction, found.chorus_id).await?;
            let one = match known {
                // It may belong to a service out of reach by now.
                Some(known) if !actor.scope.reaches(known.structure, known.service_code.as_deref()) => {
                    continue;
                }
                Some(known) => {
                    let supplier_name = Some(known.partner_name).filter(|name| !name.is_empty());
                    FoundHere { found, known: Some(known.id), supplier_name, coming: false }
                }
                None => {
                    let job = read.job_about(organization, TakeFound::NAME, &found.subject()).await?;
                    let coming = job.is_some_and(|job| job.state.is_open());
                    FoundHere { found, known: None, supplier_name: None, coming }
                }
            };
            invoices.push(one);
        }
        // What is counted of other services is nobody's to know.
        let counted = total.filter(|_| cut && actor.reaches_whole(query.structure));
        Ok(FoundPage { invoices, cut, counted })
    }

    /// What Chorus Pro answers, and how many it counts.
    pub(super) async fn ask(
        &self,
        overview: &StructureOverview,
        query: &SearchQuery,
    ) -> Result<(Vec<FoundInvoice>, Option<u64>)> {
        // On its own: a person who leaves the page must not take what was learnt of the access with them.
        let (searching, overview, body) = (self.clone(), overview.clone(), body(&overview.structure, query));
        let structure = query.structure;
        let asking = tokio::spawn(async move { searching.call(&overview, &body).await });
        let answer = asking.await.unwrap_or_else(|error| {
            Err(OperationError::ChorusPro { reason: Reason::ChorusProSilent, log: error.to_string() })
        })?;
        let total = answer.total.and_then(|total| u64::try_from(total).ok());
        let rows = answer.liste_demande_paiement.into_iter().take(MOST_FOUND);
        Ok((rows.filter_map(|row| found(structure, row)).collect(), total))
    }

    async fn call(
        &self,
        overview: &StructureOverview,
        body: &RechercherDemandePaiement,
    ) -> Result<RechercherDemandePaiementOutput> {
        let connected = self.clients.connect(overview, Use::Receive).await?;
        let _place = self.places.acquire().await;
        let answer = connected.client.factures().rechercher_demande_paiement(body).await;
        self.clients.heed(&connected.access, overview.structure.id, answer).await
    }
}

fn body(structure: &Structure, query: &SearchQuery) -> RechercherDemandePaiement {
    let recipient = match structure.chorus_id {
        Some(number) => RechercherDemandePaiementStructureDestinataireInput {
            id_structure_destinataire: Some(number),
            ..Default::default()
        },
        None => RechercherDemandePaiementStructureDestinataireInput {
            type_identifiant_structure_destinataire: Some(TypeIdentifiantStructure::from(
                structure.identifier.kind().code(),
            )),
            identifiant_structure_destinataire: Some(structure.identifier.as_str().to_owned()),
            ..Default::default()
        },
    };
    let supplier = query.supplier.as_ref().map(|siret| RechercherDemandePaiementStructureFournisseurInput {
        type_identifiant_structure_fournisseur: Some(TypeIdentifiantStructure::Siret),
        identifiant_structure_fournisseur: Some(siret.clone()),
        ..Default::default()
    });
    RechercherDemandePaiement {
        role_utilisateur: Some(RoleUtilisateur::Destinataire),
        type_demande_paiement: Some(TypeDemandePaiement::Facture),
        numero_facture: query.number.clone(),
        statut_courant: query.status.iter().map(|status| StatutFacture::from(status.code())).collect(),
        periode_date_fournisseur_du: query.from.map(Moment::Day),
        periode_date_fournisseur_au: query.until.map(Moment::Day),
        montant_ttc_min: query.least,
        montant_ttc_max: query.most,
        numero_bon_commande: query.engagement.clone(),
        structure_fournisseur: supplier,
        structure_destinataire: Some(recipient),
        dp_ou_dp_archive: match query.place {
            SearchedPlace::Everywhere => None,
            SearchedPlace::Live => Some(DpOuDpArchive::DemandePaiement),
            SearchedPlace::Archive => Some(DpOuDpArchive::DpArchive),
        },
        ..Default::default()
    }
}

/// A line of the answer; none without an identifier.
fn found(
    structure: StructureId,
    row: RechercherDemandePaiementOutputListeDemandePaiement,
) -> Option<FoundInvoice> {
    Some(FoundInvoice {
        structure,
        chorus_id: row.id_demande_paiement?,
        number: row.numero_demande_paiement.unwrap_or_default(),
        credit: row.type_facture == Some(TypeFacture::Avoir),
        date: row.date_fournisseur.as_ref().and_then(Moment::day),
        deposited_on: row.date_depot.as_ref().and_then(Moment::day),
        supplier: row.identifiant_structure_fournisseur.unwrap_or_default(),
        service_code: row.code_service_destinataire.filter(|code| !code.is_empty()),
        engagement: row.numero_bon_commande.filter(|number| !number.is_empty()),
        net: row.montant_ht,
        gross: row.montant_ttc,
        due: row.montant_a_payer,
        status: row.etat_courant.unwrap_or_else(|| "TECHNIQUE_INCONNU".to_owned()),
        status_at: row.date_heure_etat_courant.as_ref().and_then(instant),
        comment: row.commentaire_etat_courant.filter(|text| !text.trim().is_empty()),
        archived: row.dp_ou_dp_archive.as_deref() == Some("DP_ARCHIVE"),
    })
}
