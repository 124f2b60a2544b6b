//! What stands below the totals: payment, notes, attachments, and what has no place of its own.

use super::html::Html;
use super::words::label;
use crate::semantic::shape::Shaped;
use crate::semantic::{Term, Unknown};

pub(super) fn payment(html: &mut Html, document: &mut Shaped) {
    let means = document.take_groups(Term::PaymentInstructions);
    if means.is_empty() && document.leaf(Term::PaymentTerms).is_none() {
        return;
    }
    html.open("section", "invoice-payment", None);
    html.heading(1, label(Term::PaymentInstructions));
    html.list(document, &[Term::PaymentTerms]);
    for mut group in means {
        html.open("dl", "invoice-list invoice-means", Some(&group));
        html.entries(
            &mut group,
            &[Term::PaymentMeansTypeCode, Term::PaymentMeansText, Term::RemittanceInformation],
        );
        for (inner, terms) in MEANS {
            for mut account in group.take_groups(*inner) {
                html.entries(&mut account, terms);
                group.groups.push(account);
            }
        }
        html.close("dl");
        document.groups.push(group);
    }
    html.close("section");
}

const MEANS: &[(Term, &[Term])] = &[
    (
        Term::CreditTransfer,
        &[Term::PaymentAccountIdentifier, Term::PaymentAccountName, Term::PaymentServiceProviderIdentifier],
    ),
    (Term::PaymentCardInformation, &[Term::PaymentCardPrimaryAccountNumber, Term::PaymentCardHolderName]),
    (
        Term::DirectDebit,
        &[
            Term::MandateReferenceIdentifier,
            Term::BankAssignedCreditorIdentifier,
            Term::DebitedAccountIdentifier,
        ],
    ),
];

pub(super) fn notes(html: &mut Html, document: &mut Shaped) {
    let notes = document.take_groups(Term::InvoiceNote);
    if notes.is_empty() {
        return;
    }
    html.open("section", "invoice-notes", None);
    html.heading(1, "Notes");
    for mut note in notes {
        html.open("div", "invoice-note", Some(&note));
        for (term, class) in
            [(Term::InvoiceNoteSubjectCode, "invoice-subject"), (Term::InvoiceNoteText, "invoice-text")]
        {
            for kept in note.take(term) {
                html.begin("p", class, None);
                html.value(&kept);
                html.close("p");
            }
        }
        html.close("div");
        document.groups.push(note);
    }
    html.close("section");
}

pub(super) fn attachments(html: &mut Html, document: &mut Shaped) {
    let documents = document.take_groups(Term::AdditionalSupportingDocuments);
    if documents.is_empty() {
        return;
    }
    html.open("section", "invoice-attachments", None);
    html.heading(1, "Pièces jointes");
    html.open_table("invoice-table", "", &["Référence", "Description", "Fichier ou emplacement"]);
    html.open("tbody", "invoice-rows", None);
    for mut group in documents {
        html.open("tr", "invoice-row", Some(&group));
        html.cell(&mut group, &[Term::SupportingDocumentReference]);
        html.cell(&mut group, &[Term::SupportingDocumentDescription]);
        html.cell(&mut group, &[Term::AttachedDocument, Term::ExternalDocumentLocation]);
        html.close("tr");
        document.groups.push(group);
    }
    html.close("tbody");
    html.close("table");
    html.close("section");
}

/// What was not shown yet, and what the model does not know.
pub(super) fn others(html: &mut Html, document: Shaped, unknown: &[Unknown]) {
    let left = document.into_leaves();
    let unknown: Vec<_> = unknown.iter().filter(|unknown| !unknown.text.trim().is_empty()).collect();
    if left.is_empty() && unknown.is_empty() {
        return;
    }
    html.open("section", "invoice-others", None);
    html.heading(1, "Autres données");
    html.open("dl", "invoice-list", None);
    for kept in &left {
        html.entry(label(kept.leaf.term), kept);
    }
    for unknown in unknown {
        html.open_entry(&unknown.path);
        html.unknown(unknown);
        html.close_entry();
    }
    html.close("dl");
    html.close("section");
}
