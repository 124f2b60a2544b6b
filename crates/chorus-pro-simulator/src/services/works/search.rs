//! rechercher and rechercher/atraiter of works documents.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::{Value, json};

use super::caller::acts;
use super::inferred;
use crate::clock::{date_text, day, instant_text};
use crate::errors;
use crate::fields::{Fields, fields, without_nulls};
use crate::input::{Input, Malformed};
use crate::ledger::Ledger;
use crate::paging::Paging;
use crate::services::exchange::{Exchange, Outcome};
use crate::services::invoices::search_criteria::{Criterion, Period, Range};
use crate::works_documents::{awaited, content, shown_to, situation};
use crate::world::works_rules::WorksActor;
use crate::world::{BillingFile, Party, Right, WorksDocument};

type Row<'a> = (&'a Arc<BillingFile>, &'a WorksDocument);

/// `POST /facturesTravaux/v1/rechercher`: the documents of the caller's billing files in one role.
pub(crate) fn search(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let role = input.text("roleUtilisateur")?.ok_or(errors::WORKS_ROLE)?;
    let actor = WorksActor::from_code(role);
    if actor.is_none() && role != "VALIDEUR" {
        return Err(errors::WORKS_ROLE.into());
    }
    let criteria = Criteria::read(input)?;
    let paging = Paging::read(input.object("rechercheFactureTravaux")?)?;
    let ledger: &Ledger = exchange.ledger;
    let mine = |(file, document): &Row<'_>| match actor {
        Some(actor) => acts(exchange, file, actor) && shown_to(ledger, actor, document),
        None => document.content.validator.is_some_and(|id| exchange.account.may(Right::Validator, id)),
    };
    let found =
        documents(ledger).filter(mine).filter(|(file, document)| criteria.hold(ledger, file, document));
    answer(ledger, found.collect(), &paging)
}

/// `POST /facturesTravaux/v1/rechercher/atraiter`: the documents that wait for the caller.
pub(crate) fn to_treat(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let role = match input.text("roleUtilisateur")? {
        None => None,
        Some(code) => Some(WorksActor::from_code(code).ok_or(errors::WORKS_ROLE)?),
    };
    let structure = input.id("idStructure")?;
    let paging = Paging::read(inferred::page_to_treat(input)?)?;
    let ledger: &Ledger = exchange.ledger;
    let waiting = |(file, document): &Row<'_>| {
        let awaited = awaited(document, situation(ledger, document).standing);
        awaited.is_some_and(|actor| {
            let party = file.party(actor).map(|party| party.structure);
            role.is_none_or(|role| role == actor)
                && (structure.is_none() || structure == party)
                && acts(exchange, file, actor)
        })
    };
    answer(ledger, documents(ledger).filter(waiting).collect(), &paging)
}

fn documents(ledger: &Ledger) -> impl Iterator<Item = Row<'_>> {
    let files = ledger.world.billing_files.iter();
    files.flat_map(|file| file.documents.iter().map(move |document| (file, document)))
}

fn answer(ledger: &Ledger, mut found: Vec<Row<'_>>, paging: &Paging) -> Outcome {
    if found.is_empty() {
        return Err(errors::WORKS_NO_RESULT.into());
    }
    sort(ledger, &mut found, paging);
    let page = paging.cut(found);
    let rows: Vec<Value> =
        page.items.iter().map(|(file, document)| Value::Object(row(ledger, file, document))).collect();
    Ok(fields(json!({"listeFacturesTravaux": rows, "parametresRetour": page.block()})))
}

/// The columns are not listed in the reference: the names of the fields, deposit date by default, then the number
/// of the document so that pages never overlap.
fn sort(ledger: &Ledger, found: &mut [Row<'_>], paging: &Paging) {
    let column = paging.column.as_deref().unwrap_or_default().to_lowercase();
    let compare = |a: &WorksDocument, b: &WorksDocument| -> Ordering {
        let (first, second) = (content(ledger, a), content(ledger, b));
        match column.as_str() {
            "numerofacturetravaux" => first.number.cmp(&second.number),
            "typefacturetravaux" => first.works_kind().cmp(&second.works_kind()),
            "statutfacturetravaux" => {
                situation(ledger, a).standing.code().cmp(situation(ledger, b).standing.code())
            }
            "datefacturetravaux" => first.issued_on.cmp(&second.issued_on),
            "dateheureetatcourant" => situation(ledger, a).since.cmp(&situation(ledger, b).since),
            "montantttc" => first.totals.with_vat.cmp(&second.totals.with_vat),
            _ => first.deposited_at.cmp(&second.deposited_at),
        }
    };
    found.sort_by(|(_, a), (_, b)| {
        let order = compare(a, b).then(a.id().cmp(&b.id()));
        if paging.descending { order.reverse() } else { order }
    });
}

/// `FactureTravauxItem`.
pub(super) fn row(ledger: &Ledger, file: &BillingFile, document: &WorksDocument) -> Fields {
    let content = content(ledger, document);
    let situation = situation(ledger, document);
    let supplier = ledger.structure(content.supplier);
    let recipient = ledger.structure(content.recipient);
    let own = Party { structure: content.supplier, service: content.supplier_service };
    let executing = Party { structure: content.recipient, service: content.service };
    without_nulls(fields(json!({
        "idFactureTravaux": document.id(),
        "numeroFactureTravaux": content.number,
        "typeFactureTravaux": content.works_kind(),
        "statutFactureTravaux": situation.standing.code(),
        "identifiantFournisseur": supplier.map(|structure| &structure.identifier),
        "typeIdentifiantFournisseur": supplier.map(|structure| &structure.identifier_type),
        "designationFournisseur": supplier.map(|structure| &structure.name),
        "codeServiceFournisseur": service_code(ledger, Some(own)),
        "codeServiceMoe": service_code(ledger, file.project_manager),
        "codeServiceMoa": service_code(ledger, file.project_owner),
        "idDestinataire": content.recipient,
        "identifiantDestinataire": recipient.map(|structure| &structure.identifier),
        "idServiceExecutant": content.service,
        "codeServiceExecutant": service_code(ledger, Some(executing)),
        "dateFactureTravaux": content.issued_on.to_string(),
        "dateDepot": date_text(content.deposited_at),
        "dateHeureEtatCourant": instant_text(situation.since),
        "montantTTC": content.totals.with_vat,
    })))
}

fn service_code(ledger: &Ledger, party: Option<Party>) -> Option<&str> {
    let Party { structure, service } = party?;
    let services = &ledger.structure(structure)?.services;
    services.iter().find(|known| Some(known.id) == service).map(|known| known.code.as_str())
}

/// A structure and a service somebody has to be.
struct Wanted {
    structure: Option<i64>,
    service: Option<i64>,
}

impl Wanted {
    fn read(input: Input<'_>, structure: &str, service: &str) -> Result<Self, Malformed> {
        Ok(Self { structure: input.id(structure)?, service: input.id(service)? })
    }

    fn holds(&self, party: Option<&Party>) -> bool {
        (self.structure.is_none() || self.structure == party.map(|party| party.structure))
            && (self.service.is_none() || self.service == party.and_then(|party| party.service))
    }
}

/// The criteria of rechercher. `avecSansService` has one known value, which restricts nothing.
struct Criteria<'a> {
    supplier: Wanted,
    project_manager: Wanted,
    project_owner: Wanted,
    recipient: Wanted,
    validator: Option<i64>,
    kinds: Vec<&'a str>,
    statuses: Vec<&'a str>,
    framework: Option<&'a str>,
    number: Option<String>,
    contract: Option<String>,
    engagement: Option<String>,
    flow: Option<String>,
    mode: Option<&'a str>,
    bank_account: Option<i64>,
    without_next: bool,
    downloaded: Option<bool>,
    deposited: Period,
    issued: Period,
    status_since: Period,
    without_vat: Range,
    with_vat: Range,
    payable: Range,
}

impl<'a> Criteria<'a> {
    fn read(input: Input<'a>) -> Result<Self, Malformed> {
        Ok(Self {
            supplier: Wanted::read(input, "idStructureFournisseur", "idServiceFournisseur")?,
            project_manager: Wanted::read(input, "idStructureMoe", "idServiceMoe")?,
            project_owner: Wanted::read(input, "idStructureMoa", "idServiceMoa")?,
            recipient: Wanted::read(input, "idDestinataire", "idServiceExecutant")?,
            validator: input.id("idStructureValideur")?,
            kinds: input.texts("listeTypeFactureTravaux")?,
            statuses: input.texts("listeStatutCourant")?,
            framework: input.text("cadreFacturation")?,
            number: input.reference("numeroFactureTravaux")?,
            contract: input.reference("numeroMarche")?,
            engagement: input.reference("numeroBonCommande")?,
            flow: input.reference("numeroFluxDepot")?,
            mode: input.text("modeDepot")?,
            bank_account: input.id("idCoordonneeBancaire")?,
            without_next: input.flag("uniquementSansPieceSuivante")?.unwrap_or(false),
            downloaded: input.flag("flagTelecharge")?,
            deposited: Period::read(input, "periodeDateDepotDu", "periodeDateDepotAu")?,
            issued: Period::read(input, "periodeDateFactureTravauxDu", "periodeDateFactureTravauxAu")?,
            status_since: Period::read(
                input,
                "periodeDateHeureEtatCourantDu",
                "periodeDateHeureEtatCourantAu",
            )?,
            without_vat: Range::read(input, &[("montantHTMin", "montantHTMax")])?,
            with_vat: Range::read(input, &[("montantTTCMin", "montantTTCMax")])?,
            payable: Range::read(input, &[("montantAPayerMin", "montantAPayerMax")])?,
        })
    }

    fn hold(&self, ledger: &Ledger, file: &BillingFile, document: &WorksDocument) -> bool {
        let content = content(ledger, document);
        let situation = situation(ledger, document);
        let code = situation.standing.code();
        self.supplier.holds(Some(&file.supplier))
            && self.project_manager.holds(file.project_manager.as_ref())
            && self.project_owner.holds(file.project_owner.as_ref())
            && self.recipient.holds(Some(&file.recipient))
            && (self.validator.is_none() || self.validator == content.validator)
            && (self.kinds.is_empty() || content.works_kind().is_some_and(|kind| self.kinds.contains(&kind)))
            && (self.statuses.is_empty() || self.statuses.contains(&code))
            && self.framework.is_none_or(|framework| framework == content.framework)
            && self.number.as_ref().is_none_or(|number| *number == content.number)
            && self.contract.is_none_or_equals(&content.contract)
            && self.engagement.is_none_or_equals(&content.engagement)
            && self.flow.is_none_or_equals(&content.flow_number)
            && self.mode.is_none_or(|mode| mode == content.deposit_mode)
            && (self.bank_account.is_none() || self.bank_account == content.bank_account)
            && (!self.without_next || document.next.is_none())
            && self.downloaded.is_none_or(|downloaded| downloaded == content.downloaded)
            && self.deposited.holds_day(day(content.deposited_at))
            && self.issued.holds_day(content.issued_on)
            && self.status_since.holds_instant(situation.since)
            && self.without_vat.holds(content.totals.without_vat)
            && self.with_vat.holds(content.totals.with_vat)
            && self.payable.holds(content.totals.payable)
    }
}
