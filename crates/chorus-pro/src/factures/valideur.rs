//! What validators of subcontracted and joint invoices search, read and decide (API.md §5.1).

use crate::{
    codes::{
        CadreFacturation, StatutFacture, TriFactureValideur, TriSens, TypeDemandePaiement, TypeFacture,
        TypeFactureTravaux, TypeIdentifiantStructure,
    },
    common::ParametresRetour,
    factures::{FactureRechercheValideur, ParamLigneRecapTva, ParamLignesPoste, ParamListePiecesJointes},
    moment::Moment,
    wire::wire_struct,
};
use rust_decimal::Decimal;

/// What the reference does not say of `traiter/factureAValider`: the values of `action` and `typeValideur` are free
/// strings in the Swagger and were found in no source (enums.md §3). **Inferred**: those of the example, and their
/// obvious pair. A value that Chorus Pro does not know is refused and changes nothing.
pub mod validator_codes {
    /// `action` of a validator who accepts.
    pub const ACCEPT: &str = "VALIDER";
    /// `action` of a validator who refuses, or gives back by the reason.
    pub const REFUSE: &str = "REFUSER";
    /// `typeValideur` of the first validator.
    pub const FIRST_VALIDATOR: &str = "VALIDEUR_1";
    /// `typeValideur` of the second one.
    pub const SECOND_VALIDATOR: &str = "VALIDEUR_2";
}

wire_struct! {
    /// Input of `factures/traiter/factureAValider`.
    TraiterFactureAValider {
        required {
            /// Technical number of the invoice.
            id_facture: i64 = "idFacture",
            /// What the validator decides.
            action: String = "action",
        }
        /// Which validator acts (first or second).
        type_valideur: Option<String> = "typeValideur",
        /// Technical number of the validator.
        id_valideur: Option<i64> = "idValideur",
        /// Code of the reason for a refusal.
        motif_refus: Option<String> = "motifRefus",
        /// Further information, free text.
        complement_info: Option<String> = "complementInfo",
    }
}

wire_struct! {
    /// Answer of `factures/traiter/factureAValider`.
    TraiterFactureAValiderOutput {
        /// Technical number of the invoice.
        id_facture: Option<i64> = "idFacture",
        /// Invoice number, up to 20 characters.
        numero_facture: Option<String> = "numeroFacture",
        /// Day of the treatment.
        date_traitement: Option<Moment> = "dateTraitement",
        /// Status reached.
        statut_facture: Option<StatutFacture> = "statutFacture",
    }
}

wire_struct! {
    /// Input of `factures/rechercher/valideur`.
    RechercherFactureParValideur {
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Kind of payment request.
        type_demande_paiement: Option<TypeDemandePaiement> = "typeDemandePaiement",
        /// Technical number of the recipient.
        id_destinataire: Option<i64> = "idDestinataire",
        /// Whether a recipient stands for all establishments of its SIREN.
        recherche_siren_destinataire: Option<bool> = "rechercheSirenDestinataire",
        /// Technical number of the executing service.
        id_service_executant: Option<i64> = "idServiceExecutant",
        /// Invoice number, up to 20 characters.
        numero_facture: Option<String> = "numeroFacture",
        /// First day of deposit.
        periode_date_depot_du: Option<Moment> = "periodeDateDepotDu",
        /// Last day of deposit.
        periode_date_depot_au: Option<Moment> = "periodeDateDepotAu",
        /// Kinds of invoices.
        liste_type_facture: Vec<TypeFacture> = "listeTypeFacture",
        /// Kinds of works documents.
        liste_type_facture_travaux: Vec<TypeFactureTravaux> = "listeTypeFactureTravaux",
        /// Technical number of the supplier.
        id_fournisseur: Option<i64> = "idFournisseur",
        /// Whether a supplier stands for all establishments of its SIREN.
        recherche_siren_fournisseur: Option<bool> = "rechercheSirenFournisseur",
        /// Technical number of the supplier's service.
        id_service_fournisseur: Option<i64> = "idServiceFournisseur",
        /// Technical number of the validating structure.
        id_structure_valideur: Option<i64> = "idStructureValideur",
        /// Technical number of the project manager (MOE).
        id_structure_moe: Option<i64> = "idStructureMoe",
        /// Technical number of the contracting authority (MOA).
        id_structure_moa: Option<i64> = "idStructureMoa",
        /// Invoicing framework.
        cadre_facturation: Option<CadreFacturation> = "cadreFacturation",
        /// Current statuses wanted.
        statut_courant: Vec<StatutFacture> = "statutCourant",
        /// First invoice date.
        periode_date_facture_du: Option<Moment> = "periodeDateFactureDu",
        /// Last invoice date.
        periode_date_facture_au: Option<Moment> = "periodeDateFactureAu",
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
        /// A commitment number is mandatory, up to 50 characters.
        numero_engagement: Option<String> = "numeroEngagement",
        /// Page and order.
        pagination: Option<ParametresRechercherFactureParValideur> = "pagination",
    }
}

wire_struct! {
    /// Page and order.
    ParametresRechercherFactureParValideur {
        /// Page number, from 1.
        page_resultat_demandee: Option<i64> = "pageResultatDemandee",
        /// Page size; the API takes 10 when absent.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Sort direction.
        tri_sens: Option<TriSens> = "triSens",
        /// Sort column.
        tri_colonne: Option<TriFactureValideur> = "triColonne",
        /// Sort fields in a generic form; meaning not documented.
        champs_de_tri: Option<serde_json::Value> = "champsDeTri",
        /// Generic sort direction; meaning not documented.
        ordre_tri_generique: Option<TriSens> = "ordreTriGenerique",
        /// Generic page size; meaning not documented.
        taille_page_generique: Option<i64> = "taillePageGenerique",
        /// Generic page number; meaning not documented.
        index_page_generique: Option<i64> = "indexPageGenerique",
    }
}

wire_struct! {
    /// Answer of `factures/rechercher/valideur`.
    RechercherFactureParValideurOutput {
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
        /// The invoices; absent when there is none.
        liste_factures: Vec<FactureRechercheValideur> = "listeFactures",
    }
}

wire_struct! {
    /// Input of `factures/consulter/valideur`.
    ConsulterFactureParValideur {
        required {
            /// Technical number of the invoice, supplier side.
            identifiant_facture_cpp: i64 = "identifiantFactureCPP",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Language of labels; clients in use send `fr` in lower case, up to 2 characters.
        code_langue: Option<String> = "codeLangue",
        /// Page and order of the VAT breakdown.
        recherche_ligne_tva_recap: Option<ParamLigneRecapTva> = "rechercheLigneTvaRecap",
        /// Page and order of the attachments.
        recherche_pj: Option<ParamListePiecesJointes> = "recherchePj",
        /// Page and order of the lines.
        recherche_ligne_poste: Option<ParamLignesPoste> = "rechercheLignePoste",
    }
}

wire_struct! {
    /// Input of `factures/corriger/valideur/facture`.
    CorrigerValideurFacture {
        required {
            /// Technical number of the invoice.
            id_facture: i64 = "idFacture",
        }
        /// Technical number of the structure.
        id_structure: Option<i64> = "idStructure",
        /// Kind of identifier.
        type_identifiant_structure: Option<TypeIdentifiantStructure> = "typeIdentifiantStructure",
        /// Identifier, up to 80 characters.
        identifiant_structure: Option<String> = "identifiantStructure",
    }
}

wire_struct! {
    /// Answer of `factures/corriger/valideur/facture`.
    CorrigerValideurFactureOutput {
        /// Technical number of the invoice.
        id_facture: Option<i64> = "idFacture",
    }
}

wire_struct! {
    /// Input of `factures/recuperer/statutsFactureVisibles/valideur`.
    RecupererStatutsFactureVisiblesParValideur {
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
    }
}

wire_struct! {
    /// Answer of `factures/recuperer/statutsFactureVisibles/valideur`.
    RecupererStatutsFactureVisiblesParValideurOutput {
        /// The statuses.
        liste_statut_facture: Vec<StatutVisible> = "listeStatutFacture",
    }
}

wire_struct! {
    /// The statuses.
    StatutVisible {
        /// A status of an invoice.
        code_statut_facture: Option<String> = "codeStatutFacture",
    }
}
