//! Whether an invoice that Chorus Pro holds under our number is the one we sent.

use domain::{InvoiceStatus, Siret, to_cents};
use storage::Invoice;

use crate::tracking::Listed;

/// By more than the number, which a colleague may have used on the portal: amount with VAT, recipient, date and kind. What
/// the list leaves out says nothing against it; a number without two of them is not enough. Asks the invoice as it was
/// queued, not its form: what the checks think of a form changes with the day.
pub(super) fn is_ours(listed: &Listed, sent: &Invoice) -> bool {
    let cents = listed.gross.map(|gross| gross.round_dp(2)).and_then(to_cents);
    // The sign of a credit note is not documented.
    let amount = cents.zip(sent.gross_cents).map(|(theirs, ours)| theirs.abs() == ours.abs());
    let recipient =
        Siret::parse(&listed.partner_siret).ok().map(|siret| siret.as_str() == sent.partner_siret);
    let date = listed.date.zip(sent.date).map(|(theirs, ours)| theirs == ours);
    let marks = [amount, recipient, date];
    listed.number == sent.number
        && listed.kind == sent.kind
        && listed.status != InvoiceStatus::Brouillon
        && marks.iter().flatten().all(|fits| *fits)
        && marks.iter().flatten().count() >= 2
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use domain::{Direction, InvoiceId, InvoiceKind, OrganizationId, StructureId};
    use rust_decimal::Decimal;
    use storage::Origin;
    use uuid::Uuid;

    use super::*;

    fn sent() -> Invoice {
        Invoice {
            id: InvoiceId(Uuid::nil()),
            organization: OrganizationId(Uuid::nil()),
            structure: StructureId(Uuid::nil()),
            direction: Direction::Issued,
            origin: Origin::Pupitre,
            status: InvoiceStatus::Unconfirmed,
            status_at: DateTime::UNIX_EPOCH,
            status_reason: None,
            status_comment: None,
            number: "FA-1".into(),
            kind: InvoiceKind::Facture,
            date: NaiveDate::from_ymd_opt(2026, 11, 19),
            partner_name: String::new(),
            partner_siret: "00000000900012".into(),
            service_code: None,
            engagement: None,
            currency: "EUR".into(),
            net_cents: Some(100_000),
            vat_cents: Some(20_000),
            gross_cents: Some(120_000),
            due_cents: Some(120_000),
            document: None,
            chorus_id: None,
            created_by: None,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            deposited_on: None,
            arrived_at: None,
            checked_at: None,
            version: 1,
        }
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
            downloaded: None,
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
