//! The amounts of soumettre and the sums between them (business-rules.md §4).

use crate::amount::Amount;
use crate::errors;
use crate::input::Input;
use crate::services::exchange::{Exchange, Refusal};
use crate::world::{Line, Totals, VatLine};

/// Amounts that agree with each other.
pub(super) struct Amounts {
    pub(super) totals: Totals,
    pub(super) lines: Vec<Line>,
    pub(super) vat_lines: Vec<VatLine>,
}

/// Reads and checks totals, lines and VAT breakdown.
pub(super) fn read(
    exchange: &Exchange<'_>,
    input: Input<'_>,
    entered: bool,
    framework: &str,
    vat_regime: &str,
) -> Result<Amounts, Refusal> {
    let totals = totals(input.object("montantTotal")?, framework)?;
    if matches!(vat_regime, "EXONERATION" | "SANS_TVA") && totals.vat != Amount::ZERO {
        return Err(errors::VAT_NOT_ZERO.into());
    }
    let lines = lines(exchange, input)?;
    if entered && lines.is_empty() {
        return Err(errors::LINES_REQUIRED.into());
    }
    let sum: Amount = lines.iter().map(Line::net).sum();
    if !lines.is_empty() && !sum.near(totals.without_vat, tolerance(lines.len())) {
        return Err(errors::LINES_SUM.into());
    }
    let vat_lines = vat_lines(exchange, input)?;
    breakdown(&totals, &vat_lines)?;
    Ok(Amounts { totals, lines, vat_lines })
}

/// One cent per rounded element: the reference does not know the tolerance of the platform.
pub(crate) fn tolerance(elements: usize) -> Amount {
    Amount::from_cents(i64::try_from(elements.max(1)).unwrap_or(i64::MAX))
}

fn totals(input: Input<'_>, framework: &str) -> Result<Totals, Refusal> {
    let required =
        |name| -> Result<Amount, Refusal> { Ok(input.amount(name)?.ok_or(errors::TOTALS_REQUIRED)?) };
    let without_vat = required("montantHtTotal")?;
    let with_vat = required("montantTtcTotal")?;
    let payable = required("montantAPayer")?;
    let vat = input.amount("montantTVA")?.unwrap_or(Amount::ZERO);
    let discount = input.amount("montantRemiseGlobaleTTC")?.unwrap_or(Amount::ZERO);
    let discount_reason = input.text("motifRemiseGlobaleTTC")?.map(str::to_owned);
    if discount < Amount::ZERO || (discount != Amount::ZERO && discount_reason.is_none()) {
        return Err(errors::DISCOUNT_REASON.into());
    }
    if !(without_vat + vat).near(with_vat, Amount::CENT) {
        return Err(errors::TOTALS_SUM.into());
    }
    // An invoice already paid may leave nothing to pay.
    let settled = framework == "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE" && payable == Amount::ZERO;
    if !settled && !(with_vat - discount).near(payable, Amount::CENT) {
        return Err(errors::TOTALS_PAYABLE.into());
    }
    Ok(Totals { without_vat, vat, with_vat, discount, discount_reason, payable })
}

fn lines(exchange: &Exchange<'_>, input: Input<'_>) -> Result<Vec<Line>, Refusal> {
    let mut lines = Vec::new();
    for (index, line) in (1..).zip(input.objects("lignePoste")?) {
        let (rate_code, manual_rate) = rate(exchange, line, "lignePosteTauxTva", "lignePosteTauxTvaManuel")?;
        let name = line.text("lignePosteDenomination")?.map(str::to_owned);
        let reference = line.reference("lignePosteReference")?;
        if name.is_none() && reference.is_none() {
            return Err(errors::LINE_INCOMPLETE.into());
        }
        lines.push(Line {
            number: line.id("lignePosteNumero")?.unwrap_or(index),
            reference,
            name,
            quantity: line.amount("lignePosteQuantite")?.ok_or(errors::LINE_INCOMPLETE)?,
            unit: line.reference("lignePosteUnite")?,
            unit_price: line.amount("lignePosteMontantUnitaireHT")?.ok_or(errors::LINE_INCOMPLETE)?,
            discount: line.amount("lignePosteMontantRemiseHT")?.unwrap_or(Amount::ZERO),
            rate_code,
            manual_rate,
        });
    }
    Ok(lines)
}

fn vat_lines(exchange: &Exchange<'_>, input: Input<'_>) -> Result<Vec<VatLine>, Refusal> {
    let mut vat_lines: Vec<VatLine> = Vec::new();
    for line in input.objects("ligneTva")? {
        let (rate_code, manual_rate) = rate(exchange, line, "ligneTvaTaux", "ligneTvaTauxManuel")?;
        let twice = |other: &VatLine| other.rate_code == rate_code && other.manual_rate == manual_rate;
        if vat_lines.iter().any(twice) {
            return Err(errors::VAT_BREAKDOWN.into());
        }
        vat_lines.push(VatLine {
            rate_code,
            manual_rate,
            base: line.amount("ligneTvaMontantBaseHtParTaux")?.ok_or(errors::VAT_BREAKDOWN)?,
            vat: line.amount("ligneTvaMontantTvaParTaux")?.ok_or(errors::VAT_BREAKDOWN)?,
        });
    }
    Ok(vat_lines)
}

type Rate = (Option<String>, Option<Amount>);

/// Either a known code or a number, not both.
fn rate(exchange: &Exchange<'_>, line: Input<'_>, code: &str, manual: &str) -> Result<Rate, Refusal> {
    match (line.text(code)?, line.amount(manual)?) {
        (Some(code), None) if exchange.ledger.world.vat_rate(code).is_some() => {
            Ok((Some(code.to_owned()), None))
        }
        (None, Some(value)) if value >= Amount::ZERO => Ok((None, Some(value))),
        _ => Err(errors::VAT_RATE.into()),
    }
}

/// The VAT breakdown, where there is one, adds up to the totals.
pub(crate) fn breakdown(totals: &Totals, vat_lines: &[VatLine]) -> Result<(), Refusal> {
    if vat_lines.is_empty() {
        return Ok(());
    }
    let base: Amount = vat_lines.iter().map(|line| line.base).sum();
    let vat: Amount = vat_lines.iter().map(|line| line.vat).sum();
    let tolerance = tolerance(vat_lines.len());
    if base.near(totals.without_vat, tolerance) && vat.near(totals.vat, tolerance) {
        Ok(())
    } else {
        Err(errors::VAT_BREAKDOWN.into())
    }
}
