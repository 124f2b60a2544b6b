//! Inputs and outputs of the API Organisations, the newer directory (API.md §5.7). It is REST-like: paths hold
//! identifiers, answers have no `codeRetour` and lists are bare arrays.

use crate::{
    moment::Moment,
    wire::{open_enum, wire_struct},
};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

open_enum! {
    /// Side of an organisation.
    TypeOrganisation {
        /// Private.
        Privee = "private",
        /// Public.
        Publique = "public",
    }
}

open_enum! {
    /// State of an organisation.
    EtatOrganisation {
        /// In use.
        Active = "active",
        /// Not in use.
        Inactive = "inactive",
        /// Being activated.
        ActivationEnCours = "activation in progress",
    }
}

open_enum! {
    /// State of a service.
    EtatService {
        /// In use.
        Actif = "ACTIF",
        /// Not in use.
        Inactif = "INACTIF",
        /// Deleted.
        Supprime = "SUPPRIME",
    }
}

open_enum! {
    /// How a field is compared in a search.
    Operateur {
        /// Equal.
        Egal = "=",
        /// Greater.
        Superieur = ">",
        /// Less.
        Inferieur = "<",
        /// Greater or equal.
        SuperieurOuEgal = ">=",
        /// Less or equal.
        InferieurOuEgal = "<=",
        /// One of a list.
        Parmi = "IN",
        /// Contains the text.
        Contient = "CONTAINS",
    }
}

/// What a field of a search is compared with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CritereOrganisation {
    /// How.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op: Option<Operateur>,
    /// With what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub val: Option<String>,
}

/// `null` is an empty list here as everywhere.
fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A search: criteria by the name of the field, order, and the fields wanted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RechercheOrganisation {
    /// Criteria by the name of the field on the wire; all must hold.
    #[serde(flatten)]
    pub criteres: BTreeMap<String, CritereOrganisation>,
    /// Fields to sort by.
    #[serde(rename = "_sort", default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub sort: Vec<String>,
    /// Those of the sort fields that go downwards.
    #[serde(rename = "_desc", default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub desc: Vec<String>,
    /// Fields wanted; all when empty.
    #[serde(rename = "_fields", default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// Input of `organisations/structures/recherche`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RechercherStructures(pub RechercheOrganisation);

/// Input of `organisations/services/recherche`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RechercherServiceOrganisation(pub RechercheOrganisation);

/// Criteria stand under the names of the fields searched, so the fields cannot be told.
macro_rules! criteria {
    ($($name:ident),*) => {
        $(impl crate::description::Described for $name {
            fn described() -> crate::FieldKind {
                crate::FieldKind::Anything
            }
        })*
    };
}

criteria!(RechercherStructures, RechercherServiceOrganisation);

wire_struct! {
    /// Input of `organisations/healthcheck`.
    OrganisationsHealthcheck {}
}

wire_struct! {
    /// Which structure `organisations/structures/{uuid}` is about.
    ConsulterStructureOrganisation {
        required {
            /// Identifier of the structure: 32 hexadecimal digits.
            uuid: String = "uuid",
        }
    }
}

wire_struct! {
    /// Which structure `organisations/structures/{uuid}/services` is about.
    RechercherServicesStructureOrganisation {
        required {
            /// Identifier of the structure: 32 hexadecimal digits.
            uuid: String = "uuid",
        }
    }
}

wire_struct! {
    /// Which structure `organisations/structures/{uuid}/pieces_jointes` is about.
    ListerPiecesJointesStructure {
        required {
            /// Identifier of the structure: 32 hexadecimal digits.
            uuid: String = "uuid",
        }
    }
}

wire_struct! {
    /// Which attachment `organisations/structures/{uuid}/pieces_jointes/{uuidPj}` is about.
    RecupererPieceJointeStructure {
        required {
            /// Identifier of the structure: 32 hexadecimal digits.
            uuid: String = "uuid",
            /// Identifier of the attachment: 32 hexadecimal digits.
            uuid_pj: String = "uuidPj",
        }
    }
}

wire_struct! {
    /// What `organisations/structures/{uuid}/parametres-edi` changes; absent fields stay as they are.
    ModifierParametresEdi {
        required {
            /// Identifier of the structure: 32 hexadecimal digits.
            uuid: String = "uuid",
        }
        /// Whether flows are received by EDI.
        reception_edi: Option<bool> = "reception_edi",
        /// Whether the structure is connected by EDI.
        connexion_edi: Option<bool> = "connexion_edi",
    }
}

wire_struct! {
    /// Which service `organisations/services/{uuid}` is about.
    ConsulterServiceOrganisation {
        required {
            /// Identifier of the service: 32 hexadecimal digits.
            uuid: String = "uuid",
        }
    }
}

wire_struct! {
    /// A structure of the newer directory.
    Organisation {
        /// Name of the organisation.
        libelle_organisation: Option<String> = "libelleOrganisation",
        /// Intra-community VAT number.
        numero_tva_intracommunautaire: Option<String> = "numeroTvaIntracommunautaire",
        /// Private or public.
        type_organisation: Option<TypeOrganisation> = "typeOrganisation",
        /// Main contact.
        contact_principal: Option<String> = "contactPrincipal",
        /// The organisation above this one.
        organisation_parent: Option<String> = "organisationParent",
        /// Whether it is an agricultural management centre.
        est_centre_gestion_agricole: Option<bool> = "estCentreGestionAgricole",
        /// A commitment number or a service code is mandatory.
        gestion_numero_ej_ou_code_service: Option<bool> = "gestionNumeroEJOuCodeService",
        /// PACAGE number of a farm.
        numero_pacage: Option<i64> = "numeroPacage",
        /// State of the organisation.
        status: Option<EtatOrganisation> = "status",
        /// Identifier.
        identifiant: Option<String> = "identifiant",
        /// Kind of identifier.
        type_identifiant: Option<String> = "typeIdentifiant",
        /// Category of suppliers of memoranda.
        categorie_fournisseur_memoire_id: Option<i64> = "categorieFournisseurMemoireId",
        /// Category of beneficiaries.
        categorie_beneficiaire_id: Option<i64> = "categorieBeneficiaireId",
        /// Street and number.
        adresse: Option<String> = "adresse",
        /// First additional line.
        complement_adresse1: Option<String> = "complementAdresse1",
        /// Second additional line.
        complement_adresse2: Option<String> = "complementAdresse2",
        /// Post code.
        code_postal: Option<String> = "codePostal",
        /// Town.
        ville: Option<String> = "ville",
        /// Country.
        pays: Option<String> = "pays",
        /// Electronic address.
        adresse_electronique: Option<String> = "adresseElectronique",
        /// Telephone number.
        telephone: Option<String> = "telephone",
        /// Whether life cycles are sent by EDI.
        recevoir_cycles_vies_edi: Option<bool> = "recevoirCyclesViesEdi",
        /// Whether flows are sent by EDI.
        emetteur_flux_edi: Option<bool> = "emetteurFluxEdi",
        /// Its INSEE data may not be published.
        non_diffusible_insee: Option<bool> = "nonDiffusibleInsee",
        /// Time of the last change.
        derniere_maj: Option<Moment> = "derniereMaj",
        /// Identifier: 32 hexadecimal digits.
        uuid: Option<String> = "uuid",
        /// Last name of a private individual.
        nom_structure: Option<String> = "nomStructure",
        /// First name of a private individual.
        prenom_structure: Option<String> = "prenomStructure",
        /// Number in the trade register.
        numero_rcs_structure: Option<String> = "numeroRcsStructure",
        /// Whether a commitment number is required.
        numero_ej_doit_etre_renseigne: Option<bool> = "numeroEjDoitEtreRenseigne",
        /// A service code is mandatory.
        code_service_doit_etre_renseigne: Option<bool> = "codeServiceDoitEtreRenseigne",
        /// It does not send back the payment status.
        statut_mise_en_paiement_nest_pas_remonte: Option<bool> = "statutMiseEnPaiementNestPasRemonte",
        /// Whether there is a contracting authority (MOA).
        avec_moa: Option<bool> = "avecMOA",
        /// Contracting authority for works and nothing else.
        est_moa_uniquement: Option<bool> = "estMOAUniquement",
        /// Structure the document comes from.
        structure_origine: Option<i64> = "structureOrigine",
        /// Company name.
        raison_sociale: Option<String> = "raisonSociale",
        /// Legal form (INSEE code).
        categorie_juridique: Option<String> = "categorieJuridique",
        /// Size category of the company (INSEE).
        categorie_entreprise: Option<String> = "categorieEntreprise",
    }
}

wire_struct! {
    /// A service of the newer directory.
    OrganisationService {
        /// Label.
        libelle: Option<String> = "libelle",
        /// Description.
        description: Option<String> = "description",
        /// Code: goes into `codeServiceExecutant`.
        code_service: Option<String> = "codeService",
        /// The organisation the service belongs to.
        rattachement_organisation: Option<String> = "rattachementOrganisation",
        /// Creation.
        date_creation: Option<Moment> = "dateCreation",
        /// First day of validity.
        date_debut_activation: Option<Moment> = "dateDebutActivation",
        /// Last day of validity.
        date_fin_activation: Option<Moment> = "dateFinActivation",
        /// Last change.
        date_modification: Option<Moment> = "dateModification",
        /// Day of deletion.
        date_suppression: Option<Moment> = "dateSuppression",
        /// State of the service.
        etat_service: Option<EtatService> = "etatService",
        /// Street and number.
        adresse: Option<String> = "adresse",
        /// First additional line.
        complement_adresse1: Option<String> = "complementAdresse1",
        /// Second additional line.
        complement_adresse2: Option<String> = "complementAdresse2",
        /// Post code.
        code_postal: Option<String> = "codePostal",
        /// Town.
        ville: Option<String> = "ville",
        /// Country.
        pays: Option<String> = "pays",
        /// Telephone number.
        telephone: Option<String> = "telephone",
        /// Whether a commitment number is required.
        numero_ej: Option<bool> = "numeroEj",
        /// Time of the last change.
        derniere_maj: Option<Moment> = "derniereMaj",
        /// Identifier: 32 hexadecimal digits.
        uuid: Option<String> = "uuid",
    }
}

wire_struct! {
    /// An attachment stored on a structure.
    OrganisationPieceJointe {
        /// Identifier: 32 hexadecimal digits.
        uuid: Option<String> = "uuid",
        /// File name.
        file_name: Option<String> = "fileName",
        /// Media type.
        content_type: Option<String> = "contentType",
        /// Size in bytes.
        size_bytes: Option<i64> = "sizeBytes",
        /// Content in base64.
        attachment_data: Option<String> = "attachmentData",
    }
}
