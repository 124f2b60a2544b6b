//! Inputs and outputs of the API Structures (API.md §5.2).

mod espaces;
mod utilisateurs;

pub use espaces::*;
pub use utilisateurs::*;

use crate::{
    codes::{StatutStructure, TriSens, TriService, TriStructure, TypeIdentifiantStructure, TypeStructure},
    common::{AdressePostale, ParametresRetour},
    moment::Moment,
    wire::wire_struct,
};

wire_struct! {
    /// Search of structures; the API wants at least one criterion.
    RechercherStructure {
        /// Page and order.
        parametres: Option<ParametresStructure> = "parametres",
        /// Whether private structures are limited to those of the caller.
        restreindre_structures_privees: Option<bool> = "restreindreStructuresPrivees",
        /// The criteria.
        structure: Option<CritereStructure> = "structure",
    }
}

wire_struct! {
    /// Page and order of a search of structures.
    ParametresStructure {
        /// Page size; the API takes 10 when absent.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Page number, from 1.
        page_resultat_demandee: Option<i64> = "pageResultatDemandee",
        /// Sort column.
        tri_colonne: Option<TriStructure> = "triColonne",
        /// Sort direction.
        tri_sens: Option<TriSens> = "triSens",
    }
}

wire_struct! {
    /// Criteria of a search of structures.
    CritereStructure {
        /// Country code.
        adresse_code_pays: Option<String> = "adresseCodePays",
        /// Post code.
        adresse_code_postal: Option<String> = "adresseCodePostal",
        /// Town.
        adresse_ville: Option<String> = "adresseVille",
        /// Contracting authority for works.
        est_moa: Option<bool> = "estMOA",
        /// Contracting authority for works and nothing else.
        est_moa_uniquement: Option<bool> = "estMOAUniquement",
        /// Identifier, for instance a SIRET.
        identifiant_structure: Option<String> = "identifiantStructure",
        /// Label.
        libelle_structure: Option<String> = "libelleStructure",
        /// Last name of a private individual.
        nom_structure: Option<String> = "nomStructure",
        /// First name of a private individual.
        prenom_structure: Option<String> = "prenomStructure",
        /// Company name.
        raison_sociale_structure: Option<String> = "raisonSocialeStructure",
        /// Status: `ACTIF` or `INACTIF`.
        statut_structure: Option<StatutStructure> = "statutStructure",
        /// Kind of identifier.
        type_identifiant_structure: Option<TypeIdentifiantStructure> = "typeIdentifiantStructure",
        /// Private or public.
        type_structure: Option<TypeStructure> = "typeStructure",
    }
}

wire_struct! {
    /// One page of structures.
    RechercherStructureOutput {
        /// The structures.
        liste_structures: Vec<StructureTrouvee> = "listeStructures",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// A structure in a list.
    StructureTrouvee {
        /// Name to show.
        designation_structure: Option<String> = "designationStructure",
        /// Technical number.
        id_structure_cpp: Option<i64> = "idStructureCPP",
        /// Identifier.
        identifiant_structure: Option<String> = "identifiantStructure",
        /// Status: `ACTIVE` or `INACTIVE`.
        statut: Option<StatutStructure> = "statut",
        /// Kind of identifier.
        type_identifiant_structure: Option<TypeIdentifiantStructure> = "typeIdentifiantStructure",
    }
}

wire_struct! {
    /// Which structure.
    ConsulterStructure {
        required {
            /// Technical number.
            id_structure_cpp: i64 = "idStructureCPP",
        }
        /// Language of labels; clients in use send `fr` in lower case.
        code_langue: Option<String> = "codeLangue",
    }
}

wire_struct! {
    /// A structure, with what it wants to find in an invoice.
    ConsulterStructureOutput {
        /// Address of the seat.
        adresse_postale_du_siege: Option<AdressePostale> = "adressePostaleDuSiege",
        /// Identity.
        informations_generales: Option<InformationsStructure> = "informationGenerales",
        /// What it requires and offers.
        parametres: Option<ParametresDeStructure> = "parametres",
    }
}

wire_struct! {
    /// Identity of a structure.
    InformationsStructure {
        /// Day the password of the technical account expires.
        date_expiration_mot_passe_compte_tech: Option<Moment> = "dateExpirationMotPasseCompteTech",
        /// E-mail address.
        email_structure: Option<String> = "emailStructure",
        /// Whether it is a delegated validator.
        est_valideur_deleguee: Option<bool> = "estValideurDeleguee",
        /// Technical number.
        id_structure_cpp: Option<i64> = "idStructureCPP",
        /// Technical number of the structure it was copied from.
        id_structure_origine: Option<i64> = "idStructureOrigine",
        /// Identifier.
        identifiant_structure: Option<String> = "identifiantStructure",
        /// Label.
        libelle_structure: Option<String> = "libelleStructure",
        /// Copies of this structure.
        liste_structure_dupliquees: Vec<StructureDupliquee> = "listeStructureDupliquees",
        /// Last name of a private individual.
        nom_structure: Option<String> = "nomStructure",
        /// Number in the trade register.
        numero_rcs_structure: Option<String> = "numeroRcsStructure",
        /// VAT number.
        numero_tva: Option<String> = "numeroTVA",
        /// First name of a private individual.
        prenom_structure: Option<String> = "prenomStructure",
        /// Company name.
        raison_sociale_structure: Option<String> = "raisonSocialeStructure",
        /// Private or public.
        structure_privee_publique: Option<TypeStructure> = "structurePriveePublique",
        /// Kind of identifier.
        type_identifiant_structure: Option<TypeIdentifiantStructure> = "typeIdentifiantStructure",
    }
}

wire_struct! {
    /// A copy of a structure.
    StructureDupliquee {
        /// Technical number of the copy.
        structure_dupliquee: Option<i64> = "structureDupliquee",
    }
}

wire_struct! {
    /// What a structure requires and offers.
    ParametresDeStructure {
        /// A service code is mandatory.
        code_service_doit_etre_renseigne: Option<bool> = "codeServiceDoitEtreRenseigne",
        /// It is connected by EDI.
        connexion_edi: Option<bool> = "connexionEDI",
        /// It is a contracting authority for works and nothing else.
        est_moa_uniquement: Option<bool> = "estMoaUniquement",
        /// It is a delegated validator.
        est_valideur_delegue: Option<bool> = "estValideurDelegue",
        /// A commitment number or a service code is mandatory.
        gestion_numero_ej_ou_code_service: Option<bool> = "gestionNumeroEJOuCodeService",
        /// It is a contracting authority for works (the spelling is the API's).
        geta_moa: Option<bool> = "getaMoa",
        /// Its INSEE data may not be published.
        non_diffusible_insee: Option<bool> = "nonDiffusibleInsee",
        /// A commitment number is mandatory.
        numero_ej_doit_etre_renseigne: Option<bool> = "numeroEJDoitEtreRenseigne",
        /// It receives data by EDI.
        recevoir_donnees_via_edi: Option<bool> = "recevoirDonneesViaEDI",
        /// It does not send back the payment status.
        statut_mise_en_paiement_nest_pas_remonte: Option<bool> = "statutMiseEnPaiementNestPasRemonte",
    }
}

wire_struct! {
    /// Services of which structure, and which page.
    RechercherServicesStructure {
        required {
            /// Technical number of the structure.
            id_structure: i64 = "idStructure",
        }
        /// Page and order.
        parametres_rechercher_services_structure: Option<ParametresServices> = "parametresRechercherServicesStructure",
    }
}

wire_struct! {
    /// Page and order of a list of services.
    ParametresServices {
        /// Page size; the API takes 10 when absent.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Page number, from 1.
        page_resultat_demandee: Option<i64> = "pageResultatDemandee",
        /// Sort column.
        tri_colonne: Option<TriService> = "triColonne",
        /// Sort direction.
        tri_sens: Option<TriSens> = "triSens",
    }
}

wire_struct! {
    /// One page of services.
    RechercherServicesStructureOutput {
        /// The services.
        liste_services: Vec<ServiceExpose> = "listeServices",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// A service in a list.
    ServiceExpose {
        /// Code: goes into `codeServiceExecutant`.
        code_service: Option<String> = "codeService",
        /// Whether it is active.
        est_actif: Option<bool> = "estActif",
        /// Technical number.
        id_service: Option<i64> = "idService",
        /// Name.
        libelle_service: Option<String> = "libelleService",
        /// Status; its codes are not documented.
        statut_service: Option<String> = "statutService",
    }
}

wire_struct! {
    /// Which service.
    ConsulterServiceStructure {
        required {
            /// Technical number of the service.
            id_service: i64 = "idService",
        }
        /// Language of labels; clients in use send `fr` in lower case.
        code_langue: Option<String> = "codeLangue",
        /// Technical number of the structure.
        id_structure: Option<i64> = "idStructure",
    }
}

wire_struct! {
    /// A service, with what it wants to find in an invoice.
    ConsulterServiceStructureOutput {
        /// Address.
        adresse_postale: Option<AdressePostale> = "adressePostale",
        /// Identity.
        informations_generales: Option<InformationsService> = "informationsGenerales",
        /// What it requires, and since when it exists.
        parametres: Option<ParametresDeService> = "parametres",
        /// Number of this page, from 1.
        page_courante: Option<i64> = "pageCourante",
        /// Number of pages.
        pages: Option<i64> = "pages",
        /// Page size in force.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Number of results over all pages.
        total: Option<i64> = "total",
    }
}

wire_struct! {
    /// Identity of a service.
    InformationsService {
        /// Code.
        code_service: Option<String> = "codeService",
        /// Description.
        description_service: Option<String> = "descriptionService",
        /// Name.
        nom_service: Option<String> = "nomService",
    }
}

wire_struct! {
    /// What a service requires, and since when it exists.
    ParametresDeService {
        /// Creation.
        date_creation: Option<Moment> = "dateCreation",
        /// Start of validity.
        date_debut_validite: Option<Moment> = "dateDebutValidite",
        /// End of validity.
        date_fin_validite: Option<Moment> = "dateFinValidite",
        /// Last change.
        date_modification: Option<Moment> = "dateModification",
        /// It sends back the payment status.
        mise_en_paiement: Option<bool> = "miseEnPaiement",
        /// A commitment number is mandatory.
        numero_engagement: Option<bool> = "numeroEngagement",
    }
}
