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

    /// deposer/flux: one file above 10 MB, or an archive above 30 MB (API.md §1.6).
    FLOW_TOO_LARGE = 20001, Reference, "GDP_MSG_11.022";

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
    /// traiter/factureAValider, consulter/valideur: no invoice with this number names the caller as validator.
    NOT_TO_VALIDATE = 20206, NumberOurs, "GDP_MSG_11.008 Aucune facture à valider ne porte cet identifiant.";
    /// traiter/factureAValider: the invoice waits for no answer, or for that of another validator.
    VALIDATION_NOT_AWAITED = 20207, NumberOurs, "GDP_MSG_11.001 L'état de la facture ne permet pas cette action.";
    /// traiter/factureAValider: action missing or unknown.
    VALIDATION_ACTION = 20208, Ours, "SIM_MSG_90.208 L'action doit être VALIDATION (ou VALIDER) ou REFUS (ou REFUSER).";
    /// traiter/factureAValider: the level named is not the one the invoice waits at.
    VALIDATOR_LEVEL = 20209, Ours, "SIM_MSG_90.209 Le type de valideur ne correspond pas à l'état de la facture.";
    /// traiter/factureAValider: refusal without a known reason.
    REFUSAL_REASON = 20210, Ours, "SIM_MSG_90.210 Un motif de refus connu est obligatoire pour refuser une facture.";
    /// corriger/valideur/facture: no validator is to be corrected.
    VALIDATOR_NOT_WRONG = 20212, NumberOurs, "GDP_MSG_11.001 L'état de la facture ne permet pas de corriger le valideur.";
    /// traiterRejet: the list is empty.
    NO_REJECTION_NAMED = 20213, Ours, "SIM_MSG_90.213 Au moins une demande de paiement est obligatoire.";
    /// traiterRejet: one of the payment requests is not REJETEE.
    NOT_REJECTED = 20214, NumberOurs, "GDP_MSG_11.001 L'état de la facture ne permet pas cette action : elle doit être rejetée.";
    /// telecharger/groupe: format missing or unknown.
    DOWNLOAD_FORMAT = 20215, Ours, "SIM_MSG_90.215 Le format de téléchargement doit être PDF ou PIVOT.";
    /// telecharger/groupe: no invoice named.
    NO_INVOICE_NAMED = 20216, Ours, "SIM_MSG_90.216 Au moins une facture est obligatoire.";
    /// telecharger/groupe: `avecPiecesJointesComplementaires` is neither yes nor no.
    DOWNLOAD_ATTACHMENTS = 20217, Ours, "SIM_MSG_90.217 Le choix des pièces jointes complémentaires doit être Oui ou Non.";
    /// rechercher/demandePaiement: role unknown.
    USER_ROLE = 20218, Ours, "SIM_MSG_90.218 Le rôle doit être FOURNISSEUR, MOE, MOA, VALIDEUR ou DESTINATAIRE.";
    /// rechercher/demandePaiement on qualification: the service does not work there.
    NOT_ON_QUALIFICATION = 20219, Ours, "SIM_MSG_90.219 Ce service n'est pas disponible en qualification.";
    /// soumettre: the supplier has no such active service.
    UNKNOWN_SUPPLIER_SERVICE = 20146, Ours, "SIM_MSG_90.146 Le service du fournisseur n'existe pas ou n'est pas actif.";

    /// structures/rechercher: no criterion.
    CRITERION_REQUIRED = 20401, Ours, "SIM_MSG_90.401 Au moins un critère de recherche est obligatoire.";
    /// structures: unknown structure, or private and not attached.
    STRUCTURE_NOT_VISIBLE = 20402, Ours, "SIM_MSG_90.402 La structure n'existe pas ou n'est pas accessible à ce compte.";
    /// structures/consulter/service: unknown service.
    SERVICE_NOT_FOUND = 20403, Ours, "SIM_MSG_90.403 Le service n'existe pas.";

    /// recuperer/…: the value a list is asked for is not one of the documented ones.
    UNKNOWN_CODE = 20410, Ours, "SIM_MSG_90.410 La valeur demandée n'est pas connue de ce référentiel.";
    /// structures/lister/rattachementsutilisateur: unknown user, or not attached to the structure.
    USER_NOT_ATTACHED = 20411, Ours, "SIM_MSG_90.411 L'utilisateur n'existe pas ou n'est pas rattaché à cette structure.";
    /// consulter/information/siret: the world is like qualification, which does not have the service.
    SIRET_UNAVAILABLE = 20412, Ours, "SIM_MSG_90.412 La consultation des informations d'un SIRET n'est pas disponible en qualification.";
    /// consulter/information/siret: nobody has this SIRET.
    SIRET_NOT_FOUND = 20413, Ours, "SIM_MSG_90.413 Aucun établissement ne porte ce SIRET.";
    /// telecharger/pieceJointe: nothing to download.
    NO_DOCUMENT = 20414, Ours, "SIM_MSG_90.414 Aucune pièce jointe ne correspond à la demande.";
    /// telecharger/pieceJointe: kind of object missing or unknown.
    DOCUMENT_OBJECT = 20415, Ours, "SIM_MSG_90.415 L'objet de la pièce jointe est absent ou n'est pas connu.";
    /// engagementsJuridiques/consulterDetail: unknown, or of other parties.
    ENGAGEMENT_NOT_FOUND = 20416, Ours, "SIM_MSG_90.416 L'engagement juridique n'existe pas ou n'est pas accessible à ce compte.";

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
    /// deposer/flux: syntax missing or not among the thirteen of the interface.
    FLOW_SYNTAX = 20701, Ours, "SIM_MSG_90.701 La syntaxe du flux est absente ou inconnue.";
    /// consulterCR, consulterCRDetaille: no such flow, or deposited for structures the account is not attached to.
    FLOW_NOT_FOUND = 20702, Ours, "SIM_MSG_90.702 Aucun flux ne porte ce numéro.";
    /// In a report: invoice date after the day of deposit (CPRO-02).
    FLOW_DATE_IN_FUTURE = 20711, Ours, "SIM_MSG_90.711 La date de facture est postérieure à la date de dépôt.";
    /// In a report: type code other than 380, 381, 384, 386 (CPRO-03).
    FLOW_TYPE_CODE = 20712, Ours, "SIM_MSG_90.712 Le type de facture doit être 380, 381, 384 ou 386.";
    /// In a report: negative credit note (CPRO-03).
    FLOW_NEGATIVE_CREDIT = 20713, Ours, "SIM_MSG_90.713 Les montants d'un avoir doivent être positifs.";
    /// In a report: invoice already paid (A2) with an amount still due (CPRO-10).
    FLOW_NOT_PAID = 20715, Ours, "SIM_MSG_90.715 Le montant à payer doit être nul pour une facture déjà payée.";
    /// In a report: a mixed flow without the document beside its data.
    FLOW_MAIN_DOCUMENT = 20716, Ours, "SIM_MSG_90.716 Le document joint est obligatoire dans un flux mixte.";
    /// In a report: an attachment without name, with a forbidden name, too large, or not base64.
    FLOW_ATTACHMENT = 20717, Ours, "SIM_MSG_90.717 Une pièce jointe est illisible, trop volumineuse ou mal nommée.";

    /// deposer/pdf: format missing or unknown.
    DEPOSIT_FORMAT = 20607, Ours, "SIM_MSG_90.607 Le format de dépôt doit être PDF_NON_SIGNE, PDF_SIGNE_PADES ou PDF_SIGNE_XADES.";

    /// facturesTravaux/rechercher and rechercher/atraiter found nothing; documented for the first.
    WORKS_NO_RESULT = 20007, Reference, "GFT_MSG_01.075";
    /// facturesTravaux: no such document, or in a billing file the caller takes no part in.
    WORKS_NOT_FOUND = 20801, Ours, "SIM_MSG_90.801 La facture de travaux n'existe pas ou n'est pas accessible à ce compte.";
    /// facturesTravaux: no such billing file, or the caller takes no part in it.
    WORKS_FILE_NOT_FOUND = 20802, Ours, "SIM_MSG_90.802 Le dossier de facturation n'existe pas ou n'est pas accessible à ce compte.";
    /// facturesTravaux: it is somebody else's turn.
    WORKS_NO_RIGHT = 20803, Ours, "SIM_MSG_90.803 Cette action n'est pas ouverte à ce compte pour cette facture de travaux.";
    /// facturesTravaux: the status does not allow the action.
    WORKS_STATUS = 20804, Ours, "SIM_MSG_90.804 L'état de la facture de travaux ne permet pas cette action.";
    /// facturesTravaux: roleUtilisateur missing or unknown.
    WORKS_ROLE = 20805, Ours, "SIM_MSG_90.805 Le rôle doit être FOURNISSEUR, MOE, MOA, VALIDEUR ou DESTINATAIRE.";
    /// facturesTravaux/completer, completermoe: nobody asked for more.
    WORKS_NOT_SUSPENDED = 20806, Ours, "SIM_MSG_90.806 La facture de travaux n'est ni suspendue ni à compléter.";
    /// facturesTravaux/recycler: neither A_RECYCLER nor EN_ATTENTE_RECYCLAGE_FOURNISSEUR.
    WORKS_NOT_TO_RECYCLE = 20807, Ours, "SIM_MSG_90.807 La facture de travaux n'est pas à recycler.";
    /// facturesTravaux/demander/recyclage: the document follows none.
    WORKS_NO_PREVIOUS = 20808, Ours, "SIM_MSG_90.808 La facture de travaux n'a pas de pièce précédente.";
    /// facturesTravaux/refuser: reason missing.
    WORKS_REASON_REQUIRED = 20809, Ours, "SIM_MSG_90.809 Le motif de refus est obligatoire.";
    /// facturesTravaux/refuser: reason unknown or not for this actor.
    WORKS_REASON = 20810, Ours, "SIM_MSG_90.810 Ce motif de refus n'existe pas ou n'est pas ouvert à cet acteur.";
    /// facturesTravaux/soumettre: cadre missing or none of works.
    WORKS_FRAMEWORK = 20811, Ours, "SIM_MSG_90.811 Le cadre de facturation n'est pas un cadre de travaux.";
    /// facturesTravaux/soumettre: the document before is missing, of another chain, or does not wait for the depositor.
    WORKS_PREVIOUS = 20812, Ours, "SIM_MSG_90.812 La pièce précédente est absente ou ne peut pas être suivie par ce document.";
    /// facturesTravaux/soumettre: nobody in the billing file to address the document to.
    WORKS_ACTOR_REQUIRED = 20813, Ours, "SIM_MSG_90.813 La maîtrise d'œuvre ou la maîtrise d'ouvrage à laquelle ce document s'adresse n'est pas renseignée.";
    /// facturesTravaux/soumettre: project manager, project owner, validator or one of their services unknown.
    WORKS_UNKNOWN_ACTOR = 20814, Ours, "SIM_MSG_90.814 La maîtrise d'œuvre, la maîtrise d'ouvrage, le valideur ou son service n'existe pas.";
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
