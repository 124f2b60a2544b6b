//! What a works document says as a whole, as far as it is understood (`consulter`, whose form is inferred).

use chorus_pro::factures::{LignePoste, LigneTva};
use chorus_pro::factures_travaux::{ConsulterFactureTravauxOutput, PieceTravaux};
use chrono::{DateTime, Utc};
use domain::{Permission, Reason, UsableForms, WorksDocumentId, WorksForm};
use jobs::{Kind as _, Priority};
use rust_decimal::Decimal;
use storage::JobState;

use super::forms::confirmed;
use super::read_content::ReadWorksDocument;
use super::wing::{Works, within_reach};
use crate::access::{Use, lane_of};
use crate::{Actor, OperationError, Result};

/// Lines and attachments shown of a document at most.
const MOST: usize = 200;

/// What a document says.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct WorksFacts {
    /// Total without VAT.
    pub net: Option<Decimal>,
    /// VAT.
    pub vat: Option<Decimal>,
    /// Total with VAT.
    pub gross: Option<Decimal>,
    /// Amount due.
    pub due: Option<Decimal>,
    /// Currency of the amounts, where it is told.
    pub currency: Option<String>,
    /// Contract.
    pub contract: Option<String>,
    /// Engagement.
    pub engagement: Option<String>,
    /// Name of the project manager.
    pub manager: Option<String>,
    /// Name of the project owner.
    pub owner: Option<String>,
    /// What its depositor wrote.
    pub comment: Option<String>,
    /// What was said when it reached its status.
    pub status_comment: Option<String>,
    /// VAT by rate.
    pub vat_lines: Vec<WorksVat>,
    /// Its lines.
    pub lines: Vec<WorksLine>,
    /// What its attachments are called.
    pub attachments: Vec<String>,
}

/// VAT of a rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksVat {
    /// In percent.
    pub rate: Option<Decimal>,
    /// What it is of.
    pub base: Option<Decimal>,
    /// The VAT.
    pub tax: Option<Decimal>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksLine {
    /// What.
    pub name: String,
    /// How many.
    pub quantity: Option<Decimal>,
    /// Of what.
    pub unit: Option<String>,
    /// Total without VAT.
    pub net: Option<Decimal>,
}

/// How far the reading of a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksReading {
    /// What it says; none where nothing came, or nothing of it is understood.
    pub facts: Option<WorksFacts>,
    /// When it came.
    pub read_at: Option<DateTime<Utc>>,
    /// Why the last reading gave nothing.
    pub reason: Option<Reason>,
    /// Whether it is asked for at this moment.
    pub under_way: bool,
    /// Whether the form of the service may be used.
    pub is_usable: bool,
    /// Whether somebody has confirmed it.
    pub is_confirmed: bool,
}

impl Works {
    /// What a document says as a whole.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn works_reading(&self, actor: &Actor, id: WorksDocumentId) -> Result<WorksReading> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let document = within_reach(actor, read.as_mut(), id).await?;
        let structure = read.structure(actor.organization, document.structure).await?;
        let structure = structure.ok_or(OperationError::NotFound("structure"))?;
        let confirmed = confirmed(read.as_mut(), actor.organization).await?;
        let forms = UsableForms { environment: structure.structure.environment, confirmed: &confirmed };
        let known = read.works_content(actor.organization, id).await?;
        let job = read.job_about(actor.organization, ReadWorksDocument::NAME, &id.to_string()).await?;
        let under_way = job.is_some_and(|job| matches!(job.state, JobState::Waiting | JobState::Leased));
        let content = known.as_ref().and_then(|known| known.content.as_deref());
        Ok(WorksReading {
            facts: content.and_then(understood),
            read_at: known.as_ref().and_then(|known| known.read_at),
            reason: known.and_then(|known| known.reason),
            under_way,
            is_usable: forms.allow(WorksForm::Read),
            is_confirmed: forms.is_confirmed(WorksForm::Read),
        })
    }

    /// Has a document read as a whole; once at a time.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] when the form of the service may
    /// not be used, or no access serves the structure.
    pub async fn read_works_document(&self, actor: &Actor, id: WorksDocumentId) -> Result<()> {
        actor.require(Permission::Read)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let document = within_reach(actor, transaction.as_mut(), id).await?;
        let structure = transaction.structure(actor.organization, document.structure).await?;
        let structure = structure.ok_or(OperationError::NotFound("structure"))?;
        let confirmed = confirmed(transaction.as_mut(), actor.organization).await?;
        let forms = UsableForms { environment: structure.structure.environment, confirmed: &confirmed };
        if !forms.allow(WorksForm::Read) {
            return Err(OperationError::Refused(Reason::FormNotConfirmed));
        }
        let lane = lane_of(&structure, Use::Any).ok_or(OperationError::Refused(Reason::NoAccess))?;
        let mut job = self.ground.queue().job::<ReadWorksDocument>(Some(actor.organization), id, lane, &());
        job.family = document.structure.to_string();
        job.priority = Priority::Urgent;
        transaction.enqueue(&job).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// What an answer says; none where nothing of it is understood.
fn understood(content: &str) -> Option<WorksFacts> {
    let output: ConsulterFactureTravauxOutput = serde_json::from_str(content).ok()?;
    let facts = facts(output.piece()?);
    (facts != WorksFacts::default()).then_some(facts)
}

fn facts(piece: PieceTravaux) -> WorksFacts {
    let total = piece.montant_total;
    let amount =
        |read: fn(&chorus_pro::factures::MontantTotal) -> Option<Decimal>| total.as_ref().and_then(read);
    let references = piece.references;
    let parties = piece.cadre_de_facturation;
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let line = |line: LignePoste| WorksLine {
        name: said(line.ligne_poste_denomination).or(said(line.ligne_poste_reference)).unwrap_or_default(),
        quantity: line.ligne_poste_quantite,
        unit: said(line.ligne_poste_unite_libelle),
        net: line.ligne_poste_montant_ht_apres_remise,
    };
    let vat = |line: LigneTva| WorksVat {
        rate: line.ligne_tva_taux_manuel.or(line.ligne_tva_taux_ref_valeur),
        base: line.ligne_tva_montant_base_ht_par_taux,
        tax: line.ligne_tva_montant_tva_par_taux,
    };
    let (mut manager, mut owner) = (None, None);
    if let Some(parties) = parties {
        manager = said(parties.raison_sociale_moe).or(said(parties.designation_moe));
        owner = said(parties.raison_sociale_moa).or(said(parties.designation_moa));
    }
    let attachments = piece.liste_des_pieces_jointes.map(|list| list.piece_jointe).unwrap_or_default();
    let lines = piece.lignes_de_poste.map(|list| list.ligne_poste).unwrap_or_default();
    let vat_lines = piece.recapitulatif_de_tva.map(|list| list.ligne_tva).unwrap_or_default();
    WorksFacts {
        net: amount(|total| total.montant_ht_total),
        vat: amount(|total| total.montant_tva),
        gross: amount(|total| total.montant_ttc_total),
        due: amount(|total| total.montant_a_payer),
        currency: references.as_ref().and_then(|block| said(block.code_devise_facture.clone())),
        contract: references.as_ref().and_then(|block| said(block.numero_marche.clone())),
        engagement: references.and_then(|block| said(block.numero_bon_commande)),
        manager,
        owner,
        comment: said(piece.commentaire),
        status_comment: said(piece.commentaire_etat_courant),
        vat_lines: vat_lines.into_iter().take(MOST).map(vat).collect(),
        lines: lines.into_iter().take(MOST).map(line).collect(),
        attachments: attachments
            .into_iter()
            .filter_map(|file| said(file.piece_jointe_designation))
            .take(MOST)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_which_nothing_is_understood_says_nothing() {
        assert_eq!(understood("{}"), None);
        assert_eq!(understood("{\"factureTravaux\": {\"autre\": 1}}"), None);
        assert_eq!(understood("{\"factureTravaux\": {\"commentaire\": \" \"}}"), None);
        let facts =
            understood("{\"factureTravaux\": {\"montantTotal\": {\"montantAPayer\": 12.5}}}").unwrap();
        assert_eq!(facts.due.map(|due| due.to_string()).as_deref(), Some("12.5"));
    }
}
