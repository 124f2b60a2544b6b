//! Inputs and outputs of the API Engagements juridiques (API.md §5.5).

use crate::{
    codes::TypeDemandePaiement,
    common::{ParametresRecherche, ParametresRetour},
    moment::Moment,
    wire::wire_struct,
};
use rust_decimal::Decimal;

wire_struct! {
    /// Input of `engagementsJuridiques/rechercher`.
    RechercherEngagementJuridique {
        /// Number of the legal commitment.
        code_engagement_juridique: Option<String> = "codeEngagementJuridique",
        /// Number of the legal commitment, up to 50 characters.
        numero_engagement_juridique: Option<String> = "numeroEngagementJuridique",
        /// Contract number of the legal commitment.
        numero_marche_engagement_juridique: Option<String> = "numeroMarcheEngagementJuridique",
        /// Identifier of the structure the order went to.
        structure_receptrice_engagement_juridique: Option<String> = "structureReceptriceEngagementJuridique",
        /// Current state of the legal commitment.
        etat_courant_engagement_juridique: Option<String> = "etatCourantEngagementJuridique",
        /// First day of notification.
        periode_date_notification_ej_du: Option<Moment> = "periodeDateNotificationEJDu",
        /// Last day of notification.
        periode_date_notification_ej_au: Option<Moment> = "periodeDateNotificationEJAu",
        /// Least total with VAT.
        montant_ttc_min: Option<Decimal> = "montantTTCMin",
        /// Greatest total with VAT.
        montant_ttc_max: Option<Decimal> = "montantTTCMax",
        /// Page and order.
        parametres_recherche: Option<ParametresRecherche> = "parametresRecherche",
    }
}

wire_struct! {
    /// Answer of `engagementsJuridiques/rechercher`.
    RechercherEngagementJuridiqueOutput {
        /// The legal commitments.
        liste_engagement_juridique: Vec<EngagementJuridique> = "listeEngagementJuridique",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// A legal commitment in a list.
    EngagementJuridique {
        /// Technical number of the legal commitment.
        id_engagement_juridique: Option<i64> = "idEngagementJuridique",
        /// Label of the kind of legal commitment.
        libelle_type_engagement_juridique: Option<String> = "libelleTypeEngagementJuridique",
        /// Number of the legal commitment, up to 50 characters.
        numero_engagement_juridique: Option<String> = "numeroEngagementJuridique",
        /// Identifier of the structure the order went to.
        structure_receptrice: Option<String> = "structureReceptrice",
        /// Identifier of the structure the order went to.
        identifiant_structure_receptrice: Option<String> = "identifiantStructureReceptrice",
        /// Name of the structure the order went to.
        libelle_structure_receptrice: Option<String> = "libelleStructureReceptrice",
        /// Status of the structure the order went to.
        statut_structure_receptrice: Option<String> = "statutStructureReceptrice",
        /// Code of the executing service, up to 100 characters.
        code_service_executant: Option<String> = "codeServiceExecutant",
        /// Name of the executing service.
        libelle_service_executant: Option<String> = "libelleServiceExecutant",
        /// Code of the service that ordered.
        code_service_executant_emetteur: Option<String> = "codeServiceExecutantEmetteur",
        /// Name of the service that ordered.
        libelle_service_executant_emetteur: Option<String> = "libelleServiceExecutantEmetteur",
        /// Day the commitment was notified.
        date_notification_ej: Option<Moment> = "dateNotificationEJ",
        /// Day the commitment was created.
        date_creation_ej: Option<Moment> = "dateCreationEJ",
        /// Label of the current state.
        libelle_etat_courant_ej: Option<String> = "libelleEtatCourantEJ",
        /// Total without VAT.
        montant_total_ht: Option<Decimal> = "montantTotalHt",
        /// Total with VAT.
        montant_total_ttc: Option<Decimal> = "montantTotalTtc",
        /// Currency of the commitment (three letters).
        devise_engagement: Option<String> = "deviseEngagement",
        /// Size of the attachments.
        taille_pj: Option<Decimal> = "taillePJ",
    }
}

wire_struct! {
    /// Input of `engagementsJuridiques/consulterDetail`.
    ConsulterDetailEngagementJuridique {
        required {
            /// Number of the legal commitment, up to 50 characters.
            numero_engagement_juridique: String = "numeroEngagementJuridique",
        }
    }
}

wire_struct! {
    /// Answer of `engagementsJuridiques/consulterDetail`.
    ConsulterDetailEngagementJuridiqueOutput {
        /// Technical number of the legal commitment.
        id_engagement: Option<i64> = "idEngagement",
        /// Number of the legal commitment, up to 50 characters.
        numero_engagement_juridique: Option<String> = "numeroEngagementJuridique",
        /// Current state of the legal commitment.
        etat_courant_engagement: Option<String> = "etatCourantEngagement",
        /// Who ordered.
        emetteur: Option<EngagementEmetteur> = "emetteur",
        /// Who the order went to.
        recepteur: Option<EngagementRecepteur> = "recepteur",
        /// Invoice lines.
        ligne_poste: Vec<EngagementLigne> = "lignePoste",
        /// The payment request the attachment belongs to.
        demande_paiement: Vec<EngagementDemandePaiement> = "demandePaiement",
    }
}

wire_struct! {
    /// Who ordered.
    EngagementEmetteur {
        /// Technical number of the structure that ordered.
        id_structure_emettrice: Option<i64> = "idStructureEmettrice",
        /// Identifier of the structure that ordered.
        identifiant_structure_emettrice: Option<String> = "identifiantStructureEmettrice",
        /// Name of the structure that ordered.
        raison_sociale_structure_emettrice: Option<String> = "raisonSocialeStructureEmettrice",
        /// Technical number of the executing service.
        id_service_executant: Option<i64> = "idServiceExecutant",
        /// Code of the executing service, up to 100 characters.
        code_service_executant: Option<String> = "codeServiceExecutant",
        /// Name of the executing service.
        nom_service_executant: Option<String> = "nomServiceExecutant",
    }
}

wire_struct! {
    /// Who the order went to.
    EngagementRecepteur {
        /// Technical number of the structure the order went to.
        id_structure_receptrice: Option<i64> = "idStructureReceptrice",
        /// Identifier of the structure the order went to.
        identifiant_structure_receptrice: Option<String> = "identifiantStructureReceptrice",
        /// Name of the structure the order went to.
        designation_structure_receptrice: Option<String> = "designationStructureReceptrice",
        /// Street of the structure the order went to.
        adresse_structure_receptrice_detail: Option<String> = "adresseStructureReceptriceDetail",
        /// First supplement of that address.
        adresse_structure_receptrice_complement1: Option<String> = "adresseStructureReceptriceComplement1",
        /// Second supplement of that address.
        adresse_structure_receptrice_complement2: Option<String> = "adresseStructureReceptriceComplement2",
        /// Post code of that address.
        adresse_structure_receptrice_code_postal: Option<String> = "adresseStructureReceptriceCodePostal",
        /// Town of that address.
        adresse_structure_receptrice_ville: Option<String> = "adresseStructureReceptriceVille",
        /// Country code of that address.
        adresse_structure_receptrice_code_pays: Option<String> = "adresseStructureReceptriceCodePays",
        /// Country name of that address.
        adresse_structure_receptrice_libelle_pays: Option<String> = "adresseStructureReceptriceLibellePays",
    }
}

wire_struct! {
    /// Invoice lines.
    EngagementLigne {
        /// Number of the item.
        numero_de_poste: Option<i64> = "numeroDePoste",
        /// Amount of the item with VAT.
        montant_ttc_poste: Option<Decimal> = "montantTtcPoste",
        /// Status of the item.
        statut_poste: Option<String> = "statutPoste",
    }
}

wire_struct! {
    /// The payment request the attachment belongs to.
    EngagementDemandePaiement {
        /// Technical number of the payment request.
        id_demande_paiement: Option<i64> = "idDemandePaiement",
        /// Number of the payment request.
        numero_demande_paiement: Option<String> = "numeroDemandePaiement",
        /// Kind of payment request, up to 50 characters.
        type_demande_paiement: Option<TypeDemandePaiement> = "typeDemandePaiement",
        /// Kind of invoice within the payment request.
        sous_type: Option<String> = "sousType",
        /// Current state of the payment request.
        etat_courant_demande_paiement: Option<String> = "etatCourantDemandePaiement",
        /// The supplier's date.
        date_fournisseur: Option<Moment> = "dateFournisseur",
        /// Total of the payment request with VAT.
        montant_ttc_demande_paiement: Option<Decimal> = "montantTtcDemandePaiement",
    }
}
