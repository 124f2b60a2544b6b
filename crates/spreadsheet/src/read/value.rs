//! From what a workbook stores to what a person sees.

use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;

use super::look::Look;
use super::{Content, Value};

const SECONDS_OF_DAY: f64 = 86_400.0;

impl Content {
    /// A number as XLSX stores it; text when it is none.
    pub(super) fn stored(raw: &str, look: Look, is_1904: bool) -> Self {
        let Some(number) = raw.trim().parse::<f64>().ok().filter(|number| number.is_finite()) else {
            return Self::text(raw.to_owned());
        };
        match look {
            Look::Number => Self::number(number),
            Look::Percent => Self::percent(number),
            Look::Moment => Self::serial(number, is_1904),
        }
    }

    pub(super) fn number(number: f64) -> Self {
        match decimal(number) {
            Some(value) => Self { text: decimal_text(value), value: Some(Value::Number(value)) },
            // Beyond 28 digits: no amount.
            None => Self::text(number.to_string()),
        }
    }

    /// A percentage that is stored as a part of one.
    pub(super) fn percent(part: f64) -> Self {
        let percent = decimal(part).and_then(|part| part.checked_mul(Decimal::ONE_HUNDRED));
        match percent.map(|percent| percent.normalize()) {
            Some(value) => {
                Self { text: format!("{}%", decimal_text(value)), value: Some(Value::Percent(value)) }
            }
            None => Self::number(part),
        }
    }

    pub(super) fn truth(is_true: bool) -> Self {
        let text = if is_true { "VRAI" } else { "FAUX" };
        Self { text: text.to_owned(), value: Some(Value::Truth(is_true)) }
    }

    pub(super) fn fault(text: String) -> Self {
        Self { text, value: Some(Value::Fault) }
    }

    /// A formula of which no value was stored: not the empty cell that it would seem to be.
    pub(super) fn uncomputed(formula: &str) -> Self {
        const LONGEST: usize = 100;
        Self::fault(
            std::iter::once('=').chain(formula.trim_start_matches('=').chars()).take(LONGEST).collect(),
        )
    }

    /// A day of the ISO form, `2026-11-05` or `2026-11-05T14:05:09`; text when it is none.
    pub(super) fn iso(text: String) -> Self {
        let bare = text.trim().trim_end_matches('Z');
        let day = || NaiveDate::parse_from_str(bare, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
        let moment = NaiveDateTime::parse_from_str(bare, "%Y-%m-%dT%H:%M:%S%.f").ok();
        moment.or_else(day).map_or_else(|| Self::text(text), Self::moment)
    }

    /// The number by which Excel knows a time.
    fn serial(serial: f64, is_1904: bool) -> Self {
        // What the other calendar, that of old Macintoshes, begins with.
        const FIRST_OF_1904: f64 = 1_462.0;
        let serial = if is_1904 { serial + FIRST_OF_1904 } else { serial };
        if (0.0..1.0).contains(&serial) {
            return time(serial).map_or_else(
                || Self::number(serial),
                |time| Self::text(time.format("%H:%M:%S").to_string()),
            );
        }
        local(serial).map_or_else(|| Self::number(serial), Self::moment)
    }

    fn moment(local: NaiveDateTime) -> Self {
        let (text, value) = if local.time() == NaiveTime::MIN {
            (local.format("%d/%m/%Y").to_string(), Value::Day(local.date()))
        } else {
            (local.format("%d/%m/%Y %H:%M:%S").to_string(), Value::Moment(local))
        };
        Self { text, value: Some(value) }
    }
}

/// The decimal with 15 significant digits, which is what Excel shows: 0.30000000000000004 is 0.3.
fn decimal(number: f64) -> Option<Decimal> {
    /// What a decimal can hold.
    const MOST_DECIMALS: usize = 28;
    let scientific = format!("{number:.14e}");
    let (digits, exponent) = scientific.split_once('e')?;
    let digits: Decimal = digits.parse().ok()?;
    let short = format!("{}e{exponent}", digits.normalize());
    let value = Decimal::from_scientific(&short)
        .ok()
        .or_else(|| (number.abs() < 1.0).then(|| format!("{number:.MOST_DECIMALS$}").parse().ok())?)?;
    Some(if value.is_zero() { Decimal::ZERO } else { value.normalize() })
}

fn decimal_text(value: Decimal) -> String {
    value.to_string().replace('.', ",")
}

/// The local time of a number of days since Excel's beginning, to the second.
fn local(serial: f64) -> Option<NaiveDateTime> {
    const AFTER_9999: f64 = 2_958_466.0;
    // 29 February 1900, which never was.
    const NO_DAY: i64 = 60;
    const BEFORE_FIRST_DAY: i64 = 693_594;
    const DAY: i64 = 86_400;
    if !(1.0..AFTER_9999).contains(&serial) {
        return None;
    }
    let seconds: i64 = whole(serial * SECONDS_OF_DAY)?;
    let days = seconds.div_euclid(DAY);
    if days == NO_DAY {
        return None;
    }
    let from_common_era = BEFORE_FIRST_DAY + days + i64::from(days < NO_DAY);
    let day = NaiveDate::from_num_days_from_ce_opt(i32::try_from(from_common_era).ok()?)?;
    let time =
        NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(seconds.rem_euclid(DAY)).ok()?, 0)?;
    Some(day.and_time(time))
}

/// The time of a part of a day.
fn time(part: f64) -> Option<NaiveTime> {
    let seconds = (part * SECONDS_OF_DAY).min(SECONDS_OF_DAY - 1.0);
    NaiveTime::from_num_seconds_from_midnight_opt(whole(seconds)?, 0)
}

/// The nearest whole number, by way of its digits: nothing is cut off.
fn whole<T: FromStr>(number: f64) -> Option<T> {
    format!("{number:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(raw: &str) -> String {
        Content::stored(raw, Look::Number, false).text
    }

    #[test]
    fn numbers_have_the_digits_that_excel_shows() {
        for (raw, text) in [
            ("1234.56", "1234,56"),
            ("0.30000000000000004", "0,3"),
            ("1234.5600000000002", "1234,56"),
            ("12345678900012", "12345678900012"),
            ("1.2345678900012E13", "12345678900012"),
            ("123456789012345", "123456789012345"),
            ("-0", "0"),
            ("1E-20", "0,00000000000000000001"),
            ("5.55111512312578E-17", "0,0000000000000000555111512313"),
            ("1E-300", "0"),
            ("-12", "-12"),
            ("100", "100"),
            ("1E300", &1e300.to_string()),
            ("abc", "abc"),
            ("NaN", "NaN"),
            ("inf", "inf"),
        ] {
            assert_eq!(number(raw), text, "{raw}");
        }
    }

    #[test]
    fn percentages_are_not_parts_of_one() {
        let content = Content::stored("5.5E-2", Look::Percent, false);
        assert_eq!(content.value, Some(Value::Percent(Decimal::new(55, 1))));
        assert_eq!(content.text, "5,5%");
        assert_eq!(Content::stored("0.2", Look::Percent, false).text, "20%");
    }

    #[test]
    fn days_and_times_are_those_of_excel() {
        let text = |raw: &str, is_1904| Content::stored(raw, Look::Moment, is_1904).text;
        for (raw, read) in [
            ("46331", "05/11/2026"),
            ("46331.58690972222", "05/11/2026 14:05:09"),
            ("46330.99999999999", "05/11/2026"),
            ("1", "01/01/1900"),
            ("59", "28/02/1900"),
            ("60", "60"),
            ("61", "01/03/1900"),
            ("2958465", "31/12/9999"),
            ("2958466", "2958466"),
            ("0.5", "12:00:00"),
            ("0.999999999", "23:59:59"),
            ("-1", "-1"),
            ("1e300", &1e300.to_string()),
        ] {
            assert_eq!(text(raw, false), read, "{raw}");
        }
        assert_eq!(text("44869", true), "05/11/2026");
    }

    #[test]
    fn iso_days_are_read() {
        assert_eq!(Content::iso("2026-11-05".to_owned()).text, "05/11/2026");
        assert_eq!(Content::iso("2026-11-05T00:00:00".to_owned()).text, "05/11/2026");
        assert_eq!(Content::iso("2026-11-05T14:05:09.000Z".to_owned()).text, "05/11/2026 14:05:09");
        assert_eq!(Content::iso("hier".to_owned()), Content::text("hier".to_owned()));
    }
}
