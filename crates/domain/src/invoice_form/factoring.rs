//! The mention of an invoice whose claim was assigned to a factor.
//!
//! `factures/soumettre` has no field for a factor: `affactureur` stands in answers only (API.md, `consulter/fournisseur`).
//! What the reference asks for is the bank account of the factor (`codeCoordonneesBancairesFournisseur`), and the
//! sentence of the subrogation in the comment of what is typed, or on the PDF of what comes with one (business-rules.md
//! §5). The sentence is a proposal: the contract with the factor may have its own words.

/// Longest name of a factor, in characters: its sentence says it once.
pub const LONGEST_FACTOR: u32 = 200;

/// A comment with the mention of a factor at its end; as it is where the mention stands there already.
#[must_use]
pub fn with_factoring_mention(comment: &str, factor: &str) -> String {
    let factor = factor.split_whitespace().collect::<Vec<_>>().join(" ");
    let factor: String = factor.chars().take(LONGEST_FACTOR as usize).collect();
    let mention = format!(
        "Règlement à effectuer, pour être libératoire, à l’ordre de {factor}, subrogé dans nos droits au titre d’un contrat \
         d’affacturage (article 1346-1 du code civil)."
    );
    let comment = comment.trim_end();
    if comment.contains(&mention) {
        comment.to_owned()
    } else if comment.is_empty() {
        mention
    } else {
        format!("{comment}\n{mention}")
    }
}

/// Whether a comment says that the claim was assigned to a factor, in the words proposed here or in those of a contract.
#[must_use]
pub fn mentions_factoring(comment: &str) -> bool {
    let comment = comment.to_lowercase();
    ["subrog", "affactur"].iter().any(|word| comment.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mention_comes_after_what_is_written_and_once() {
        let once = with_factoring_mention("Selon devis\n", "  Banque\nFactor ");
        assert!(once.starts_with("Selon devis\nRèglement à effectuer"), "{once}");
        assert!(once.contains("à l’ordre de Banque Factor, subrogé"), "{once}");
        assert_eq!(with_factoring_mention(&once, "Banque Factor"), once);
        assert_ne!(with_factoring_mention(&once, "Autre"), once);
        assert!(!with_factoring_mention(" ", "Banque Factor").contains('\n'));
    }

    #[test]
    fn it_is_known_in_the_words_of_a_contract_too() {
        assert!(mentions_factoring(&with_factoring_mention("", "Banque Factor")));
        assert!(mentions_factoring("PAYABLE À X, SUBROGÉE DANS NOS DROITS"));
        assert!(mentions_factoring("Contrat d’affacturage n° 12"));
        assert!(!mentions_factoring("Facture selon devis"));
    }
}
