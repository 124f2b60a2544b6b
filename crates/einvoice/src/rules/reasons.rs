//! Which reason a refusal would probably give: `reasons.txt`, a pattern of rules and a code on each line, the first that fits.
//!
//! The codes are those of the life cycle of XP Z12-012 (reasons of the states 206 to 213 and 501). Nobody publishes which code
//! answers which rule, so a reason is a guess, to be shown as one: never as what Chorus Pro or a platform says.

use super::{Finding, Report};
use crate::error::ReadError;

/// Every code that a reason may have, with what it means, in French.
pub const REASONS: &[(&str, &str)] = &[
    ("NON_TRANSMISE", "facture non transmise"),
    ("JUSTIF_ABS", "justificatif absent"),
    ("ROUTAGE_ERR", "erreur de routage"),
    ("AUTRE", "autre motif"),
    ("COORD_BANC_ERR", "coordonnées bancaires erronées"),
    ("TX_TVA_ERR", "taux de TVA erroné"),
    ("MONTANTTOTAL_ERR", "montant total erroné"),
    ("CALCUL_ERR", "erreur de calcul"),
    ("NON_CONFORME", "facture non conforme"),
    ("DOUBLON", "facture en double"),
    ("DEST_INC", "destinataire inconnu"),
    ("DEST_ERR", "destinataire erroné"),
    ("TRANSAC_INC", "transaction inconnue"),
    ("EMMET_INC", "émetteur inconnu"),
    ("CONTRAT_TERM", "contrat terminé"),
    ("DOUBLE_FACT", "double facturation"),
    ("CMD_ERR", "numéro de commande ou d'engagement erroné"),
    ("ADR_ERR", "adresse erronée"),
    ("SIRET_ERR", "SIRET erroné"),
    ("CODE_ROUTAGE_ERR", "code service erroné"),
    ("REF_CT_ABSENT", "référence de contrat absente"),
    ("REF_ERR", "référence erronée"),
    ("PU_ERR", "prix unitaire erroné"),
    ("REM_ERR", "remise erronée"),
    ("QTE_ERR", "quantité erronée"),
    ("ART_ERR", "article erroné"),
    ("MODPAI_ERR", "mode de paiement erroné"),
    ("QUALITE_ERR", "défaut de qualité"),
    ("LIVR_INCOMP", "livraison incomplète"),
    ("REJ_SEMAN", "contenu de la facture non conforme"),
    ("REJ_UNI", "numéro de facture déjà utilisé"),
    ("REJ_COH", "données incohérentes entre elles"),
    ("REJ_ADR", "adresse électronique refusée"),
    ("REJ_CONT_B2G", "règle propre au secteur public"),
    ("REJ_REF_PJ", "référence de pièce jointe"),
    ("REJ_ASS_PJ", "rattachement d'une pièce jointe"),
    ("IRR_VIDE_F", "fichier vide"),
    ("IRR_TYPE_F", "type de fichier refusé"),
    ("IRR_SYNTAX", "fichier mal formé"),
    ("IRR_TAILLE_PJ", "pièce jointe trop lourde"),
    ("IRR_NOM_PJ", "nom de pièce jointe refusé"),
    ("IRR_VID_PJ", "pièce jointe vide"),
    ("IRR_EXT_DOC", "extension de document refusée"),
    ("IRR_TAILLE_F", "fichier trop lourd"),
    ("IRR_ANTIVIRUS", "fichier refusé par l'antivirus"),
];

impl Finding {
    /// The code that a refusal for this finding would probably give ([`REASONS`]).
    #[must_use]
    pub fn probable_reason(&self) -> Option<&'static str> {
        of_rule(self.id)
    }
}

impl Report {
    /// The code with which a document that cannot be read would probably be sent back ([`REASONS`]).
    #[must_use]
    pub fn probable_reason(&self) -> Option<&'static str> {
        Some(match self.error.as_ref()? {
            ReadError::Unopened { .. } => return None,
            ReadError::TooLarge => "IRR_TAILLE_F",
            ReadError::UnsupportedRoot { .. } => "IRR_TYPE_F",
            _ => "IRR_SYNTAX",
        })
    }
}

fn of_rule(id: &str) -> Option<&'static str> {
    let mut rows = include_str!("reasons.txt").lines().filter_map(|row| row.split_once(' '));
    rows.find(|(pattern, _)| fits(pattern, id)).map(|(_, code)| code)
}

/// Whether an identifier is a pattern, in which one `*` stands for anything.
fn fits(pattern: &str, id: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == id,
        Some((start, end)) => {
            id.len() >= start.len() + end.len() && id.starts_with(start) && id.ends_with(end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules;
    use super::*;

    #[test]
    fn every_rule_has_a_reason_of_the_official_list_and_every_row_a_rule() {
        for rule in rules() {
            let reason = of_rule(rule.id);
            assert!(
                reason.is_some_and(|reason| REASONS.iter().any(|(code, _)| *code == reason)),
                "{}",
                rule.id
            );
        }
        for (pattern, _) in include_str!("reasons.txt").lines().filter_map(|row| row.split_once(' ')) {
            let is_first = |id: &str| {
                let mut rows = include_str!("reasons.txt").lines().filter_map(|row| row.split_once(' '));
                rows.find(|(pattern, _)| fits(pattern, id)).is_some_and(|(first, _)| first == pattern)
            };
            assert!(rules().iter().any(|rule| is_first(rule.id)), "{pattern}");
        }
    }

    #[test]
    fn what_is_wrong_tells_the_reason() {
        for (id, reason) in [
            ("BR-CO-15", "CALCUL_ERR"),
            ("BR-S-08", "CALCUL_ERR"),
            ("BR-AE-05", "TX_TVA_ERR"),
            ("BR-DEC-05", "REJ_SEMAN"),
            ("BR-CL-08", "REJ_SEMAN"),
            ("BR-CO-03", "REJ_COH"),
            ("BR-08", "ADR_ERR"),
            ("BR-61", "COORD_BANC_ERR"),
            ("BR-FR-CPRO-02", "REJ_CONT_B2G"),
            ("BR-FR-CPRO-15", "CMD_ERR"),
            ("BR-FR-CPRO-41", "IRR_NOM_PJ"),
            ("BR-01", "REJ_SEMAN"),
        ] {
            assert_eq!(of_rule(id), Some(reason), "{id}");
        }
    }
}
