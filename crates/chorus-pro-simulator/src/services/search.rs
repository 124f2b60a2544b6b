//! rechercher/fournisseur and rechercher/recipiendaire.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Exchange, Fields, Outcome, Refusal, fields};
use crate::amount::Amount;
use crate::clock::{Moment, date_text, day, instant_text};
use crate::errors;
use crate::input::{Input, Malformed};
use crate::ledger::Ledger;
use crate::paging::{Paging, TOP_LEVEL};
use crate::world::{Invoice, Right, Structure};

/// `POST /factures/v1/rechercher/fournisseur`: invoices issued by the structures of the account.
pub(super) fn issued(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let mut suppliers = exchange.structures(Right::Supplier);
    if let Some(supplier) = input.integer("idFournisseur")? {
        if !suppliers.contains(&supplier) {
            return Err(errors::NOT_ATTACHED.into());
        }
        suppliers = vec![supplier];
    }
    let paging = Paging::read(input.object("rechercheFactureParFournisseur")?)?.with_default_maximum();
    let common = Criteria::read(input, input.text("typeFacture")?.into_iter().collect())?;
    let special = IssuedCriteria::read(exchange.ledger, input)?;
    let ledger: &Ledger = exchange.ledger;
    let found = ledger.issued_by(&suppliers).filter(|invoice| common.hold(invoice) && special.hold(invoice));
    let page = paging.cut(sorted(ledger, found.collect(), &paging));
    let with_size = input.flag("recupererTaille")?.unwrap_or(false);
    let rows: Vec<Value> = page.items.iter().map(|invoice| issued_row(ledger, invoice, with_size)).collect();
    Ok(fields(json!({"listeFactures": rows, "parametresRetour": page.block()})))
}

/// `POST /factures/v1/rechercher/recipiendaire`: invoices received by the structures of the account.
pub(super) fn received(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let mut recipients = exchange.structures(Right::Recipient);
    if let Some(recipient) = input.integer("idDestinataire")? {
        if !recipients.contains(&recipient) {
            return Err(errors::NOT_ATTACHED.into());
        }
        recipients = vec![recipient];
    }
    let paging = Paging::read(input.object("paramRecherche")?)?.with_default_maximum();
    let common = Criteria::read(input, input.texts("listeTypeFacture")?)?;
    let special = ReceivedCriteria::read(exchange.ledger, input)?;
    let ledger: &Ledger = exchange.ledger;
    let found = ledger
        .received_by(&recipients)
        .filter(|invoice| invoice.seen_by_recipient() && common.hold(invoice) && special.hold(invoice));
    let page = paging.cut(sorted(ledger, found.collect(), &paging));
    let mut answer = Fields::new();
    if page.total == 0 {
        // Without result the list is absent and the page numbers are null.
        answer.extend(TOP_LEVEL.map(|name| (name.to_owned(), Value::Null)));
        return Err(Refusal::WithFields(errors::NO_RESULT, answer));
    }
    let with_size = input.flag("recupererTaille")?.unwrap_or(false);
    let rows = page.items.iter().map(|invoice| received_row(ledger, invoice, with_size)).collect();
    answer.insert("listeFactures".to_owned(), Value::Array(rows));
    page.write(&mut answer, TOP_LEVEL);
    Ok(answer)
}

/// An inclusive range; either end may be open.
struct Range {
    least: Option<Amount>,
    most: Option<Amount>,
}

impl Range {
    /// Some names exist in two spellings (`montantApayerMin`, `montantAPayerMin`).
    fn read(input: Input<'_>, names: &[(&str, &str)]) -> Result<Self, Malformed> {
        let mut range = Self { least: None, most: None };
        for (least, most) in names {
            range.least = range.least.or(input.amount(least)?);
            range.most = range.most.or(input.amount(most)?);
        }
        Ok(range)
    }

    fn holds(&self, amount: Amount) -> bool {
        self.least.is_none_or(|least| amount >= least) && self.most.is_none_or(|most| amount <= most)
    }
}

struct Period {
    from: Option<Moment>,
    to: Option<Moment>,
}

impl Period {
    fn read(input: Input<'_>, from: &str, to: &str) -> Result<Self, Malformed> {
        Ok(Self { from: input.moment(from)?, to: input.moment(to)? })
    }

    fn holds_day(&self, date: chrono::NaiveDate) -> bool {
        self.from.is_none_or(|from| date >= from.day()) && self.to.is_none_or(|to| date <= to.day())
    }

    fn holds_instant(&self, at: chrono::DateTime<chrono::Utc>) -> bool {
        self.from.is_none_or(|from| at >= from.start()) && self.to.is_none_or(|to| at < to.end())
    }
}

/// Criteria both searches share.
struct Criteria<'a> {
    number: Option<String>,
    kinds: Vec<&'a str>,
    statuses: Vec<&'a str>,
    framework: Option<&'a str>,
    validator: Option<i64>,
    contract: Option<String>,
    engagement: Option<String>,
    deposited: Period,
    issued: Period,
    status_since: Period,
    without_vat: Range,
    with_vat: Range,
    payable: Range,
}

impl<'a> Criteria<'a> {
    fn read(input: Input<'a>, kinds: Vec<&'a str>) -> Result<Self, Malformed> {
        Ok(Self {
            number: input.reference("numeroFacture")?,
            kinds,
            statuses: input.texts("statutCourant")?,
            framework: input.text("cadreFacturation")?,
            validator: input.integer("idStructureValideur")?,
            contract: input.reference("numeroMarche")?,
            engagement: input.reference("numeroBonCommande")?,
            deposited: Period::read(input, "periodeDateDepotDu", "periodeDateDepotAu")?,
            issued: Period::read(input, "periodeDateFactureDu", "periodeDateFactureAu")?,
            status_since: Period::read(
                input,
                "periodeDateHeureEtatCourantDu",
                "periodeDateHeureEtatCourantAu",
            )?,
            without_vat: Range::read(input, &[("montantHTMin", "montantHTMax")])?,
            with_vat: Range::read(input, &[("montantTTCMin", "montantTTCMax")])?,
            payable: Range::read(
                input,
                &[("montantApayerMin", "montantApayerMax"), ("montantAPayerMin", "montantAPayerMax")],
            )?,
        })
    }

    fn hold(&self, invoice: &Invoice) -> bool {
        let totals = &invoice.totals;
        self.number.as_ref().is_none_or(|number| *number == invoice.number)
            && (self.kinds.is_empty() || self.kinds.contains(&invoice.kind.as_str()))
            && (self.statuses.is_empty() || self.statuses.contains(&invoice.status().code()))
            && self.framework.is_none_or(|framework| framework == invoice.framework)
            && self.validator.is_none_or(|validator| invoice.validator == Some(validator))
            && self.contract.is_none_or_equals(&invoice.contract)
            && self.engagement.is_none_or_equals(&invoice.engagement)
            && self.deposited.holds_day(day(invoice.deposited_at))
            && self.issued.holds_day(invoice.issued_on)
            && self.status_since.holds_instant(invoice.status_since())
            && self.without_vat.holds(totals.without_vat)
            && self.with_vat.holds(totals.with_vat)
            && self.payable.holds(totals.payable)
    }
}

trait Criterion {
    /// `true` when there is no criterion or the value is the wanted one.
    fn is_none_or_equals(&self, value: &Self) -> bool;
}

impl Criterion for Option<String> {
    fn is_none_or_equals(&self, value: &Self) -> bool {
        self.is_none() || self == value
    }
}

/// A structure with some of its services; no service named means all.
struct Party {
    structures: Vec<i64>,
    services: Vec<i64>,
}

impl Party {
    /// With `whole_company`, every structure of the same SIREN counts.
    fn read(
        ledger: &Ledger,
        entry: Input<'_>,
        names: (&str, &str),
        whole_company: bool,
    ) -> Result<Option<Self>, Malformed> {
        let services = entry.integers(names.1)?;
        if let Some(id) = entry.integer(names.0)? {
            let siren = ledger.structure(id).and_then(|structure| structure.identifier.get(..9));
            let same = |other: &&Structure| other.identifier.get(..9) == siren && siren.is_some();
            let mut structures = vec![id];
            if whole_company {
                structures.extend(ledger.world.structures.iter().filter(same).map(|other| other.id));
            }
            return Ok(Some(Self { structures, services }));
        }
        let Some(name) = entry.text("raisonSocialeStuctDmd")? else { return Ok(None) };
        let name = name.to_lowercase();
        let named = ledger.world.structures.iter().filter(|other| other.name.to_lowercase().contains(&name));
        Ok(Some(Self { structures: named.map(|other| other.id).collect(), services }))
    }

    fn holds(&self, structure: i64, service: Option<i64>) -> bool {
        self.structures.contains(&structure)
            && (self.services.is_empty() || service.is_some_and(|service| self.services.contains(&service)))
    }
}

/// Criteria of the supplier's search only.
struct IssuedCriteria<'a> {
    recipients: Vec<Party>,
    bank_account: Option<i64>,
    original_number: Option<String>,
    mode: Option<&'a str>,
    flow: Option<String>,
    rejection_treated: Option<bool>,
    /// Accounts are users here; their logins are kept on the invoices.
    creators: Vec<String>,
}

impl<'a> IssuedCriteria<'a> {
    fn read(ledger: &Ledger, input: Input<'a>) -> Result<Self, Malformed> {
        let whole_company = input.flag("rechercheSirenDestinataire")?.unwrap_or(false);
        let mut recipients = Vec::new();
        for entry in input.objects("listeDestinataire")? {
            let names = ("idDestinataire", "listeIdServiceExecutant");
            recipients.extend(Party::read(ledger, entry, names, whole_company)?);
        }
        let users = input.integers("idUtilisateurCreateur")?;
        let accounts = ledger.world.accounts.iter().filter(|account| users.contains(&account.id));
        let creators: Vec<String> = accounts.map(|account| account.login.clone()).collect();
        Ok(Self {
            recipients,
            bank_account: input.integer("coordonneeBancaire")?,
            original_number: input.reference("numeroFactureOrigine")?,
            mode: input.text("modeDepot")?,
            flow: input.reference("numeroFluxDepot")?,
            rejection_treated: input.flag("rejetTraite")?,
            // A user nobody knows has created nothing.
            creators: if creators.is_empty() && !users.is_empty() { vec![String::new()] } else { creators },
        })
    }

    fn hold(&self, invoice: &Invoice) -> bool {
        let origin = invoice.credit.as_ref().map(|credit| credit.original_number.clone());
        (self.recipients.is_empty()
            || self.recipients.iter().any(|party| party.holds(invoice.recipient, invoice.service)))
            && (self.bank_account.is_none() || self.bank_account == invoice.bank_account)
            && self.original_number.is_none_or_equals(&origin)
            && self.mode.is_none_or(|mode| mode == invoice.deposit_mode)
            && self.flow.is_none_or_equals(&invoice.flow_number)
            && self.rejection_treated.is_none_or(|treated| treated == invoice.rejection_treated)
            && (self.creators.is_empty()
                || invoice.created_by.as_ref().is_some_and(|login| self.creators.contains(login)))
    }
}

/// Criteria of the recipient's search only.
struct ReceivedCriteria {
    works_only: bool,
    service: Option<i64>,
    suppliers: Vec<Party>,
    downloaded: Option<bool>,
}

impl ReceivedCriteria {
    fn read(ledger: &Ledger, input: Input<'_>) -> Result<Self, Malformed> {
        let whole_company = input.flag("rechercheSirenFournisseur")?.unwrap_or(false);
        let mut suppliers = Vec::new();
        for entry in input.objects("listeFournisseurs")? {
            suppliers.extend(Party::read(ledger, entry, ("idFournisseur", "listeIdService"), whole_company)?);
        }
        Ok(Self {
            works_only: input.text("typeDemandePaiement")? == Some("FACTURE_TRAVAUX"),
            service: input.integer("idServiceExecutant")?,
            suppliers,
            downloaded: input.flag("factureTelechargeeParDestinataire")?,
        })
    }

    fn hold(&self, invoice: &Invoice) -> bool {
        !self.works_only
            && (self.service.is_none() || self.service == invoice.service)
            && (self.suppliers.is_empty()
                || self.suppliers.iter().any(|party| party.holds(invoice.supplier, None)))
            && self.downloaded.is_none_or(|downloaded| downloaded == invoice.downloaded)
    }
}

/// Sorted by the wanted column (deposit date by default), then by number so that pages never overlap.
fn sorted<'a>(ledger: &Ledger, mut found: Vec<&'a Arc<Invoice>>, paging: &Paging) -> Vec<&'a Arc<Invoice>> {
    let column = paging.column.as_deref().unwrap_or("DateDepot");
    let text = |invoice: &Invoice| column_text(ledger, invoice, column);
    let compare = |a: &Invoice, b: &Invoice| -> Ordering {
        match column {
            "DateDepot" => a.deposited_at.cmp(&b.deposited_at),
            "DateFacture" => a.issued_on.cmp(&b.issued_on),
            "MontantHT" => a.totals.without_vat.cmp(&b.totals.without_vat),
            "MontantTTC" => a.totals.with_vat.cmp(&b.totals.with_vat),
            "MontantAPayer" => a.totals.payable.cmp(&b.totals.payable),
            "NumeroFacture" => a.number.cmp(&b.number),
            _ => text(a).cmp(&text(b)),
        }
    };
    found.sort_by(|a, b| {
        let order = compare(a, b).then(a.id.cmp(&b.id));
        if paging.descending { order.reverse() } else { order }
    });
    found
}

fn column_text(ledger: &Ledger, invoice: &Invoice, column: &str) -> String {
    let supplier = || ledger.structure(invoice.supplier);
    let recipient = || ledger.structure(invoice.recipient);
    let service = || recipient()?.services.iter().find(|service| Some(service.id) == invoice.service);
    let text = match column {
        "TypeFacture" => Some(invoice.kind.clone()),
        "Statut" => Some(invoice.status().code().to_owned()),
        "Devise" => Some(invoice.currency.clone()),
        "ModeDepot" => Some(invoice.deposit_mode.clone()),
        "NumeroMarche" => invoice.contract.clone(),
        "NumeroBonCommande" => invoice.engagement.clone(),
        "NumeroFluxDepot" => invoice.flow_number.clone(),
        "NumeroFactureOrigine" => invoice.credit.as_ref().map(|credit| credit.original_number.clone()),
        "FactureTelechargeeParDestinataire" => Some(invoice.downloaded.to_string()),
        "CodeFournisseur" => supplier().map(|structure| structure.identifier.clone()),
        "DesignationFournisseur" | "Fournisseur" => supplier().map(|structure| structure.name.to_lowercase()),
        "CodeDestinataire" => recipient().map(|structure| structure.identifier.clone()),
        "DesignationDestinataire" | "Destinataire" => {
            recipient().map(|structure| structure.name.to_lowercase())
        }
        "CodeServiceExecutant" => service().map(|service| service.code.clone()),
        "NomServiceExecutant" => service().map(|service| service.name.to_lowercase()),
        _ => None,
    };
    text.unwrap_or_default()
}

/// The fields both kinds of rows share.
fn common_row(ledger: &Ledger, invoice: &Invoice, with_size: bool) -> Fields {
    let supplier = ledger.structure(invoice.supplier);
    let recipient = ledger.structure(invoice.recipient);
    let service = recipient
        .and_then(|structure| structure.services.iter().find(|service| Some(service.id) == invoice.service));
    let files =
        invoice.main_file.into_iter().chain(invoice.attachments.iter().map(|attachment| attachment.file));
    let size: u64 = files.filter_map(|id| ledger.file(id)).map(|file| file.size).sum();
    fields(json!({
        "typeDemandePaiement": "FACTURE",
        "codeFournisseur": supplier.map(|structure| &structure.identifier),
        "typeIdentifiantFournisseur": supplier.map(|structure| &structure.identifier_type),
        "designationFournisseur": supplier.map(|structure| &structure.name),
        "codeServiceFournisseur": null,
        "nomServiceFournisseur": null,
        "idDestinataire": invoice.recipient,
        "codeDestinataire": recipient.map(|structure| &structure.identifier),
        "designationDestinataire": recipient.map(|structure| &structure.name),
        "idServiceExecutant": invoice.service,
        "codeServiceExecutant": service.map(|service| &service.code),
        "nomServiceExecutant": service.map(|service| &service.name),
        "typeFacture": invoice.kind,
        "numeroFacture": invoice.number,
        "dateFacture": invoice.issued_on.to_string(),
        "dateDepot": date_text(invoice.deposited_at),
        "montantHT": invoice.totals.without_vat,
        "montantTTC": invoice.totals.with_vat,
        "montantAPayer": invoice.totals.payable,
        "devise": invoice.currency,
        "statut": invoice.status().code(),
        "numeroMarche": invoice.contract,
        "numeroBonCommande": invoice.engagement,
        "taille": with_size.then_some(size),
        "dateHeureEtatCourant": instant_text(invoice.status_since()),
        "commentaireEtatCourant": invoice.history.last().and_then(|event| event.comment.as_ref()),
    }))
}

fn issued_row(ledger: &Ledger, invoice: &Invoice, with_size: bool) -> Value {
    let mut row = common_row(ledger, invoice, with_size);
    let validator = invoice.validator.and_then(|id| ledger.structure(id));
    let supplier = ledger.structure(invoice.supplier);
    let bank = supplier.and_then(|structure| {
        structure.bank_accounts.iter().find(|account| Some(account.id) == invoice.bank_account)
    });
    let validated = invoice.history.iter().find(|event| event.status == crate::status::Status::Validee1);
    row.extend(fields(json!({
        "identifiantFactureCPP": invoice.id,
        "numeroFluxDepot": invoice.flow_number,
        "typeIdentifiantValideur1": validator.map(|structure| &structure.identifier_type),
        "codeValideur1": validator.map(|structure| &structure.identifier),
        "raisonSocialeValideur1": validator.map(|structure| &structure.name),
        "nomValideur1": null,
        "prenomValideur1": null,
        "dateValidation1": validated.map(|event| date_text(event.at)),
        "typeIdentifiantValideur2": null,
        "codeValideur2": null,
        "raisonSocialeValideur2": null,
        "nomValideur2": null,
        "prenomValideur2": null,
        "dateValidation2": null,
        "numeroFactureOrigine": invoice.credit.as_ref().map(|credit| &credit.original_number),
        "modeDepot": invoice.deposit_mode,
        "coordBancairesFournisseurCleIban": bank.and_then(|account| account.iban.get(2..4)),
        "coordBancairesFournisseurCleRib": null,
        "coordBancairesFournisseurCodeBanque": null,
        "coordBancairesFournisseurCodePays": bank.and_then(|account| account.iban.get(..2)),
        "coordBancairesFournisseurCompteBancaire": bank.and_then(|account| account.iban.get(4..)),
        "coordBancairesFournisseurNomCb": bank.map(|account| &account.name),
        "affactureurCode": null,
        "affactureurTypeIdentifiant": null,
        "affactureurRaisonSociale": null,
        "nomPrenomUtilisateurCreateur": invoice.created_by,
        "rejetTraite": invoice.rejection_treated,
    })));
    Value::Object(row)
}

fn received_row(ledger: &Ledger, invoice: &Invoice, with_size: bool) -> Value {
    let mut row = common_row(ledger, invoice, with_size);
    row.extend(fields(json!({
        "idFacture": invoice.recipient_side_id,
        "typeFactureTravaux": null,
        "factureTelechargeeParDestinataire": invoice.downloaded,
        "codeMOE": null,
        "typeIdentifiantMOE": null,
        "designationMOE": null,
        "codeMOA": null,
        "typeIdentifiantMOA": null,
        "designationMOA": null,
    })));
    Value::Object(row)
}
