//! The directory of recipients and the register of establishments (API.md §5.3).

use crate::{
    codes::TypeStructure,
    common::{ParametresRecherche, ParametresRetour},
    wire::wire_struct,
};

wire_struct! {
    /// Input of `transverses/telecharger/annuaire/destinataire`.
    TelechargerAnnuaireDestinataire {
    }
}

wire_struct! {
    /// Answer of `transverses/telecharger/annuaire/destinataire`.
    TelechargerAnnuaireDestinataireOutput {
        /// The file in base64: one PDF, or a ZIP.
        fichier_resultat: Option<String> = "fichierResultat",
    }
}

wire_struct! {
    /// Input of `transverses/consulter/information/siret`.
    ConsulterInformationSiret {
        required {
            /// SIRET of the structure.
            siret_structure: String = "siretStructure",
        }
    }
}

wire_struct! {
    /// Answer of `transverses/consulter/information/siret`.
    ConsulterInformationSiretOutput {
        /// SIRET, 14 digits.
        siret: Option<String> = "siret",
        /// SIREN, 9 digits.
        siren: Option<String> = "siren",
        /// Company name.
        raison_sociale: Option<String> = "raisonSociale",
        /// Title of a private individual.
        civilite: Option<String> = "civilite",
        /// Street and number.
        adresse: Option<String> = "adresse",
        /// Whether the establishment is the seat.
        siege: Option<String> = "siege",
        /// Where the seat is.
        localisation_siege: Option<String> = "localisationSiege",
        /// Size category of the company (INSEE).
        categorie_entreprise: Option<String> = "categorieEntreprise",
        /// Legal form (INSEE code).
        categorie_juridique: Option<String> = "categorieJuridique",
        /// Day the company was founded.
        date_creation_entreprise: Option<String> = "dateCreationEntreprise",
        /// Day the establishment was opened.
        date_creation_etablissement: Option<String> = "dateCreationEtablissement",
        /// Day the establishment was reopened.
        date_reactivation_etablissement: Option<String> = "dateReactivationEtablissement",
        /// Whether it is active.
        est_actif: Option<bool> = "estActif",
        /// Its INSEE data may not be published.
        non_diffusible_insee: Option<bool> = "nonDiffusibleInsee",
        /// Internal classification number (NIC), the last 5 digits of the SIRET.
        numero_interne_classement: Option<String> = "numeroInterneClassement",
        /// SIRET of the establishment before or after this one.
        siret_predecesseur_successeur: Option<String> = "siretPredecesseurSuccesseur",
    }
}

wire_struct! {
    /// Input of `transverses/rechercher/destinataire`.
    RechercherDestinataire {
        /// Identifier.
        identifiant: Option<String> = "identifiant",
        /// Beginning of a name, a town or a post code.
        nom_ville_code_postal: Option<String> = "nomVilleCodePostal",
        /// Private or public.
        type_structure: Option<TypeStructure> = "typeStructure",
        /// Page and order.
        parametres_recherche: Option<ParametresRecherche> = "parametresRecherche",
    }
}

wire_struct! {
    /// Answer of `transverses/rechercher/destinataire`.
    RechercherDestinataireOutput {
        /// The recipients.
        liste_destinataires: Vec<DestinataireRecherche> = "listeDestinataires",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// A recipient in a list.
    DestinataireRecherche {
        /// Technical number.
        id_structure_cpp: Option<i64> = "idStructureCPP",
        /// SIRET, 14 digits.
        siret: Option<String> = "siret",
        /// Name of the recipient.
        nom_destinataire: Option<String> = "nomDestinataire",
        /// Post code.
        adresse_code_postal: Option<String> = "adresseCodePostal",
        /// Town.
        adresse_ville: Option<String> = "adresseVille",
    }
}

wire_struct! {
    /// Input of `transverses/rechercher/serviceexecutant`.
    RechercherServiceExecutant {
        required {
            /// Technical number of the recipient.
            id_destinataire_cpp: i64 = "idDestinataireCPP",
        }
        /// Code of the executing service, up to 100 characters.
        code_service_executant: Option<String> = "codeServiceExecutant",
        /// Name of the executing service.
        nom_service_executant: Option<String> = "nomServiceExecutant",
        /// Whether it may be used.
        actif: Option<bool> = "actif",
        /// Page and order.
        parametres_recherche: Option<ParametresRecherche> = "parametresRecherche",
    }
}

wire_struct! {
    /// Answer of `transverses/rechercher/serviceexecutant`.
    RechercherServiceExecutantOutput {
        /// The services.
        liste_services: Vec<ServiceExecutantItem> = "listeServices",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// The services.
    ServiceExecutantItem {
        /// Technical number of the service.
        id_service: Option<i64> = "idService",
        /// Code: goes into `codeServiceExecutant`.
        code_service: Option<String> = "codeService",
        /// Name.
        nom_service: Option<String> = "nomService",
    }
}
