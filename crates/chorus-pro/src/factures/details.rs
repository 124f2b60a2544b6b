//! Blocks of an invoice in full, shared by the consultations (API.md §6).

use crate::{
    codes::{
        CadreFacturation, ModePaiement, TypeFacture, TypeFactureTravaux, TypeIdentifiantStructure, TypeTva,
    },
    moment::Moment,
    wire::wire_struct,
};
use rust_decimal::Decimal;

wire_struct! {
    /// Factoring company.
    Affactureur {
        /// Technical number.
        affactureur_id: Option<i64> = "affactureurId",
        /// Identifier.
        affactureur_code: Option<String> = "affactureurCode",
        /// Kind of identifier.
        affactureur_type_identifiant: Option<TypeIdentifiantStructure> = "affactureurTypeIdentifiant",
        /// Name.
        affactureur_raison_sociale: Option<String> = "affactureurRaisonSociale",
        /// Country code.
        affactureur_code_pays: Option<String> = "affactureurCodePays",
    }
}

wire_struct! {
    /// Invoicing framework of an invoice, with its validators and the actors of works.
    CadreDeFacturation {
        /// The framework.
        code_cadre_facturation: Option<CadreFacturation> = "codeCadreFacturation",
        /// Technical number of the first validator.
        id_valideur1: Option<i64> = "idValideur1",
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
        /// Technical number of the second validator.
        id_valideur2: Option<i64> = "idValideur2",
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
        /// Name of the second validator to show.
        designation_valideur2: Option<String> = "designationValideur2",
        /// Technical number of the project manager.
        id_moe: Option<i64> = "idMoe",
        /// Kind of identifier of the project manager.
        type_identifiant_moe: Option<TypeIdentifiantStructure> = "typeIdentifiantMoe",
        /// Identifier of the project manager.
        identifiant_moe: Option<String> = "identifiantMoe",
        /// Company name of the project manager.
        raison_sociale_moe: Option<String> = "raisonSocialeMoe",
        /// Last name of the project manager.
        nom_moe: Option<String> = "nomMoe",
        /// First name of the project manager.
        prenom_moe: Option<String> = "prenomMoe",
        /// Technical number of the project manager's service.
        id_service_moe: Option<i64> = "idServiceMoe",
        /// Code of the project manager's service.
        code_service_moe: Option<String> = "codeServiceMoe",
        /// Name of the project manager's service.
        nom_service_moe: Option<String> = "nomServiceMoe",
        /// Name of the project manager to show.
        designation_moe: Option<String> = "designationMoe",
        /// Technical number of the contracting authority.
        id_moa: Option<i64> = "idMoa",
        /// Kind of identifier of the contracting authority.
        type_identifiant_moa: Option<TypeIdentifiantStructure> = "typeIdentifiantMoa",
        /// Identifier of the contracting authority.
        identifiant_moa: Option<String> = "identifiantMoa",
        /// Company name of the contracting authority.
        raison_sociale_moa: Option<String> = "raisonSocialeMoa",
        /// Technical number of the contracting authority's service.
        id_service_moa: Option<i64> = "idServiceMoa",
        /// Code of the contracting authority's service.
        code_service_moa: Option<String> = "codeServiceMoa",
        /// Name of the contracting authority's service.
        nom_service_moa: Option<String> = "nomServiceMoa",
        /// Name of the contracting authority to show.
        designation_moa: Option<String> = "designationMoa",
    }
}

wire_struct! {
    /// References of an invoice.
    References {
        /// Invoice date.
        date_facture: Option<Moment> = "dateFacture",
        /// Day of deposit.
        date_depot: Option<Moment> = "dateDepot",
        /// Currency (three letters).
        code_devise_facture: Option<String> = "codeDeviseFacture",
        /// Name of the currency.
        libelle_devise_facture: Option<String> = "libelleDeviseFacture",
        /// Kind of invoice.
        type_facture: Option<TypeFacture> = "typeFacture",
        /// Kind of works document.
        type_facture_travaux: Option<TypeFactureTravaux> = "typeFactureTravaux",
        /// VAT regime.
        type_tva: Option<TypeTva> = "typeTva",
        /// Code of the reason for VAT exemption.
        motif_exoneration_tva: Option<String> = "motifExonerationTva",
        /// Text of that reason.
        libelle_motif_exoneration_tva: Option<String> = "libelleMotifExonerationTva",
        /// Contract number.
        numero_marche: Option<String> = "numeroMarche",
        /// Purchase order (commitment) number.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// Number of the original invoice.
        numero_facture_origine: Option<String> = "numeroFactureOrigine",
        /// Means of payment.
        mode_paiement: Option<ModePaiement> = "modePaiement",
        /// Day of creation in Chorus Pro.
        date_creation_facture: Option<Moment> = "dateCreationFacture",
        /// Due date.
        date_echeance_paiement: Option<Moment> = "dateEcheancePaiement",
        /// Total size of the attachments; unit not documented.
        taille_totale_pieces_jointes: Option<Decimal> = "tailleTotalePiecesJointes",
        /// Number of the payment order.
        numero_dp_mandat: Option<String> = "numeroDpMandat",
    }
}

wire_struct! {
    /// Totals of an invoice, in its currency.
    MontantTotal {
        /// Total without VAT.
        montant_ht_total: Option<Decimal> = "montantHtTotal",
        /// VAT total.
        montant_tva: Option<Decimal> = "montantTVA",
        /// Total with VAT before the global discount.
        montant_ttc_avant_remise_global_ttc: Option<Decimal> = "montantTtcAvantRemiseGlobalTTC",
        /// Global discount, VAT included.
        montant_remise_globale_ttc: Option<Decimal> = "montantRemiseGlobaleTTC",
        /// Reason for the global discount.
        motif_remise_globale_ttc: Option<String> = "motifRemiseGlobaleTTC",
        /// Total with VAT.
        montant_ttc_total: Option<Decimal> = "montantTtcTotal",
        /// Amount due.
        montant_a_payer: Option<Decimal> = "montantAPayer",
    }
}

wire_struct! {
    /// VAT breakdown, one page of it.
    LignesTva {
        /// The VAT rates.
        ligne_tva: Vec<LigneTva> = "ligneTva",
        /// Number of this page, from 1.
        page_courante_lignes_recapitulatives_tva: Option<i64> = "pageCouranteLignesRecapitulativesTVA",
        /// Number of pages.
        pages_lignes_recapitulatives_tva: Option<i64> = "pagesLignesRecapitulativesTVA",
        /// Page size in force.
        nb_resultats_par_page_lignes_recapitulatives_tva: Option<i64> = "nbResultatsParPageLignesRecapitulativesTVA",
        /// Number of VAT rates over all pages.
        total_lignes_recapitulatives_tva: Option<i64> = "totalLignesRecapitulativesTVA",
    }
}

wire_struct! {
    /// One VAT rate of an invoice.
    LigneTva {
        /// Technical number of the rate.
        ligne_tva_taux_ref_id: Option<i64> = "ligneTvaTauxRefId",
        /// Code of the rate.
        ligne_tva_taux_ref_code: Option<String> = "ligneTvaTauxRefCode",
        /// Name of the rate.
        ligne_tva_taux_ref_libelle: Option<String> = "ligneTvaTauxRefLibelle",
        /// The rate in percent.
        ligne_tva_taux_ref_valeur: Option<Decimal> = "ligneTvaTauxRefValeur",
        /// A rate without a code, in percent.
        ligne_tva_taux_manuel: Option<Decimal> = "ligneTvaTauxManuel",
        /// Amount the rate applies to, without VAT.
        ligne_tva_montant_base_ht_par_taux: Option<Decimal> = "ligneTvaMontantBaseHtParTaux",
        /// VAT amount.
        ligne_tva_montant_tva_par_taux: Option<Decimal> = "ligneTvaMontantTvaParTaux",
    }
}

wire_struct! {
    /// Invoice lines, one page of them.
    LignesPostes {
        /// The lines.
        ligne_poste: Vec<LignePoste> = "lignePoste",
        /// Number of this page, from 1.
        page_courante_lignes_poste: Option<i64> = "pageCouranteLignesPoste",
        /// Number of pages.
        pages_lignes_poste: Option<i64> = "pagesLignesPoste",
        /// Page size in force.
        nb_resultats_par_page_lignes_poste: Option<i64> = "nbResultatsParPageLignesPoste",
        /// Number of lines over all pages.
        total_lignes_poste: Option<i64> = "totalLignesPoste",
    }
}

wire_struct! {
    /// One line of an invoice.
    LignePoste {
        /// Line number.
        ligne_poste_numero: Option<i64> = "lignePosteNumero",
        /// Reference of the item.
        ligne_poste_reference: Option<String> = "lignePosteReference",
        /// Name of the item.
        ligne_poste_denomination: Option<String> = "lignePosteDenomination",
        /// Quantity.
        ligne_poste_quantite: Option<Decimal> = "lignePosteQuantite",
        /// Technical number of the unit.
        ligne_poste_unite_code: Option<i64> = "lignePosteUniteCode",
        /// Name of the unit.
        ligne_poste_unite_libelle: Option<String> = "lignePosteUniteLibelle",
        /// Unit price without VAT.
        ligne_poste_montant_unitaire_ht: Option<Decimal> = "lignePosteMontantUnitaireHT",
        /// Discount without VAT.
        ligne_poste_montant_remise_ht: Option<Decimal> = "lignePosteMontantRemiseHT",
        /// Code of the VAT rate.
        ligne_poste_taux_tva: Option<String> = "lignePosteTauxTva",
        /// A VAT rate without a code, in percent.
        ligne_poste_taux_tva_manuel: Option<Decimal> = "lignePosteTauxTvaManuel",
        /// Amount without VAT after discount.
        ligne_poste_montant_ht_apres_remise: Option<Decimal> = "lignePosteMontantHtApresRemise",
        /// VAT amount.
        ligne_poste_montant_tva: Option<Decimal> = "lignePosteMontantTva",
        /// Amount with VAT after discount.
        ligne_poste_montant_ttc_apres_remise: Option<Decimal> = "lignePosteMontantTtcApresRemise",
    }
}

wire_struct! {
    /// Main document of an invoice.
    PieceJointePrincipale {
        /// Number of the link between invoice and document.
        id_liaison_piece_jointe_principale: Option<i64> = "idLiaisonPieceJointePrincipale",
        /// Number of the document.
        id_piece_jointe_principale: Option<i64> = "idPieceJointePrincipale",
    }
}

wire_struct! {
    /// Attachments of an invoice, one page of them.
    PiecesJointes {
        /// The attachments.
        piece_jointe: Vec<PieceJointe> = "pieceJointe",
        /// Number of this page, from 1.
        page_courante_liste_pieces_jointe: Option<i64> = "pageCouranteListePiecesJointe",
        /// Number of pages.
        pages_liste_pieces_jointe: Option<i64> = "pagesListePiecesJointe",
        /// Page size in force.
        nb_resultats_par_page_liste_pieces_jointe: Option<i64> = "nbResultatsParPageListePiecesJointe",
        /// Number of attachments over all pages.
        total_liste_pieces_jointe: Option<i64> = "totalListePiecesJointe",
    }
}

wire_struct! {
    /// An attachment of an invoice.
    PieceJointe {
        /// Code of the kind of attachment.
        piece_jointe_type_code: Option<String> = "pieceJointeTypeCode",
        /// Name of the kind of attachment.
        piece_jointe_type_libelle: Option<String> = "pieceJointeTypeLibelle",
        /// Label.
        piece_jointe_designation: Option<String> = "pieceJointeDesignation",
        /// Number of the line it belongs to.
        piece_jointe_numero_ligne_facture: Option<i64> = "pieceJointeNumeroLigneFacture",
        /// Number of the link between invoice and attachment.
        piece_jointe_id_liaison: Option<i64> = "pieceJointeIdLiaison",
        /// Number of the attachment.
        piece_jointe_id: Option<i64> = "pieceJointeId",
        /// File extension.
        piece_jointe_extension: Option<String> = "pieceJointeExtension",
    }
}
