//! What there is to say about a field.

use domain::{AmountError, Author, DraftChange, Notes, Remark, SiretError, format_decimal, format_moment};

use super::Sentence;
use super::reason::missing_name;

/// Where the text is not finished without the others: how many points are left before a draft can be sent.
#[must_use]
pub fn points_left(notes: &Notes) -> String {
    match notes.errors().count() {
        0 => "prête à être vérifiée".to_owned(),
        1 => "1 point à compléter".to_owned(),
        several => format!("{several} points à compléter"),
    }
}

/// Who changed a field and when, without a full stop: `Anne Roux, le 05/11/2026 à 14 h 05`.
#[must_use]
pub fn changed_by(change: Option<&DraftChange>, by_me: bool) -> String {
    let Some(DraftChange { by, at }) = change else { return "Enregistrée entre-temps".to_owned() };
    let at = format_moment(*at);
    match by {
        Author::ChorusPro => format!("Lue par Chorus Pro, le {at}"),
        Author::Person { .. } if by_me => format!("Par vous, dans un autre onglet, le {at}"),
        Author::Person { name, .. } => format!("Par {name}, le {at}"),
    }
}

impl Sentence for SiretError {
    fn sentence(&self) -> String {
        match self {
            Self::Empty => "Indiquez le SIRET : 14 chiffres.".to_owned(),
            Self::Length(length) => format!("Un SIRET compte 14 chiffres ; celui-ci en compte {length}."),
            Self::NotDigits => "Un SIRET ne contient que des chiffres.".to_owned(),
        }
    }
}

impl Sentence for AmountError {
    fn sentence(&self) -> String {
        match self {
            Self::Empty => "Indiquez un montant, par exemple 1 234,56.",
            Self::Unreadable => "Ce montant n’est pas lisible. Écrivez par exemple 1 234,56.",
            Self::TooPrecise => "Un montant s’arrête aux centimes : deux décimales au plus.",
            Self::TooLarge => "Ce montant dépasse ce que Chorus Pro accepte.",
        }
        .to_owned()
    }
}

impl Sentence for Remark {
    fn sentence(&self) -> String {
        match self {
            Self::Because { reason } => reason.sentence(),
            Self::ChangedMeanwhile => "Deux valeurs : choisissez en haut de la page.".to_owned(),
            Self::TooLong { longest, length } => {
                format!("{longest} caractères au plus ; il y en a {length}.")
            }
            Self::Siret { error } => error.sentence(),
            Self::Amount { error } => error.sentence(),
            Self::ServiceUnknown { service, close } => {
                let hint = close.as_ref().map(|close| format!(" Vouliez-vous dire « {close} » ?"));
                format!("Ce destinataire n’a pas de service actif « {service} ».{}", hint.unwrap_or_default())
            }
            Self::NumberSign { sign } => {
                format!(
                    "Le signe « {sign} » n’est pas accepté. Utilisez lettres sans accent, chiffres, - _ / +."
                )
            }
            Self::NotAttached { name, reason } => {
                format!("« {name} » n’a pas été joint. {}", reason.sentence())
            }
            Self::UploadTooLarge { name } => {
                format!("« {name} » dépasse 10 Mo, la limite de Chorus Pro. Réduisez-le, puis réessayez.")
            }
            Self::Missing { part } => format!("Il manque {}.", missing_name(*part)),
            amounts => amount_sentence(amounts).unwrap_or_else(|| plain_sentence(amounts).to_owned()),
        }
    }
}

/// The sentences that repeat amounts.
fn amount_sentence(remark: &Remark) -> Option<String> {
    let text = |amount: &rust_decimal::Decimal| format_decimal(*amount);
    Some(match remark {
        Remark::VatRowIncomplete { row } => format!("Ligne {row} : indiquez le taux, la base HT et la TVA."),
        Remark::TotalDiffers { net, vat, gross } => format!(
            "HT {} + TVA {} font {} ; le TTC indiqué est {}. Écart : {}.",
            text(net),
            text(vat),
            text(&(net + vat)),
            text(gross),
            text(&(gross - net - vat))
        ),
        Remark::DueBelowTotal { by } => {
            format!("Le montant à payer diffère du TTC de {}. Vérifiez l’acompte ou la remise.", text(by))
        }
        Remark::VatBasesDiffer { sum, net } => {
            format!("Les bases font {} ; le total HT est {}.", text(sum), text(net))
        }
        Remark::VatTaxesDiffer { sum, vat } => {
            format!("Les TVA font {} ; le total TVA est {}.", text(sum), text(vat))
        }
        Remark::VatRowDiffers { rate, base, expected, tax } => format!(
            "{} % de {} font {} ; la ligne indique {}.",
            rate.to_string().replace('.', ","),
            text(base),
            text(expected),
            text(tax)
        ),
        Remark::VatNotCharged { regime, vat } => {
            format!("« {} » ne va pas avec une TVA de {}.", regime.label(), text(vat))
        }
        _ => return None,
    })
}

/// The sentence of a remark without parameters.
const fn plain_sentence(remark: &Remark) -> &'static str {
    match remark {
        Remark::NotChosen => "Choisissez une valeur de la liste.",
        Remark::SiretKeyWrong => {
            "La clé de ce SIRET n’est pas juste. Vérifiez qu’aucun chiffre n’a été inversé."
        }
        Remark::RecipientMissing => {
            "Choisissez le destinataire dans la liste, ou indiquez son SIRET de 14 chiffres."
        }
        Remark::RecipientNotFound => {
            "Aucune structure publique ne correspond. Tapez au moins trois lettres de son nom, ou son SIRET."
        }
        Remark::ServiceRequired => "Ce destinataire exige un code service. Choisissez-le dans la liste.",
        Remark::EngagementRequired => {
            "Ce destinataire exige un numéro d’engagement. Il figure sur le bon de commande."
        }
        Remark::ServiceOrEngagementRequired => {
            "Ce destinataire exige un code service ou un numéro d’engagement. Renseignez l’un des deux."
        }
        Remark::ServiceReserved => {
            "Le service FACTURES_PUBLIQUES est réservé aux factures entre organismes publics."
        }
        Remark::NumberMissing => "Indiquez le numéro de facture.",
        Remark::OriginMissing => {
            "Sans numéro de facture d’origine, le destinataire ne saura pas ce que cet avoir corrige."
        }
        Remark::DateMissing => "Indiquez la date de facture, JJ/MM/AAAA.",
        Remark::DateUnreadable => "Cette date n’est pas lisible. Écrivez JJ/MM/AAAA, par exemple 05/11/2026.",
        Remark::DateInFuture => "La date de facture ne peut pas être postérieure au jour du dépôt.",
        Remark::DateOld => "Cette facture date de plus d’un an. Vérifiez l’année.",
        Remark::CurrencyUnreadable => "Indiquez la devise en trois lettres, par exemple EUR.",
        Remark::DueAboveTotal => "Le montant à payer dépasse le total TTC.",
        Remark::TotalZero => "Le total de cette facture est nul.",
        Remark::VatTableEmpty => "Indiquez au moins une ligne : taux, base HT et TVA.",
        Remark::IssuerNotChosen => "Choisissez la structure qui émet la facture.",
        Remark::PdfNotChosen => "Choisissez le PDF de la facture.",
        Remark::StructureNameMissing => "Indiquez le nom de la structure.",
        Remark::CertificateBesideApplication => {
            "Le certificat ne sert que sans application PISTE. Laissez vides l’identifiant et le secret client, ou ne \
             choisissez pas de fichier."
        }
        Remark::CertificateTooLarge => {
            "Ce certificat dépasse 1 Mo. Choisissez le fichier PKCS#12 (.p12 ou .pfx) lui-même."
        }
        Remark::CertificateToChooseAgain => "Choisissez de nouveau le fichier : il n’a pas été conservé.",
        Remark::ReachNotChosen => "Choisissez à quelles structures cette personne accède.",
        Remark::ReachContradictory => {
            "Vous avez choisi toutes les structures et en avez coché. Décochez-les, ou choisissez « Seulement \
             certaines »."
        }
        Remark::ReachEmpty => "Cochez au moins une structure, ou choisissez « Toutes les structures ».",
        // Those with parameters are told above; a code of a newer version has no words here.
        _ => "Point inconnu de cette page. Rechargez-la.",
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};
    use domain::UserId;

    use super::*;

    #[test]
    fn amounts_are_repeated_with_what_they_differ_by() {
        let [net, vat, gross] = ["1000.00", "200.00", "1200.01"].map(|text| text.parse().unwrap());
        let sentence = Remark::TotalDiffers { net, vat, gross }.sentence();
        assert!(sentence.contains("Écart : 0,01"), "{sentence}");
    }

    #[test]
    fn the_service_that_was_meant_is_offered() {
        let remark = Remark::ServiceUnknown { service: "0425".into(), close: Some("D-0425".into()) };
        assert!(remark.sentence().contains("« D-0425 »"), "{}", remark.sentence());
    }

    #[test]
    fn who_changed_a_field_is_told_as_far_as_it_is_known() {
        let at = Utc.with_ymd_and_hms(2026, 11, 5, 13, 5, 0).unwrap();
        let user = UserId(uuid::Uuid::from_u128(1));
        let person = DraftChange { by: Author::Person { user, name: "Anne Roux".into() }, at };
        let said = |change: Option<&DraftChange>, mine| changed_by(change, mine);
        assert_eq!(said(Some(&person), false), "Par Anne Roux, le 05/11/2026 à 14\u{a0}h\u{a0}05");
        assert!(said(Some(&person), true).contains("vous, dans un autre onglet"));
        let reading = DraftChange { by: Author::ChorusPro, at };
        assert!(said(Some(&reading), false).starts_with("Lue par Chorus Pro"));
        assert_eq!(said(None, false), "Enregistrée entre-temps");
    }
}
