//! Until when the invoice of a row is to be paid, what remains of it, and the bar of both.

use chrono::NaiveDate;
use domain::{DelayState, PaymentDelay, StatusKind, format_day};
use leptos::prelude::*;

use crate::components::{Day, DelayBar};
use crate::words::days_left;

/// The cell; empty where no delay runs. `marked` tells those that are supposed from those that are not.
pub(super) fn delay_cell(delay: Option<&PaymentDelay>, today: NaiveDate, marked: bool) -> AnyView {
    let waits =
        |delay: &&PaymentDelay| matches!(delay.state(), DelayState::Running | DelayState::Interrupted);
    let Some(delay) = delay.filter(waits) else {
        return view! { <td class="invoice-delay"></td> }.into_any();
    };
    let bar = view! { <DelayBar bar=delay.bar(today) title=None/> };
    let Some((last, left)) = delay.last_day().zip(delay.days_left(today)) else {
        let since = delay.interruption.map(|one| format!(" depuis le {}", format_day(one.notified)));
        return view! {
            <td class="invoice-delay">
                <span class="invoice-delay-left">"interrompu"</span> <span class="visually-hidden">{since}</span>
                {bar}
            </td>
        }
        .into_any();
    };
    let kind = (left < 0).then_some(StatusKind::Error.code());
    let mark = (marked && delay.is_assumed()).then_some("\u{a0}*");
    view! {
        <td class="invoice-delay" data-label="Au plus tard le">
            <Day day=last/> " "
            <span class="invoice-delay-left" data-kind=kind>{days_left(left)}{mark}</span>
            {bar}
        </td>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};
    use domain::{InvoiceStatus, PayerCategory, PaymentRequest, delay_rules, payment_delay};

    use super::super::super::test_support::render;
    use super::*;

    fn cell(statuses: &[(InvoiceStatus, u32)], category: Option<PayerCategory>, today: u32) -> String {
        let at = |day| Utc.with_ymd_and_hms(2026, 10, day, 9, 0, 0).unwrap();
        let request = PaymentRequest { category, ..PaymentRequest::default() };
        let told = statuses.iter().map(|(status, day)| (status.clone(), at(*day)));
        let delay = payment_delay(&request, told, &delay_rules()).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, today).unwrap();
        render(move || delay_cell(Some(&delay), today, true))
    }

    #[test]
    fn the_last_day_stands_beside_what_remains_or_by_how_much_it_has_passed() {
        let arrived = [(InvoiceStatus::MiseADisposition, 12)];
        let local = Some(PayerCategory::Local);
        let html = cell(&arrived, local, 1);
        assert!(html.contains("11/11/2026") && html.contains("reste 10\u{a0}j"), "{html}");
        assert!(!html.contains("data-kind") && !html.contains('*'), "{html}");
        let html = cell(&arrived, local, 15);
        assert!(html.contains("retard 4\u{a0}j") && html.contains("data-kind=\"error\""), "{html}");
        let html = cell(&arrived, Some(PayerCategory::Health), 15);
        assert!(html.contains("01/12/2026") && html.contains("reste 16\u{a0}j"), "{html}");
        assert!(cell(&arrived, None, 1).contains('*'), "a supposed delay is told from the others");
    }

    #[test]
    fn an_interrupted_delay_has_no_last_day_and_an_ended_one_no_words() {
        let suspended = [(InvoiceStatus::MiseADisposition, 1), (InvoiceStatus::Suspendue, 5)];
        let html = cell(&suspended, None, 1);
        assert!(html.contains("interrompu") && !html.contains("data-label"), "{html}");
        let paid = [(InvoiceStatus::MiseADisposition, 1), (InvoiceStatus::MiseEnPaiement, 5)];
        assert!(!cell(&paid, None, 1).contains("reste"));
    }
}
