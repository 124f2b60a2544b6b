//! rechercher/demandePaiement: payment requests in live and archive data.
//!
//! **Inferred**: without `roleUtilisateur` every role of the account counts; without `dpOuDpArchive` live data and archive
//! are searched; the numbers are those of the caller's side; at most as many rows come back as other searches give by
//! default, `total` and `nombreResultatTotal` count all. Works documents have their own search.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::search_criteria::{Criteria, Criterion, Names, Party};
use super::search_rows::{service_of, sorted};
use crate::clock::{date_text, instant_text};
use crate::errors;
use crate::fields::{self, fields};
use crate::input::{Input, Malformed};
use crate::ledger::Ledger;
use crate::paging::{DEFAULT_MAXIMUM, Paging};
use crate::services::exchange::{Exchange, Outcome, Refusal};
use crate::world::{Invoice, Right};

const NAMES: Names = Names {
    engagement: "numeroBonCommande",
    issued: ("periodeDateFournisseurDu", "periodeDateFournisseurAu"),
};

/// `POST /factures/v1/rechercher/demandePaiement`; refused unless the world offers what qualification does not.
pub(crate) fn search(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    if !exchange.ledger.world.switches.payment_request_search {
        return Err(errors::NOT_ON_QUALIFICATION.into());
    }
    let roles: Vec<(Right, Vec<i64>)> = roles(input.text("roleUtilisateur")?)?
        .into_iter()
        .map(|role| (role, exchange.structures(role)))
        .collect();
    let common = Criteria::read(input, input.text("typeFacture")?.into_iter().collect(), NAMES)?;
    let special = SpecialCriteria::read(exchange.ledger, input)?;
    let ledger: &Ledger = exchange.ledger;
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    let mut recipient_side = HashSet::new();
    for (role, own) in &roles {
        let invoices: Box<dyn Iterator<Item = _>> = match role {
            Right::Supplier => Box::new(ledger.issued_by(own)),
            Right::Recipient => {
                Box::new(ledger.received_by(own).filter(|invoice| invoice.seen_by_recipient()))
            }
            Right::Validator => Box::new(
                own.iter()
                    .flat_map(|validator| ledger.validated_by(*validator))
                    .filter(|invoice| invoice.status().visible_to_validator()),
            ),
            Right::ProjectManager | Right::ProjectOwner => continue,
        };
        for invoice in invoices.filter(|invoice| common.hold(invoice) && special.hold(invoice)) {
            if seen.insert(invoice.id) {
                found.push(invoice);
                if *role == Right::Recipient {
                    recipient_side.insert(invoice.id);
                }
            }
        }
    }
    let total = found.len();
    let none = Value::Null;
    let paging = Paging::read(Input::body(&none)?)?;
    let mut found = sorted(ledger, found, &paging);
    found.truncate(usize::try_from(DEFAULT_MAXIMUM).unwrap_or(usize::MAX));
    let row = |invoice: &Invoice| row(ledger, invoice, recipient_side.contains(&invoice.id), total);
    let rows: Vec<Value> = found.into_iter().map(|invoice| row(invoice)).collect();
    Ok(fields(json!({"listeDemandePaiement": rows, "total": total})))
}

fn roles(role: Option<&str>) -> Result<Vec<Right>, Refusal> {
    Ok(match role {
        None => vec![Right::Supplier, Right::Validator, Right::Recipient],
        Some("FOURNISSEUR") => vec![Right::Supplier],
        Some("VALIDEUR") => vec![Right::Validator],
        Some("DESTINATAIRE") => vec![Right::Recipient],
        Some("MOE") => vec![Right::ProjectManager],
        Some("MOA") => vec![Right::ProjectOwner],
        Some(_) => return Err(errors::USER_ROLE.into()),
    })
}

/// Criteria of this search only.
struct SpecialCriteria {
    /// Asks for what is never a simple invoice.
    excluded: bool,
    archived: Option<bool>,
    original_number: Option<String>,
    payment_order: Option<String>,
    supplier: Option<Party>,
    own_service: Option<i64>,
    validator: Option<Party>,
    recipient: Option<Party>,
    service: Option<i64>,
}

impl SpecialCriteria {
    fn read(ledger: &Ledger, input: Input<'_>) -> Result<Self, Malformed> {
        let party = |block: &str, end: &str, siren: Option<&str>| -> Result<Option<Party>, Malformed> {
            let whole_company = siren.map(|name| input.flag(name)).transpose()?.flatten().unwrap_or(false);
            structure(ledger, input.object(block)?, end, whole_company)
        };
        let works = ["numeroDossierFacturation", "numeroFactureMemoire", "typeFactureTravaux"];
        let works_texts = works.iter().map(|name| input.reference(name)).collect::<Result<Vec<_>, _>>()?;
        let works_parties =
            !input.object("structureMoe")?.is_empty() || !input.object("structureMoa")?.is_empty();
        let works_services = input.id("idServiceMoe")?.or(input.id("idServiceMoa")?);
        Ok(Self {
            excluded: input.text("typeDemandePaiement")?.is_some_and(|kind| kind != "FACTURE")
                || works_texts.iter().any(Option::is_some)
                || works_parties
                || works_services.is_some(),
            archived: input.text("dpOuDpArchive")?.map(|place| place == "DP_ARCHIVE"),
            original_number: input.reference("numeroFactureOrigine")?,
            payment_order: input.reference("numeroDpMandat")?,
            supplier: party("structureFournisseur", "Fournisseur", Some("rechercheSirenFournisseur"))?,
            own_service: input.id("idServiceFournisseur")?,
            validator: party("structureValideur", "Valideur", None)?,
            recipient: party("structureDestinataire", "Destinataire", Some("rechercheSirenDestinataire"))?,
            service: input.id("idServiceDestinataire")?,
        })
    }

    fn hold(&self, invoice: &Invoice) -> bool {
        let origin = invoice.credit.as_ref().map(|credit| credit.original_number.clone());
        let holds = |party: &Option<Party>, id: i64| party.as_ref().is_none_or(|party| party.holds(id, None));
        !self.excluded
            && self.archived.is_none_or(|archived| archived == invoice.archived)
            && self.original_number.is_none_or_equals(&origin)
            && self.payment_order.is_none_or_equals(&invoice.payment_order)
            && holds(&self.supplier, invoice.supplier)
            && (self.own_service.is_none() || self.own_service == invoice.supplier_service)
            && (self.validator.is_none() || invoice.validators().any(|id| holds(&self.validator, id)))
            && holds(&self.recipient, invoice.recipient)
            && (self.service.is_none() || self.service == invoice.service)
    }
}

/// A structure by `idStructure…`, or by `identifiantStructure…` and its type; an unknown one matches nothing.
fn structure(
    ledger: &Ledger,
    block: Input<'_>,
    end: &str,
    whole_company: bool,
) -> Result<Option<Party>, Malformed> {
    if let Some(id) = block.id(&format!("idStructure{end}"))? {
        return Ok(Some(Party::of(ledger, id, Vec::new(), whole_company)));
    }
    let Some(identifier) = block.reference(&format!("identifiantStructure{end}"))? else { return Ok(None) };
    let kind = block.text(&format!("typeIdentifiantStructure{end}"))?;
    let known = ledger.world.structures.iter().find(|structure| {
        structure.identifier == identifier && kind.is_none_or(|kind| kind == structure.identifier_type)
    });
    Ok(Some(Party::of(ledger, known.map_or(0, |structure| structure.id), Vec::new(), whole_company)))
}

fn row(ledger: &Ledger, invoice: &Invoice, recipient_side: bool, total: usize) -> Value {
    let supplier = ledger.structure(invoice.supplier);
    let recipient = ledger.structure(invoice.recipient);
    let service = recipient.and_then(|structure| service_of(structure, invoice.service));
    fields::row(json!({
        "idDemandePaiement": if recipient_side { invoice.recipient_side_id } else { invoice.id },
        "numeroDemandePaiement": invoice.number,
        "typeDemandePaiement": invoice.payment_request_type(),
        "typeFacture": invoice.kind,
        "typeFactureTravaux": invoice.works_kind(),
        "cadreFacturation": invoice.framework,
        "etatCourant": invoice.status().code(),
        "dateHeureEtatCourant": instant_text(invoice.status_since()),
        "dateFournisseur": invoice.issued_on.to_string(),
        "dateDepot": date_text(invoice.deposited_at),
        "montantHT": invoice.totals.without_vat,
        "montantTTC": invoice.totals.with_vat,
        "montantAPayer": invoice.totals.payable,
        "numeroMarche": invoice.contract,
        "numeroBonCommande": invoice.engagement,
        "numeroFactureOrigine": invoice.credit.as_ref().map(|credit| &credit.original_number),
        "idStructureFournisseur": invoice.supplier,
        "idServiceFournisseur": invoice.supplier_service,
        "idStructureValideur1": invoice.validator,
        "idStructureValideur2": invoice.second_validator,
        "idStructureDestinataire": invoice.recipient,
        "idServiceDestinataire": invoice.service,
        "dpOuDpArchive": if invoice.archived { "DP_ARCHIVE" } else { "DEMANDE_PAIEMENT" },
        "commentaireEtatCourant": invoice.history.last().and_then(|event| event.comment.as_ref()),
        "numeroDpMandat": invoice.payment_order,
        "nombreResultatTotal": total.to_string(),
        "codeServiceDestinataire": service.map(|service| &service.code),
        "nomServiceDestinataire": service.map(|service| &service.name),
        "identifiantStructureFournisseur": supplier.map(|structure| &structure.identifier),
        "identifiantStructureDestinataire": recipient.map(|structure| &structure.identifier),
    }))
}
