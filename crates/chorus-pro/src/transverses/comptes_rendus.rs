//! Reports on flows (API.md §5.3).

use crate::{codes::SyntaxeFlux, moment::Moment, wire::wire_struct};

wire_struct! {
    /// Input of `transverses/consulterCR`.
    ConsulterCompteRendu {
        required {
            /// Number of the flow it came with.
            numero_flux_depot: String = "numeroFluxDepot",
        }
        /// Day of deposit.
        date_depot: Option<Moment> = "dateDepot",
        /// Syntax of the flow.
        syntaxe_flux: Option<SyntaxeFlux> = "syntaxeFlux",
    }
}

wire_struct! {
    /// Answer of `transverses/consulterCR`.
    ConsulterCompteRenduOutput {
        /// Code of the depositing application.
        code_appli_partenaire: Option<String> = "codeAppliPartenaire",
        /// Code of the interface of the flow.
        code_interface_flux: Option<String> = "codeInterfaceFlux",
        /// Name of the depositing partner.
        designation_partenaire: Option<String> = "designationPartenaire",
        /// Number of the flow it came with.
        numero_flux_depot: Option<String> = "numeroFluxDepot",
        /// File name of the flow.
        nom_fichier_flux: Option<String> = "nomFichierFlux",
        /// Time of deposit of the flow.
        date_depot_flux: Option<Moment> = "dateDepotFlux",
        /// Time of the current state of the flow.
        date_heure_etat_courant_flux: Option<Moment> = "dateHeureEtatCourantFlux",
        /// Current state of the flow.
        etat_courant_flux: Option<String> = "etatCourantFlux",
        /// The report, a PDF in base64.
        fichier_cr: Option<String> = "fichierCR",
    }
}

wire_struct! {
    /// Input of `transverses/consulterCRDetaille`.
    ConsulterCompteRenduDetaille {
        required {
            /// Number of the flow it came with.
            numero_flux_depot: String = "numeroFluxDepot",
        }
        /// Syntax of the flow.
        syntaxe_flux: Option<SyntaxeFlux> = "syntaxeFlux",
    }
}

wire_struct! {
    /// Answer of `transverses/consulterCRDetaille`.
    ConsulterCompteRenduDetailleOutput {
        /// Code of the interface the flow was deposited for.
        code_interface_depot_flux: Option<String> = "codeInterfaceDepotFlux",
        /// File name, up to 200 characters.
        nom_fichier: Option<String> = "nomFichier",
        /// Time of deposit of the flow.
        date_depot_flux: Option<Moment> = "dateDepotFlux",
        /// Time of the current state of the flow.
        date_heure_etat_courant_flux: Option<Moment> = "dateHeureEtatCourantFlux",
        /// Current state of the flow.
        etat_courant_depot_flux: Option<String> = "etatCourantDepotFlux",
        /// Errors of single payment requests.
        liste_erreur_dp: Vec<ErreurDP> = "listeErreurDP",
        /// Technical errors of the whole flow.
        liste_erreur_technique: Vec<ErreurTechnique> = "listeErreurTechnique",
    }
}

wire_struct! {
    /// An error of one payment request of a flow.
    ErreurDP {
        /// Identifier of the supplier.
        identifiant_fournisseur: Option<String> = "identifiantFournisseur",
        /// Identifier of the recipient (SIRET).
        identifiant_destinataire: Option<String> = "identifiantDestinataire",
        /// Number of the payment request in the flow.
        numero_dp: Option<String> = "numeroDP",
        /// Texts of the errors, joined by `|` and cut near 200 characters.
        libelle_erreur_dp: Option<String> = "libelleErreurDP",
    }
}

wire_struct! {
    /// A technical error of a flow.
    ErreurTechnique {
        /// Nature of the error.
        nature_erreur: Option<String> = "natureErreur",
        /// Code of the error.
        code_erreur: Option<String> = "codeErreur",
        /// Text of the error.
        libelle_erreur: Option<String> = "libelleErreur",
    }
}
