//! The French sentence of each reason: what happened and what to do.

use super::{Missing, Reason};
use crate::{format_day, format_moment, paris_day};

impl Missing {
    /// What to ask for.
    const fn name(self) -> &'static str {
        match self {
            Self::ClientId => "l’identifiant client PISTE",
            Self::ClientSecret => "le secret client PISTE",
            Self::Login => "le compte technique",
            Self::Password => "le mot de passe du compte technique",
            Self::Certificate => "le certificat",
        }
    }
}

impl Reason {
    /// The sentence on screen.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::ChorusProRefused { code_retour, libelle } => functional(*code_retour, libelle),
            Self::NoAttachmentNumber { name } => format!("Chorus Pro n’a pas donné de numéro à « {name} »."),
            Self::StillUnverified { cause } => {
                format!("L’envoi n’a pas encore pu être vérifié. {}", cause.sentence())
            }
            Self::OtherInvoiceUnderNumber { chorus_id } => format!(
                "Chorus Pro détient sous ce numéro une autre facture (n° Chorus Pro {chorus_id}), dont le montant, le \
                 destinataire ou la date diffèrent. Vérifiez-la sur le portail, puis donnez un autre numéro à celle-ci."
            ),
            Self::CertificateExpired { at } => {
                format!(
                    "Le certificat a expiré le {}. Remplacez-le sur cette page.",
                    format_day(paris_day(*at))
                )
            }
            Self::Accepted { chorus_id } => format!("Acceptée par Chorus Pro sous le n° {chorus_id}."),
            Self::Deposited { chorus_id, at } => {
                format!("N° Chorus Pro {chorus_id}, reçue le {}", format_moment(*at))
            }
            Self::SiretUnusable { error } => error.to_string(),
            Self::NameUnusable { error } => error.to_string(),
            Self::RecipientNotChecked { cause } => {
                format!("Le destinataire n’a pas pu être vérifié. {}", cause.sentence())
            }
            Self::FileEmpty { name } if name.is_empty() => {
                "Ce fichier est vide. Choisissez le PDF de la facture.".to_owned()
            }
            Self::FileEmpty { name } => format!("« {name} » est vide. Choisissez un autre fichier."),
            Self::AccessIncomplete { missing } => {
                let names: Vec<_> = missing.iter().map(|part| part.name()).collect();
                format!("Il manque {}.", names.join(", "))
            }
            plain => plain.plain_sentence().to_owned(),
        }
    }

    /// The sentence of a reason without parameters.
    const fn plain_sentence(&self) -> &'static str {
        match self {
            Self::ApplicationRefused => {
                "PISTE refuse l’application. Vérifiez l’identifiant et le secret client, et que l’application est active."
            }
            Self::TechnicalAccountRefused => {
                "Chorus Pro refuse le compte technique. Vérifiez l’identifiant et le mot de passe, qui expire tous les \
                 424 jours."
            }
            Self::NotSubscribed => {
                "L’application PISTE n’est pas abonnée à ce service. Cochez l’API dans PISTE et acceptez ses conditions."
            }
            Self::FileTooLargeForChorusPro => "Chorus Pro trouve ce fichier trop volumineux : 10 Mo au plus.",
            Self::SlowDown => "Chorus Pro demande de ralentir. L’envoi reprendra seul.",
            Self::ChorusProSilent => "Chorus Pro ne répond pas pour le moment. Nouvel essai automatique.",
            Self::FileUnreadable => {
                "Pupitre n’a pas pu lire ou écrire un fichier sur son disque. Nouvel essai automatique."
            }
            Self::AnswerNotUnderstood => {
                "La réponse de Chorus Pro n’a pas été comprise. Vérifiez l’état de la facture sur le portail."
            }
            Self::NoDepositNumber => "Chorus Pro a répondu sans numéro de dépôt.",
            Self::NoDocumentNumber => "Chorus Pro a reçu le PDF sans lui donner de numéro.",
            Self::OwnSiretUnknown => {
                "Chorus Pro ne connaît pas le SIRET de cette structure. Vérifiez-le sur sa fiche."
            }
            Self::AddressMisconfigured => {
                "L’adresse de Chorus Pro est mal configurée. Prévenez l’administrateur de Pupitre."
            }
            Self::AccountNotAttached => {
                "Ce compte technique n’est pas rattaché à cette structure. Demandez le rattachement au gestionnaire \
                 principal, dans Chorus Pro."
            }
            Self::KeyCannotOpen => {
                "Les identifiants enregistrés ne peuvent plus être ouverts avec la clé actuelle. Saisissez-les de nouveau."
            }
            Self::NoAccess => {
                "Cette structure n’a pas encore d’accès à Chorus Pro. Renseignez-le sur sa fiche, puis déposez."
            }
            Self::DocumentRead => "PDF lu par Chorus Pro.",
            Self::NotNeeded => "Plus nécessaire.",
            Self::DepositedBefore => "Déjà déposée.",
            Self::InvoiceGone => "La facture n’existe plus.",
            Self::DraftIncomplete => "Le brouillon n’est plus complet. Corrigez-le, puis déposez.",
            Self::DocumentMissing => "Le PDF de cette facture manque. Déposez-la de nouveau.",
            Self::AlreadySent => "Cette facture a déjà été envoyée ; elle ne peut plus être modifiée ici.",
            Self::ChangedSinceReview => {
                "La facture a changé depuis que vous l’avez vérifiée. Relisez-la telle qu’elle serait envoyée, puis déposez."
            }
            Self::NothingWaits => "Aucun envoi n’attend pour cette facture.",
            Self::TooLateToUndo => "Trop tard : l’envoi a commencé. Suivez la facture sur sa page.",
            Self::DoesNotIssue => "Cette structure n’émet pas de factures.",
            Self::RecipientUnknown => {
                "Chorus Pro ne connaît pas ce SIRET. Vérifiez-le, ou cherchez le destinataire par son nom."
            }
            Self::NumberTaken => {
                "Ce numéro a déjà été envoyé pour cette structure. Chorus Pro refuse les doublons, même après un rejet."
            }
            Self::FileTooLarge => {
                "Ce fichier dépasse 10 Mo, la limite de Chorus Pro. Réduisez la qualité des images, puis réessayez."
            }
            Self::NotPdf => {
                "Ce fichier n’est pas un PDF. Exportez la facture en PDF depuis votre logiciel, puis déposez-la."
            }
            Self::AttachmentsTooLarge => {
                "Les pièces jointes dépasseraient 118 Mo, la limite de Chorus Pro. Retirez-en une d’abord."
            }
            Self::StructureThere => {
                "Cette structure existe déjà dans votre organisation, pour cet environnement."
            }
            Self::CertificatePasswordWrong => "Le mot de passe de ce certificat est incorrect.",
            Self::CertificateUnreadable => {
                "Ce fichier n’est pas un certificat PKCS#12 (.p12 ou .pfx) lisible."
            }
            Self::EmailUnusable => "Indiquez une adresse électronique valable.",
            Self::NameMissing => "Indiquez le prénom et le nom.",
            Self::EmailTaken => "Cette adresse vient d’être ajoutée. Rechargez la page.",
            Self::AlreadyMember => {
                "Cette personne fait déjà partie de l’organisation. Changez son rôle dans la liste."
            }
            Self::LastAdministrator => {
                "Une organisation garde au moins un administrateur. Nommez-en un autre d’abord."
            }
            Self::PasswordWrong => "Le mot de passe actuel est incorrect.",
            Self::PasswordTooShort => {
                "Choisissez au moins 12 caractères. Une phrase de plusieurs mots convient bien."
            }
            Self::PasswordTooLong => "Ce mot de passe dépasse 256 caractères.",
            Self::PasswordGuessable => {
                "Ce mot de passe se devine facilement. Choisissez une suite de mots sans rapport avec vous."
            }
            Self::Internal => {
                "Une erreur interne a empêché l’opération ; rien n’a été perdu. Réessayez, puis prévenez \
                 l’administrateur de Pupitre si elle se répète."
            }
            // Those with parameters are told above; a code of a newer version has no words here.
            _ => "Raison inconnue de cette version de Pupitre. Prévenez l’administrateur de Pupitre.",
        }
    }
}

/// The platform's own words when it gives some, and its code in any case.
fn functional(code: i64, libelle: &str) -> String {
    let words = libelle.split_once([' ', ':']).map_or("", |(_, words)| words.trim_matches([' ', ':', '-']));
    let words = if words.is_empty() { libelle } else { words };
    format!("Chorus Pro a refusé : {words} (code {code})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_what_to_do_and_a_newer_code_says_so() {
        let missing = Reason::AccessIncomplete { missing: vec![Missing::Login, Missing::Password] };
        assert_eq!(missing.sentence(), "Il manque le compte technique, le mot de passe du compte technique.");
        let nested = Reason::StillUnverified { cause: Box::new(Reason::ChorusProSilent) };
        assert!(
            nested.sentence().starts_with("L’envoi n’a pas encore pu être vérifié. Chorus Pro ne répond")
        );
        assert!(Reason::Unknown.sentence().contains("inconnue"));
    }

    #[test]
    fn the_words_of_chorus_pro_are_kept() {
        let refused = Reason::ChorusProRefused {
            code_retour: 20_012,
            libelle: "GDP_MSG_10.047 : numéro déjà utilisé".to_owned(),
        };
        assert_eq!(refused.sentence(), "Chorus Pro a refusé : numéro déjà utilisé (code 20012)");
    }
}
