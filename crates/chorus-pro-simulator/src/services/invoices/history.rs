//! consulter/historique: statuses, events and user actions of one invoice, each with its own paging.

use serde_json::{Value, json};

use super::row_order::sort_rows;
use super::validator::named_validator;
use crate::clock::minute_text;
use crate::errors;
use crate::fields::{Fields, fields, row};
use crate::input::{Input, Malformed};
use crate::ledger::{Ledger, SideOfInvoice};
use crate::paging::{DEFAULT_MAXIMUM, Paging};
use crate::services::exchange::{Exchange, Outcome};
use crate::world::{Invoice, Person, Right};

/// `POST /factures/v1/consulter/historique`. Each side asks with its own number of the invoice, a validator with the
/// supplier's.
pub(crate) fn history(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.id("idFacture")?.ok_or(errors::INVOICE_NOT_FOUND)?;
    let ledger: &Ledger = exchange.ledger;
    let (position, side) = ledger.find(id).ok_or(errors::INVOICE_NOT_FOUND)?;
    let invoice = ledger.invoice(position).ok_or(errors::INVOICE_NOT_FOUND)?;
    let allowed = match side {
        SideOfInvoice::Supplier => {
            exchange.account.may(Right::Supplier, invoice.supplier) || named_validator(exchange, id).is_some()
        }
        SideOfInvoice::Recipient => {
            exchange.account.may(Right::Recipient, invoice.recipient) && invoice.seen_by_recipient()
        }
    };
    if !allowed {
        return Err(errors::INVOICE_NOT_FOUND.into());
    }
    let given = input.integer("nbResultatsMaximum")?.filter(|maximum| *maximum > 0);
    let maximum = given.or(Some(DEFAULT_MAXIMUM));
    let mut answer = fields(json!({
        "idFacture": id,
        "numeroFacture": invoice.number,
        "modeDepot": invoice.deposit_mode,
        "statutCourantCode": invoice.status().code(),
    }));
    if let Some(action) = invoice.actions.last() {
        let last = json!({"derniereActionId": invoice.actions.len(), "derniereActionCode": action.code});
        answer.insert("derniereAction".to_owned(), last);
    }
    answer.insert("historiquesDesStatuts".to_owned(), statuses(invoice, input, maximum)?);
    answer.insert("historiquesDesEvenementsComplementaires".to_owned(), events(input, maximum)?);
    answer.insert("historiquesDesActionsUtilisateurs".to_owned(), actions(invoice, input, maximum)?);
    Ok(answer)
}

/// The rows come in the order of time.
fn list(paging: &Paging, mut rows: Vec<Value>, column: Option<&str>, name: &str, names: [&str; 4]) -> Value {
    if let Some(column) = column {
        sort_rows(&mut rows, column);
    }
    if paging.descending {
        rows.reverse();
    }
    let mut page = paging.cut(rows);
    let mut block = Fields::new();
    block.insert(name.to_owned(), Value::Array(std::mem::take(&mut page.items)));
    page.write(&mut block, names);
    Value::Object(block)
}

fn statuses(invoice: &Invoice, input: Input<'_>, maximum: Option<i64>) -> Result<Value, Malformed> {
    let block = input.object("paramRechercheHistoStatuts")?;
    let paging = Paging::named(
        block,
        "pageResultatDemandeeListeHistoStatut",
        "nbResultatsParPageListeHistoStatut",
        "triSensListeHistoStatut",
    )?
    .with_maximum(maximum);
    let rows = invoice.history.iter().zip(1..).map(|(event, id)| {
        let author = event.author.as_ref();
        row(json!({
            "histoStatutId": id,
            "histoStatutCode": event.status.code(),
            "histoStatutDatePassage": minute_text(event.at),
            "histoStatutCommentaire": event.comment,
            "histoStatutUtilisateurPrenom": author.map(|person| &person.first_name),
            "histoStatutUtilisateurNom": author.map(|person| &person.last_name),
            "histoStatutUtilisateurEmail": author.and_then(|person| person.email.as_ref()),
        }))
    });
    let names =
        ["pageCouranteHistoStatut", "pagesHistoStatut", "nbResultatsParPageHistoStatut", "totalHistoStatut"];
    let column = block.text("triColonneListeHistoStatut")?;
    Ok(list(&paging, rows.collect(), column, "histoStatut", names))
}

/// The platform of this simulator produces no additional events: the reference shows none.
fn events(input: Input<'_>, maximum: Option<i64>) -> Result<Value, Malformed> {
    let paging = Paging::named(
        input.object("paramRechercheHistoEvenementsComplementaires")?,
        "pageResultatDemandeeListeHistoEvenement",
        "nbResultatsParPageListeHistoEvenement",
        "triSensListeHistoEvenement",
    )?
    .with_maximum(maximum);
    let names = ["pageCouranteEvenement", "pagesEvenement", "nbResultatsParPageEvenement", "totalEvenement"];
    Ok(list(&paging, Vec::new(), None, "evenement", names))
}

fn actions(invoice: &Invoice, input: Input<'_>, maximum: Option<i64>) -> Result<Value, Malformed> {
    let block = input.object("paramRechercheHistoActionsUtilisateurs")?;
    let paging = Paging::named(
        block,
        "pageResultatDemandeeListeHistoAction",
        "nbResultatsParPageListeHistoAction",
        "triSensListeHistoAction",
    )?
    .with_maximum(maximum);
    let rows = invoice.actions.iter().zip(1..).map(|(action, id)| {
        let author: Option<&Person> = action.author.as_ref();
        row(json!({
            "histoActionId": id,
            "histoActionCode": action.code,
            "histoActionDateHeure": minute_text(action.at),
            "histoActionUtilisateurPrenom": author.map(|person| &person.first_name),
            "histoActionUtilisateurNom": author.map(|person| &person.last_name),
            "histoActionUtilisateurEmail": author.and_then(|person| person.email.as_ref()),
        }))
    });
    let names =
        ["pageCouranteHistoAction", "pagesHistoAction", "nbResultatsParPageHistoAction", "totalHistoAction"];
    let column = block.text("triColonneListeHistoAction")?;
    Ok(list(&paging, rows.collect(), column, "histoAction", names))
}
