//! `factures/deposer/flux`: deposits a flow (API.md §5.1).

use crate::{codes::SyntaxeFlux, moment::Moment, wire::wire_struct};

wire_struct! {
    /// Input of `factures/deposer/flux`.
    DeposerFluxFacture {
        required {
            /// File name, up to 200 characters.
            nom_fichier: String = "nomFichier",
            /// Syntax of the flow.
            syntaxe_flux: SyntaxeFlux = "syntaxeFlux",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Whether the flow is signed.
        avec_signature: Option<bool> = "avecSignature",
    }
}

wire_struct! {
    /// Answer of `factures/deposer/flux`.
    DeposerFluxFactureOutput {
        /// Number of the flow it came with.
        numero_flux_depot: Option<String> = "numeroFluxDepot",
        /// Day of deposit.
        date_depot: Option<Moment> = "dateDepot",
        /// Syntax of the flow.
        syntaxe_flux: Option<SyntaxeFlux> = "syntaxeFlux",
    }
}
