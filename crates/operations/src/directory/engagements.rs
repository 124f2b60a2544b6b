//! Engagements that were sent to a structure, as Chorus Pro publishes them: the search, and one of them whole. Nothing
//! of it is kept but what checks of drafts need.

use chorus_pro::codes::TriSens;

use chorus_pro::engagements_juridiques::{
    ConsulterDetailEngagementJuridique, ConsulterDetailEngagementJuridiqueOutput, EngagementJuridique,
    RechercherEngagementJuridique,
};
use chorus_pro::{Moment, ParametresRecherche};
use chrono::NaiveDate;
use domain::{Permission, Reason, Siret, StructureId};
use rust_decimal::Decimal;
use storage::{FoundEngagement, KnownEngagement, Structure, StructureOverview};

use super::Directory;
use super::recipients::find_number;
use crate::access::{Connected, Use};
use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// `COMMANDE`: the state in which an engagement may be invoiced, and the only one that is known (enums.md §3).
pub(super) const MAY_BE_INVOICED: &str = "COMMANDE";
/// Signs of a number (API.md §5.5).
pub(super) const LONGEST_NUMBER: usize = 50;
/// The column of the official example.
const LATEST_FIRST: &str = "DateCreationEJ";
/// Engagements of a page.
const PER_PAGE: u32 = 20;
/// Lines and payment requests of one engagement that are shown.
const MOST_LINES: usize = 200;

/// What is asked about engagements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngagementQuestion {
    /// The structure that received them.
    pub structure: StructureId,
    /// The whole number; empty for all.
    pub number: String,
    /// The whole number of the contract; empty for all.
    pub contract: String,
    /// Only those that may be invoiced.
    pub only_open: bool,
    /// From 1.
    pub page: u32,
}

/// An engagement in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngagementRow {
    /// Its number.
    pub number: String,
    /// `etatCourant`, as Chorus Pro calls it.
    pub state: String,
    /// The service that ordered.
    pub service_code: String,
    /// Its name.
    pub service_name: String,
    /// Day of notification.
    pub notified_on: Option<NaiveDate>,
    /// Total with VAT.
    pub gross: Option<Decimal>,
    /// Its currency; empty when it is not said.
    pub currency: String,
}

/// A page of engagements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngagementPage {
    /// The engagements, the latest first.
    pub rows: Vec<EngagementRow>,
    /// How many there are.
    pub total: u64,
    /// Rows of a page.
    pub per_page: u32,
}

/// A line of an engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngagementLine {
    /// Its number.
    pub number: Option<i64>,
    /// With VAT.
    pub gross: Option<Decimal>,
    /// Where it stands.
    pub state: String,
}

/// An invoice of an engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngagementInvoice {
    /// Its number.
    pub number: String,
    /// Where it stands, as Chorus Pro calls it.
    pub state: String,
    /// Its date.
    pub date: Option<NaiveDate>,
    /// With VAT.
    pub gross: Option<Decimal>,
}

/// An engagement with everything that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngagementSheet {
    /// The structure that received it, and its accesses.
    pub structure: StructureOverview,
    /// Its number.
    pub number: String,
    /// Where it stands, as Chorus Pro calls it.
    pub state: String,
    /// SIRET of who ordered.
    pub issuer: String,
    /// Its name.
    pub issuer_name: String,
    /// The service that ordered.
    pub service_code: String,
    /// Its name.
    pub service_name: String,
    /// Its lines.
    pub lines: Vec<EngagementLine>,
    /// What was invoiced of it.
    pub invoices: Vec<EngagementInvoice>,
}

impl EngagementSheet {
    /// The total of its lines with VAT; none where one of them says nothing.
    #[must_use]
    pub fn ordered(&self) -> Option<Decimal> {
        let amounts: Option<Vec<Decimal>> = self.lines.iter().map(|line| line.gross).collect();
        amounts.filter(|amounts| !amounts.is_empty()).map(|amounts| amounts.into_iter().sum())
    }
}

/// A search for engagements that a structure received, by its technical number as in the official example: an account
/// may act for several structures, and without it would find what any of them received.
pub(super) fn search(receiver: i64, number: &str, page: u32, per_page: u32) -> RechercherEngagementJuridique {
    RechercherEngagementJuridique {
        numero_engagement_juridique: (!number.is_empty()).then(|| number.to_owned()),
        structure_receptrice_engagement_juridique: Some(receiver.to_string()),
        parametres_recherche: Some(ParametresRecherche {
            nb_resultats_par_page: Some(i64::from(per_page)),
            page_resultat_demandee: Some(i64::from(page)),
            tri_colonne: Some(LATEST_FIRST.to_owned()),
            tri_sens: Some(TriSens::Descendant),
        }),
        ..RechercherEngagementJuridique::default()
    }
}

/// Whether an engagement was sent to a structure. Details are asked for by the number alone, and an account sees those
/// of every structure that it acts for: what does not say whom it was sent to is of nobody.
pub(super) fn is_received_by(
    structure: &Structure,
    details: &ConsulterDetailEngagementJuridiqueOutput,
) -> bool {
    details.recepteur.as_ref().is_some_and(|receiver| {
        let number = receiver.id_structure_receptrice;
        let siret = receiver.identifiant_structure_receptrice.as_deref().unwrap_or_default();
        (number.is_some() && number == structure.chorus_id)
            || Siret::parse(siret).is_ok_and(|siret| structure.identifier.siret() == Some(siret))
    })
}

/// Keeps the number of a structure at Chorus Pro that has just been learnt.
pub(super) async fn keep_number(ground: &Ground, structure: &Structure, number: i64) -> Result<()> {
    let mut transaction = ground.write(structure.organization).await?;
    let present = transaction.structure(structure.organization, structure.id).await?;
    if let Some(mut present) = present.map(|overview| overview.structure) {
        present.chorus_id = Some(number);
        transaction.update_structure(&present).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// What the details of an engagement of a structure say to the checks of a draft.
pub(super) fn found_of(
    structure: &Structure,
    details: &ConsulterDetailEngagementJuridiqueOutput,
) -> Option<FoundEngagement> {
    if !is_received_by(structure, details) {
        return None;
    }
    let issuer = details.emetteur.clone()?;
    Some(FoundEngagement {
        issuer: issuer.identifiant_structure_emettrice?,
        issuer_name: issuer.raison_sociale_structure_emettrice.unwrap_or_default(),
        service_code: issuer.code_service_executant,
        state: details.etat_courant_engagement.clone().unwrap_or_default(),
    })
}

impl Directory {
    /// Engagements that were sent to a structure, the latest first, as Chorus Pro says now.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach, [`OperationError::ChorusPro`] when Chorus Pro
    /// cannot be asked.
    pub async fn find_engagements(
        &self,
        actor: &Actor,
        question: &EngagementQuestion,
    ) -> Result<EngagementPage> {
        let overview = self.whole_structure(actor, question.structure).await?;
        let connected = self.clients.connect(&overview, Use::Issue).await?;
        let page = question.page.clamp(1, 10_000);
        let receiver = self.own_number(&connected, &overview.structure).await?;
        let mut input = search(receiver, bounded(&question.number), page, PER_PAGE);
        let contract = bounded(&question.contract);
        input.numero_marche_engagement_juridique = (!contract.is_empty()).then(|| contract.to_owned());
        input.etat_courant_engagement_juridique = question.only_open.then(|| MAY_BE_INVOICED.to_owned());
        let answer = connected.client.engagements_juridiques().rechercher(&input).await;
        let answer = self.clients.heed(&connected.access, question.structure, answer).await?;
        let total = answer.parametres_retour.as_ref().and_then(|page| page.total);
        let total = total.and_then(|total| u64::try_from(total).ok());
        let rows: Vec<EngagementRow> =
            answer.liste_engagement_juridique.into_iter().filter_map(row_of).collect();
        let shown = u64::from(page - 1) * u64::from(PER_PAGE) + rows.len() as u64;
        Ok(EngagementPage { total: total.unwrap_or(shown).max(shown), rows, per_page: PER_PAGE })
    }

    /// One engagement that was sent to a structure, as Chorus Pro says now.
    ///
    /// # Errors
    /// As [`Directory::find_engagements`]; [`OperationError::ChorusPro`] too when Chorus Pro does not know it, and
    /// [`OperationError::NotFound`] when it was sent to another structure.
    pub async fn engagement(
        &self,
        actor: &Actor,
        structure: StructureId,
        number: &str,
    ) -> Result<EngagementSheet> {
        let overview = self.whole_structure(actor, structure).await?;
        let number = bounded(number).to_owned();
        if number.is_empty() {
            return Err(OperationError::NotFound("engagement"));
        }
        let connected = self.clients.connect(&overview, Use::Issue).await?;
        let details = self.details(&connected, structure, &number).await?;
        if !is_received_by(&overview.structure, &details) {
            return Err(OperationError::NotFound("engagement"));
        }
        // What a person has looked at, drafts know too.
        if let Some(found) = found_of(&overview.structure, &details) {
            let known =
                KnownEngagement { number: number.clone(), found: Some(found), fetched_at: self.ground.now() };
            let mut transaction = self.ground.write(actor.organization).await?;
            transaction.put_known_engagement(actor.organization, structure, &known).await?;
            transaction.commit().await?;
        }
        Ok(sheet_of(overview, number, details))
    }

    /// The number of a structure at Chorus Pro, asked once.
    async fn own_number(&self, connected: &Connected, structure: &Structure) -> Result<i64> {
        if let Some(known) = structure.chorus_id {
            return Ok(known);
        }
        let answer = Box::pin(find_number(&connected.client, &structure.identifier)).await;
        let Some(number) = self.clients.heed(&connected.access, structure.id, answer).await? else {
            let log = "the structure has no number at Chorus Pro".to_owned();
            return Err(OperationError::ChorusPro { reason: Reason::OwnSiretUnknown, log });
        };
        keep_number(&self.ground, structure, number).await?;
        Ok(number)
    }

    async fn details(
        &self,
        connected: &Connected,
        structure: StructureId,
        number: &str,
    ) -> Result<ConsulterDetailEngagementJuridiqueOutput> {
        let input = ConsulterDetailEngagementJuridique::new(number.to_owned());
        let answer = connected.client.engagements_juridiques().consulter_detail(&input).await;
        self.clients.heed(&connected.access, structure, answer).await
    }

    /// Engagements are of a structure as a whole, and asking about them makes calls.
    async fn whole_structure(&self, actor: &Actor, id: StructureId) -> Result<StructureOverview> {
        actor.require(Permission::Deposit)?;
        actor.require_whole_structure(id)?;
        let found = self.ground.read().await?.structure(actor.organization, id).await?;
        found.ok_or(OperationError::NotFound("structure"))
    }
}

/// A number as it is sent; one that is longer than any is cut.
fn bounded(typed: &str) -> &str {
    let typed = typed.trim();
    typed.char_indices().nth(LONGEST_NUMBER).map_or(typed, |(end, _)| typed.get(..end).unwrap_or_default())
}

fn row_of(row: EngagementJuridique) -> Option<EngagementRow> {
    Some(EngagementRow {
        number: row.numero_engagement_juridique?,
        state: row.libelle_etat_courant_ej.unwrap_or_default(),
        service_code: row.code_service_executant.unwrap_or_default(),
        service_name: row.libelle_service_executant.unwrap_or_default(),
        notified_on: row.date_notification_ej.as_ref().and_then(Moment::day),
        gross: row.montant_total_ttc,
        currency: row.devise_engagement.unwrap_or_default(),
    })
}

fn sheet_of(
    structure: StructureOverview,
    number: String,
    details: ConsulterDetailEngagementJuridiqueOutput,
) -> EngagementSheet {
    let issuer = details.emetteur.unwrap_or_default();
    let lines = details.ligne_poste.into_iter().take(MOST_LINES).map(|line| EngagementLine {
        number: line.numero_de_poste,
        gross: line.montant_ttc_poste,
        state: line.statut_poste.unwrap_or_default(),
    });
    let invoices = details.demande_paiement.into_iter().take(MOST_LINES).map(|request| EngagementInvoice {
        number: request.numero_demande_paiement.unwrap_or_default(),
        state: request.etat_courant_demande_paiement.unwrap_or_default(),
        date: request.date_fournisseur.as_ref().and_then(Moment::day),
        gross: request.montant_ttc_demande_paiement,
    });
    EngagementSheet {
        structure,
        number,
        state: details.etat_courant_engagement.unwrap_or_default(),
        issuer: issuer.identifiant_structure_emettrice.unwrap_or_default(),
        issuer_name: issuer.raison_sociale_structure_emettrice.unwrap_or_default(),
        service_code: issuer.code_service_executant.unwrap_or_default(),
        service_name: issuer.nom_service_executant.unwrap_or_default(),
        lines: lines.collect(),
        invoices: invoices.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_sent_as_typed_without_blanks_and_never_too_long() {
        assert_eq!(bounded("  4500012345 "), "4500012345");
        assert_eq!(bounded(&"é".repeat(60)).chars().count(), LONGEST_NUMBER);
    }
}
