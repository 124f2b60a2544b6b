//! `factures/deposer/pdf`: a PDF invoice goes up, the values read from it come back.

use crate::{
    codes::{FormatDepot, TypeFacture, TypeTva},
    moment::Moment,
    wire::wire_struct,
};
use rust_decimal::Decimal;

wire_struct! {
    /// What accompanies the file of `deposer/pdf`; the file itself (`fichierFacture`, 10 MB at most) is streamed.
    DeposerPdfFacture {
        required {
            /// File name, up to 200 characters.
            nom_fichier: String = "nomFichier",
            /// Whether and how the PDF is signed.
            format_depot: FormatDepot = "formatDepot",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
    }
}

wire_struct! {
    /// The values read from the PDF. All of them may be absent; they are to be confirmed with `soumettre`.
    DeposerPdfFactureOutput {
        /// Invoice number read.
        numero_facture: Option<String> = "numeroFacture",
        /// Invoice date read.
        date_facture: Option<Moment> = "dateFacture",
        /// Identifier of the recipient read (SIRET).
        code_destinataire: Option<String> = "codeDestinataire",
        /// Code of the executing service read.
        code_service_executant: Option<String> = "codeServiceExecutant",
        /// Identifier of the supplier read.
        code_fournisseur: Option<String> = "codeFournisseur",
        /// Currency read (three letters).
        code_devise_facture: Option<String> = "codeDeviseFacture",
        /// Kind of invoice read.
        type_facture: Option<TypeFacture> = "typeFacture",
        /// VAT regime read.
        type_tva: Option<TypeTva> = "typeTva",
        /// Purchase order (commitment) number read.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// Total with VAT before the global discount.
        montant_ttc_avant_remise_global_ttc: Option<Decimal> = "montantTtcAvantRemiseGlobalTTC",
        /// Amount due.
        montant_a_payer: Option<Decimal> = "montantAPayer",
        /// Total without VAT.
        montant_ht_total: Option<Decimal> = "montantHtTotal",
        /// VAT total.
        montant_tva: Option<Decimal> = "montantTVA",
        /// Number under which the PDF is stored: goes into `pieceJointePrincipale` of `soumettre`.
        piece_jointe_id: Option<i64> = "pieceJointeId",
    }
}
