//! `factures/consulter/fournisseur`: full details of an issued invoice.
//!
//! The blocks shared with the other consultations stand in `details`.

use super::details::{
    Affactureur, CadreDeFacturation, LignesPostes, LignesTva, MontantTotal, PieceJointePrincipale,
    PiecesJointes, References,
};
use crate::{
    codes::{
        CadreFacturation, CodeLangue, ModeDepot, StatutFacture, TriLignePoste, TriPieceJointe,
        TriRecapitulatifTva, TriSens, TypeCoordonneesBancaires, TypeIdentifiantStructure,
    },
    wire::wire_struct,
};

wire_struct! {
    /// Which issued invoice, and which page of each of its lists.
    ConsulterFactureParFournisseur {
        required {
            /// Technical number of the invoice, supplier side.
            identifiant_facture_cpp: i64 = "identifiantFactureCPP",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Language of labels.
        code_langue: Option<CodeLangue> = "codeLangue",
        /// Page and order of the VAT lines.
        getp_ligne_recap_tva: Option<ParamLigneRecapTva> = "getpLigneRecapTva",
        /// Page and order of the attachments.
        getp_liste_pieces_jointes: Option<ParamListePiecesJointes> = "getpListePiecesJointes",
        /// Page and order of the invoice lines.
        getp_lignes_poste: Option<ParamLignesPoste> = "getpLignesPoste",
    }
}

wire_struct! {
    /// Page and order of the VAT lines.
    ParamLigneRecapTva {
        /// Page number, from 1.
        page_resultat_demandee_liste_recapitulatif_tva: Option<i64> = "pageResultatDemandeeListeRecapitulatifTVA",
        /// Page size (the doubled word is the API's).
        nb_resultats_par_page_liste_liste_recapitulatif_tva: Option<i64> = "nbResultatsParPageListeListeRecapitulatifTVA",
        /// Sort direction.
        tri_sens_liste_recapitulatif_tva: Option<TriSens> = "triSensListeRecapitulatifTVA",
        /// Sort column.
        tri_colonne_liste_recapitulatif_tva: Option<TriRecapitulatifTva> = "triColonneListeRecapitulatifTVA",
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
    /// Page and order of the attachments.
    ParamListePiecesJointes {
        /// Page number, from 1.
        page_resultat_demandee_liste_piece_jointe: Option<i64> = "pageResultatDemandeeListePieceJointe",
        /// Page size.
        nb_resultats_par_page_liste_piece_jointe: Option<i64> = "nbResultatsParPageListePieceJointe",
        /// Sort direction.
        tri_sens_liste_pieces_jointes: Option<TriSens> = "triSensListePiecesJointes",
        /// Sort column.
        tri_colonne_liste_pieces_jointes: Option<TriPieceJointe> = "triColonneListePiecesJointes",
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
    /// Page and order of the invoice lines.
    ParamLignesPoste {
        /// Page number, from 1.
        page_resultat_demandee_lignes_poste: Option<i64> = "pageResultatDemandeeLignesPoste",
        /// Page size.
        nb_resultats_par_page_lignes_poste: Option<i64> = "nbResultatsParPageLignesPoste",
        /// Sort direction.
        tri_sens_liste_lignes_poste: Option<TriSens> = "triSensListeLignesPoste",
        /// Sort column.
        tri_colonne_liste_lignes_poste: Option<TriLignePoste> = "triColonneListeLignesPoste",
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
    /// The invoice asked for.
    ConsulterFactureParFournisseurOutput {
        /// The invoice.
        facture: Option<FactureEmise> = "facture",
    }
}

wire_struct! {
    /// An issued invoice in full.
    FactureEmise {
        /// Technical number of the invoice, supplier side.
        identifiant_facture_cpp: Option<i64> = "identifiantFactureCPP",
        /// Invoice number.
        numero_facture: Option<String> = "numeroFacture",
        /// Current status.
        statut_facture: Option<StatutFacture> = "statutFacture",
        /// How the invoice was deposited.
        mode_depot: Option<ModeDepot> = "modeDepot",
        /// Whether a rejection has been dealt with.
        rejet_traite: Option<bool> = "rejetTraite",
        /// Recipient.
        destinataire: Option<DestinataireFactureEmise> = "destinataire",
        /// Supplier.
        fournisseur: Option<FournisseurFactureEmise> = "fournisseur",
        /// Invoicing framework and its actors.
        cadre_de_facturation: Option<CadreDeFacturation> = "cadreDeFacturation",
        /// References, dates, VAT regime.
        references: Option<References> = "references",
        /// VAT breakdown.
        recapitulatif_de_tva: Option<LignesTva> = "recapitulatifDeTva",
        /// Totals.
        montant_total: Option<MontantTotal> = "montantTotal",
        /// Main document.
        piece_jointe_principale: Option<PieceJointePrincipale> = "pieceJointePrincipale",
        /// Attachments.
        liste_des_pieces_jointes: Option<PiecesJointes> = "listeDesPiecesJointes",
        /// Preceding works document.
        piece_precedente: Option<PiecePrecedente> = "piecePrecedente",
        /// Following works document.
        piece_suivante: Option<PieceSuivante> = "pieceSuivante",
        /// Invoice lines.
        lignes_de_poste: Option<LignesPostes> = "lignesDePoste",
        /// Comment.
        commentaire: Option<String> = "commentaire",
    }
}

wire_struct! {
    /// Recipient of an issued invoice.
    DestinataireFactureEmise {
        /// Technical number of the recipient.
        id_destinataire: Option<i64> = "idDestinataire",
        /// Identifier (SIRET).
        code_destinataire: Option<String> = "codeDestinataire",
        /// Name.
        libelle_destinataire: Option<String> = "libelleDestinataire",
        /// Technical number of the executing service.
        id_service_executant: Option<i64> = "idServiceExecutant",
        /// Code of the executing service.
        code_service_executant: Option<String> = "codeServiceExecutant",
        /// Name of the executing service.
        libelle_service_executant: Option<String> = "libelleServiceExecutant",
        /// Whether the recipient sends back the payment status.
        mise_en_paiement_destinataire: Option<bool> = "miseEnPaiementDestinataire",
        /// Technical number of the address.
        adresse_destinataire_id: Option<i64> = "adresseDestinataireId",
        /// Street and number.
        adresse_destinataire_detail: Option<String> = "adresseDestinataireDetail",
        /// First additional line.
        adresse_destinataire_complement1: Option<String> = "adresseDestinataireComplement1",
        /// Second additional line.
        adresse_destinataire_complement2: Option<String> = "adresseDestinataireComplement2",
        /// Post code.
        adresse_destinataire_code_postal: Option<String> = "adresseDestinataireCodePostal",
        /// Town.
        adresse_destinataire_ville: Option<String> = "adresseDestinataireVille",
        /// Country code.
        adresse_destinataire_code_pays: Option<String> = "adresseDestinataireCodePays",
        /// Country name.
        adresse_destinataire_libelle_pays: Option<String> = "adresseDestinataireLibellePays",
        /// Name to show.
        designation_destinataire: Option<String> = "designationDestinataire",
    }
}

wire_struct! {
    /// Supplier of an issued invoice.
    FournisseurFactureEmise {
        /// Technical number of the supplier.
        id_fournisseur: Option<i64> = "idFournisseur",
        /// Kind of identifier.
        type_identifiant_fournisseur: Option<TypeIdentifiantStructure> = "typeIdentifiantFournisseur",
        /// Identifier.
        code_fournisseur: Option<String> = "codeFournisseur",
        /// Company name.
        raison_sociale_fournisseur: Option<String> = "raisonSocialeFournisseur",
        /// Last name of a private individual.
        nom_fournisseur: Option<String> = "nomFournisseur",
        /// First name of a private individual.
        prenom_fournisseur: Option<String> = "prenomFournisseur",
        /// Technical number of the service.
        id_service_fournisseur: Option<i64> = "idServiceFournisseur",
        /// Code of the service.
        code_service_fournisseur: Option<String> = "codeServiceFournisseur",
        /// Name of the service.
        libelle_service_fournisseur: Option<String> = "libelleServiceFournisseur",
        /// Technical number of the address.
        adresse_fournisseur_id: Option<i64> = "adresseFournisseurId",
        /// Street and number.
        adresse_fournisseur_detail: Option<String> = "adresseFournisseurDetail",
        /// First additional line.
        adresse_fournisseur_complement1: Option<String> = "adresseFournisseurComplement1",
        /// Second additional line.
        adresse_fournisseur_complement2: Option<String> = "adresseFournisseurComplement2",
        /// Post code.
        adresse_fournisseur_code_postal: Option<String> = "adresseFournisseurCodePostal",
        /// Town.
        adresse_fournisseur_ville: Option<String> = "adresseFournisseurVille",
        /// Country code.
        adresse_fournisseur_code_pays: Option<String> = "adresseFournisseurCodePays",
        /// Country name.
        adresse_fournisseur_libelle_pays: Option<String> = "adresseFournisseurLibellePays",
        /// Number in the trade register.
        numero_rcs_fournisseur: Option<String> = "numeroRcsFournisseur",
        /// Check digits of the IBAN.
        coord_bancaires_fournisseur_cle_iban: Option<String> = "coordBancairesFournisseurCleIban",
        /// Check digits of the RIB.
        coord_bancaires_fournisseur_cle_rib: Option<String> = "coordBancairesFournisseurCleRib",
        /// Bank code.
        coord_bancaires_fournisseur_code_banque: Option<String> = "coordBancairesFournisseurCodeBanque",
        /// Branch code.
        coord_bancaires_code_guichet: Option<String> = "coordBancairesCodeGuichet",
        /// BIC.
        coord_bancaires_bic_swift: Option<String> = "coordBancairesBicSwift",
        /// Country of the account.
        coord_bancaires_fournisseur_code_pays: Option<String> = "coordBancairesFournisseurCodePays",
        /// Account number.
        coord_bancaires_fournisseur_compte_bancaire: Option<String> = "coordBancairesFournisseurCompteBancaire",
        /// Technical number of the bank reference.
        coord_bancaires_fournisseur_id: Option<i64> = "coordBancairesFournisseurId",
        /// Kind of bank reference.
        coord_bancaires_fournisseur_type: Option<TypeCoordonneesBancaires> = "coordBancairesFournisseurType",
        /// Name of the bank reference.
        coord_bancaires_fournisseur_libelle: Option<String> = "coordBancairesFournisseurLibelle",
        /// Factoring company.
        affactureur: Option<Affactureur> = "affactureur",
        /// Name to show.
        designation_fournisseur: Option<String> = "designationFournisseur",
    }
}

wire_struct! {
    /// The works document before this one.
    PiecePrecedente {
        /// Its framework.
        cadre_facturation_piece_precedente: Option<CadreFacturation> = "cadreFacturationPiecePrecedente",
        /// Its technical number.
        id_piece_precedente: Option<i64> = "idPiecePrecedente",
        /// Its number.
        numero_piece_precedente: Option<String> = "numeroPiecePrecedente",
        /// Technical number of its recipient.
        id_destinataire_piece_precedente: Option<i64> = "idDestinatairePiecePrecedente",
        /// Identifier of its recipient.
        identifiant_destinataire_piece_precedente: Option<String> = "identifiantDestinatairePiecePrecedente",
        /// Name of its recipient.
        raison_sociale_destinataire_piece_precedente: Option<String> = "raisonSocialeDestinatairePiecePrecedente",
        /// Technical number of its executing service.
        id_service_executant_piece_precedente: Option<i64> = "idServiceExecutantPiecePrecedente",
        /// Code of its executing service.
        code_service_executant_piece_precedente: Option<String> = "codeServiceExecutantPiecePrecedente",
        /// Name of its executing service.
        nom_service_executant_piece_precedente: Option<String> = "nomServiceExecutantPiecePrecedente",
    }
}

wire_struct! {
    /// The works document after this one.
    PieceSuivante {
        /// Its framework.
        cadre_facturation_piece_suivante: Option<CadreFacturation> = "cadreFacturationPieceSuivante",
        /// Its technical number.
        id_piece_suivante: Option<i64> = "idPieceSuivante",
        /// Its number (the missing letter is the API's).
        numero_piece_suivante: Option<String> = "numeroPieceSuiante",
    }
}
