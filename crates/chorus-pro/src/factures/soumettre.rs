//! `factures/soumettre`: submits one invoice.

use crate::{
    codes::{CadreFacturation, ModeDepot, ModePaiement, StatutFacture, TypeFacture, TypeTva},
    moment::Moment,
    wire::wire_struct,
};
use rust_decimal::Decimal;

wire_struct! {
    /// One invoice to submit: entered as data (`SAISIE_API`) or for a PDF uploaded before (`DEPOT_PDF_API`, `DEPOT_PDF_SIGNE_API`).
    SoumettreFacture {
        required {
            /// How the invoice is deposited.
            mode_depot: ModeDepot = "modeDepot",
            /// Recipient.
            destinataire: DestinataireSoumis = "destinataire",
            /// Supplier.
            fournisseur: FournisseurSoumis = "fournisseur",
            /// Invoicing framework, with the validator it needs.
            cadre_de_facturation: CadreSoumis = "cadreDeFacturation",
            /// References, currency, VAT regime.
            references: ReferencesSoumises = "references",
            /// Totals.
            montant_total: MontantTotalSoumis = "montantTotal",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Invoice number, up to 20 characters; Chorus Pro numbers the invoice itself when absent with `SAISIE_API`.
        numero_facture_saisi: Option<String> = "numeroFactureSaisi",
        /// Invoice date.
        date_facture: Option<Moment> = "dateFacture",
        /// Invoice lines.
        ligne_poste: Vec<LignePosteSoumise> = "lignePoste",
        /// VAT breakdown.
        ligne_tva: Vec<LigneTvaSoumise> = "ligneTva",
        /// The main document: one at most. Written as a list of one, which is what the clients in use send; read from an object too.
        piece_jointe_principale: Vec<PieceJointePrincipaleSoumise> = "pieceJointePrincipale",
        /// Additional documents.
        piece_jointe_complementaire: Vec<PieceJointeComplementaireSoumise> = "pieceJointeComplementaire",
        /// Comment, up to 2000 characters.
        commentaire: Option<String> = "commentaire",
    }
}

wire_struct! {
    /// Recipient of a submitted invoice.
    DestinataireSoumis {
        required {
            /// Identifier of the recipient: a SIRET of 14 digits.
            code_destinataire: String = "codeDestinataire",
        }
        /// Code of the executing service, up to 100 characters; mandatory when the structure says so.
        code_service_executant: Option<String> = "codeServiceExecutant",
    }
}

wire_struct! {
    /// Supplier of a submitted invoice.
    FournisseurSoumis {
        required {
            /// Technical number of the supplier (`idStructureCPP`).
            id_fournisseur: i64 = "idFournisseur",
        }
        /// Technical number of the supplier's service.
        id_service_fournisseur: Option<i64> = "idServiceFournisseur",
        /// Technical number of the bank reference to pay to.
        code_coordonnees_bancaires_fournisseur: Option<i64> = "codeCoordonneesBancairesFournisseur",
    }
}

wire_struct! {
    /// Framework of a submitted invoice.
    CadreSoumis {
        required {
            /// Framework: A1, A2, A9 or A12.
            code_cadre_facturation: CadreFacturation = "codeCadreFacturation",
        }
        /// Identifier of the validating structure (A9, A12).
        code_structure_valideur: Option<String> = "codeStructureValideur",
        /// Code of the validating service.
        code_service_valideur: Option<String> = "codeServiceValideur",
    }
}

wire_struct! {
    /// References of a submitted invoice.
    ReferencesSoumises {
        required {
            /// Currency (three letters).
            devise_facture: String = "deviseFacture",
            /// Invoice or credit note.
            type_facture: TypeFacture = "typeFacture",
            /// VAT regime.
            type_tva: TypeTva = "typeTva",
        }
        /// Code of the reason for VAT exemption.
        motif_exoneration_tva: Option<String> = "motifExonerationTva",
        /// Contract number, up to 50 characters.
        numero_marche: Option<String> = "numeroMarche",
        /// Purchase order (commitment) number, up to 50 characters.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// Number of the invoice a credit note corrects, up to 20 characters.
        numero_facture_origine: Option<String> = "numeroFactureOrigine",
        /// Means of payment.
        mode_paiement: Option<ModePaiement> = "modePaiement",
    }
}

wire_struct! {
    /// Totals of a submitted invoice, in its currency, up to 6 decimals.
    MontantTotalSoumis {
        /// Total without VAT.
        montant_ht_total: Option<Decimal> = "montantHtTotal",
        /// VAT total.
        montant_tva: Option<Decimal> = "montantTVA",
        /// Total with VAT.
        montant_ttc_total: Option<Decimal> = "montantTtcTotal",
        /// Global discount, VAT included.
        montant_remise_globale_ttc: Option<Decimal> = "montantRemiseGlobaleTTC",
        /// Reason for the global discount.
        motif_remise_globale_ttc: Option<String> = "motifRemiseGlobaleTTC",
        /// Amount due.
        montant_a_payer: Option<Decimal> = "montantAPayer",
    }
}

wire_struct! {
    /// One line of a submitted invoice.
    LignePosteSoumise {
        /// Line number.
        ligne_poste_numero: Option<i64> = "lignePosteNumero",
        /// Reference of the item.
        ligne_poste_reference: Option<String> = "lignePosteReference",
        /// Name of the item.
        ligne_poste_denomination: Option<String> = "lignePosteDenomination",
        /// Quantity, up to 4 decimals.
        ligne_poste_quantite: Option<Decimal> = "lignePosteQuantite",
        /// Unit, free text.
        ligne_poste_unite: Option<String> = "lignePosteUnite",
        /// Unit price without VAT.
        ligne_poste_montant_unitaire_ht: Option<Decimal> = "lignePosteMontantUnitaireHT",
        /// Discount on the line, without VAT.
        ligne_poste_montant_remise_ht: Option<Decimal> = "lignePosteMontantRemiseHT",
        /// Code of a VAT rate of Chorus Pro (`TVA20`).
        ligne_poste_taux_tva: Option<String> = "lignePosteTauxTva",
        /// VAT rate in percent, for a rate without a code.
        ligne_poste_taux_tva_manuel: Option<Decimal> = "lignePosteTauxTvaManuel",
    }
}

wire_struct! {
    /// One VAT rate of a submitted invoice.
    LigneTvaSoumise {
        /// Code of a VAT rate of Chorus Pro.
        ligne_tva_taux: Option<String> = "ligneTvaTaux",
        /// Amount the rate applies to, without VAT.
        ligne_tva_montant_base_ht_par_taux: Option<Decimal> = "ligneTvaMontantBaseHtParTaux",
        /// VAT amount.
        ligne_tva_montant_tva_par_taux: Option<Decimal> = "ligneTvaMontantTvaParTaux",
        /// VAT rate in percent, for a rate without a code.
        ligne_tva_taux_manuel: Option<Decimal> = "ligneTvaTauxManuel",
    }
}

wire_struct! {
    /// The main document of a submitted invoice.
    PieceJointePrincipaleSoumise {
        /// Label shown to readers.
        piece_jointe_principale_designation: Option<String> = "pieceJointePrincipaleDesignation",
        /// Number given by `deposer/pdf`.
        piece_jointe_principale_id: Option<i64> = "pieceJointePrincipaleId",
    }
}

wire_struct! {
    /// An additional document of a submitted invoice.
    PieceJointeComplementaireSoumise {
        required {
            /// Label, up to 100 characters.
            piece_jointe_complementaire_designation: String = "pieceJointeComplementaireDesignation",
            /// Code of the kind of attachment (see `recuperer/typespj`), up to 30 characters.
            piece_jointe_complementaire_type: String = "pieceJointeComplementaireType",
            /// Number given by `ajouter/fichier`.
            piece_jointe_complementaire_id: i64 = "pieceJointeComplementaireId",
        }
        /// Number of the line it belongs to.
        piece_jointe_complementaire_numero_ligne_facture: Option<i64> = "pieceJointeComplementaireNumeroLigneFacture",
        /// Number of an existing link between invoice and document.
        piece_jointe_complementaire_id_liaison: Option<i64> = "pieceJointeComplementaireIdLiaison",
    }
}

wire_struct! {
    /// The invoice as registered.
    SoumettreFactureOutput {
        /// Technical number of the invoice, supplier side.
        identifiant_facture_cpp: Option<i64> = "identifiantFactureCPP",
        /// Invoice number.
        numero_facture: Option<String> = "numeroFacture",
        /// Status reached.
        statut_facture: Option<StatutFacture> = "statutFacture",
        /// Day of deposit.
        date_depot: Option<Moment> = "dateDepot",
        /// Identifier of the supplier.
        identifiant_structure: Option<String> = "identifiantStructure",
        /// Fingerprint of the deposit certificate, base64.
        empreinte_certificat_depot: Option<String> = "empreinteCertificatDepot",
    }
}
