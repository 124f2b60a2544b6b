//! `factures/rechercher/atraiter`: what waits for a supplier, a recipient or a validator (API.md §5.1).

use crate::{
    codes::{
        StatutFacture, TriATraiterRecipiendaire, TriSens, TypeDemandePaiement, TypeFacture,
        TypeFactureTravaux, TypeIdentifiantStructure,
    },
    common::ParametresRetour,
    factures::{
        FactureRecipiendaire, ParametresFactureParFournisseur, ParametresRechercherFactureParValideur,
    },
    moment::Moment,
    wire::wire_struct,
};
use rust_decimal::Decimal;

wire_struct! {
    /// Input of `factures/rechercher/aTraiter/valideur`.
    RechercherFactureATraiterParValideur {
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Technical number of the structure.
        id_structure: Option<i64> = "idStructure",
        /// Kind of identifier.
        type_identifiant_structure: Option<TypeIdentifiantStructure> = "typeIdentifiantStructure",
        /// Identifier, up to 80 characters.
        identifiant_structure: Option<String> = "identifiantStructure",
        /// Page and order.
        pagination: Option<ParametresRechercherFactureParValideur> = "pagination",
    }
}

wire_struct! {
    /// Answer of `factures/rechercher/aTraiter/valideur`.
    RechercherFactureATraiterParValideurOutput {
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
        /// The invoices; absent when there is none.
        liste_factures: Vec<FactureRechercheValideur> = "listeFactures",
    }
}

wire_struct! {
    /// An invoice in the list of a validator.
    FactureRechercheValideur {
        /// Technical number of the invoice.
        id_facture: Option<i64> = "idFacture",
        /// Kind of payment request.
        type_demande_paiement: Option<TypeDemandePaiement> = "typeDemandePaiement",
        /// Technical number of the supplier.
        id_fournisseur: Option<i64> = "idFournisseur",
        /// Identifier of the supplier.
        identifiant_fournisseur: Option<String> = "identifiantFournisseur",
        /// Kind of that identifier.
        type_identifiant_fournisseur: Option<TypeIdentifiantStructure> = "typeIdentifiantFournisseur",
        /// Name of the supplier.
        designation_fournisseur: Option<String> = "designationFournisseur",
        /// Code of the supplier's service, up to 100 characters.
        code_service_fournisseur: Option<String> = "codeServiceFournisseur",
        /// Name of the supplier's service, up to 255 characters.
        nom_service_fournisseur: Option<String> = "nomServiceFournisseur",
        /// Technical number of the project manager.
        id_moe: Option<i64> = "idMoe",
        /// Kind of identifier of the project manager.
        type_identifiant_moe: Option<TypeIdentifiantStructure> = "typeIdentifiantMoe",
        /// Identifier of the project manager.
        identifiant_moe: Option<String> = "identifiantMoe",
        /// Name of the project manager to show.
        designation_moe: Option<String> = "designationMoe",
        /// Technical number of the project manager's service.
        id_service_moe: Option<i64> = "idServiceMoe",
        /// Code of the project manager's service.
        code_service_moe: Option<String> = "codeServiceMoe",
        /// Name of the project manager's service.
        nom_service_moe: Option<String> = "nomServiceMoe",
        /// Technical number of the contracting authority.
        id_moa: Option<i64> = "idMoa",
        /// Kind of identifier of the contracting authority.
        type_identifiant_moa: Option<TypeIdentifiantStructure> = "typeIdentifiantMoa",
        /// Identifier of the contracting authority.
        identifiant_moa: Option<String> = "identifiantMoa",
        /// Name of the contracting authority to show.
        designation_moa: Option<String> = "designationMoa",
        /// Technical number of the contracting authority's service.
        id_service_moa: Option<i64> = "idServiceMoa",
        /// Code of the contracting authority's service.
        code_service_moa: Option<String> = "codeServiceMoa",
        /// Name of the contracting authority's service.
        nom_service_moa: Option<String> = "nomServiceMoa",
        /// Technical number of the recipient.
        id_destinataire: Option<i64> = "idDestinataire",
        /// Kind of the recipient's identifier.
        type_identifiant_destinataire: Option<TypeIdentifiantStructure> = "typeIdentifiantDestinataire",
        /// Identifier of the recipient (SIRET).
        identifiant_destinataire: Option<String> = "identifiantDestinataire",
        /// Name of the recipient, up to 201 characters.
        designation_destinataire: Option<String> = "designationDestinataire",
        /// Technical number of the executing service.
        id_service_executant: Option<i64> = "idServiceExecutant",
        /// Code of the executing service, up to 100 characters.
        code_service_executant: Option<String> = "codeServiceExecutant",
        /// Name of the executing service.
        nom_service_executant: Option<String> = "nomServiceExecutant",
        /// Technical number of the validator.
        id_valideur: Option<i64> = "idValideur",
        /// Kind of the validator's identifier.
        type_identifiant_valideur: Option<TypeIdentifiantStructure> = "typeIdentifiantValideur",
        /// Identifier of the validator.
        identifiant_valideur: Option<String> = "identifiantValideur",
        /// Name of the validator.
        designation_valideur: Option<String> = "designationValideur",
        /// Kind of invoice.
        type_facture: Option<TypeFacture> = "typeFacture",
        /// Kind of works document.
        type_facture_travaux: Option<TypeFactureTravaux> = "typeFactureTravaux",
        /// Invoice number, up to 20 characters.
        numero_facture: Option<String> = "numeroFacture",
        /// Invoice date.
        date_facture: Option<Moment> = "dateFacture",
        /// Day of deposit.
        date_depot: Option<Moment> = "dateDepot",
        /// Total without VAT.
        montant_ht: Option<Decimal> = "montantHT",
        /// Total with VAT.
        montant_ttc: Option<Decimal> = "montantTTC",
        /// Amount due.
        montant_a_payer: Option<Decimal> = "montantAPayer",
        /// Currency (three letters), up to 3 characters.
        devise: Option<String> = "devise",
        /// Current status.
        statut: Option<StatutFacture> = "statut",
        /// Contract number, up to 50 characters.
        numero_marche: Option<String> = "numeroMarche",
        /// A commitment number is mandatory, up to 50 characters.
        numero_engagement: Option<String> = "numeroEngagement",
    }
}

wire_struct! {
    /// Input of `factures/rechercher/atraiter/recipiendaire`.
    RechercherFactureATraiterParRecipiendaire {
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Technical number of the structure.
        id_structure: Option<i64> = "idStructure",
        /// Whether the size of each invoice is wanted.
        recuperer_taille: Option<bool> = "recupererTaille",
        /// Page and order.
        parametre_recherche_facture_a_traiter_par_recipiendaire: Option<ParametreRechercheFactureATraiterParRecipiendaire> = "parametreRechercheFactureATraiterParRecipiendaire",
    }
}

wire_struct! {
    /// Page and order.
    ParametreRechercheFactureATraiterParRecipiendaire {
        /// Number of results over all pages the search stops at (odd name as in the API).
        getnb_resultats_maximum: Option<i64> = "getnbResultatsMaximum",
        /// Sort column.
        tri_colonne: Option<TriATraiterRecipiendaire> = "triColonne",
        /// Sort direction.
        tri_sens: Option<TriSens> = "triSens",
        /// Sort fields in a generic form; meaning not documented.
        champs_de_tri: Option<serde_json::Value> = "champsDeTri",
        /// Page size; the API takes 10 when absent.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Page number, from 1.
        page_resultat_demandee: Option<i64> = "pageResultatDemandee",
        /// Generic sort direction; meaning not documented.
        ordre_tri_generique: Option<TriSens> = "ordreTriGenerique",
        /// Generic page size; meaning not documented.
        taille_page_generique: Option<i64> = "taillePageGenerique",
        /// Generic page number; meaning not documented.
        index_page_generique: Option<i64> = "indexPageGenerique",
    }
}

wire_struct! {
    /// Answer of `factures/rechercher/atraiter/recipiendaire`.
    RechercherFactureATraiterParRecipiendaireOutput {
        /// The invoices; absent when there is none.
        liste_factures: Vec<FactureRecipiendaire> = "listeFactures",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// Input of `factures/rechercher/atraiter/fournisseur`.
    RechercherFactureATraiterParFournisseur {
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Technical number of the structure.
        id_structure: Option<i64> = "idStructure",
        /// Whether rejected invoices are left out.
        masquer_rejetee: Option<bool> = "masquerRejetee",
        /// Page and order.
        recherche_facture_a_traiter_par_fournisseur: Option<ParametresFactureParFournisseur> = "rechercheFactureATraiterParFournisseur",
        /// Whether the size of each invoice is wanted.
        recuperer_taille: Option<bool> = "recupererTaille",
    }
}

wire_struct! {
    /// Answer of `factures/rechercher/atraiter/fournisseur`.
    RechercherFactureATraiterParFournisseurOutput {
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
        /// The invoices; absent when there is none.
        liste_factures: Vec<FactureRechercherATraiterFournisseur> = "listeFactures",
    }
}

wire_struct! {
    /// An issued invoice waiting for its supplier.
    FactureRechercherATraiterFournisseur {
        /// Technical number of the invoice, supplier side.
        identifiant_facture_cpp: Option<i64> = "identifiantFactureCPP",
        /// Kind of payment request, up to 50 characters.
        type_demande_paiement: Option<TypeDemandePaiement> = "typeDemandePaiement",
        /// Identifier of the supplier, up to 18 characters.
        code_fournisseur: Option<String> = "codeFournisseur",
        /// Kind of that identifier.
        type_identifiant_fournisseur: Option<TypeIdentifiantStructure> = "typeIdentifiantFournisseur",
        /// Name of the supplier.
        designation_fournisseur: Option<String> = "designationFournisseur",
        /// Code of the supplier's service, up to 100 characters.
        code_service_fournisseur: Option<String> = "codeServiceFournisseur",
        /// Name of the supplier's service, up to 255 characters.
        nom_service_fournisseur: Option<String> = "nomServiceFournisseur",
        /// Technical number of the recipient.
        id_destinataire: Option<i64> = "idDestinataire",
        /// Identifier of the recipient (SIRET), up to 14 characters.
        code_destinataire: Option<String> = "codeDestinataire",
        /// Name of the recipient, up to 201 characters.
        designation_destinataire: Option<String> = "designationDestinataire",
        /// Technical number of the executing service.
        id_service_executant: Option<i64> = "idServiceExecutant",
        /// Code of the executing service, up to 100 characters.
        code_service_executant: Option<String> = "codeServiceExecutant",
        /// Name of the executing service.
        nom_service_executant: Option<String> = "nomServiceExecutant",
        /// Kind of invoice.
        type_facture: Option<TypeFacture> = "typeFacture",
        /// Invoice number, up to 20 characters.
        numero_facture: Option<String> = "numeroFacture",
        /// Invoice date.
        date_facture: Option<Moment> = "dateFacture",
        /// Day of deposit.
        date_depot: Option<Moment> = "dateDepot",
        /// Total without VAT.
        montant_ht: Option<Decimal> = "montantHT",
        /// Total with VAT.
        montant_ttc: Option<Decimal> = "montantTTC",
        /// Amount due.
        montant_a_payer: Option<Decimal> = "montantAPayer",
        /// Currency (three letters), up to 3 characters.
        devise: Option<String> = "devise",
        /// Current status.
        statut: Option<StatutFacture> = "statut",
        /// Contract number, up to 50 characters.
        numero_marche: Option<String> = "numeroMarche",
        /// Purchase order (commitment) number, up to 50 characters.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// Size of the invoice with its attachments, when asked for.
        taille: Option<i64> = "taille",
    }
}
