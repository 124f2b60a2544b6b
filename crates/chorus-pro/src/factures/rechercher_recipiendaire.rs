//! `factures/rechercher/recipiendaire`: searches received invoices.

use crate::{
    codes::{
        CadreFacturation, StatutFacture, TriFactureRecipiendaire, TriSens, TypeDemandePaiement, TypeFacture,
        TypeFactureTravaux, TypeIdentifiantStructure,
    },
    moment::Moment,
    wire::wire_struct,
};
use rust_decimal::Decimal;

wire_struct! {
    /// Criteria of a search of received invoices; all are optional.
    RechercherFactureRecipiendaire {
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Kind of payment request: `FACTURE` or `FACTURE_TRAVAUX`.
        type_demande_paiement: Option<TypeDemandePaiement> = "typeDemandePaiement",
        /// Technical number of the recipient.
        id_destinataire: Option<i64> = "idDestinataire",
        /// Technical number of the executing service.
        id_service_executant: Option<i64> = "idServiceExecutant",
        /// Invoice number.
        numero_facture: Option<String> = "numeroFacture",
        /// First day of deposit.
        periode_date_depot_du: Option<Moment> = "periodeDateDepotDu",
        /// Last day of deposit.
        periode_date_depot_au: Option<Moment> = "periodeDateDepotAu",
        /// Kinds of invoices.
        liste_type_facture: Vec<TypeFacture> = "listeTypeFacture",
        /// Kinds of works documents.
        liste_type_facture_travaux: Vec<TypeFactureTravaux> = "listeTypeFactureTravaux",
        /// Suppliers.
        liste_fournisseurs: Vec<CritereFournisseur> = "listeFournisseurs",
        /// Whether a supplier stands for all establishments of its SIREN.
        recherche_siren_fournisseur: Option<bool> = "rechercheSirenFournisseur",
        /// Technical number of the validating structure.
        id_structure_valideur: Option<i64> = "idStructureValideur",
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
        montant_apayer_min: Option<Decimal> = "montantApayerMin",
        /// Greatest amount due.
        montant_apayer_max: Option<Decimal> = "montantApayerMax",
        /// Contract number.
        numero_marche: Option<String> = "numeroMarche",
        /// Purchase order (commitment) number.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// Whether the recipient has downloaded the invoice.
        facture_telechargee_par_destinataire: Option<bool> = "factureTelechargeeParDestinataire",
        /// Page and order.
        param_recherche: Option<ParamRechercheRecipiendaire> = "paramRecherche",
        /// Whether the size of each invoice is wanted.
        recuperer_taille: Option<bool> = "recupererTaille",
        /// Earliest time of the current status.
        periode_date_heure_etat_courant_du: Option<Moment> = "periodeDateHeureEtatCourantDu",
        /// Latest time of the current status.
        periode_date_heure_etat_courant_au: Option<Moment> = "periodeDateHeureEtatCourantAu",
    }
}

wire_struct! {
    /// A supplier searched for.
    CritereFournisseur {
        /// Technical number of the supplier.
        id_fournisseur: Option<i64> = "idFournisseur",
        /// Technical numbers of its services.
        liste_id_service: Vec<i64> = "listeIdService",
    }
}

wire_struct! {
    /// Page and order of a search of received invoices.
    ParamRechercheRecipiendaire {
        /// Number of results over all pages the search stops at; the API takes 200 when absent.
        nb_resultats_maximum: Option<i64> = "nbResultatsMaximum",
        /// Page number, from 1.
        page_resultat_demandee: Option<i64> = "pageResultatDemandee",
        /// Page size; the API takes 10 when absent, 1000 is the greatest value seen in use.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Sort direction.
        tri_sens: Option<TriSens> = "triSens",
        /// Sort column.
        tri_colonne: Option<TriFactureRecipiendaire> = "triColonne",
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
    /// One page of received invoices. Its position stands at the top level of the answer.
    RechercherFactureRecipiendaireOutput {
        /// The invoices; absent when there is none.
        liste_factures: Vec<FactureRecipiendaire> = "listeFactures",
        /// Number of this page, from 1.
        page_courante: Option<i64> = "pageCourante",
        /// Number of pages.
        pages: Option<i64> = "pages",
        /// Page size in force.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Number of results over all pages.
        total: Option<i64> = "total",
    }
}

wire_struct! {
    /// A received invoice in a list.
    FactureRecipiendaire {
        /// Technical number of the invoice, recipient side.
        id_facture: Option<i64> = "idFacture",
        /// Currency (three letters).
        devise: Option<String> = "devise",
        /// Kind of payment request.
        type_demande_paiement: Option<TypeDemandePaiement> = "typeDemandePaiement",
        /// Identifier of the supplier.
        code_fournisseur: Option<String> = "codeFournisseur",
        /// Kind of that identifier.
        type_identifiant_fournisseur: Option<TypeIdentifiantStructure> = "typeIdentifiantFournisseur",
        /// Name of the supplier.
        designation_fournisseur: Option<String> = "designationFournisseur",
        /// Code of the supplier's service.
        code_service_fournisseur: Option<String> = "codeServiceFournisseur",
        /// Name of the supplier's service.
        nom_service_fournisseur: Option<String> = "nomServiceFournisseur",
        /// Technical number of the recipient.
        id_destinataire: Option<i64> = "idDestinataire",
        /// Identifier of the recipient (SIRET).
        code_destinataire: Option<String> = "codeDestinataire",
        /// Name of the recipient.
        designation_destinataire: Option<String> = "designationDestinataire",
        /// Technical number of the executing service.
        id_service_executant: Option<i64> = "idServiceExecutant",
        /// Code of the executing service.
        code_service_executant: Option<String> = "codeServiceExecutant",
        /// Name of the executing service.
        nom_service_executant: Option<String> = "nomServiceExecutant",
        /// Kind of invoice.
        type_facture: Option<TypeFacture> = "typeFacture",
        /// Kind of works document.
        type_facture_travaux: Option<TypeFactureTravaux> = "typeFactureTravaux",
        /// Invoice number.
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
        /// Current status.
        statut: Option<StatutFacture> = "statut",
        /// Contract number.
        numero_marche: Option<String> = "numeroMarche",
        /// Purchase order (commitment) number.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// Size of the invoice with its attachments, when asked for.
        taille: Option<i64> = "taille",
        /// Whether the recipient has downloaded the invoice.
        facture_telechargee_par_destinataire: Option<bool> = "factureTelechargeeParDestinataire",
        /// Identifier of the project manager.
        code_moe: Option<String> = "codeMOE",
        /// Kind of that identifier.
        type_identifiant_moe: Option<TypeIdentifiantStructure> = "typeIdentifiantMOE",
        /// Name of the project manager.
        designation_moe: Option<String> = "designationMOE",
        /// Identifier of the contracting authority.
        code_moa: Option<String> = "codeMOA",
        /// Kind of that identifier.
        type_identifiant_moa: Option<TypeIdentifiantStructure> = "typeIdentifiantMOA",
        /// Name of the contracting authority.
        designation_moa: Option<String> = "designationMOA",
        /// Time of the current status.
        date_heure_etat_courant: Option<Moment> = "dateHeureEtatCourant",
        /// Comment of the current status.
        commentaire_etat_courant: Option<String> = "commentaireEtatCourant",
    }
}
