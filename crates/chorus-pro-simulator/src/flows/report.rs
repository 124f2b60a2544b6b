//! The words of a report.

use crate::clock::minute_text;
use crate::world::Flow;

/// `libelleErreurDP` is cut near this many characters (API.md §5.3, consulterCRDetaille).
const LABEL_LENGTH: usize = 200;

/// `libelleErreurDP`: the reasons joined by `|`, cut.
pub(crate) fn label(reasons: &[String]) -> String {
    reasons.join("|").chars().take(LABEL_LENGTH).collect()
}

/// Title and lines of the report of a flow; the layout is ours.
pub(crate) fn text(flow: &Flow) -> (String, Vec<String>) {
    let mut lines = vec![
        format!("Numéro du flux : {}", flow.number),
        format!("Fichier déposé : {}", flow.file_name),
        format!("Syntaxe : {}", flow.syntax),
        format!("Flux signé : {}", if flow.signed { "oui" } else { "non" }),
        format!("Déposé le {}", minute_text(flow.deposited_at)),
        format!("État : {} ({}), le {}", flow.state.label(), flow.state.code(), minute_text(flow.since)),
        String::new(),
        format!("Demandes de paiement intégrées : {}", flow.integrated.len()),
        format!("Demandes de paiement rejetées : {}", flow.invoice_errors.len()),
    ];
    for error in &flow.invoice_errors {
        let or_unknown = |value: &Option<String>| value.clone().unwrap_or_else(|| "inconnu".to_owned());
        lines.push(String::new());
        lines.push(format!(
            "Demande {} du fournisseur {} au destinataire {}",
            or_unknown(&error.number),
            or_unknown(&error.supplier),
            or_unknown(&error.recipient)
        ));
        lines.extend(error.reasons.iter().map(|reason| format!("- {reason}")));
    }
    if !flow.technical_errors.is_empty() {
        lines.push(String::new());
        lines.push("Erreurs techniques :".to_owned());
        let written = flow.technical_errors.iter();
        lines.extend(written.map(|error| format!("- {} {} : {}", error.nature, error.code, error.label)));
    }
    ("Compte rendu de traitement du flux".to_owned(), lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_joined_and_cut_without_breaking_a_letter() {
        assert_eq!(label(&["un".to_owned(), "deux".to_owned()]), "un|deux");
        let long = label(&["é".repeat(150), "à".repeat(150)]);
        assert_eq!(long.chars().count(), 200);
        assert!(long.contains('|'));
    }
}
