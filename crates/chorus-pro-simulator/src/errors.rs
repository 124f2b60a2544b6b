//! Functional errors: answers with HTTP 200 and a `codeRetour` other than 0.
//!
//! The official table of errors is not public. Where the reference knows a code, it stands here as
//! [`Origin::Reference`]. All others are **ours**: a number between 20100 and 20999, a message code of the
//! range `SIM_MSG_90` (or the documented global code when its meaning fits), then a French sentence.
//! `codeRetour` numbers are local to a service at the real platform, so clients must not compare them
//! across services (API.md §7).

/// Where a code comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Number and label are in the reference.
    Reference,
    /// The message code is in the reference, the number is chosen by this simulator.
    NumberOurs,
    /// Chosen by this simulator.
    Ours,
}

/// One functional error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionalError {
    /// `codeRetour`.
    pub code: i32,
    /// `libelle`.
    pub label: &'static str,
    /// Whether the reference knows it.
    pub origin: Origin,
}

macro_rules! errors {
    ($($(#[$documentation:meta])* $name:ident = $code:literal, $origin:ident, $label:literal;)*) => {
        $($(#[$documentation])* pub const $name: FunctionalError =
            FunctionalError { code: $code, label: $label, origin: Origin::$origin };)*

        /// Every functional error the simulator can answer.
        pub const TABLE: &[FunctionalError] = &[$($name,)*];
    };
}

errors! {
    /// rechercher/recipiendaire found nothing.
    NO_RESULT = 20000, Reference, "TRA_MSG_00.015";
    /// completer, traiter/recue: the payment request does not exist.
    UNKNOWN_INVOICE = 20000, Reference, "GDP_MSG_11.008";
    /// completer: the caller lacks the right.
    NO_RIGHT = 20001, Reference, "GDP_MSG_11.005";
    /// completer: the status is not SUSPENDUE.
    NOT_SUSPENDED = 20002, Reference, "GDP_MSG_11.033";
    /// traiter/recue: the move is not in the graph. The wording is ours, the reference only says "a French sentence".
    ILLEGAL_MOVE = 20002, Reference, "Le statut d'origine et le nouveau statut de la facture sont incohérents.";
    /// ajouter/fichier: more than 10 MB. The label is ours.
    FILE_TOO_LARGE = 20003, Reference, "SIM_MSG_90.003 La taille du fichier dépasse 10 Mo.";

    /// soumettre: mode of deposit missing or not among the three accepted.
    DEPOSIT_MODE = 20101, Ours, "SIM_MSG_90.101 Le mode de dépôt doit être SAISIE_API, DEPOT_PDF_API ou DEPOT_PDF_SIGNE_API.";
    /// soumettre: supplier missing, unknown or not private nor public.
    UNKNOWN_SUPPLIER = 20102, Ours, "SIM_MSG_90.102 Le fournisseur n'existe pas dans Chorus Pro.";
    /// soumettre: supplier inactive.
    INACTIVE_SUPPLIER = 20103, Ours, "SIM_MSG_90.103 Le fournisseur n'est pas actif dans Chorus Pro.";
    /// soumettre, recycler and searches: the technical account is not attached to the structure.
    NOT_ATTACHED = 20104, NumberOurs, "GDP_MSG_11.005 Le compte technique n'est pas rattaché à cette structure.";
    /// soumettre, recycler: recipient missing or unknown.
    UNKNOWN_RECIPIENT = 20105, Ours, "SIM_MSG_90.105 Le destinataire n'existe pas dans Chorus Pro.";
    /// soumettre, recycler: recipient inactive.
    INACTIVE_RECIPIENT = 20106, Ours, "SIM_MSG_90.106 Le destinataire n'est pas actif dans Chorus Pro.";
    /// soumettre, recycler: recipient is not a public body.
    PRIVATE_RECIPIENT = 20107, Ours, "SIM_MSG_90.107 Le destinataire n'est pas une structure publique.";
    /// soumettre, recycler: service code required.
    SERVICE_REQUIRED = 20108, Ours, "SIM_MSG_90.108 Le code service est obligatoire pour ce destinataire.";
    /// soumettre, recycler: service unknown.
    UNKNOWN_SERVICE = 20109, Ours, "SIM_MSG_90.109 Le code service n'existe pas chez ce destinataire.";
    /// soumettre, recycler: service inactive.
    INACTIVE_SERVICE = 20110, Ours, "SIM_MSG_90.110 Le service n'est pas actif.";
    /// soumettre, recycler: service reserved to invoices between public bodies.
    RESERVED_SERVICE = 20111, Ours, "SIM_MSG_90.111 Le service FACTURES_PUBLIQUES est réservé aux factures entre structures publiques.";
    /// soumettre, recycler: engagement number required.
    ENGAGEMENT_REQUIRED = 20112, Ours, "SIM_MSG_90.112 Le numéro d'engagement est obligatoire pour ce destinataire ou ce service.";
    /// soumettre, recycler: one of service code and engagement number required.
    SERVICE_OR_ENGAGEMENT_REQUIRED = 20113, Ours, "SIM_MSG_90.113 Le code service ou le numéro d'engagement est obligatoire pour ce destinataire.";
    /// soumettre, recycler: the recipient publishes its engagements and this one is not among them.
    UNKNOWN_ENGAGEMENT = 20114, Ours, "SIM_MSG_90.114 Le numéro d'engagement n'est pas connu de ce destinataire.";
    /// soumettre: number missing although the mode is a PDF deposit.
    NUMBER_REQUIRED = 20115, Ours, "SIM_MSG_90.115 Le numéro de facture est obligatoire.";
    /// soumettre: number longer than 20 characters.
    NUMBER_TOO_LONG = 20116, Ours, "SIM_MSG_90.116 Le numéro de facture dépasse 20 caractères.";
    /// soumettre: number with a character other than letters, digits, space, `-`, `_`, `/`, `+`.
    NUMBER_CHARACTERS = 20117, Ours, "SIM_MSG_90.117 Le numéro de facture contient un caractère interdit.";
    /// soumettre: the supplier already has an invoice with this number.
    DUPLICATE_NUMBER = 20118, Ours, "SIM_MSG_90.118 Une facture portant ce numéro existe déjà pour ce fournisseur.";
    /// soumettre: invoice date missing in a PDF deposit.
    DATE_REQUIRED = 20119, Ours, "SIM_MSG_90.119 La date de facture est obligatoire.";
    /// soumettre: cadre missing or not A1, A2, A9, A12.
    FRAMEWORK = 20120, Ours, "SIM_MSG_90.120 Le cadre de facturation doit être A1, A2, A9 ou A12.";
    /// soumettre: A9 or A12 without validator.
    VALIDATOR_REQUIRED = 20121, Ours, "SIM_MSG_90.121 Le valideur est obligatoire pour ce cadre de facturation.";
    /// soumettre: validator unknown, inactive or identical with the supplier.
    UNKNOWN_VALIDATOR = 20122, Ours, "SIM_MSG_90.122 Le valideur n'existe pas, n'est pas actif ou est le fournisseur lui-même.";
    /// soumettre: currency missing or unknown.
    CURRENCY = 20123, Ours, "SIM_MSG_90.123 La devise n'est pas connue.";
    /// soumettre: type of invoice missing or unknown.
    KIND = 20124, Ours, "SIM_MSG_90.124 Le type de facture doit être FACTURE ou AVOIR.";
    /// soumettre: credit note without the number of the invoice it corrects.
    ORIGINAL_REQUIRED = 20125, Ours, "SIM_MSG_90.125 Le numéro de la facture d'origine est obligatoire pour un avoir.";
    /// soumettre: VAT regime missing or unknown.
    VAT_REGIME = 20126, Ours, "SIM_MSG_90.126 Le type de TVA n'est pas connu.";
    /// soumettre: exempt without a reason.
    EXEMPTION_REASON = 20127, Ours, "SIM_MSG_90.127 Le motif d'exonération est obligatoire lorsque la TVA est exonérée.";
    /// soumettre: VAT amount although exempt or without VAT.
    VAT_NOT_ZERO = 20128, Ours, "SIM_MSG_90.128 Le montant de TVA doit être nul pour ce type de TVA.";
    /// soumettre: payment mode missing on an invoice, or unknown.
    PAYMENT_MODE = 20129, Ours, "SIM_MSG_90.129 Le mode de paiement est obligatoire et doit être connu.";
    /// soumettre: bank reference not declared by the supplier.
    UNKNOWN_BANK_ACCOUNT = 20130, Ours, "SIM_MSG_90.130 Les coordonnées bancaires ne sont pas déclarées pour ce fournisseur.";
    /// soumettre: reference longer than 50 characters, or number of origin longer than 20.
    REFERENCE_TOO_LONG = 20131, Ours, "SIM_MSG_90.131 Un numéro de référence dépasse la longueur autorisée.";
    /// soumettre: a total is missing.
    TOTALS_REQUIRED = 20132, Ours, "SIM_MSG_90.132 Les montants HT, TTC et à payer sont obligatoires.";
    /// soumettre: HT + TVA ≠ TTC.
    TOTALS_SUM = 20133, Ours, "SIM_MSG_90.133 Le montant TTC ne correspond pas à la somme du montant HT et de la TVA.";
    /// soumettre: TTC − discount ≠ payable.
    TOTALS_PAYABLE = 20134, Ours, "SIM_MSG_90.134 Le montant à payer ne correspond pas au montant TTC diminué de la remise.";
    /// soumettre: discount without a reason, or negative.
    DISCOUNT_REASON = 20135, Ours, "SIM_MSG_90.135 Le motif de la remise globale est obligatoire.";
    /// soumettre: the VAT breakdown does not add up.
    VAT_BREAKDOWN = 20136, Ours, "SIM_MSG_90.136 Le récapitulatif de TVA ne correspond pas aux montants totaux.";
    /// soumettre: rate missing, unknown, or given twice (code and number).
    VAT_RATE = 20137, Ours, "SIM_MSG_90.137 Chaque ligne doit porter un seul taux de TVA, par son code ou par sa valeur.";
    /// soumettre: SAISIE_API without a line.
    LINES_REQUIRED = 20138, Ours, "SIM_MSG_90.138 Au moins une ligne de poste est obligatoire en saisie.";
    /// soumettre: a line lacks its quantity, price or name.
    LINE_INCOMPLETE = 20139, Ours, "SIM_MSG_90.139 Une ligne de poste est incomplète.";
    /// soumettre: lines do not add up.
    LINES_SUM = 20140, Ours, "SIM_MSG_90.140 La somme des lignes de poste ne correspond pas au montant HT.";
    /// soumettre: PDF deposit without main attachment.
    MAIN_FILE_REQUIRED = 20141, Ours, "SIM_MSG_90.141 La pièce jointe principale est obligatoire pour un dépôt PDF.";
    /// soumettre, completer: attachment unknown, or uploaded by somebody else.
    UNKNOWN_FILE = 20142, Ours, "SIM_MSG_90.142 La pièce jointe n'existe pas.";
    /// soumettre, completer: attachment type unknown.
    ATTACHMENT_TYPE = 20143, Ours, "SIM_MSG_90.143 Le type de pièce jointe n'est pas connu.";
    /// soumettre, completer: label missing or longer than 100 characters.
    ATTACHMENT_LABEL = 20144, Ours, "SIM_MSG_90.144 La désignation de la pièce jointe est obligatoire et limitée à 100 caractères.";
    /// soumettre, completer, recycler: comment longer than 2000 characters.
    COMMENT_TOO_LONG = 20145, Ours, "SIM_MSG_90.145 Le commentaire dépasse 2000 caractères.";
    /// soumettre: the number belongs to an invoice whose status does not allow to submit it again.
    SUBMISSION_NOT_ALLOWED = 20999, NumberOurs, "GDP_MSG_11.001";

    /// recycler: the status is not A_RECYCLER.
    NOT_TO_RECYCLE = 20201, NumberOurs, "GDP_MSG_11.001 L'état de la facture ne permet pas cette action : elle doit être à recycler.";
    /// completer: neither attachment nor comment.
    NOTHING_TO_ADD = 20202, Ours, "SIM_MSG_90.202 Une pièce jointe ou un commentaire est obligatoire pour compléter la facture.";
    /// traiter/recue: reason missing.
    REASON_REQUIRED = 20203, Ours, "SIM_MSG_90.203 Le motif est obligatoire pour suspendre ou rejeter une facture.";
    /// traiter/recue: reason longer than 255 characters.
    REASON_TOO_LONG = 20204, Ours, "SIM_MSG_90.204 Le motif dépasse 255 caractères.";
    /// recycler, consulter, historique, traiter/recue: the invoice exists on the other side only or not at all.
    INVOICE_NOT_FOUND = 20205, NumberOurs, "GDP_MSG_11.008";

    /// structures/rechercher: no criterion.
    CRITERION_REQUIRED = 20401, Ours, "SIM_MSG_90.401 Au moins un critère de recherche est obligatoire.";
    /// structures: unknown structure, or private and not attached.
    STRUCTURE_NOT_VISIBLE = 20402, Ours, "SIM_MSG_90.402 La structure n'existe pas ou n'est pas accessible à ce compte.";
    /// structures/consulter/service: unknown service.
    SERVICE_NOT_FOUND = 20403, Ours, "SIM_MSG_90.403 Le service n'existe pas.";

    /// ajouter/fichier, deposer/pdf: no content or empty content.
    FILE_EMPTY = 20601, Ours, "SIM_MSG_90.601 Le fichier est vide.";
    /// ajouter/fichier, deposer/pdf: content is not base64.
    FILE_ENCODING = 20602, Ours, "SIM_MSG_90.602 Le contenu du fichier n'est pas encodé en base64.";
    /// ajouter/fichier: name missing, without extension or longer than 50 characters (200 for deposer/pdf).
    FILE_NAME = 20603, Ours, "SIM_MSG_90.603 Le nom du fichier est absent, sans extension ou trop long.";
    /// ajouter/fichier: extension missing or not allowed.
    FILE_EXTENSION = 20604, Ours, "SIM_MSG_90.604 L'extension du fichier n'est pas autorisée.";
    /// ajouter/fichier: media type missing.
    FILE_MEDIA_TYPE = 20605, Ours, "SIM_MSG_90.605 Le type MIME du fichier est obligatoire.";
    /// deposer/pdf: the file is not a PDF.
    NOT_A_PDF = 20606, Ours, "SIM_MSG_90.606 Le fichier n'est pas un PDF.";
    /// deposer/pdf: format missing or unknown.
    DEPOSIT_FORMAT = 20607, Ours, "SIM_MSG_90.607 Le format de dépôt doit être PDF_NON_SIGNE, PDF_SIGNE_PADES ou PDF_SIGNE_XADES.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_numbers_are_unique_and_in_the_agreed_range() {
        let mut seen = std::collections::HashSet::new();
        for error in TABLE.iter().filter(|error| error.origin != Origin::Reference) {
            assert!((20_100..=20_999).contains(&error.code), "{}", error.code);
            assert!(seen.insert(error.code), "{} is used twice", error.code);
            // Numbers the reference knows without their meaning stay free.
            assert!(!(20_303..=20_305).contains(&error.code));
        }
    }
}
