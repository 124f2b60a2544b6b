//! rechercher/atraiter/fournisseur, rechercher/atraiter/recipiendaire and rechercher/aTraiter/valideur.

use serde_json::{Value, json};

use super::search_rows::{received_row, sorted, supplier_to_treat_row, validator_row};
use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::ledger::Ledger;
use crate::paging::{DEFAULT_MAXIMUM, Paging};
use crate::services::exchange::{Exchange, Outcome, Refusal};
use crate::status::Status;
use crate::world::Right;

/// `POST /factures/v1/rechercher/atraiter/fournisseur`: invoices the supplier can complete, recycle or correct.
pub(crate) fn supplier(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let suppliers = own_structures(exchange, Right::Supplier, input.id("idStructure")?)?;
    let hide_rejected = input.flag("masquerRejetee")?.unwrap_or(false);
    let with_size = input.flag("recupererTaille")?.unwrap_or(false);
    let paging =
        Paging::read(input.object("rechercheFactureATraiterParFournisseur")?)?.with_default_maximum();
    let ledger: &Ledger = exchange.ledger;
    let found = ledger.issued_by(&suppliers).filter(|invoice| {
        let status = invoice.status();
        !invoice.archived && status.for_supplier_to_treat() && !(hide_rejected && status == Status::Rejetee)
    });
    let page = paging.cut(sorted(ledger, found.collect(), &paging));
    let rows: Vec<Value> =
        page.items.iter().map(|invoice| supplier_to_treat_row(ledger, invoice, with_size)).collect();
    Ok(fields(json!({"listeFactures": rows, "parametresRetour": page.block()})))
}

/// `POST /factures/v1/rechercher/atraiter/recipiendaire`: invoices the recipient can treat.
pub(crate) fn recipient(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let recipients = own_structures(exchange, Right::Recipient, input.id("idStructure")?)?;
    let with_size = input.flag("recupererTaille")?.unwrap_or(false);
    let block = input.object("parametreRechercheFactureATraiterParRecipiendaire")?;
    // The odd name of the maximum is real (API.md §3).
    let given = block.integer("getnbResultatsMaximum")?.filter(|maximum| *maximum > 0);
    let maximum = given.or(Some(DEFAULT_MAXIMUM));
    let paging = Paging::read(block)?.with_maximum(maximum);
    let ledger: &Ledger = exchange.ledger;
    let found = ledger
        .received_by(&recipients)
        .filter(|invoice| !invoice.archived && invoice.status().for_recipient_to_treat());
    let page = paging.cut(sorted(ledger, found.collect(), &paging));
    let rows: Vec<Value> =
        page.items.iter().map(|invoice| received_row(ledger, invoice, with_size)).collect();
    Ok(fields(json!({"listeFactures": rows, "parametresRetour": page.block()})))
}

/// `POST /factures/v1/rechercher/aTraiter/valideur`: invoices that wait for an answer of this validator.
pub(crate) fn validator(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let mut wanted = input.id("idStructure")?;
    if wanted.is_none()
        && let Some(identifier) = input.reference("identifiantStructure")?
    {
        let kind = input.text("typeIdentifiantStructure")?;
        let same = exchange.ledger.world.structures.iter().find(|structure| {
            structure.identifier == identifier && kind.is_none_or(|kind| kind == structure.identifier_type)
        });
        wanted = Some(same.ok_or(errors::NOT_ATTACHED)?.id);
    }
    let validators = own_structures(exchange, Right::Validator, wanted)?;
    let paging = Paging::read(input.object("pagination")?)?;
    let ledger: &Ledger = exchange.ledger;
    let mut found = Vec::new();
    for validator in &validators {
        let named = ledger.validated_by(*validator).filter(|invoice| !invoice.archived);
        found.extend(named.filter(|invoice| invoice.awaited_validator() == Some(*validator)));
    }
    let page = paging.cut(sorted(ledger, found, &paging));
    let row = |invoice: &&std::sync::Arc<crate::world::Invoice>| {
        validator_row(ledger, invoice, invoice.awaited_validator().unwrap_or_default())
    };
    let rows: Vec<Value> = page.items.iter().map(row).collect();
    Ok(fields(json!({"listeFactures": rows, "parametresRetour": page.block()})))
}

/// The structures the account may act for in a role, or the wanted one of them.
pub(super) fn own_structures(
    exchange: &Exchange<'_>,
    right: Right,
    wanted: Option<i64>,
) -> Result<Vec<i64>, Refusal> {
    let own = exchange.structures(right);
    match wanted {
        None => Ok(own),
        Some(structure) if own.contains(&structure) => Ok(vec![structure]),
        Some(_) => Err(errors::NOT_ATTACHED.into()),
    }
}
