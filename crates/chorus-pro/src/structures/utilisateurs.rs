//! `structures/lister/rattachementsutilisateur` (API.md §5.2).

use crate::{
    codes::{StatutRattachement, TriRattachement, TriSens, TypeIdentifiantStructure},
    common::ParametresRetour,
    moment::Moment,
    wire::wire_struct,
};

wire_struct! {
    /// Input of `structures/lister/rattachementsutilisateur`.
    ListerRattachementsStructureUtilisateur {
        /// The user's e-mail address for signing in.
        adresse_email_connexion_utilisateur: Option<String> = "adresseEmailConnexionUtilisateur",
        /// Technical number of the structure.
        id_structure: Option<i64> = "idStructure",
        /// Technical number of the user.
        id_utilisateur: Option<i64> = "idUtilisateur",
        /// Identifier, up to 80 characters.
        identifiant_structure: Option<String> = "identifiantStructure",
        /// Page and order.
        parametres_lister_rattachements_structure_utilisateur: Option<ParamListerRattachementsStructureUtilisateur> = "parametresListerRattachementsStructureUtilisateur",
        /// Kind of identifier.
        type_identifiant_structure: Option<TypeIdentifiantStructure> = "typeIdentifiantStructure",
    }
}

wire_struct! {
    /// Page and order.
    ParamListerRattachementsStructureUtilisateur {
        /// Page size; the API takes 10 when absent.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Page number, from 1.
        page_resultat_demandee: Option<i64> = "pageResultatDemandee",
        /// Sort column.
        tri_colonne: Option<TriRattachement> = "triColonne",
        /// Sort direction.
        tri_sens: Option<TriSens> = "triSens",
    }
}

wire_struct! {
    /// Answer of `structures/lister/rattachementsutilisateur`.
    ListerRattachementsStructureUtilisateurOutput {
        /// Name to show.
        designation_structure: Option<String> = "designationStructure",
        /// Technical number of the structure.
        id_structure: Option<i64> = "idStructure",
        /// Identifier, up to 80 characters.
        identifiant_structure: Option<String> = "identifiantStructure",
        /// The services.
        liste_services: Vec<ServiceOutputListerRattachementsStructureUtilisateur> = "listeServices",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
        /// Whether only the first service is wanted.
        premier_service: Option<bool> = "premierService",
    }
}

wire_struct! {
    /// The services.
    ServiceOutputListerRattachementsStructureUtilisateur {
        /// Code: goes into `codeServiceExecutant`.
        code_service: Option<String> = "codeService",
        /// Comment, up to 2000 characters.
        commentaire: Option<String> = "commentaire",
        /// First day.
        date_debut: Option<Moment> = "dateDebut",
        /// Last day.
        date_fin: Option<Moment> = "dateFin",
        /// Technical number of the attachment of the user.
        id_rattachement: Option<i64> = "idRattachement",
        /// Technical number of the service.
        id_service: Option<i64> = "idService",
        /// Name.
        nom_service: Option<String> = "nomService",
        /// Status of the attachment of the user.
        statut_rattachement: Option<StatutRattachement> = "statutRattachement",
    }
}
