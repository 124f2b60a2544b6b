//! Delays of payment in words.

use chrono::NaiveDate;
use domain::{DelayState, PaymentDelay, PaymentForecast, format_day};

/// `reste 18 j`, `échéance aujourd’hui` or `retard 4 j`.
pub(crate) fn days_left(days: i64) -> String {
    match days {
        0 => "échéance aujourd’hui".to_owned(),
        left @ 1.. => format!("reste {left}\u{a0}j"),
        late => format!("retard {}\u{a0}j", -late),
    }
}

/// Where a delay stands on a day, without a capital: nothing where it ended and nothing was paid.
pub(crate) fn delay_in_words(delay: &PaymentDelay, today: NaiveDate) -> Option<String> {
    match delay.state() {
        DelayState::Running => {
            let last = delay.last_day()?;
            let left = days_left(delay.days_left(today)?);
            Some(format!("à payer au plus tard le {} ({left})", format_day(last)))
        }
        DelayState::Interrupted => {
            let interruption = delay.interruption?;
            Some(format!(
                "délai interrompu depuis le {}\u{a0}: un nouveau délai de {}\u{a0}jours s’ouvrira à la réception des pièces demandées",
                format_day(interruption.notified),
                interruption.new_delay_days
            ))
        }
        DelayState::Paid => {
            let taken = delay.days_taken()?;
            Some(match delay.late_days(today) {
                0 => format!("mise en paiement en {taken}\u{a0}j"),
                late => format!("mise en paiement en {taken}\u{a0}j, dont {late}\u{a0}j de retard"),
            })
        }
        DelayState::EndedWithoutPayment => None,
    }
}

/// What the reckoning rests on, where nobody said who pays.
pub(crate) const ASSUMED: &str = "Délai de 30 jours supposé\u{a0}: qui paie n’est pas précisé. Il est de 50 jours pour un établissement public de santé, de 60 pour une entreprise publique.";

/// When a mise en paiement is to be expected, and what that rests on: never a promise, and no money received.
pub(crate) fn forecast_in_words(forecast: &PaymentForecast, today: NaiveDate) -> String {
    let PaymentForecast { day, median_days, cases } = forecast;
    let expected = match *day < today {
        false => format!("Mise en paiement à prévoir vers le {}", format_day(*day)),
        true => format!("Mise en paiement à prévoir dès le {}, un jour déjà passé", format_day(*day)),
    };
    format!(
        "{expected}. Prévision, non un engagement\u{a0}: la moitié des {cases} dernières mises en paiement de ce destinataire ont pris {median_days}\u{a0}jours ou moins."
    )
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeZone as _, Utc};
    use domain::{InvoiceStatus, PaymentRequest, delay_rules, payment_delay};

    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn told(statuses: &[(InvoiceStatus, DateTime<Utc>)], today: NaiveDate) -> String {
        let request = PaymentRequest::default();
        let delay = payment_delay(&request, statuses.iter().cloned(), &delay_rules()).unwrap();
        delay_in_words(&delay, today).unwrap()
    }

    fn at(month: u32, day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, month, day, 9, 0, 0).unwrap()
    }

    #[test]
    fn a_delay_is_told_from_both_sides_of_its_end() {
        let arrived = [(InvoiceStatus::MiseADisposition, at(11, 12))];
        assert_eq!(told(&arrived, day(11, 24)), "à payer au plus tard le 12/12/2026 (reste 18\u{a0}j)");
        assert_eq!(told(&arrived, day(12, 12)), "à payer au plus tard le 12/12/2026 (échéance aujourd’hui)");
        assert_eq!(told(&arrived, day(12, 16)), "à payer au plus tard le 12/12/2026 (retard 4\u{a0}j)");
    }

    #[test]
    fn a_forecast_says_what_it_is_and_on_how_many_payments_it_rests() {
        let forecast = PaymentForecast { day: day(12, 5), median_days: 23, cases: 7 };
        let said = forecast_in_words(&forecast, day(11, 24));
        for part in ["vers le 05/12/2026", "Prévision", "7 dernières mises en paiement", "23\u{a0}jours"] {
            assert!(said.contains(part), "{part} in {said}");
        }
        assert!(forecast_in_words(&forecast, day(12, 6)).contains("un jour déjà passé"));
    }

    #[test]
    fn an_interruption_has_no_last_day_and_a_payment_says_how_long_it_took() {
        let suspended =
            [(InvoiceStatus::MiseADisposition, at(10, 1)), (InvoiceStatus::Suspendue, at(10, 11))];
        let said = told(&suspended, day(10, 20));
        assert!(said.starts_with("délai interrompu depuis le 11/10/2026"), "{said}");
        assert!(said.contains("30\u{a0}jours"), "{said}");
        let paid = [(InvoiceStatus::MiseADisposition, at(10, 1)), (InvoiceStatus::MiseEnPaiement, at(11, 4))];
        assert_eq!(told(&paid, day(11, 20)), "mise en paiement en 34\u{a0}j, dont 4\u{a0}j de retard");
    }
}
