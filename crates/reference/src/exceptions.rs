//! The nulls that the simulator answers although neither the description nor an example shows them.
//!
//! **This list may only shrink.** The scenario of a service fails when one of its entries is not needed any more, and
//! [`MOST`] may only be lowered.

use std::sync::LazyLock;

use crate::{Fault, FaultKind};

/// A field that may be `null` in the answers of a service.
#[derive(Debug, PartialEq, Eq)]
pub struct Exception {
    /// Name of the service.
    pub service: &'static str,
    /// The field, without the places in lists.
    pub pointer: String,
    /// Why.
    pub reason: &'static str,
}

impl Exception {
    /// `true` when this fault of a service is the one excepted.
    pub(crate) fn covers(&self, service: &str, fault: &Fault) -> bool {
        fault.kind == FaultKind::Null && self.service == service && self.pointer == fault.pointer
    }
}

/// Exceptions of one place that have one reason.
struct Group {
    services: &'static [&'static str],
    place: &'static str,
    fields: &'static [&'static str],
    reason: &'static str,
}

/// As many as there may be: to be lowered whenever one goes, never raised.
const MOST: usize = 305;

const _: () = assert!(count(GROUPS) <= MOST, "the list of exceptions may only shrink");

/// Every field of every service counts.
const fn count(groups: &[Group]) -> usize {
    match groups {
        [] => 0,
        [first, rest @ ..] => first.services.len() * first.fields.len() + count(rest),
    }
}

/// Every exception.
pub fn exceptions() -> &'static [Exception] {
    static ALL: LazyLock<Vec<Exception>> = LazyLock::new(|| {
        let of = |group: &'static Group| {
            group.services.iter().flat_map(move |service| {
                group.fields.iter().map(move |field| Exception {
                    service,
                    pointer: format!("{}/{field}", group.place),
                    reason: group.reason,
                })
            })
        };
        GROUPS.iter().flat_map(of).collect()
    });
    &ALL
}

const GROUPS: &[Group] = &[
    Group {
        services: &["consulterInformationSIRET"],
        place: "",
        fields: &[
            "categorieEntreprise",
            "categorieJuridique",
            "civilite",
            "dateCreationEntreprise",
            "dateCreationEtablissement",
            "dateReactivationEtablissement",
            "localisationSiege",
            "siretPredecesseurSuccesseur",
        ],
        reason: "the world knows no register of companies",
    },
    Group {
        services: &[
            "consulterServiceOrganisation",
            "rechercherServiceOrganisation",
            "rechercherServicesStructureOrganisation",
        ],
        place: "",
        fields: &[
            "complementAdresse1",
            "complementAdresse2",
            "dateFinActivation",
            "dateModification",
            "dateSuppression",
            "description",
            "telephone",
        ],
        reason: "the world does not keep it, or the object has none",
    },
    Group {
        services: &["consulterStructureOrganisation", "rechercherStructures"],
        place: "",
        fields: &[
            "adresseElectronique",
            "categorieBeneficiaireId",
            "categorieEntreprise",
            "categorieFournisseurMemoireId",
            "categorieJuridique",
            "complementAdresse1",
            "complementAdresse2",
            "contactPrincipal",
            "nomStructure",
            "numeroPacage",
            "numeroRcsStructure",
            "numeroTvaIntracommunautaire",
            "organisationParent",
            "prenomStructure",
            "structureOrigine",
            "telephone",
        ],
        reason: "the world does not keep it, or the object has none",
    },
    Group {
        services: &["listerPiecesJointesStructure"],
        place: "",
        fields: &["attachmentData"],
        reason: "a list has no contents",
    },
    Group {
        services: &["rechercherFactureRecipiendaire"],
        place: "",
        fields: &["nbResultatsParPage", "pageCourante", "pages", "total"],
        reason: "without result there is no page (recorded by a program)",
    },
    Group {
        services: &["consulterServiceStructure"],
        place: "/adressePostale",
        fields: &[
            "complementAdresse1",
            "complementAdresse2",
            "fax",
            "indicatifFax",
            "indicatifTelephone",
            "telephone",
        ],
        reason: "the world keeps street, post code and town",
    },
    Group {
        services: &["consulterStructureAvecTVAIntraCom"],
        place: "/adressePostaleDuSiege",
        fields: &[
            "complementAdresse1",
            "complementAdresse2",
            "fax",
            "indicatifFax",
            "indicatifTelephone",
            "telephone",
        ],
        reason: "the world keeps street, post code and town",
    },
    Group {
        services: &["consulterFactureParRecipiendaire", "consulterFactureParValideur"],
        place: "/facture",
        fields: &["commentaire", "piecePrecedente", "pieceSuivante"],
        reason: "a simple invoice follows no document and none follows it",
    },
    Group {
        services: &["consulterFactureParFournisseur", "consulterFactureParRecipiendaire"],
        place: "/facture/cadreDeFacturation",
        fields: &[
            "codeValideur1",
            "dateValidation1",
            "idValideur1",
            "raisonSocialeValideur1",
            "typeIdentifiantValideur1",
        ],
        reason: "a simple invoice has no project manager or owner, and a validator only when its cadre has one; people have no names here",
    },
    Group {
        services: &[
            "consulterFactureParFournisseur",
            "consulterFactureParRecipiendaire",
            "consulterFactureParValideur",
        ],
        place: "/facture/cadreDeFacturation",
        fields: &[
            "codeServiceMoa",
            "codeServiceMoe",
            "codeValideur2",
            "dateValidation2",
            "designationMoa",
            "designationMoe",
            "designationValideur2",
            "idMoa",
            "idMoe",
            "idServiceMoa",
            "idServiceMoe",
            "idValideur2",
            "identifiantMoa",
            "identifiantMoe",
            "nomMoe",
            "nomServiceMoa",
            "nomServiceMoe",
            "nomValideur1",
            "nomValideur2",
            "prenomMoe",
            "prenomValideur1",
            "prenomValideur2",
            "raisonSocialeMoa",
            "raisonSocialeMoe",
            "raisonSocialeValideur2",
            "typeIdentifiantMoa",
            "typeIdentifiantMoe",
            "typeIdentifiantValideur2",
        ],
        reason: "a simple invoice has no project manager or owner, and a validator only when its cadre has one; people have no names here",
    },
    Group {
        services: &[
            "consulterFactureParFournisseur",
            "consulterFactureParRecipiendaire",
            "consulterFactureParValideur",
        ],
        place: "/facture/destinataire",
        fields: &[
            "adresseDestinataireComplement1",
            "adresseDestinataireComplement2",
            "adresseDestinataireId",
        ],
        reason: "the world keeps one line of an address, and no number of it",
    },
    Group {
        services: &[
            "consulterFactureParFournisseur",
            "consulterFactureParRecipiendaire",
            "consulterFactureParValideur",
        ],
        place: "/facture/fournisseur",
        fields: &[
            "adresseFournisseurComplement1",
            "adresseFournisseurComplement2",
            "adresseFournisseurId",
            "affactureur",
            "codeServiceFournisseur",
            "coordBancairesBicSwift",
            "coordBancairesCodeGuichet",
            "coordBancairesFournisseurCleIban",
            "coordBancairesFournisseurCleRib",
            "coordBancairesFournisseurCodeBanque",
            "coordBancairesFournisseurCodePays",
            "coordBancairesFournisseurCompteBancaire",
            "coordBancairesFournisseurId",
            "coordBancairesFournisseurLibelle",
            "coordBancairesFournisseurType",
            "idServiceFournisseur",
            "libelleServiceFournisseur",
            "numeroRcsFournisseur",
        ],
        reason: "the world keeps one line of an address, French accounts by their IBAN, and no names of people; the rest the invoice or its supplier lacks",
    },
    Group {
        services: &["consulterFactureParFournisseur", "consulterFactureParValideur"],
        place: "/facture/fournisseur",
        fields: &["nomFournisseur", "prenomFournisseur"],
        reason: "the world keeps one line of an address, French accounts by their IBAN, and no names of people; the rest the invoice or its supplier lacks",
    },
    Group {
        services: &[
            "consulterFactureParFournisseur",
            "consulterFactureParRecipiendaire",
            "consulterFactureParValideur",
        ],
        place: "/facture/lignesDePoste/lignePoste",
        fields: &["lignePosteReference", "lignePosteTauxTvaManuel", "lignePosteUniteCode"],
        reason: "a rate is told by its code, and units have names only",
    },
    Group {
        services: &[
            "consulterFactureParFournisseur",
            "consulterFactureParRecipiendaire",
            "consulterFactureParValideur",
        ],
        place: "/facture/listeDesPiecesJointes/pieceJointe",
        fields: &["pieceJointeNumeroLigneFacture"],
        reason: "the attachment belongs to no line",
    },
    Group {
        services: &["consulterFactureParRecipiendaire", "consulterFactureParValideur"],
        place: "/facture/montantTotal",
        fields: &["motifRemiseGlobaleTTC"],
        reason: "the invoice has no discount",
    },
    Group {
        services: &[
            "consulterFactureParFournisseur",
            "consulterFactureParRecipiendaire",
            "consulterFactureParValideur",
        ],
        place: "/facture/pieceJointePrincipale",
        fields: &["idLiaisonPieceJointePrincipale", "idPieceJointePrincipale"],
        reason: "an entered invoice has no main file",
    },
    Group {
        services: &[
            "consulterFactureParFournisseur",
            "consulterFactureParRecipiendaire",
            "consulterFactureParValideur",
        ],
        place: "/facture/recapitulatifDeTva/ligneTva",
        fields: &["ligneTvaTauxManuel"],
        reason: "a rate is told by its code",
    },
    Group {
        services: &[
            "consulterFactureParFournisseur",
            "consulterFactureParRecipiendaire",
            "consulterFactureParValideur",
        ],
        place: "/facture/references",
        fields: &[
            "dateEcheancePaiement",
            "libelleMotifExonerationTva",
            "motifExonerationTva",
            "numeroBonCommande",
            "numeroDpMandat",
            "numeroFactureOrigine",
            "numeroMarche",
            "typeFactureTravaux",
        ],
        reason: "the invoice has none",
    },
    Group {
        services: &["consulterStructureAvecTVAIntraCom"],
        place: "/informationGenerales",
        fields: &[
            "emailStructure",
            "idStructureOrigine",
            "libelleStructure",
            "nomStructure",
            "numeroRcsStructure",
            "numeroTVA",
            "prenomStructure",
        ],
        reason: "the structure has none, or the world does not keep it",
    },
    Group {
        services: &["rechercherEngagementJuridique"],
        place: "/listeEngagementJuridique",
        fields: &[
            "codeServiceExecutantEmetteur",
            "dateCreationEJ",
            "libelleServiceExecutantEmetteur",
            "montantTotalHt",
        ],
        reason: "the engagement has none, or the world does not keep it",
    },
    Group {
        services: &["consulterDetailEngagementJuridique"],
        place: "/recepteur",
        fields: &["adresseStructureReceptriceComplement1", "adresseStructureReceptriceComplement2"],
        reason: "the world keeps one line of an address",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_excepted_twice() {
        let all = exceptions();
        assert_eq!(all.len(), count(GROUPS));
        for (place, one) in all.iter().enumerate() {
            let twice = all[place + 1..]
                .iter()
                .any(|other| (other.service, &other.pointer) == (one.service, &one.pointer));
            assert!(!twice && !one.reason.is_empty(), "{one:?}");
        }
    }

    #[test]
    fn only_the_null_of_its_field_and_service_is_excepted() {
        let known = Exception { service: "un", pointer: "/a/b".to_owned(), reason: "x" };
        let fault = |pointer: &str, kind| Fault { pointer: pointer.to_owned(), kind, text: String::new() };
        assert!(known.covers("un", &fault("/a/b", FaultKind::Null)));
        assert!(!known.covers("deux", &fault("/a/b", FaultKind::Null)));
        assert!(!known.covers("un", &fault("/a", FaultKind::Null)));
        for kind in [FaultKind::Missing, FaultKind::Undescribed, FaultKind::Other] {
            assert!(!known.covers("un", &fault("/a/b", kind)));
        }
    }
}
