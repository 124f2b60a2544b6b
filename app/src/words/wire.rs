//! What a server function answered besides success.

use super::Sentence;
use crate::functions::WireError;

impl Sentence for WireError {
    fn sentence(&self) -> String {
        match self {
            Self::SignedOut => {
                "Votre session a pris fin. Reconnectez-vous dans un autre onglet : votre saisie reste ici."
            }
            Self::NotFound => "Cette facture n’existe plus. Rechargez la page.",
            Self::Refused => "Cette facture ne peut plus être modifiée. Rechargez la page.",
            Self::ChorusPro => "Chorus Pro ne répond pas pour le moment.",
            Self::Failed => {
                "Pas enregistré : le serveur ne répond pas. Nouvel essai à la prochaine frappe, ou rechargez la page."
            }
        }
        .to_owned()
    }
}
