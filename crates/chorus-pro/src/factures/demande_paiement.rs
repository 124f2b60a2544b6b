//! `factures/rechercher/demandePaiement`: live and archived payment requests (API.md §5.1).

use crate::{
    codes::{
        CadreFacturation, DpOuDpArchive, RoleUtilisateur, StatutFacture, TypeDemandePaiement, TypeFacture,
        TypeFactureTravaux, TypeIdentifiantStructure,
    },
    moment::Moment,
    wire::wire_struct,
};
use rust_decimal::Decimal;

wire_struct! {
    /// Input of `factures/rechercher/demandePaiement`.
    RechercherDemandePaiement {
        /// In which role the search is made.
        role_utilisateur: Option<RoleUtilisateur> = "roleUtilisateur",
        /// Invoice number, up to 20 characters.
        numero_facture: Option<String> = "numeroFacture",
        /// Kind of payment request.
        type_demande_paiement: Option<TypeDemandePaiement> = "typeDemandePaiement",
        /// Kind of invoice.
        type_facture: Option<TypeFacture> = "typeFacture",
        /// Kind of works document.
        type_facture_travaux: Option<TypeFactureTravaux> = "typeFactureTravaux",
        /// Invoicing framework.
        cadre_facturation: Option<CadreFacturation> = "cadreFacturation",
        /// Current statuses wanted.
        statut_courant: Vec<StatutFacture> = "statutCourant",
        /// Earliest time of the current status.
        periode_date_heure_etat_courant_du: Option<Moment> = "periodeDateHeureEtatCourantDu",
        /// Latest time of the current status.
        periode_date_heure_etat_courant_au: Option<Moment> = "periodeDateHeureEtatCourantAu",
        /// First day of the supplier's date.
        periode_date_fournisseur_du: Option<Moment> = "periodeDateFournisseurDu",
        /// Last day of the supplier's date.
        periode_date_fournisseur_au: Option<Moment> = "periodeDateFournisseurAu",
        /// First day of deposit.
        periode_date_depot_du: Option<Moment> = "periodeDateDepotDu",
        /// Last day of deposit.
        periode_date_depot_au: Option<Moment> = "periodeDateDepotAu",
        /// Least total without VAT.
        montant_ht_min: Option<Decimal> = "montantHTMin",
        /// Greatest total without VAT.
        montant_ht_max: Option<Decimal> = "montantHTMax",
        /// Least total with VAT.
        montant_ttc_min: Option<Decimal> = "montantTTCMin",
        /// Greatest total with VAT.
        montant_ttc_max: Option<Decimal> = "montantTTCMax",
        /// Least amount due.
        montant_a_payer_min: Option<Decimal> = "montantAPayerMin",
        /// Greatest amount due.
        montant_a_payer_max: Option<Decimal> = "montantAPayerMax",
        /// Contract number, up to 50 characters.
        numero_marche: Option<String> = "numeroMarche",
        /// Purchase order (commitment) number, up to 50 characters.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// Number of the original invoice, up to 20 characters.
        numero_facture_origine: Option<String> = "numeroFactureOrigine",
        /// Supplier.
        structure_fournisseur: Option<RechercherDemandePaiementStructureFournisseurInput> = "structureFournisseur",
        /// Whether a supplier stands for all establishments of its SIREN.
        recherche_siren_fournisseur: Option<bool> = "rechercheSirenFournisseur",
        /// Technical number of the supplier's service.
        id_service_fournisseur: Option<i64> = "idServiceFournisseur",
        /// Project manager (MOE).
        structure_moe: Option<RechercherDemandePaiementStructureMoeInput> = "structureMoe",
        /// Technical number of the project manager's service.
        id_service_moe: Option<i64> = "idServiceMoe",
        /// Contracting authority (MOA).
        structure_moa: Option<RechercherDemandePaiementStructureMoaInput> = "structureMoa",
        /// Technical number of the contracting authority's service.
        id_service_moa: Option<i64> = "idServiceMoa",
        /// Validator.
        structure_valideur: Option<RechercherDemandePaiementStructureValideurInput> = "structureValideur",
        /// Recipient.
        structure_destinataire: Option<RechercherDemandePaiementStructureDestinataireInput> = "structureDestinataire",
        /// Whether a recipient stands for all establishments of its SIREN.
        recherche_siren_destinataire: Option<bool> = "rechercheSirenDestinataire",
        /// Technical number of the recipient's service.
        id_service_destinataire: Option<i64> = "idServiceDestinataire",
        /// Live data or archive.
        dp_ou_dp_archive: Option<DpOuDpArchive> = "dpOuDpArchive",
        /// Number of the billing file.
        numero_dossier_facturation: Option<String> = "numeroDossierFacturation",
        /// Number of the invoice or memorandum.
        numero_facture_memoire: Option<String> = "numeroFactureMemoire",
        /// Number of the payment order.
        numero_dp_mandat: Option<String> = "numeroDpMandat",
    }
}

wire_struct! {
    /// Supplier.
    RechercherDemandePaiementStructureFournisseurInput {
        /// Technical number of the supplier.
        id_structure_fournisseur: Option<i64> = "idStructureFournisseur",
        /// Kind of the supplier's identifier.
        type_identifiant_structure_fournisseur: Option<TypeIdentifiantStructure> = "typeIdentifiantStructureFournisseur",
        /// Identifier of the supplier.
        identifiant_structure_fournisseur: Option<String> = "identifiantStructureFournisseur",
    }
}

wire_struct! {
    /// Project manager (MOE).
    RechercherDemandePaiementStructureMoeInput {
        /// Technical number of the project manager (MOE).
        id_structure_moe: Option<i64> = "idStructureMoe",
        /// Kind of the project manager's identifier.
        type_identifiant_structure_moe: Option<TypeIdentifiantStructure> = "typeIdentifiantStructureMoe",
        /// Identifier of the project manager (MOE).
        identifiant_structure_moe: Option<String> = "identifiantStructureMoe",
    }
}

wire_struct! {
    /// Contracting authority (MOA).
    RechercherDemandePaiementStructureMoaInput {
        /// Technical number of the contracting authority (MOA).
        id_structure_moa: Option<i64> = "idStructureMoa",
        /// Kind of the contracting authority's identifier.
        type_identifiant_structure_moa: Option<TypeIdentifiantStructure> = "typeIdentifiantStructureMoa",
        /// Identifier of the contracting authority (MOA).
        identifiant_structure_moa: Option<String> = "identifiantStructureMoa",
    }
}

wire_struct! {
    /// Validator.
    RechercherDemandePaiementStructureValideurInput {
        /// Technical number of the validating structure.
        id_structure_valideur: Option<i64> = "idStructureValideur",
        /// Kind of the validator's identifier.
        type_identifiant_structure_valideur: Option<TypeIdentifiantStructure> = "typeIdentifiantStructureValideur",
        /// Identifier of the validator.
        identifiant_structure_valideur: Option<String> = "identifiantStructureValideur",
    }
}

wire_struct! {
    /// Recipient.
    RechercherDemandePaiementStructureDestinataireInput {
        /// Technical number of the recipient.
        id_structure_destinataire: Option<i64> = "idStructureDestinataire",
        /// Kind of the recipient's identifier.
        type_identifiant_structure_destinataire: Option<TypeIdentifiantStructure> = "typeIdentifiantStructureDestinataire",
        /// Identifier of the recipient.
        identifiant_structure_destinataire: Option<String> = "identifiantStructureDestinataire",
    }
}

wire_struct! {
    /// Answer of `factures/rechercher/demandePaiement`.
    RechercherDemandePaiementOutput {
        /// The payment requests.
        liste_demande_paiement: Vec<RechercherDemandePaiementOutputListeDemandePaiement> = "listeDemandePaiement",
        /// Number of results over all pages.
        total: Option<i64> = "total",
    }
}

wire_struct! {
    /// The payment requests.
    RechercherDemandePaiementOutputListeDemandePaiement {
        /// Technical number of the payment request.
        id_demande_paiement: Option<i64> = "idDemandePaiement",
        /// Number of the payment request.
        numero_demande_paiement: Option<String> = "numeroDemandePaiement",
        /// Kind of payment request, up to 50 characters.
        type_demande_paiement: Option<TypeDemandePaiement> = "typeDemandePaiement",
        /// Kind of invoice, up to 50 characters.
        type_facture: Option<TypeFacture> = "typeFacture",
        /// Kind of works document.
        type_facture_travaux: Option<TypeFactureTravaux> = "typeFactureTravaux",
        /// Invoicing framework.
        cadre_facturation: Option<CadreFacturation> = "cadreFacturation",
        /// Current state.
        etat_courant: Option<String> = "etatCourant",
        /// Time of the current status.
        date_heure_etat_courant: Option<Moment> = "dateHeureEtatCourant",
        /// The supplier's date.
        date_fournisseur: Option<Moment> = "dateFournisseur",
        /// Day of deposit.
        date_depot: Option<Moment> = "dateDepot",
        /// Total without VAT.
        montant_ht: Option<Decimal> = "montantHT",
        /// Total with VAT.
        montant_ttc: Option<Decimal> = "montantTTC",
        /// Amount due.
        montant_a_payer: Option<Decimal> = "montantAPayer",
        /// Contract number, up to 50 characters.
        numero_marche: Option<String> = "numeroMarche",
        /// Purchase order (commitment) number, up to 50 characters.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// Number of the original invoice, up to 20 characters.
        numero_facture_origine: Option<String> = "numeroFactureOrigine",
        /// Technical number of the supplier.
        id_structure_fournisseur: Option<i64> = "idStructureFournisseur",
        /// Technical number of the supplier's service.
        id_service_fournisseur: Option<i64> = "idServiceFournisseur",
        /// Technical number of the project manager (MOE).
        id_structure_moe: Option<i64> = "idStructureMoe",
        /// Technical number of the project manager's service.
        id_service_moe: Option<i64> = "idServiceMoe",
        /// Technical number of the contracting authority (MOA).
        id_structure_moa: Option<i64> = "idStructureMoa",
        /// Technical number of the contracting authority's service.
        id_service_moa: Option<i64> = "idServiceMoa",
        /// Technical number of the first validator.
        id_structure_valideur1: Option<i64> = "idStructureValideur1",
        /// Technical number of the second validator.
        id_structure_valideur2: Option<i64> = "idStructureValideur2",
        /// Technical number of the recipient.
        id_structure_destinataire: Option<i64> = "idStructureDestinataire",
        /// Technical number of the recipient's service.
        id_service_destinataire: Option<i64> = "idServiceDestinataire",
        /// Live data or archive.
        dp_ou_dp_archive: Option<String> = "dpOuDpArchive",
        /// Number of the billing file.
        numero_dossier_facturation: Option<String> = "numeroDossierFacturation",
        /// Technical number of the billing file.
        id_dossier_facturation: Option<i64> = "idDossierFacturation",
        /// Comment of the current status.
        commentaire_etat_courant: Option<String> = "commentaireEtatCourant",
        /// Number of the payment order.
        numero_dp_mandat: Option<String> = "numeroDpMandat",
        /// The supplier's SIRET on qualification.
        siret_fournisseur_qualif: Option<String> = "siretFournisseurQualif",
        /// The recipient's SIRET on qualification.
        siret_destinataire_qualif: Option<String> = "siretDestinataireQualif",
        /// Number of results.
        nombre_resultat_total: Option<String> = "nombreResultatTotal",
        /// Code of the recipient's service.
        code_service_destinataire: Option<String> = "codeServiceDestinataire",
        /// Name of the recipient's service.
        nom_service_destinataire: Option<String> = "nomServiceDestinataire",
        /// Identifier of the supplier.
        identifiant_structure_fournisseur: Option<String> = "identifiantStructureFournisseur",
        /// Identifier of the recipient.
        identifiant_structure_destinataire: Option<String> = "identifiantStructureDestinataire",
    }
}
