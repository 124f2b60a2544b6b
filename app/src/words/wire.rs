//! What a server function answered besides success.

use super::Sentence;
use crate::functions::WireError;

impl Sentence for WireError {
    fn sentence(&self) -> String {
        match self {
            Self::SignedOut => {
                "Votre session a pris fin. Enregistrez pour vous reconnecter : votre saisie reste ici."
            }
            Self::NotFound => "Cette facture n’existe plus. Rechargez la page.",
            Self::Refused => "Cette facture ne peut plus être modifiée. Rechargez la page.",
            Self::ChorusPro => "Chorus Pro ne répond pas pour le moment.",
            Self::Failed => {
                "Pas enregistré : le serveur ne répond pas. Votre saisie est gardée dans ce navigateur ; nouvel essai dans quelques secondes."
            }
        }
        .to_owned()
    }
}
