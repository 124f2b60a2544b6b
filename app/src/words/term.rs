//! Delays of payment in words.

use domain::PaymentTerm;

use super::Sentence;

impl Sentence for PaymentTerm {
    /// `reste 18 j`, `échéance aujourd’hui` or `retard 4 j`.
    fn sentence(&self) -> String {
        match self.days_left {
            0 => "échéance aujourd’hui".to_owned(),
            left @ 1.. => format!("reste {left}\u{a0}j"),
            late => format!("retard {}\u{a0}j", -late),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::payment_term;

    use super::*;

    #[test]
    fn a_delay_is_told_from_both_sides_of_its_end() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        let told = |today| payment_term(day(11, 12), today).sentence();
        assert_eq!(told(day(11, 24)), "reste 18\u{a0}j");
        assert_eq!(told(day(12, 12)), "échéance aujourd’hui");
        assert_eq!(told(day(12, 16)), "retard 4\u{a0}j");
    }
}
