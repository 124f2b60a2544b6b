//! Code lists of the interface that no world changes (enums.md §1 to §4). What is inferred says so.

/// What a payment request may be; decides its frameworks and statuses.
pub(crate) const PAYMENT_REQUEST_TYPES: &[&str] =
    &["FACTURE", "FACTURE_TRAVAUX", "MEMOIRE_JUSTICE", "DEMANDE_REMBOURSEMENT"];

/// Types of works documents.
pub(crate) const WORKS_DOCUMENT_TYPES: &[&str] = &[
    "DP_DE_SOUSTRAITANT_TRAVAUX",
    "PROJET_DECOMPTE_MENSUEL",
    "ETAT_ACOMPTE",
    "ETAT_ACOMPTE_VALIDE",
    "PROJET_DECOMPTE_FINAL",
    "PROJET_DECOMPTE_GENERAL",
    "PROJET_DECOMPTE_GENERAL_PROCEDURE_TACITE",
    "DECOMPTE_GENERAL",
    "DECOMPTE_GENERAL_SIGNE",
    "DECOMPTE_GENERAL_DEFINITIF_TACITE",
    "DECOMPTE_GENERAL_DEFINITIF_PROCEDURE_TACITE",
];

/// Types of structure identifiers, in the order of their number in XML formats (SIRET is 1).
pub(crate) const IDENTIFIER_TYPES: &[&str] =
    &["SIRET", "UE_HORS_FRANCE", "HORS_UE", "RIDET", "TAHITI", "AUTRE", "PARTICULIER"];

/// Deposit modes.
pub(crate) const DEPOSIT_MODES: &[&str] = &[
    "SAISIE_WEB",
    "PORTAIL_PDF",
    "EDI_XML_STRUCT",
    "EDI_MIXTE",
    "EDI_PDF_ARCHIVE",
    "SAISIE_PORTAIL",
    "SAISIE_API",
    "DEPOT_PDF_PORTAIL",
    "DEPOT_PDF_SIGNE_PORTAIL",
    "DEPOT_PDF_API",
    "DEPOT_PDF_SIGNE_API",
    "EDI",
    "UPLOAD_PORTAIL",
    "UPLOAD_API",
    "EDI_NUMERISATION",
];

/// Payment means.
pub(crate) const PAYMENT_MODES: &[&str] = &["CHEQUE", "PRELEVEMENT", "VIREMENT", "ESPECE", "AUTRE", "REPORT"];

/// Flow formats with the syntaxes of each. The distribution is read from the names; the two PDF archive syntaxes
/// belong to none of the three formats.
pub(crate) const FLOW_FORMATS: &[(&str, &[&str])] = &[
    (
        "IN_DP_E1_STRUCT",
        &[
            "IN_DP_E1_UBL_INVOICE",
            "IN_DP_E1_CII",
            "IN_DP_E1_CII_16B",
            "IN_DP_E1_PES_FACTURE",
            "IN_DP_E1_XCBL",
        ],
    ),
    (
        "IN_DP_E2_MIXTE",
        &[
            "IN_DP_E2_UBL_INVOICE_MIN",
            "IN_DP_E2_CII_MIN",
            "IN_DP_E2_CII_MIN_16B",
            "IN_DP_E2_PES_FACTURE_MIN",
            "IN_DP_E2_CPP_FACTURE_MIN",
        ],
    ),
    ("IN_DP_E2_FACTURX", &["IN_DP_E2_CII_FACTURX"]),
];

/// Syntaxes accepted in a deposit that belong to no flow format.
pub(crate) const ARCHIVE_SYNTAXES: &[&str] =
    &["IN_DP_PDFARCHIVE_UBL_INVOICE_MUG", "IN_DP_PDFARCHIVE_CII_MUG"];

/// Frameworks (cadres de facturation) with the payment request type they belong to. Left out: A11, dropped in 2021.
pub(crate) const FRAMEWORKS: &[(&str, &str)] = &[
    ("FACTURE", "A1_FACTURE_FOURNISSEUR"),
    ("FACTURE", "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE"),
    ("FACTURE", "A9_FACTURE_SOUSTRAITANT"),
    ("FACTURE", "A12_FACTURE_COTRAITANT"),
    ("MEMOIRE_JUSTICE", "A3_MEMOIRE_JUSTICE"),
    ("DEMANDE_REMBOURSEMENT", "A21_DEMANDE_REMBOURSEMENT_TIC"),
    ("FACTURE_TRAVAUX", "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR"),
    ("FACTURE_TRAVAUX", "A5_ETAT_ACOMPTE_FOURNISSEUR"),
    ("FACTURE_TRAVAUX", "A6_ETAT_ACOMPTE_VALIDE_FOURNISSEUR"),
    ("FACTURE_TRAVAUX", "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR"),
    ("FACTURE_TRAVAUX", "A8_DECOMPTE_GENERAL_DEFINITIF_FOURNISSEUR"),
    ("FACTURE_TRAVAUX", "A10_PROJET_DECOMPTE_MENSUEL_SOUSTRAITANT"),
    ("FACTURE_TRAVAUX", "A13_PROJET_DECOMPTE_MENSUEL_COTRAITANT"),
    ("FACTURE_TRAVAUX", "A14_PROJET_DECOMPTE_FINAL_COTRAITANT"),
    ("FACTURE_TRAVAUX", "A15_ETAT_ACOMPTE_MOE"),
    ("FACTURE_TRAVAUX", "A16_ETAT_ACOMPTE_VALIDE_MOE"),
    ("FACTURE_TRAVAUX", "A17_PROJET_DECOMPTE_GENERAL_MOE"),
    ("FACTURE_TRAVAUX", "A18_DECOMPTE_GENERAL_MOE"),
    ("FACTURE_TRAVAUX", "A19_ETAT_ACOMPTE_VALIDE_MOA"),
    ("FACTURE_TRAVAUX", "A20_DECOMPTE_GENERAL_MOA"),
    ("FACTURE_TRAVAUX", "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE"),
    ("FACTURE_TRAVAUX", "A23_DECOMPTE_GENERAL_DEFINITIF_TACITE_FOURNISSEUR"),
    ("FACTURE_TRAVAUX", "A24_DECOMPTE_GENERAL_DEFINITIF_TACITE_MOE"),
    ("FACTURE_TRAVAUX", "A25_DECOMPTE_GENERAL_DEFINITIF_MOE_PROCEDURE_TACITE"),
];

/// Statuses before an invoice reaches its recipient: supplier, validation, routing families.
const ISSUE_STATUSES: &[&str] = &["BROUILLON", "INTERPRETEE_OCR", "ABANDONNEE", "SUPPRIMEE"];
const VALIDATION_STATUSES: &[&str] = &[
    "A_VALIDER_1",
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
    "REFUSEE_1",
    "VALIDEE_1",
    "ABSENCE_VALIDATION_1_HORS_DELAI",
    "A_VALIDER_2",
    "ERREUR_COTRAITANT_SUR_VALIDEUR",
    "REFUSEE_2",
    "VALIDEE_2",
    "ABSENCE_VALIDATION_2_HORS_DELAI",
];
const TREATMENT_STATUSES: &[&str] = &[
    "DEPOSEE",
    "EN_COURS_ACHEMINEMENT",
    "MISE_A_DISPOSITION",
    "A_RECYCLER",
    "REJETEE",
    "SUSPENDUE",
    "SERVICE_FAIT",
    "MANDATEE",
    "MISE_A_DISPOSITION_COMPTABLE",
    "COMPTABILISEE",
    "MISE_EN_PAIEMENT",
    "COMPLETEE",
    "PRISE_EN_COMPTE_DESTINATAIRE",
];
const WORKS_STATUSES: &[&str] = &[
    "ASSOCIEE",
    "A_VALIDER_MOE",
    "REFUSEE_MOE",
    "A_ASSOCIER_MOE",
    "ERREUR_DE_MOE",
    "MISE_A_DISPOSITION_MOE",
    "PRISE_EN_COMPTE_MOE",
    "ERREUR_FOURNISSEUR_SUR_MOE",
    "ERREUR_MOE_SUR_FOURNISSEUR",
    "ERREUR_MOE_SUR_MOA",
    "A_ASSOCIER_MOA",
    "ERREUR_DE_MOA",
    "REFUSEE_MOA",
    "MISE_A_DISPOSITION_MOA",
    "PRISE_EN_COMPTE_MOA",
    "TRANSMISE_MOA",
    "ERREUR_FOURNISSEUR_SUR_MOA",
    "ERREUR_MOA_SUR_FOURNISSEUR",
    "A_ASSOCIER_FOURNISSEUR",
    "REFUSEE_FOURNISSEUR",
    "EN_ATTENTE_RECYCLAGE_FOURNISSEUR",
    "A_COMPLETER",
    "REMPLACEE_PAR_A22",
    "DUPLIQUE_APRES_REFUS",
    "NON_CONFORME",
    "ERREUR_DESTINATAIRE_PD",
    "ERREUR_DESTINATAIRE_EA",
];

/// Statuses a payment request of this type may have; `None` for an unknown type. The reference gives the families of
/// the statuses (enums.md §1), their distribution over the types is inferred from them.
pub(crate) fn statuses_of(payment_request_type: &str) -> Option<Vec<&'static str>> {
    let families: &[&[&str]] = match payment_request_type {
        "FACTURE" => &[ISSUE_STATUSES, VALIDATION_STATUSES, TREATMENT_STATUSES],
        "FACTURE_TRAVAUX" => &[ISSUE_STATUSES, VALIDATION_STATUSES, WORKS_STATUSES, TREATMENT_STATUSES],
        "MEMOIRE_JUSTICE" | "DEMANDE_REMBOURSEMENT" => &[ISSUE_STATUSES, TREATMENT_STATUSES],
        _ => return None,
    };
    Some(families.concat())
}

/// A reason to refuse a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RefusalReason {
    /// `idMotif`.
    pub(crate) id: i64,
    /// `codeMotif`.
    pub(crate) code: &'static str,
    /// `libelleMotif`.
    pub(crate) label: &'static str,
}

const WRONG_VALIDATOR: RefusalReason =
    RefusalReason { id: 117, code: "MAUVAIS_VALIDEUR", label: "Mauvais valideur" };
const OTHER_REASON: RefusalReason = RefusalReason { id: 116, code: "AUTRE", label: "Autre" };

/// Reasons a validator may give (A9, A12). The first is in the reference's example; that AUTRE belongs here is
/// inferred.
pub(crate) const VALIDATOR_REASONS: &[RefusalReason] = &[WRONG_VALIDATOR, OTHER_REASON];

/// Reasons to refuse a works document (enums.md §3). Codes and numbers are known, most labels are ours, and so is
/// that every framework offers all of them.
pub(crate) const WORKS_REASONS: &[RefusalReason] = &[
    RefusalReason { id: 114, code: "MAUVAISE_MOE", label: "Mauvaise maîtrise d'oeuvre" },
    RefusalReason { id: 115, code: "MAUVAISE_MOA", label: "Mauvaise maîtrise d'ouvrage" },
    OTHER_REASON,
    WRONG_VALIDATOR,
    RefusalReason { id: 5650, code: "REF_FAC_TRAVAUX", label: "Refus de la facture de travaux" },
];

/// Reasons for an exemption from VAT: code and label, French and English. Ours: the full list was not found.
pub(crate) const EXEMPTION_REASONS: &[(&str, &str, &str)] = &[
    ("ART_261", "Exonération, art. 261 du CGI", "Exempt, article 261 of the CGI"),
    ("ART_262", "Exportation, art. 262 du CGI", "Export, article 262 of the CGI"),
    (
        "ART_262_TER",
        "Livraison intracommunautaire, art. 262 ter du CGI",
        "Intra-community supply, article 262 ter of the CGI",
    ),
    ("ART_283_2", "Autoliquidation, art. 283-2 du CGI", "Reverse charge, article 283-2 of the CGI"),
    ("ART_293_B", "TVA non applicable, art. 293 B du CGI", "VAT not applicable, article 293 B of the CGI"),
    ("AUTRE", "Autre motif d'exonération", "Other reason for exemption"),
];

/// A category of support tickets with its sub-categories (code, label). Ours: the reference has placeholders only.
pub(crate) struct TicketCategory {
    /// `idTechniqueCategorie`.
    pub(crate) id: i64,
    /// `codeCategorie`.
    pub(crate) code: &'static str,
    /// `libelleCategorie`.
    pub(crate) label: &'static str,
    /// Code and label of each sub-category.
    pub(crate) parts: &'static [(&'static str, &'static str)],
}

/// The support ticket categories.
pub(crate) const TICKET_CATEGORIES: &[TicketCategory] = &[
    TicketCategory {
        id: 1,
        code: "FACTURE",
        label: "Dépôt et suivi des factures",
        parts: &[("FAC_DEPOT", "Déposer une facture"), ("FAC_SUIVI", "Suivre une facture")],
    },
    TicketCategory {
        id: 2,
        code: "COMPTE",
        label: "Gestion du compte et des structures",
        parts: &[("CPT_ACCES", "Accéder à son compte"), ("CPT_RATTACHEMENT", "Se rattacher à une structure")],
    },
    TicketCategory {
        id: 3,
        code: "RACCORDEMENT",
        label: "Raccordement EDI et API",
        parts: &[("RAC_API", "Raccordement API"), ("RAC_EDI", "Raccordement EDI")],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::Status;

    #[test]
    fn every_status_of_a_simple_invoice_is_listed_for_its_type() {
        let listed = statuses_of("FACTURE").expect("type");
        assert!(Status::ALL.iter().all(|status| listed.contains(&status.code())));
        assert!(!listed.contains(&"A_VALIDER_MOE"));
        assert_eq!(statuses_of("AUTRE"), None);
    }
}
