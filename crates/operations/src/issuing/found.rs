//! Whether an invoice that Chorus Pro holds under our number is the one we sent.

use domain::{CheckedInvoice, InvoiceStatus, Siret};
use rust_decimal::Decimal;

use crate::tracking::Listed;

/// By more than the number, which a colleague may have used on the portal: amount with VAT, recipient, date and kind. What
/// the list leaves out says nothing against it; a number without any of them is not enough.
pub(super) fn is_ours(listed: &Listed, sent: &CheckedInvoice) -> bool {
    let same = |ours: Decimal, theirs: Decimal| ours.round_dp(2).abs() == theirs.round_dp(2).abs();
    let amount = listed.gross.map(|gross| same(sent.gross, gross));
    let recipient = Siret::parse(&listed.partner_siret).ok().map(|siret| siret == sent.recipient);
    let date = listed.date.map(|date| date == sent.date);
    let marks = [amount, recipient, date];
    listed.number == sent.number
        && listed.kind == sent.kind
        && listed.status != InvoiceStatus::Brouillon
        && marks.iter().flatten().all(|fits| *fits)
        && marks.iter().flatten().count() >= 2
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::{CheckContext, Environment, InvoiceForm, InvoiceKind, VatLineForm};

    use super::*;

    fn sent() -> CheckedInvoice {
        let form = InvoiceForm {
            recipient_siret: "00000000900012".into(),
            number: "FA-1".into(),
            date: "19/11/2026".into(),
            net: "1000".into(),
            vat: "200".into(),
            gross: "1200".into(),
            due: "1200".into(),
            vat_lines: vec![VatLineForm { rate: "20".into(), base: "1000".into(), tax: "200".into() }],
            ..InvoiceForm::new()
        };
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let context = CheckContext { today, environment: Environment::Qualification, recipient: None };
        form.check(&context).0.unwrap()
    }

    fn listed() -> Listed {
        Listed {
            chorus_id: 1,
            number: "FA-1".into(),
            kind: InvoiceKind::Facture,
            date: NaiveDate::from_ymd_opt(2026, 11, 19),
            deposited_on: None,
            partner_siret: "00000000900012".into(),
            partner_name: String::new(),
            service_code: None,
            engagement: None,
            currency: "EUR".into(),
            net: None,
            gross: Some(Decimal::from(1200)),
            due: None,
            status: InvoiceStatus::Deposee,
            status_at: None,
            comment: None,
        }
    }

    #[test]
    fn the_same_amount_recipient_and_date_are_ours() {
        assert!(is_ours(&listed(), &sent()));
        assert!(is_ours(&Listed { date: None, ..listed() }, &sent()), "what is left out says nothing");
    }

    #[test]
    fn another_amount_recipient_date_or_kind_is_not_ours() {
        let others = [
            Listed { gross: Some(Decimal::from(1201)), ..listed() },
            Listed { partner_siret: "00000000900011".into(), ..listed() },
            Listed { date: NaiveDate::from_ymd_opt(2026, 11, 18), ..listed() },
            Listed { kind: InvoiceKind::Avoir, ..listed() },
            Listed { number: "FA-2".into(), ..listed() },
            Listed { gross: None, date: None, ..listed() },
        ];
        for other in others {
            assert!(!is_ours(&other, &sent()), "{other:?}");
        }
    }
}
