//! The calls of the probe: those that change nothing, each with what the ones before it found.

use super::Probe;
use crate::{
    codes::{CodeLangue, RoleUtilisateur, StatutFacture, TypeIdentifiantStructure},
    engagements_juridiques::{ConsulterDetailEngagementJuridique, RechercherEngagementJuridique},
    factures::{
        ConsulterFactureParFournisseur, ConsulterFactureParRecipiendaire, ConsulterHistoriqueFacture,
        RechercherFactureATraiterParFournisseur, RechercherFactureATraiterParRecipiendaire,
        RechercherFactureATraiterParValideur, RechercherFactureParFournisseur, RechercherFactureParValideur,
        RechercherFactureRecipiendaire, RecupererStatutsFactureVisiblesParValideur,
    },
    factures_travaux::RechercherFactureTravaux,
    structures::{
        ConsulterServiceStructure, ConsulterStructure, CritereStructure,
        ListerRattachementsStructureUtilisateur, ParametresStructureRechercherEspacesFo, RechercherEspaces,
        RechercherServicesStructure, RechercherStructure,
    },
    transverses::{
        HealthCheck, RechercherDestinataire, RechercherPieceJointeStructure,
        RechercherPieceJointeSurMonCompte, RecupererCadreFacturation, RecupererCoordonneesBancairesValides,
        RecupererDevises, RecupererEtatParTypeDemandePaiement, RecupererEtatsPossiblesPourTraitement,
        RecupererFormatFlux, RecupererModeDepot, RecupererModeReglements, RecupererMotifsExonerationTva,
        RecupererMotifsRefusFactureAValider, RecupererMotifsRefusFactureTravaux, RecupererPays,
        RecupererStructuresActivesFournisseur, RecupererStructuresActivesPourDestinataire,
        RecupererStructuresActivesPourFacturetravaux, RecupererSyntaxeFlux, RecupererTauxTva,
        RecupererTypeDemandePaiement, RecupererTypeFactureTravaux, RecupererTypeIdentifiantStructure,
        RecupererTypesPieceJointe,
    },
    utilisateurs::RecupererRattachements,
};

/// Makes them all, in the name of the structure of a SIRET.
pub(super) async fn make(probe: &mut Probe, siret: &str) {
    probe.ask(&HealthCheck::default()).await;
    lists(probe).await;
    let id = structure(probe, siret).await;
    issued(probe, id).await;
    received(probe, id).await;
    validated(probe, id).await;
    engagements(probe).await;
    probe.list(&RechercherFactureTravaux::new(RoleUtilisateur::Fournisseur)).await;
}

/// What the platform offers everybody to choose from.
async fn lists(probe: &mut Probe) {
    let language = Some(CodeLangue::from("fr"));
    probe.ask(&RecupererDevises { code_langue: language.clone() }).await;
    probe.ask(&RecupererPays { code_langue: language.clone() }).await;
    probe.ask(&RecupererTauxTva { code_langue: language.clone() }).await;
    probe.ask(&RecupererMotifsExonerationTva { code_langue: language.clone() }).await;
    probe.ask(&RecupererTypesPieceJointe { code_langue: language, ..Default::default() }).await;
    probe.ask(&RecupererModeDepot::default()).await;
    probe.ask(&RecupererModeReglements::default()).await;
    probe.ask(&RecupererTypeFactureTravaux::default()).await;
    probe.ask(&RecupererTypeIdentifiantStructure::default()).await;
    let kinds = probe.ask(&RecupererTypeDemandePaiement::default()).await;
    let kind = kinds.and_then(|kinds| {
        kinds.liste_type_demande_paiement.into_iter().find_map(|item| item.type_demande_paiement)
    });
    probe
        .ask_with(kind.clone(), |kind| RecupererCadreFacturation { type_demande_paiement: Some(kind) })
        .await;
    probe
        .ask_with(kind, |kind| RecupererEtatParTypeDemandePaiement { type_demande_paiement: Some(kind) })
        .await;
    let formats = probe.ask(&RecupererFormatFlux::default()).await;
    let format =
        formats.and_then(|formats| formats.liste_format_flux.into_iter().find_map(|item| item.format_flux));
    probe.ask_with(format, |format| RecupererSyntaxeFlux { format_flux: Some(format.as_str().into()) }).await;
    let arrived = StatutFacture::from("MISE_A_DISPOSITION");
    probe.ask(&RecupererEtatsPossiblesPourTraitement::new(arrived)).await;
    let reasons = RecupererMotifsRefusFactureAValider {
        code_cadre_facturation_a_valider: Some("A9_FACTURE_SOUSTRAITANT".to_owned()),
    };
    probe.ask(&reasons).await;
    let reasons = RecupererMotifsRefusFactureTravaux {
        code_cadre_facturation_travaux: Some("A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR".to_owned()),
    };
    probe.ask(&reasons).await;
}

/// The account, and the structure in whose name is asked; gives its number.
async fn structure(probe: &mut Probe, siret: &str) -> Option<i64> {
    probe.list(&RecupererRattachements::default()).await;
    probe.ask(&RecupererStructuresActivesFournisseur::default()).await;
    probe.ask(&RecupererStructuresActivesPourDestinataire::default()).await;
    probe.ask(&RecupererStructuresActivesPourFacturetravaux::default()).await;
    probe.list(&RechercherPieceJointeSurMonCompte::default()).await;
    let criterion = CritereStructure {
        type_identifiant_structure: Some(TypeIdentifiantStructure::Siret),
        identifiant_structure: Some(siret.to_owned()),
        ..Default::default()
    };
    let search = RechercherStructure { structure: Some(criterion), ..Default::default() };
    let found = probe.list(&search).await;
    let id = found.and_then(|found| found.into_iter().find_map(|row| row.id_structure_cpp));
    probe.ask_with(id, ConsulterStructure::new).await;
    let services = match id {
        Some(id) => probe.list(&RechercherServicesStructure::new(id)).await,
        None => None,
    };
    let service = services.and_then(|services| services.into_iter().find_map(|service| service.id_service));
    probe
        .ask_with(service, |service| ConsulterServiceStructure {
            id_structure: id,
            ..ConsulterServiceStructure::new(service)
        })
        .await;
    probe
        .ask_with(id, |id| RechercherEspaces {
            structure: Some(ParametresStructureRechercherEspacesFo {
                id_structure: Some(id),
                ..Default::default()
            }),
            ..Default::default()
        })
        .await;
    probe
        .ask_with(id, |id| ListerRattachementsStructureUtilisateur {
            id_structure: Some(id),
            ..Default::default()
        })
        .await;
    probe.ask_with(id, RecupererCoordonneesBancairesValides::new).await;
    probe.ask_with(id, RechercherPieceJointeStructure::new).await;
    let named = RechercherDestinataire { identifiant: Some(siret.to_owned()), ..Default::default() };
    probe.list(&named).await;
    id
}

async fn issued(probe: &mut Probe, supplier: Option<i64>) {
    let search = RechercherFactureParFournisseur { id_fournisseur: supplier, ..Default::default() };
    let found = probe.list(&search).await;
    let invoice =
        found.and_then(|found| found.into_iter().find_map(|invoice| invoice.identifiant_facture_cpp));
    probe.ask_with(invoice, ConsulterFactureParFournisseur::new).await;
    probe.ask_with(invoice, ConsulterHistoriqueFacture::new).await;
    let waiting = RechercherFactureATraiterParFournisseur { id_structure: supplier, ..Default::default() };
    probe.list(&waiting).await;
}

async fn received(probe: &mut Probe, recipient: Option<i64>) {
    let search = RechercherFactureRecipiendaire { id_destinataire: recipient, ..Default::default() };
    let found = probe.list(&search).await;
    let invoice = found.and_then(|found| found.into_iter().find_map(|invoice| invoice.id_facture));
    probe.ask_with(invoice, ConsulterFactureParRecipiendaire::new).await;
    let waiting = RechercherFactureATraiterParRecipiendaire { id_structure: recipient, ..Default::default() };
    probe.list(&waiting).await;
}

async fn validated(probe: &mut Probe, validator: Option<i64>) {
    probe.ask(&RecupererStatutsFactureVisiblesParValideur::default()).await;
    probe.list(&RechercherFactureParValideur::default()).await;
    let waiting = RechercherFactureATraiterParValideur { id_structure: validator, ..Default::default() };
    probe.list(&waiting).await;
}

async fn engagements(probe: &mut Probe) {
    let found = probe.list(&RechercherEngagementJuridique::default()).await;
    let number =
        found.and_then(|found| found.into_iter().find_map(|found| found.numero_engagement_juridique));
    probe.ask_with(number, ConsulterDetailEngagementJuridique::new).await;
}
