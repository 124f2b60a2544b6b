//! `structures/rechercher/espaces` (API.md §5.2).

use crate::{
    codes::{EtatEspace, TriEspace, TriSens, TypeHabilitation, TypeIdentifiantStructure},
    common::ParametresRetour,
    wire::wire_struct,
};

wire_struct! {
    /// Input of `structures/rechercher/espaces`.
    RechercherEspaces {
        /// Technical number of the service.
        id_service: Option<i64> = "idService",
        /// Page and order.
        parametres_rechercher_espaces: Option<ParametresRechercherEspacesFo> = "parametresRechercherEspaces",
        /// The criteria.
        structure: Option<ParametresStructureRechercherEspacesFo> = "structure",
    }
}

wire_struct! {
    /// Page and order.
    ParametresRechercherEspacesFo {
        /// Page size; the API takes 10 when absent.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Page number, from 1.
        page_resultat_demandee: Option<i64> = "pageResultatDemandee",
        /// Sort column.
        tri_colonne: Option<TriEspace> = "triColonne",
        /// Sort direction.
        tri_sens: Option<TriSens> = "triSens",
    }
}

wire_struct! {
    /// The criteria.
    ParametresStructureRechercherEspacesFo {
        /// Technical number of the structure.
        id_structure: Option<i64> = "idStructure",
        /// Identifier, up to 80 characters.
        identifiant_structure: Option<String> = "identifiantStructure",
        /// Kind of identifier.
        type_identifiant_structure: Option<TypeIdentifiantStructure> = "typeIdentifiantStructure",
    }
}

wire_struct! {
    /// Answer of `structures/rechercher/espaces`.
    RechercherEspacesOutput {
        /// The spaces.
        liste_espace: Vec<EspaceFoServiceSxp> = "listeEspace",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// The spaces.
    EspaceFoServiceSxp {
        /// Code of the space.
        code_espace: Option<i64> = "codeEspace",
        /// Code: goes into `codeServiceExecutant`.
        code_service: Option<String> = "codeService",
        /// Current state.
        etat_courant: Option<EtatEspace> = "etatCourant",
        /// Technical number of the space.
        id_espace_fo: Option<i64> = "idEspaceFo",
        /// Technical number of the service.
        id_service: Option<i64> = "idService",
        /// Label of the space.
        libelle_espace: Option<String> = "libelleEspace",
        /// Name.
        libelle_service: Option<String> = "libelleService",
        /// What the user may do in the space.
        type_habilitation: Option<TypeHabilitation> = "typeHabilitation",
    }
}
