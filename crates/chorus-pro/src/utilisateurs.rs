//! Inputs and outputs of the API Utilisateurs (API.md §5.4).

use crate::{
    codes::{StatutRattachement, TypeIdentifiantStructure},
    common::ParametresRetour,
    moment::Moment,
    wire::wire_struct,
};

pub use crate::common::ParametresRecherche;

wire_struct! {
    /// Page and order of the attachments of the caller.
    RecupererRattachements {
        /// Page and order.
        parametres_recherche: Option<ParametresRecherche> = "parametresRecherche",
    }
}

wire_struct! {
    /// One page of attachments.
    RecupererRattachementsOutput {
        /// The structures.
        liste_structure_rattachement: Vec<RattachementStructure> = "listeStructureRattachement",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// A structure the caller is attached to.
    RattachementStructure {
        /// Technical number of the structure.
        id_structure: Option<i64> = "idStructure",
        /// Identifier of the structure.
        identifiant_structure: Option<String> = "identifiantStructure",
        /// Kind of identifier.
        type_identifiant_structure: Option<TypeIdentifiantStructure> = "typeIdentifiantStructure",
        /// Name to show.
        designation_structure: Option<String> = "designationStructure",
        /// Technical number of the attachment.
        id_rattachement_structure: Option<i64> = "idRattachementStructure",
        /// Role of the user; its codes are not documented.
        role_utilisateur: Option<String> = "roleUtilisateur",
        /// Status of the attachment.
        statut_rattachement_structure: Option<StatutRattachement> = "statutRattachementStructure",
        /// Status of the user; its codes are not documented.
        statut_utilisateur: Option<String> = "statutUtilisateur",
        /// Services of the structure the caller is attached to.
        liste_services_rattache: Vec<RattachementService> = "listeServicesRattache",
    }
}

wire_struct! {
    /// A service the caller is attached to.
    RattachementService {
        /// Technical number of the service.
        id_service: Option<i64> = "idService",
        /// Code of the service.
        code_service: Option<String> = "codeService",
        /// Name of the service.
        libelle_service: Option<String> = "libelleService",
        /// Whether the service is active.
        est_actif: Option<bool> = "estActif",
        /// Status of the service; its codes are not documented.
        statut_service: Option<String> = "statutService",
        /// Start of the service.
        date_dbt_service: Option<Moment> = "dateDbtService",
        /// End of the service.
        date_fin_service: Option<Moment> = "dateFinService",
        /// Technical number of the attachment.
        id_rattachement_service: Option<i64> = "idRattachementService",
        /// Status of the attachment.
        statut_rattachement_service: Option<StatutRattachement> = "statutRattachementService",
    }
}
