//! consulterCR and consulterCRDetaille.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::clock::instant_text;
use crate::errors;
use crate::fields::fields;
use crate::flows::{Syntax, report};
use crate::input::Input;
use crate::report_pdf::text_pdf;
use crate::services::exchange::{Exchange, Outcome, Refusal, Work};
use crate::world::Flow;

/// `codeAppliPartenaire` and `designationPartenaire` (published example).
const PARTNER: (&str, &str) = ("CPP001", "CPP");

/// `POST /transverses/v1/consulterCR`: the state and, once it is final, the report as a PDF.
///
/// `fichierCR` is `null` before that (inferred). One client had this service fail for Factur-X in 2018: not imitated.
pub(crate) fn report(exchange: &mut Exchange<'_>, input: Input<'_>) -> Result<Work, Refusal> {
    input.moment("dateDepot")?;
    let flow = find(exchange, input)?;
    Ok(Box::new(move || {
        let file = flow.state.is_final().then(|| {
            let (title, lines) = report::text(&flow);
            STANDARD.encode(text_pdf(&title, &lines))
        });
        Ok(fields(json!({
            "codeAppliPartenaire": PARTNER.0,
            "codeInterfaceFlux": interface(&flow),
            "designationPartenaire": PARTNER.1,
            "numeroFluxDepot": flow.number,
            "nomFichierFlux": file_name(&flow),
            "dateDepotFlux": instant_text(flow.deposited_at),
            "dateHeureEtatCourantFlux": instant_text(flow.since),
            "etatCourantFlux": flow.state.code(),
            "fichierCR": file,
        })))
    }))
}

/// `POST /transverses/v1/consulterCRDetaille`.
///
/// `listeErreurDP` is an array as clients decode it and as its schema says; one official example shows a single
/// object. Without errors both lists are empty (inferred).
pub(crate) fn detailed_report(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let flow = find(exchange, input)?;
    let refused: Vec<Value> = flow
        .invoice_errors
        .iter()
        .map(|error| {
            json!({
                "identifiantFournisseur": error.supplier,
                "identifiantDestinataire": error.recipient,
                "numeroDP": error.number,
                "libelleErreurDP": report::label(&error.reasons),
            })
        })
        .collect();
    // Known from the reading of the flow, but told by the report once the flow has been looked at.
    let read = flow.state != crate::world::FlowState::Deposited;
    let technical: Vec<Value> = flow
        .technical_errors
        .iter()
        .filter(|_| read)
        .map(|error| {
            json!({"natureErreur": error.nature, "codeErreur": error.code, "libelleErreur": error.label})
        })
        .collect();
    Ok(fields(json!({
        "codeInterfaceDepotFlux": interface(&flow),
        "nomFichier": file_name(&flow),
        "dateDepotFlux": instant_text(flow.deposited_at),
        "dateHeureEtatCourantFlux": instant_text(flow.since),
        "etatCourantDepotFlux": flow.state.code(),
        "listeErreurDP": refused,
        "listeErreurTechnique": technical,
    })))
}

/// The flow named by `numeroFluxDepot`, seen by its account and by those attached to one of the same structures.
///
/// The number alone identifies a flow. `syntaxeFlux`, or `syntaxFluxType` as one client writes it (API.md §3), has to
/// be a known one but is not compared, nor is `dateDepot` (inferred).
fn find(exchange: &Exchange<'_>, input: Input<'_>) -> Result<Arc<Flow>, Refusal> {
    for name in ["syntaxeFlux", "syntaxFluxType"] {
        if input.text(name)?.is_some_and(|code| Syntax::find(code).is_none()) {
            return Err(errors::FLOW_SYNTAX.into());
        }
    }
    let number = input.text("numeroFluxDepot")?.ok_or(errors::FLOW_NOT_FOUND)?;
    let world = &exchange.ledger.world;
    let flow = world.flows.iter().rev().find(|flow| flow.number == number);
    let flow = flow.ok_or(errors::FLOW_NOT_FOUND)?;
    let depositor = world.accounts.iter().find(|account| account.login == flow.account);
    let shared = flow.account == exchange.account.login
        || depositor.is_some_and(|depositor| {
            depositor.attachments.iter().any(|link| exchange.account.is_attached(link.structure))
        });
    if shared { Ok(Arc::clone(flow)) } else { Err(errors::FLOW_NOT_FOUND.into()) }
}

fn interface(flow: &Flow) -> Option<&'static str> {
    Syntax::find(&flow.syntax).map(|syntax| syntax.interface)
}

/// Not the name sent, but `<interface>_CPP001_<numeroFluxDepot>` (API.md §8).
fn file_name(flow: &Flow) -> String {
    format!("{}_{}_{}", interface(flow).unwrap_or_default(), PARTNER.0, flow.number)
}
