//! Late interest in words: why nothing is claimed yet, and what a finding about the delay means.

use domain::{DelayFinding, FindingKind, HalfYear, InterestError, PayerCategory, format_day};
use operations::NoStatement;

use super::Sentence;

impl Sentence for NoStatement {
    fn sentence(&self) -> String {
        match self {
            Self::PayerUnknown => "Qui paie n’est pas précisé : le délai n’est que supposé, et ne fonde aucune réclamation. Précisez la catégorie du payeur.".to_owned(),
            Self::AmountUnknown => {
                "Le montant à payer de cette facture n’est pas connu : aucun intérêt n’est calculé.".to_owned()
            }
            Self::OtherCurrency(currency) => format!(
                "Cette facture est en {currency} : les intérêts moratoires ne sont calculés qu’en euros."
            ),
            Self::Interest(InterestError::MissingRate(half)) => format!(
                "Le taux du {} manque : sans lui, aucun décompte n’est établi. {}",
                half.label(),
                rate_to_find(*half)
            ),
            Self::Interest(InterestError::UnconfirmedRate(half)) => format!(
                "Le taux du {} n’est pas confirmé : sans certitude, aucun décompte n’est établi. {}",
                half.label(),
                rate_to_find(*half)
            ),
            Self::Interest(InterestError::MissingIndemnity) => {
                "L’indemnité forfaitaire en vigueur au premier jour de retard n’est pas connue : aucun décompte n’est établi.".to_owned()
            }
            Self::Interest(InterestError::NegativePayment | InterestError::OutOfRange) => {
                "Le montant de cette facture dépasse ce qui se calcule exactement : aucun décompte n’est établi.".to_owned()
            }
        }
    }
}

fn rate_to_find(half: HalfYear) -> String {
    format!(
        "Un administrateur doit le saisir : c’est le taux des opérations principales de refinancement de la Banque centrale européenne en vigueur le {}.",
        format_day(half.first_day())
    )
}

/// A category with the days that it has.
pub(crate) fn category_with_days(category: PayerCategory, days: u32) -> String {
    format!("{} ({days}\u{a0}jours)", category.label())
}

/// What the statuses tell and the delay does not follow.
pub(crate) fn finding_in_words(finding: DelayFinding) -> String {
    let day = format_day(finding.day);
    match finding.kind {
        FindingKind::SecondInterruption => format!(
            "La suspension du {day} n’interrompt pas le délai : il ne peut l’être qu’une fois (R2192-27)."
        ),
        FindingKind::InterruptionAfterOrder => format!(
            "La suspension du {day} n’interrompt pas le délai : la dépense était déjà ordonnancée (R2192-27)."
        ),
        FindingKind::InterruptionAfterLastDay => {
            format!("La suspension du {day} n’interrompt pas le délai : il était déjà dépassé.")
        }
        FindingKind::StartedAnew => format!(
            "La facture avait été renvoyée à recycler : le délai est compté depuis sa nouvelle mise à disposition, le {day}."
        ),
        FindingKind::AfterEnd => format!("Un statut du {day} est postérieur à la fin du délai."),
        FindingKind::UnknownStatus => format!(
            "Un statut du {day} est inconnu de Pupitre : le délai peut être faux. Vérifiez-le sur le portail Chorus Pro."
        ),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn a_missing_rate_is_named_with_who_enters_it() {
        let half = HalfYear::of(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap());
        for (error, word) in
            [(InterestError::MissingRate(half), "manque"), (InterestError::UnconfirmedRate(half), "confirmé")]
        {
            let said = NoStatement::Interest(error).sentence();
            for part in [word, "2e semestre 2026", "01/07/2026", "administrateur"] {
                assert!(said.contains(part), "{part} in {said}");
            }
        }
    }
}
