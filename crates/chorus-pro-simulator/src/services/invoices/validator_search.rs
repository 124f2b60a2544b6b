//! rechercher/valideur and recuperer/statutsFactureVisibles/valideur.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::search_criteria::{Criteria, Names, Party};
use super::search_rows::{sorted, validator_row};
use super::to_treat::own_structures;
use crate::fields::fields;
use crate::input::{Input, Malformed};
use crate::ledger::Ledger;
use crate::paging::Paging;
use crate::services::exchange::{Exchange, Outcome};
use crate::status::Status;
use crate::world::{Invoice, Right};

const NAMES: Names =
    Names { engagement: "numeroEngagement", issued: ("periodeDateFactureDu", "periodeDateFactureAu") };

/// `POST /factures/v1/rechercher/valideur`: invoices that name a structure of the account as validator.
pub(crate) fn search(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let wanted = input.id("idStructureValideur")?;
    let validators = own_structures(exchange, Right::Validator, wanted)?;
    let paging = Paging::read(input.object("pagination")?)?;
    let common = Criteria::read(input, input.texts("listeTypeFacture")?, NAMES)?;
    let special = SpecialCriteria::read(exchange.ledger, input)?;
    let ledger: &Ledger = exchange.ledger;
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for invoice in validators.iter().flat_map(|validator| ledger.validated_by(*validator)) {
        let visible = !invoice.archived && invoice.status().visible_to_validator();
        if visible && common.hold(invoice) && special.hold(invoice) && seen.insert(invoice.id) {
            found.push(invoice);
        }
    }
    let page = paging.cut(sorted(ledger, found, &paging));
    let row = |invoice: &Invoice| validator_row(ledger, invoice, seen_as(invoice, &validators));
    let rows: Vec<Value> = page.items.iter().map(|invoice| row(invoice)).collect();
    Ok(fields(json!({"listeFactures": rows, "parametresRetour": page.block()})))
}

/// The structure of the account an invoice concerns: the one it waits for, else the first it names.
fn seen_as(invoice: &Invoice, own: &[i64]) -> i64 {
    let awaited = invoice.awaited_validator().filter(|validator| own.contains(validator));
    awaited.or_else(|| invoice.validators().find(|validator| own.contains(validator))).unwrap_or_default()
}

/// `POST /factures/v1/recuperer/statutsFactureVisibles/valideur`.
pub(crate) fn visible_statuses(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    let visible = Status::ALL.iter().filter(|status| status.visible_to_validator());
    let rows: Vec<Value> = visible.map(|status| json!({"codeStatutFacture": status.code()})).collect();
    Ok(fields(json!({"listeStatutFacture": rows})))
}

/// Criteria of the validator's search only.
struct SpecialCriteria {
    /// Only simple invoices are found here; works documents have their own API.
    excluded: bool,
    supplier: Option<Party>,
    recipient: Option<Party>,
    service: Option<i64>,
    own_service: Option<i64>,
}

impl SpecialCriteria {
    fn read(ledger: &Ledger, input: Input<'_>) -> Result<Self, Malformed> {
        let party = |id: &str, siren: &str| -> Result<Option<Party>, Malformed> {
            let whole_company = input.flag(siren)?.unwrap_or(false);
            Ok(input.id(id)?.map(|id| Party::of(ledger, id, Vec::new(), whole_company)))
        };
        Ok(Self {
            excluded: input.text("typeDemandePaiement")?.is_some_and(|kind| kind != "FACTURE")
                || !input.texts("listeTypeFactureTravaux")?.is_empty()
                || input.id("idStructureMoe")?.is_some()
                || input.id("idStructureMoa")?.is_some(),
            supplier: party("idFournisseur", "rechercheSirenFournisseur")?,
            recipient: party("idDestinataire", "rechercheSirenDestinataire")?,
            service: input.id("idServiceExecutant")?,
            own_service: input.id("idServiceFournisseur")?,
        })
    }

    fn hold(&self, invoice: &Invoice) -> bool {
        !self.excluded
            && self.supplier.as_ref().is_none_or(|party| party.holds(invoice.supplier, None))
            && self.recipient.as_ref().is_none_or(|party| party.holds(invoice.recipient, None))
            && (self.service.is_none() || self.service == invoice.service)
            && (self.own_service.is_none() || self.own_service == invoice.supplier_service)
    }
}
