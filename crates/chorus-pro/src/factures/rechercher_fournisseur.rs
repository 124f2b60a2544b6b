//! `factures/rechercher/fournisseur`: searches issued invoices.

use crate::{
    codes::{
        CadreFacturation, ModeDepot, StatutFacture, TriFactureFournisseur, TriSens, TypeDemandePaiement,
        TypeFacture, TypeIdentifiantStructure,
    },
    common::ParametresRetour,
    moment::Moment,
    wire::wire_struct,
};
use rust_decimal::Decimal;

wire_struct! {
    /// Criteria of a search of issued invoices; all are optional.
    RechercherFactureParFournisseur {
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Recipients.
        liste_destinataire: Vec<CritereDestinataire> = "listeDestinataire",
        /// Whether a recipient stands for all establishments of its SIREN.
        recherche_siren_destinataire: Option<bool> = "rechercheSirenDestinataire",
        /// Invoice number.
        numero_facture: Option<String> = "numeroFacture",
        /// First day of deposit.
        periode_date_depot_du: Option<Moment> = "periodeDateDepotDu",
        /// Last day of deposit.
        periode_date_depot_au: Option<Moment> = "periodeDateDepotAu",
        /// Kind of invoice.
        type_facture: Option<TypeFacture> = "typeFacture",
        /// Technical number of the supplier.
        id_fournisseur: Option<i64> = "idFournisseur",
        /// Technical number of the supplier's service.
        id_service_fournisseur: Option<i64> = "idServiceFournisseur",
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
        /// Technical number of a bank reference.
        coordonnee_bancaire: Option<i64> = "coordonneeBancaire",
        /// Technical numbers of the users who created the invoices.
        id_utilisateur_createur: Vec<i64> = "idUtilisateurCreateur",
        /// Contract number.
        numero_marche: Option<String> = "numeroMarche",
        /// Purchase order (commitment) number.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// Number of the original invoice.
        numero_facture_origine: Option<String> = "numeroFactureOrigine",
        /// How the invoice was deposited.
        mode_depot: Option<ModeDepot> = "modeDepot",
        /// Number of the flow it came with.
        numero_flux_depot: Option<String> = "numeroFluxDepot",
        /// Page and order.
        recherche_facture_par_fournisseur: Option<ParametresFactureParFournisseur> = "rechercheFactureParFournisseur",
        /// Whether the size of each invoice is wanted.
        recuperer_taille: Option<bool> = "recupererTaille",
        /// Earliest time of the current status.
        periode_date_heure_etat_courant_du: Option<Moment> = "periodeDateHeureEtatCourantDu",
        /// Latest time of the current status.
        periode_date_heure_etat_courant_au: Option<Moment> = "periodeDateHeureEtatCourantAu",
        /// Whether a rejection has been dealt with.
        rejet_traite: Option<bool> = "rejetTraite",
    }
}

wire_struct! {
    /// A recipient searched for.
    CritereDestinataire {
        /// Technical number of the recipient.
        id_destinataire: Option<i64> = "idDestinataire",
        /// Technical numbers of its services.
        liste_id_service_executant: Vec<i64> = "listeIdServiceExecutant",
        /// Name of the recipient (the missing letter is the API's).
        raison_sociale_stuct_dmd: Option<String> = "raisonSocialeStuctDmd",
    }
}

wire_struct! {
    /// Page and order of a search of issued invoices.
    ParametresFactureParFournisseur {
        /// Number of results over all pages the search stops at; the API takes 200 when absent.
        nb_resultats_maximum: Option<i64> = "nbResultatsMaximum",
        /// Page number, from 1.
        page_resultat_demandee: Option<i64> = "pageResultatDemandee",
        /// Page size; the API takes 10 when absent, 1000 is the greatest value seen in use.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Sort direction.
        tri_sens: Option<TriSens> = "triSens",
        /// Sort column.
        tri_colonne: Option<TriFactureFournisseur> = "triColonne",
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
    /// One page of issued invoices.
    RechercherFactureParFournisseurOutput {
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
        /// The invoices.
        liste_factures: Vec<FactureFournisseur> = "listeFactures",
    }
}

wire_struct! {
    /// An issued invoice in a list.
    FactureFournisseur {
        /// Technical number of the invoice, supplier side.
        identifiant_facture_cpp: Option<i64> = "identifiantFactureCPP",
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
        /// Currency (three letters).
        devise: Option<String> = "devise",
        /// Current status.
        statut: Option<StatutFacture> = "statut",
        /// Contract number.
        numero_marche: Option<String> = "numeroMarche",
        /// Purchase order (commitment) number.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// Number of the flow it came with.
        numero_flux_depot: Option<String> = "numeroFluxDepot",
        /// Kind of identifier of the first validator.
        type_identifiant_valideur1: Option<TypeIdentifiantStructure> = "typeIdentifiantValideur1",
        /// Identifier of the first validator.
        code_valideur1: Option<String> = "codeValideur1",
        /// Company name of the first validator.
        raison_sociale_valideur1: Option<String> = "raisonSocialeValideur1",
        /// Last name of the first validator.
        nom_valideur1: Option<String> = "nomValideur1",
        /// First name of the first validator.
        prenom_valideur1: Option<String> = "prenomValideur1",
        /// Date of the first validation.
        date_validation1: Option<Moment> = "dateValidation1",
        /// Kind of identifier of the second validator.
        type_identifiant_valideur2: Option<TypeIdentifiantStructure> = "typeIdentifiantValideur2",
        /// Identifier of the second validator.
        code_valideur2: Option<String> = "codeValideur2",
        /// Company name of the second validator.
        raison_sociale_valideur2: Option<String> = "raisonSocialeValideur2",
        /// Last name of the second validator.
        nom_valideur2: Option<String> = "nomValideur2",
        /// First name of the second validator.
        prenom_valideur2: Option<String> = "prenomValideur2",
        /// Date of the second validation.
        date_validation2: Option<Moment> = "dateValidation2",
        /// Number of the original invoice.
        numero_facture_origine: Option<String> = "numeroFactureOrigine",
        /// How the invoice was deposited.
        mode_depot: Option<ModeDepot> = "modeDepot",
        /// Check digits of the IBAN.
        coord_bancaires_fournisseur_cle_iban: Option<String> = "coordBancairesFournisseurCleIban",
        /// Check digits of the RIB.
        coord_bancaires_fournisseur_cle_rib: Option<String> = "coordBancairesFournisseurCleRib",
        /// Bank code.
        coord_bancaires_fournisseur_code_banque: Option<String> = "coordBancairesFournisseurCodeBanque",
        /// Country of the account.
        coord_bancaires_fournisseur_code_pays: Option<String> = "coordBancairesFournisseurCodePays",
        /// Account number.
        coord_bancaires_fournisseur_compte_bancaire: Option<String> = "coordBancairesFournisseurCompteBancaire",
        /// Name of the bank reference.
        coord_bancaires_fournisseur_nom_cb: Option<String> = "coordBancairesFournisseurNomCb",
        /// Identifier of the factoring company.
        affactureur_code: Option<String> = "affactureurCode",
        /// Kind of that identifier.
        affactureur_type_identifiant: Option<TypeIdentifiantStructure> = "affactureurTypeIdentifiant",
        /// Name of the factoring company.
        affactureur_raison_sociale: Option<String> = "affactureurRaisonSociale",
        /// Name of the user who created the invoice.
        nom_prenom_utilisateur_createur: Option<String> = "nomPrenomUtilisateurCreateur",
        /// Size of the invoice with its attachments, when asked for.
        taille: Option<i64> = "taille",
        /// Time of the current status.
        date_heure_etat_courant: Option<Moment> = "dateHeureEtatCourant",
        /// Comment of the current status.
        commentaire_etat_courant: Option<String> = "commentaireEtatCourant",
        /// Whether a rejection has been dealt with.
        rejet_traite: Option<bool> = "rejetTraite",
    }
}
