//! What is kept of a pivot: its facts without the files inside, which are taken out one by one.

use chrono::NaiveDate;
use einvoice::pivot::{Pivot, PivotInvoice};
use serde::{Deserialize, Serialize};

use crate::contents::{InvoiceFacts, facts_of};
use crate::{Finding, Weight};

/// An invoice of a pivot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PivotFacts {
    /// The line on which it begins.
    pub line: u64,
    /// The invoice.
    pub invoice: InvoiceFacts,
    /// `IdCPRO`.
    pub chorus_id: Option<i64>,
    /// `Renvoi`.
    pub sent_again: Option<String>,
    /// `DateReception`.
    pub received_on: Option<NaiveDate>,
    /// What is inside.
    pub pieces: Vec<PivotPiece>,
}

/// A file inside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PivotPiece {
    /// Its name.
    pub name: String,
    /// `CategoriePJ`.
    pub category: String,
    /// Whether it is the invoice itself.
    pub main: bool,
    /// Length as it stands there, in base64.
    pub encoded_bytes: usize,
}

/// The facts of a whole document, with what there is to say about it.
pub(crate) fn facts(pivot: &Pivot) -> (Vec<PivotFacts>, Vec<Finding>) {
    let mut findings = Vec::new();
    if pivot.invoices.is_empty() {
        findings.push(Finding::error("Ce pivot ne contient aucune facture."));
    }
    if !pivot.unknown.is_empty() {
        findings.push(Finding::warning(format!(
            "Pupitre ne connaît pas la place de ces éléments, qui restent dans le fichier : {}.",
            pivot.unknown.join(", ")
        )));
    }
    let facts = pivot.invoices.iter().map(|invoice| of_invoice(invoice, &mut findings)).collect();
    (facts, findings)
}

fn of_invoice(invoice: &PivotInvoice, findings: &mut Vec<Finding>) -> PivotFacts {
    let facts = facts_of(&invoice.invoice);
    let name = if facts.number.is_empty() { "sans numéro" } else { facts.number.as_str() };
    if facts.number.is_empty() {
        findings.push(Finding::error("Une facture de ce pivot n’a pas de numéro (Id).").at(invoice.line));
    }
    if facts.recipient.is_empty() {
        let text = format!("La facture {name} n’a pas de SIRET de destinataire.");
        findings.push(Finding::error(text).at(invoice.line));
    }
    for found in &invoice.invoice.findings {
        let text = format!("Facture {name} : {}", found.text_french);
        findings.push(Finding { weight: Weight::Error, line: None, text_french: text }.at(invoice.line));
    }
    let pieces = invoice.invoice.attachments.iter().map(|piece| PivotPiece {
        name: piece.file_name.clone().or_else(|| piece.reference.clone()).unwrap_or_default(),
        category: piece.description.clone().unwrap_or_default(),
        main: piece.type_code.as_deref() == Some("01"),
        encoded_bytes: piece.content.as_deref().map_or(0, str::len),
    });
    PivotFacts {
        line: invoice.line,
        chorus_id: invoice.chorus_id,
        sent_again: invoice.sent_again.clone(),
        received_on: invoice.received_on,
        pieces: pieces.collect(),
        invoice: facts,
    }
}
