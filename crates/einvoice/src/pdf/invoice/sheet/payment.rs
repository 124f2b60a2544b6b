//! How to pay, and what else is said.

use super::super::format;
use super::super::words::word;
use super::{Fact, anywhere, everywhere, owned, text};
use crate::semantic::{Group, Term};

/// How to pay: each means with its account.
pub(super) fn payment(document: &Group) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    let plain = |term| anywhere(document, term).map(|leaf| leaf.text.trim().to_owned());
    for means in everywhere(document, Term::PaymentInstructions) {
        let mut add = |label: &str, value: Option<String>| {
            let fact = value.map(|value| (label.to_owned(), value));
            // Several accounts of one means are told under it once.
            if let Some(fact) = fact.filter(|fact| !facts.contains(fact)) {
                facts.push(fact);
            }
        };
        let code = text(means, Term::PaymentMeansTypeCode);
        let said = owned(means, Term::PaymentMeansText);
        add("Moyen", said.or_else(|| code.map(|code| word("means", code).unwrap_or(code).to_owned())));
        for transfer in everywhere(means, Term::CreditTransfer) {
            let account = text(transfer, Term::PaymentAccountIdentifier);
            add("IBAN", account.map(format::iban));
            add("BIC", owned(transfer, Term::PaymentServiceProviderIdentifier));
            add("Titulaire", owned(transfer, Term::PaymentAccountName));
        }
        // CII names the bank beside the account.
        add("BIC", owned(means, Term::PaymentServiceProviderIdentifier));
        for card in everywhere(means, Term::PaymentCardInformation) {
            add("Carte", owned(card, Term::PaymentCardPrimaryAccountNumber));
            add("Porteur", owned(card, Term::PaymentCardHolderName));
        }
        for debit in everywhere(means, Term::DirectDebit) {
            let account = text(debit, Term::DebitedAccountIdentifier);
            add("Compte débité", account.map(format::iban));
        }
    }
    let mut add =
        |label: &str, value: Option<String>| facts.extend(value.map(|value| (label.to_owned(), value)));
    add("Mandat", plain(Term::MandateReferenceIdentifier));
    add("Identifiant créancier", plain(Term::BankAssignedCreditorIdentifier));
    add("Référence à rappeler", plain(Term::RemittanceInformation));
    add("Conditions", plain(Term::PaymentTerms));
    facts
}

/// What else is said: the notes under the title of their subject, and the documents beside the invoice.
pub(super) fn notes(document: &Group) -> Vec<Fact> {
    let mut notes: Vec<Fact> = Vec::new();
    for note in everywhere(document, Term::InvoiceNote) {
        let Some(said) = owned(note, Term::InvoiceNoteText) else { continue };
        let code = text(note, Term::InvoiceNoteSubjectCode);
        let title = code.and_then(|code| word("note", code)).unwrap_or("Information");
        match notes.iter_mut().find(|(known, _)| known == title) {
            Some((_, text)) => {
                text.push('\n');
                text.push_str(&said);
            }
            None => notes.push((title.to_owned(), said)),
        }
    }
    let documents = everywhere(document, Term::AdditionalSupportingDocuments);
    let named = documents.into_iter().filter_map(|document| {
        let reference = text(document, Term::SupportingDocumentReference);
        let said = text(document, Term::SupportingDocumentDescription);
        let parts: Vec<&str> = [reference, said].into_iter().flatten().collect();
        Some(parts.join("\u{a0}: ")).filter(|named| !named.is_empty())
    });
    let named: Vec<String> = named.collect();
    if !named.is_empty() {
        notes.push(("Pièces jointes".to_owned(), named.join("\n")));
    }
    notes
}
