//! traiter/factureAValider and corriger/valideur/facture: the validators of A9 and A12 invoices.
//!
//! **Inferred**, because the reference has no values for `action` and `typeValideur` (enums.md §3) nor the way a second
//! validator comes in:
//!
//! | Choice | Why |
//! |---|---|
//! | `action` is VALIDER or REFUSER, or VALIDATION or REFUS | VALIDER stands in the (invented) example, the others in other programs (API.md §3) |
//! | `typeValideur` ends with the level, 1 or 2; absent or without a digit it is not checked | VALIDEUR_1 in the example |
//! | `idValideur` is the validator's own structure, or, when the first one accepts, the second validator | ERREUR_COTRAITANT_SUR_VALIDEUR says that the first one chose the second |
//! | the reason MAUVAIS_VALIDEUR gives the invoice back instead of refusing it | business-rules.md §9 |

use serde_json::json;

use crate::clock::date_text;
use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::ledger::{SideOfInvoice, technical_user};
use crate::lifecycle::Opinion;
use crate::services::exchange::{Exchange, Outcome, Refusal};
use crate::status::Status;
use crate::world::codes::VALIDATOR_REASONS;
use crate::world::{Event, Invoice, Right, Structure};

/// The reason that says "not for me".
const WRONG_VALIDATOR: &str = "MAUVAIS_VALIDEUR";

/// Where the invoice is that has this number of the supplier's side and names a structure of the account as validator,
/// with that structure.
pub(super) fn named_validator(exchange: &Exchange<'_>, id: i64) -> Option<(usize, i64)> {
    let (position, _) = exchange.ledger.find(id).filter(|(_, side)| *side == SideOfInvoice::Supplier)?;
    let invoice = exchange.ledger.invoice(position)?;
    let own = |validator: &i64| exchange.account.may(Right::Validator, *validator);
    let validator = invoice.awaited_validator().filter(own).or_else(|| invoice.validators().find(own))?;
    invoice.status().visible_to_validator().then_some((position, validator))
}

/// `POST /factures/v1/traiter/factureAValider`.
pub(crate) fn treat(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.id("idFacture")?.ok_or(errors::NOT_TO_VALIDATE)?;
    let (position, own) = named_validator(exchange, id).ok_or(errors::NOT_TO_VALIDATE)?;
    let invoice = exchange.ledger.invoice(position).ok_or(errors::NOT_TO_VALIDATE)?;
    let from = invoice.status();
    if invoice.awaited_validator() != Some(own) {
        return Err(errors::VALIDATION_NOT_AWAITED.into());
    }
    check_level(input.text("typeValideur")?, from)?;
    let (opinion, comment) = answer(input)?;
    let named = input.id("idValideur")?.filter(|named| *named != own);
    let second = match named {
        None => None,
        Some(named) if opinion == Opinion::Accepted && from == Status::AValider1 => {
            let structure = exchange.ledger.structure(named).ok_or(errors::UNKNOWN_VALIDATOR)?;
            Some(usable(structure, invoice)?)
        }
        Some(_) => return Err(errors::UNKNOWN_VALIDATOR.into()),
    };
    let status = opinion.leads_to(from).ok_or(errors::VALIDATION_NOT_AWAITED)?;
    let number = invoice.number.clone();
    if second.is_some() {
        exchange.ledger.change(position, |invoice| invoice.second_validator = second);
    }
    let author = Some(technical_user(&exchange.account.login));
    let at = exchange.now;
    exchange.ledger.enter(position, Event { status, at, comment, author }, false);
    Ok(fields(json!({
        "idFacture": id,
        "numeroFacture": number,
        "dateTraitement": date_text(at),
        "statutFacture": status.code(),
    })))
}

fn check_level(kind: Option<&str>, from: Status) -> Result<(), Refusal> {
    let level = kind.and_then(|kind| kind.chars().last()).filter(char::is_ascii_digit);
    let awaited = if from == Status::AValider2 { '2' } else { '1' };
    if level.is_none_or(|level| level == awaited) { Ok(()) } else { Err(errors::VALIDATOR_LEVEL.into()) }
}

/// What the validator says, with the comment the history will show.
fn answer(input: Input<'_>) -> Result<(Opinion, Option<String>), Refusal> {
    let detail = input.text("complementInfo")?.map(str::to_owned);
    match input.text("action")?.map(str::to_uppercase).as_deref() {
        Some("VALIDER" | "VALIDATION") => Ok((Opinion::Accepted, detail)),
        Some("REFUSER" | "REFUS") => {
            let given = input.reference("motifRefus")?.ok_or(errors::REFUSAL_REASON)?;
            let known = VALIDATOR_REASONS
                .iter()
                .find(|known| known.code == given || known.id.to_string() == given || known.label == given);
            let reason = known.ok_or(errors::REFUSAL_REASON)?;
            let opinion = if reason.code == WRONG_VALIDATOR { Opinion::NotMine } else { Opinion::Refused };
            let comment = detail
                .map_or_else(|| reason.label.to_owned(), |detail| format!("{} : {detail}", reason.label));
            Ok((opinion, Some(comment)))
        }
        _ => Err(errors::VALIDATION_ACTION.into()),
    }
}

/// The number of a structure that may validate the invoice: active and not its supplier (as in soumettre).
fn usable(structure: &Structure, invoice: &Invoice) -> Result<i64, Refusal> {
    if structure.active && structure.id != invoice.supplier {
        Ok(structure.id)
    } else {
        Err(errors::UNKNOWN_VALIDATOR.into())
    }
}

/// `POST /factures/v1/corriger/valideur/facture`: another validator instead of the wrong one.
///
/// The supplier corrects the first validator. That the first validator corrects the second, which it chose, and that
/// the supplier may too, is inferred.
pub(crate) fn correct(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.id("idFacture")?.ok_or(errors::INVOICE_NOT_FOUND)?;
    let found = exchange.ledger.find(id).filter(|(_, side)| *side == SideOfInvoice::Supplier);
    let (position, _) = found.ok_or(errors::INVOICE_NOT_FOUND)?;
    let invoice = exchange.ledger.invoice(position).ok_or(errors::INVOICE_NOT_FOUND)?;
    let from = invoice.status();
    let chose_second = from == Status::ErreurCotraitantSurValideur
        && invoice.validator.is_some_and(|first| exchange.account.may(Right::Validator, first));
    if !exchange.account.may(Right::Supplier, invoice.supplier) && !chose_second {
        return Err(errors::NOT_ATTACHED.into());
    }
    let next = match from {
        Status::ErreurFournisseurSurValideur => Status::AValider1,
        Status::ErreurCotraitantSurValideur => Status::AValider2,
        _ => return Err(errors::VALIDATOR_NOT_WRONG.into()),
    };
    let validator = usable(wanted_structure(exchange, input)?, invoice)?;
    exchange.ledger.change(position, |invoice| {
        if next == Status::AValider1 {
            invoice.validator = Some(validator);
        } else {
            invoice.second_validator = Some(validator);
        }
    });
    let author = Some(technical_user(&exchange.account.login));
    exchange.ledger.enter(position, Event { status: next, at: exchange.now, comment: None, author }, false);
    Ok(fields(json!({"idFacture": id})))
}

/// By technical number, which wins when both are given, or by identifier and its type.
fn wanted_structure<'a>(exchange: &'a Exchange<'_>, input: Input<'_>) -> Result<&'a Structure, Refusal> {
    let ledger: &crate::ledger::Ledger = exchange.ledger;
    if let Some(id) = input.id("idStructure")? {
        return Ok(ledger.structure(id).ok_or(errors::UNKNOWN_VALIDATOR)?);
    }
    let identifier = input.reference("identifiantStructure")?.ok_or(errors::VALIDATOR_REQUIRED)?;
    let kind = input.text("typeIdentifiantStructure")?;
    let same = |structure: &&Structure| {
        structure.identifier == identifier && kind.is_none_or(|kind| kind == structure.identifier_type)
    };
    Ok(ledger.world.structures.iter().find(same).ok_or(errors::UNKNOWN_VALIDATOR)?)
}
