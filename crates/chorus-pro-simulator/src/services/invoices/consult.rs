//! consulter/fournisseur, consulter/recipiendaire and consulter/valideur: everything about one invoice.

use serde_json::{Value, json};

use super::consult_blocks as blocks;
use super::validator::named_validator;
use super::works_links::works_neighbours;
use crate::errors;
use crate::fields::{Fields, fields};
use crate::input::{Input, Malformed};
use crate::ledger::{Ledger, SideOfInvoice};
use crate::services::exchange::{Exchange, Outcome};
use crate::world::{Invoice, Right};

/// The names of the three paging blocks: VAT, lines, attachments.
type BlockNames = [&'static str; 3];

/// `POST /factures/v1/consulter/fournisseur`.
pub(crate) fn issued(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.id("identifiantFactureCPP")?.ok_or(errors::INVOICE_NOT_FOUND)?;
    let found = exchange.ledger.find(id).filter(|(_, side)| *side == SideOfInvoice::Supplier);
    let ledger: &Ledger = exchange.ledger;
    let invoice =
        found.and_then(|(position, _)| ledger.invoice(position)).ok_or(errors::INVOICE_NOT_FOUND)?;
    if !exchange.account.may(Right::Supplier, invoice.supplier) {
        return Err(errors::NOT_ATTACHED.into());
    }
    let names = ["getpLigneRecapTva", "getpLignesPoste", "getpListePiecesJointes"];
    Ok(answer(issued_invoice(ledger, invoice, input, names)?))
}

/// `POST /factures/v1/consulter/valideur`: the same invoice, with the supplier's number.
pub(crate) fn to_validate(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.id("identifiantFactureCPP")?.ok_or(errors::NOT_TO_VALIDATE)?;
    let (position, _) = named_validator(exchange, id).ok_or(errors::NOT_TO_VALIDATE)?;
    let ledger: &Ledger = exchange.ledger;
    let invoice = ledger.invoice(position).ok_or(errors::NOT_TO_VALIDATE)?;
    let names = ["rechercheLigneTvaRecap", "rechercheLignePoste", "recherchePj"];
    Ok(answer(issued_invoice(ledger, invoice, input, names)?))
}

/// `POST /factures/v1/consulter/recipiendaire`.
pub(crate) fn received(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.id("identifiantFactureCPP")?.ok_or(errors::INVOICE_NOT_FOUND)?;
    let found = exchange.ledger.find(id).filter(|(_, side)| *side == SideOfInvoice::Recipient);
    let ledger: &Ledger = exchange.ledger;
    let invoice =
        found.and_then(|(position, _)| ledger.invoice(position)).ok_or(errors::INVOICE_NOT_FOUND)?;
    if !exchange.account.may(Right::Recipient, invoice.recipient) || !invoice.seen_by_recipient() {
        return Err(errors::INVOICE_NOT_FOUND.into());
    }
    // The small l of the first name is real (API.md §5.1).
    let names = ["rechercheligneTvaRecap", "rechercheLignePoste", "recherchePj"];
    let mut facture = common(ledger, invoice, input, names)?;
    facture.insert("identifiantFactureCPP".to_owned(), invoice.recipient_side_id.into());
    facture.insert("destinataire".to_owned(), blocks::recipient_of_received(ledger, invoice));
    facture.insert("fournisseur".to_owned(), blocks::supplier_of_received(ledger, invoice));
    facture.extend(works_neighbours(ledger, invoice));
    Ok(answer(facture))
}

fn answer(facture: Fields) -> Fields {
    let mut answer = Fields::new();
    answer.insert("facture".to_owned(), Value::Object(facture));
    answer
}

/// `FactureCppEmise`.
fn issued_invoice(
    ledger: &Ledger,
    invoice: &Invoice,
    input: Input<'_>,
    names: BlockNames,
) -> Result<Fields, Malformed> {
    let mut facture = common(ledger, invoice, input, names)?;
    facture.insert("identifiantFactureCPP".to_owned(), invoice.id.into());
    facture.insert("rejetTraite".to_owned(), invoice.rejection_treated.into());
    facture.insert("destinataire".to_owned(), blocks::recipient_of_issued(ledger, invoice));
    facture.insert("fournisseur".to_owned(), blocks::supplier_of_issued(ledger, invoice));
    Ok(facture)
}

/// What all three sides see alike.
fn common(
    ledger: &Ledger,
    invoice: &Invoice,
    input: Input<'_>,
    [vat, lines, attachments]: BlockNames,
) -> Result<Fields, Malformed> {
    let mut facture = fields(json!({
        "numeroFacture": invoice.number,
        "statutFacture": invoice.status().code(),
        "modeDepot": invoice.deposit_mode,
        "cadreDeFacturation": blocks::framework(ledger, invoice),
        "references": blocks::references(ledger, invoice),
        "montantTotal": blocks::totals(invoice),
        "pieceJointePrincipale": {
            // The link number of the main file is the invoice's own number: one invoice, one main file.
            "idLiaisonPieceJointePrincipale": invoice.main_file.map(|_| invoice.id),
            "idPieceJointePrincipale": invoice.main_file,
        },
        "piecePrecedente": null,
        "pieceSuivante": null,
        "commentaire": invoice.comment,
    }));
    facture.insert("recapitulatifDeTva".to_owned(), blocks::vat(ledger, invoice, input.object(vat)?)?);
    facture.insert("lignesDePoste".to_owned(), blocks::lines(ledger, invoice, input.object(lines)?)?);
    let attachments = blocks::attachments(ledger, invoice, input.object(attachments)?)?;
    facture.insert("listeDesPiecesJointes".to_owned(), attachments);
    Ok(facture)
}
