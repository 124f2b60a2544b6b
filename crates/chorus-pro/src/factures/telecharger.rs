//! `factures/telecharger/groupe`: downloads invoices (API.md §5.1).

use crate::wire::wire_struct;

wire_struct! {
    /// Input of `factures/telecharger/groupe`.
    TelechargerGroupeFacture {
        required {
            /// `PDF` or `PIVOT`, up to 5 characters.
            format: String = "format",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Area the invoice is looked at from; 7 means received invoices.
        id_espace: Option<i64> = "idEspace",
        /// Whether the complementary attachments are wanted, up to 3 characters.
        avec_pieces_jointes_complementaires: Option<String> = "avecPiecesJointesComplementaires",
        /// The invoices; at least one.
        liste_facture: Vec<FactureATelecharger> = "listeFacture",
    }
}

wire_struct! {
    /// An invoice to download.
    FactureATelecharger {
        required {
            /// Technical number of the invoice.
            id_facture: i64 = "idFacture",
        }
    }
}

wire_struct! {
    /// Answer of `factures/telecharger/groupe`.
    TelechargerGroupeFactureOutput {
        /// The file in base64: one PDF, or a ZIP.
        fichier_resultat: Option<String> = "fichierResultat",
    }
}
