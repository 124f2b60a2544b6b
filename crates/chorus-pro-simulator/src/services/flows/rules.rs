//! The rules a document of a flow has to meet: those of soumettre where they are the same, all of them tried, since
//! the report names every fault (business-rules.md §7, formats.md §4).

use super::rate::Rate;
use crate::amount::Amount;
use crate::clock::day;
use crate::errors::{self, FunctionalError};
use crate::flows::Syntax;
use crate::flows::syntax::framework;
use crate::services::exchange::{Exchange, Refusal};
use crate::services::invoices::amounts::{breakdown, tolerance};
use crate::services::invoices::submit::check_number;
use crate::services::structures::routing::{Destination, destination};
use crate::world::{CURRENCIES, FlowInvoice, Right, Structure, Totals, VatLine};

/// The smallest profile of Factur-X has neither payment means, nor reference to the corrected invoice, nor prepaid
/// amount.
const MINIMUM_PROFILE: &str = "urn:factur-x.eu:1p0:minimum";

/// What the rules made of a document that meets them.
pub(super) struct Accepted {
    pub(super) supplier: Structure,
    pub(super) number: String,
    pub(super) issued_on: chrono::NaiveDate,
    pub(super) kind: &'static str,
    pub(super) currency: String,
    pub(super) framework: &'static str,
    pub(super) validator: Option<i64>,
    pub(super) destination: Destination,
    pub(super) payment_mode: Option<&'static str>,
    pub(super) vat_regime: &'static str,
    pub(super) exemption_reason: Option<String>,
    pub(super) totals: Totals,
    pub(super) vat_lines: Vec<VatLine>,
}

/// The faults found so far.
#[derive(Default)]
struct Faults(Vec<FunctionalError>);

impl Faults {
    fn keep<T>(&mut self, checked: Result<T, Refusal>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(Refusal::Functional(error) | Refusal::WithFields(error, _)) => {
                self.0.push(error);
                None
            }
            Err(Refusal::Malformed(_) | Refusal::TooLarge) => None,
        }
    }
}

/// Applies every rule to a document.
pub(super) fn check(
    exchange: &Exchange<'_>,
    document: &FlowInvoice,
    syntax: &Syntax,
) -> Result<Accepted, Vec<FunctionalError>> {
    let mut faults = Faults::default();
    let supplier = faults.keep(supplier(exchange, document));
    let number = faults.keep(number(exchange, document, supplier.as_ref()));
    let issued_on = faults.keep(issue_date(exchange, document));
    let kind = faults.keep(kind(document));
    let currency = faults.keep(currency(document));
    let framework = faults.keep(framework_of(document));
    let validator = match (&supplier, framework) {
        (Some(supplier), Some(framework)) => faults.keep(validator(exchange, document, supplier, framework)),
        _ => None,
    };
    let destination = supplier.as_ref().and_then(|supplier| {
        let (recipient, service) = (document.recipient.as_deref(), document.service_code.as_deref());
        faults.keep(destination(exchange, supplier, recipient, service, document.engagement.as_deref()))
    });
    faults.keep(references(document, kind));
    let payment_mode = faults.keep(payment_mode(document, kind));
    let totals = faults.keep(totals(document, kind, framework));
    let vat_lines = faults.keep(vat_lines(exchange, document));
    if let (Some(totals), Some(vat_lines)) = (&totals, &vat_lines) {
        faults.keep(breakdown(totals, vat_lines));
    }
    faults.keep(lines(document, syntax));
    faults.keep(files(document, syntax));
    let Faults(found) = faults;
    if !found.is_empty() {
        return Err(found);
    }
    let complete = || -> Option<Accepted> {
        let totals = totals?;
        let (vat_regime, exemption_reason) = vat_regime(document, &totals);
        Some(Accepted {
            supplier: supplier?,
            number: number?,
            issued_on: issued_on?,
            kind: kind?,
            currency: currency?,
            framework: framework?,
            validator: validator?,
            destination: destination?,
            payment_mode: payment_mode?,
            vat_regime,
            exemption_reason,
            totals,
            vat_lines: vat_lines?,
        })
    };
    complete().ok_or_else(|| vec![errors::TOTALS_REQUIRED])
}

/// A CII whose VAT breakdown lacks its category makes the whole flow fail (business-rules.md §4, seen by one client).
pub(super) fn lacks_tax_code(document: &FlowInvoice, syntax: &Syntax) -> bool {
    syntax.reader != crate::flows::syntax::Reader::Ubl
        && document.vat.iter().any(|vat| vat.category.is_none())
}

fn supplier(exchange: &Exchange<'_>, document: &FlowInvoice) -> Result<Structure, Refusal> {
    let world = &exchange.ledger.world;
    let known = document.supplier_identifiers.iter().find_map(|identifier| {
        // A SIRET may belong to several structures: the one the account acts for goes first.
        let mut same = world.structures.iter().filter(|structure| structure.identifier == *identifier);
        let own = same.clone().find(|structure| exchange.account.may(Right::Supplier, structure.id));
        own.or_else(|| same.next())
    });
    let supplier = known.ok_or(errors::UNKNOWN_SUPPLIER)?;
    if !exchange.account.may(Right::Supplier, supplier.id) {
        return Err(errors::NOT_ATTACHED.into());
    }
    if !supplier.active {
        return Err(errors::INACTIVE_SUPPLIER.into());
    }
    Ok(supplier.clone())
}

/// A number used before is refused whatever became of that invoice: recycling has its own service.
fn number(
    exchange: &Exchange<'_>,
    document: &FlowInvoice,
    supplier: Option<&Structure>,
) -> Result<String, Refusal> {
    let number = document.number.clone().ok_or(errors::NUMBER_REQUIRED)?;
    check_number(&number)?;
    if supplier.is_some_and(|supplier| exchange.ledger.numbered(supplier.id, &number).is_some()) {
        return Err(errors::DUPLICATE_NUMBER.into());
    }
    Ok(number)
}

fn issue_date(exchange: &Exchange<'_>, document: &FlowInvoice) -> Result<chrono::NaiveDate, Refusal> {
    let date = document.issued_on.ok_or(errors::DATE_REQUIRED)?;
    if date > day(exchange.now) {
        return Err(errors::FLOW_DATE_IN_FUTURE.into());
    }
    Ok(date)
}

/// 386 (prepayment) as ACOMPTE is inferred from the values of `typeFacture` in answers.
fn kind(document: &FlowInvoice) -> Result<&'static str, Refusal> {
    match document.type_code.as_deref() {
        Some("380" | "384") => Ok("FACTURE"),
        Some("381") => Ok("AVOIR"),
        Some("386") => Ok("ACOMPTE"),
        _ => Err(errors::FLOW_TYPE_CODE.into()),
    }
}

fn currency(document: &FlowInvoice) -> Result<String, Refusal> {
    let known = |code: &String| CURRENCIES.iter().any(|(known, ..)| known == code);
    Ok(document.currency.clone().filter(known).ok_or(errors::CURRENCY)?)
}

/// A document that names no cadre is an A1, whatever its syntax (business-rules.md §2).
fn framework_of(document: &FlowInvoice) -> Result<&'static str, Refusal> {
    Ok(framework(document.framework.as_deref().unwrap_or("A1")).ok_or(errors::FRAMEWORK)?)
}

fn validator(
    exchange: &Exchange<'_>,
    document: &FlowInvoice,
    supplier: &Structure,
    framework: &str,
) -> Result<Option<i64>, Refusal> {
    if !matches!(framework, "A9_FACTURE_SOUSTRAITANT" | "A12_FACTURE_COTRAITANT") {
        return Ok(None);
    }
    let siret = document.validator.as_deref().ok_or(errors::VALIDATOR_REQUIRED)?;
    let validator = exchange.ledger.world.structure_by_identifier(siret);
    let validator = validator.filter(|structure| structure.active && structure.id != supplier.id);
    Ok(Some(validator.ok_or(errors::UNKNOWN_VALIDATOR)?.id))
}

fn is_minimum(document: &FlowInvoice) -> bool {
    document.profile.as_deref() == Some(MINIMUM_PROFILE)
}

fn references(document: &FlowInvoice, kind: Option<&str>) -> Result<(), Refusal> {
    if kind == Some("AVOIR") && document.original_number.is_none() && !is_minimum(document) {
        return Err(errors::ORIGINAL_REQUIRED.into());
    }
    let longer =
        |value: &Option<String>, limit| value.as_ref().is_some_and(|text| text.chars().count() > limit);
    if longer(&document.contract, 50)
        || longer(&document.engagement, 50)
        || longer(&document.original_number, 20)
    {
        return Err(errors::REFERENCE_TOO_LONG.into());
    }
    Ok(())
}

/// `modePaiement` of a payment means code (enums.md §3, CPRO-15); the modes of 1, 48, 57 and ZZZ are inferred.
fn payment_mode(document: &FlowInvoice, kind: Option<&str>) -> Result<Option<&'static str>, Refusal> {
    match document.payment_means_code.as_deref() {
        None if kind == Some("AVOIR") || is_minimum(document) => Ok(None),
        Some("10") => Ok(Some("ESPECE")),
        Some("20") => Ok(Some("CHEQUE")),
        Some("30" | "31" | "42" | "57") => Ok(Some("VIREMENT")),
        Some("49") => Ok(Some("PRELEVEMENT")),
        Some("97") => Ok(Some("REPORT")),
        Some("1" | "48" | "ZZZ") => Ok(Some("AUTRE")),
        _ => Err(errors::PAYMENT_MODE.into()),
    }
}

fn totals(document: &FlowInvoice, kind: Option<&str>, framework: Option<&str>) -> Result<Totals, Refusal> {
    let written = &document.totals;
    let (Some(without_vat), Some(with_vat), Some(payable)) =
        (written.without_vat, written.with_vat, written.due)
    else {
        return Err(errors::TOTALS_REQUIRED.into());
    };
    let or_zero = |amount: Option<Amount>| amount.unwrap_or(Amount::ZERO);
    let vat = or_zero(written.vat);
    if kind == Some("AVOIR") && with_vat < Amount::ZERO {
        return Err(errors::FLOW_NEGATIVE_CREDIT.into());
    }
    if !(without_vat + vat).near(with_vat, Amount::CENT) {
        return Err(errors::TOTALS_SUM.into());
    }
    let expected = with_vat - or_zero(written.prepaid) + or_zero(written.rounding);
    if framework == Some("A2_FACTURE_FOURNISSEUR_DEJA_PAYEE") {
        if payable != Amount::ZERO {
            return Err(errors::FLOW_NOT_PAID.into());
        }
    } else if !is_minimum(document) && !expected.near(payable, Amount::CENT) {
        return Err(errors::TOTALS_PAYABLE.into());
    }
    Ok(Totals { without_vat, vat, with_vat, discount: Amount::ZERO, discount_reason: None, payable })
}

fn vat_lines(exchange: &Exchange<'_>, document: &FlowInvoice) -> Result<Vec<VatLine>, Refusal> {
    let mut lines = Vec::new();
    for vat in &document.vat {
        let (Some(base), Some(amount)) = (vat.base, vat.vat) else {
            return Err(errors::VAT_BREAKDOWN.into());
        };
        let Rate { code, manual } = Rate::of(&exchange.ledger.world, vat.rate.unwrap_or(Amount::ZERO));
        lines.push(VatLine { rate_code: code, manual_rate: manual, base, vat: amount });
    }
    Ok(lines)
}

/// Lines are there when the syntax has them, and agree with the header.
fn lines(document: &FlowInvoice, syntax: &Syntax) -> Result<(), Refusal> {
    let structured = syntax.code.starts_with("IN_DP_E1_");
    // Mandatory in FSO1110 since annex V4.20 (formats.md §7).
    if document.line_count == 0 && (structured || syntax.code == "IN_DP_E2_UBL_INVOICE_MIN") {
        return Err(errors::LINES_REQUIRED.into());
    }
    let nets: Vec<Amount> = document.lines.iter().filter_map(|line| line.net).collect();
    let totals = &document.totals;
    let Some(line_total) = totals.line_total else { return Ok(()) };
    if !nets.is_empty()
        && nets.len() == document.line_count
        && !nets.iter().copied().sum::<Amount>().near(line_total, tolerance(nets.len()))
    {
        return Err(errors::LINES_SUM.into());
    }
    let or_zero = |amount: Option<Amount>| amount.unwrap_or(Amount::ZERO);
    let basis = line_total - or_zero(totals.allowances) + or_zero(totals.charges);
    match totals.without_vat {
        Some(without_vat) if !basis.near(without_vat, Amount::CENT) => Err(errors::LINES_SUM.into()),
        _ => Ok(()),
    }
}

fn files(document: &FlowInvoice, syntax: &Syntax) -> Result<(), Refusal> {
    if document.bad_attachments > 0 {
        return Err(errors::FLOW_ATTACHMENT.into());
    }
    // Inferred from "minimal data + PDF".
    if syntax.mixed && document.main_file.is_none() {
        return Err(errors::FLOW_MAIN_DOCUMENT.into());
    }
    Ok(())
}

/// `typeTva` from BT-8 and the VAT breakdown; without BT-8, payment of VAT on invoicing is supposed (inferred).
fn vat_regime(document: &FlowInvoice, totals: &Totals) -> (&'static str, Option<String>) {
    let reason = document.vat.iter().find_map(|vat| vat.exemption_reason.clone());
    if totals.vat == Amount::ZERO {
        return match reason {
            Some(reason) => ("EXONERATION", Some(reason)),
            None => ("SANS_TVA", None),
        };
    }
    match document.tax_point_code.as_deref() {
        Some("72" | "432" | "TVA ENCAISSEMENT") => ("TVA_SUR_ENCAISSEMENT", None),
        _ => ("TVA_SUR_DEBIT", None),
    }
}
