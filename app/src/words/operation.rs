//! Why an operation was not done.

use domain::{Reason, format_time_to_come};
use operations::{Layer, OperationError, SignInError};

use super::Sentence;

impl Sentence for OperationError {
    fn sentence(&self) -> String {
        match self {
            Self::NotFound(_) => "Cette page n’existe pas ou ne vous est pas accessible.".to_owned(),
            Self::Forbidden(_) => {
                "Votre rôle ne permet pas cette action. Demandez-la à un administrateur de votre organisation.".to_owned()
            }
            Self::SecondFactorMissing => {
                "La double authentification est obligatoire pour votre rôle. Configurez-la dans « Mon compte », puis recommencez."
                    .to_owned()
            }
            Self::Invalid(notes) => {
                let mut errors = notes.errors();
                match (errors.next(), errors.count()) {
                    (Some(one), 0) => one.remark.sentence(),
                    (_, more) => format!("{} points sont à corriger.", more + 1),
                }
            }
            Self::Refused(reason) | Self::ChorusPro { reason, .. } => reason.sentence(),
            Self::ChangedMeanwhile => {
                "Cette facture a été modifiée entre-temps. Rechargez la page pour voir la dernière version.".to_owned()
            }
            Self::Busy(until) => format!("Trop de demandes à la fois. Réessayez à {}.", format_time_to_come(*until)),
            Self::Storage(_) | Self::File(_) | Self::Vault(_) => Reason::Internal.sentence(),
        }
    }
}

impl Sentence for SignInError {
    fn sentence(&self) -> String {
        match self {
            Self::Wrong => "Adresse ou mot de passe incorrect. Vérifiez les deux, puis réessayez.".to_owned(),
            Self::Blocked(until) => {
                format!("Trop d’essais infructueux. Réessayez à {}.", format_time_to_come(*until))
            }
            Self::CodeNeeded(_) => "Un code de double authentification est demandé.".to_owned(),
            Self::CodeWrong => Reason::CodeWrong.sentence(),
            Self::TooLate => {
                "La connexion a pris trop de temps, ou a déjà été faite. Saisissez de nouveau votre mot de passe.".to_owned()
            }
            Self::Busy => "Trop de connexions à la fois. Réessayez dans quelques secondes.".to_owned(),
            Self::Invited(names) => format!(
                "Vous êtes invité à rejoindre {}. Pour accepter, cochez la case ci-dessous et saisissez de nouveau votre \
                 mot de passe.",
                names.join(", ")
            ),
            Self::NoOrganization => {
                "Votre compte n’est rattaché à aucune organisation. Demandez-le à un administrateur."
                    .to_owned()
            }
            Self::Failed(_) => {
                "La connexion est momentanément impossible. Réessayez dans quelques minutes.".to_owned()
            }
        }
    }
}

/// The name of a layer of an access.
#[must_use]
pub const fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::Network => "Réseau",
        Layer::Certificate => "Certificat",
        Layer::Token => "Jeton PISTE",
        Layer::TechnicalAccount => "Compte technique",
        Layer::Rights => "Droits",
    }
}

#[cfg(test)]
mod tests {
    use domain::{Field, Notes, Remark};

    use super::*;

    #[test]
    fn one_thing_to_correct_is_said_and_several_are_counted() {
        let mut notes = Notes::of_error(Field::Number, Remark::NumberMissing);
        notes.warn(Field::Date, Remark::DateOld);
        let said = |notes: &Notes| OperationError::Invalid(notes.clone()).sentence();
        assert_eq!(said(&notes), "Indiquez le numéro de facture.");
        notes.error(Field::Date, Remark::DateMissing);
        assert_eq!(said(&notes), "2 points sont à corriger.");
    }
}
