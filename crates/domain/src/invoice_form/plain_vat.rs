//! The VAT table of an invoice with one rate, told from its totals.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{InvoiceForm, VatLineForm};
use crate::parse_amount;

/// The rates of mainland France, of Corsica and of the overseas departments, in tenths of a thousandth of the base
/// (CGI art. 278 to 281 nonies, 294 to 297), and none.
const RATES: [i64; 10] = [0, 90, 105, 175, 210, 550, 850, 1_000, 1_300, 2_000];

impl InvoiceForm {
    /// The one row that the totals stand for, when the VAT table is still blank and exactly one legal rate gives this
    /// VAT to the cent. A total of nothing tells no rate.
    #[must_use]
    pub fn plain_vat_line(&self) -> Option<VatLineForm> {
        if self.vat_lines.len() > 1 || !self.vat_lines.iter().all(VatLineForm::is_blank) {
            return None;
        }
        let net = parse_amount(&self.net).ok().filter(|net| !net.is_zero())?;
        let vat = parse_amount(&self.vat).ok()?;
        let gives = |rate: &Decimal| {
            let tax = net * rate / Decimal::ONE_HUNDRED;
            tax.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero) == vat
        };
        let mut rates = RATES.iter().map(|rate| Decimal::new(*rate, 2)).filter(gives);
        let rate = rates.next().filter(|_| rates.next().is_none())?;
        Some(VatLineForm {
            rate: rate.normalize().to_string().replace('.', ","),
            base: self.net.clone(),
            tax: self.vat.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate_of(net: &str, vat: &str) -> Option<String> {
        let form = InvoiceForm { net: net.to_owned(), vat: vat.to_owned(), ..InvoiceForm::new() };
        form.plain_vat_line().map(|line| line.rate)
    }

    #[test]
    fn one_rate_is_told_from_the_totals() {
        assert_eq!(rate_of("340,00", "68,00").as_deref(), Some("20"));
        assert_eq!(rate_of("1 234,56", "67,90").as_deref(), Some("5,5"));
        assert_eq!(rate_of("-340", "-68,00").as_deref(), Some("20"));
        assert_eq!(rate_of("340", "0,00").as_deref(), Some("0"));
    }

    #[test]
    fn what_no_rate_or_more_than_one_gives_is_left_to_a_person() {
        assert_eq!(rate_of("100,00", "15,00"), None);
        assert_eq!(rate_of("0,05", "0,01"), None, "twenty per cent and thirteen are the same to the cent");
        assert_eq!(rate_of("0", "0"), None);
        assert_eq!(rate_of("", "68"), None);
        assert_eq!(rate_of("340", "soixante"), None);
    }

    #[test]
    fn a_table_that_somebody_began_is_theirs() {
        let begun = VatLineForm { rate: "10".to_owned(), ..VatLineForm::default() };
        let form = InvoiceForm {
            net: "340".to_owned(),
            vat: "68".to_owned(),
            vat_lines: vec![begun],
            ..InvoiceForm::new()
        };
        assert_eq!(form.plain_vat_line(), None);
    }
}
