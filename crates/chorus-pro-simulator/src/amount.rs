//! Amounts and quantities: decimal numbers with six decimals, as Chorus Pro keeps them.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

const SCALE: i64 = 1_000_000;

/// A decimal number held exactly in millionths: Chorus Pro's `decimal(19,6)`.
///
/// In JSON it is a number; strings are accepted on input because some published examples send amounts so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One hundredth, the tolerance of the total checks.
    pub const CENT: Self = Self(SCALE / 100);

    /// An amount of whole cents, such as 1999 for 19.99.
    #[must_use]
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents.saturating_mul(SCALE / 100))
    }

    /// Reads `12`, `-12.5` or `1e3`; `None` when the text is no number or does not fit 13 integer digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        if !plain(whole) || !plain(fraction) {
            return Self::from_float(text.parse().ok()?);
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let mut millionths = 0;
        for index in 0..6 {
            let digit = fraction.as_bytes().get(index).map_or(0, |byte| i64::from(byte - b'0'));
            millionths = millionths * 10 + digit;
        }
        if fraction.as_bytes().get(6).is_some_and(|byte| *byte >= b'5') {
            millionths += 1;
        }
        let value = whole.checked_mul(SCALE)?.checked_add(millionths)?;
        Some(Self(if text.starts_with('-') { -value } else { value }))
    }

    fn from_float(value: f64) -> Option<Self> {
        let scaled = (value * 1e6).round();
        // 2^63 is about 9.22e18: stay clearly below it.
        (scaled.is_finite() && scaled.abs() < 9.2e18).then_some(Self(scaled as i64))
    }

    /// Reads a JSON number or a string holding one.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => Self::parse(&number.to_string()),
            Value::String(text) => Self::parse(text),
            _ => None,
        }
    }

    /// The distance from zero.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// `true` when the two amounts differ by no more than `tolerance`.
    #[must_use]
    pub fn near(self, other: Self, tolerance: Self) -> bool {
        (self - other).abs() <= tolerance
    }

    /// The units before the point; what stands after it is cut.
    #[must_use]
    pub const fn whole(self) -> i64 {
        self.0 / SCALE
    }

    /// Rounded to two decimals, half away from zero.
    #[must_use]
    pub const fn to_cents(self) -> Self {
        let unit = SCALE / 100;
        let half = if self.0 < 0 { -unit / 2 } else { unit / 2 };
        Self(self.0.saturating_add(half) / unit * unit)
    }

    /// This percentage of `base`, rounded to two decimals.
    #[must_use]
    pub fn percent_of(self, base: Self) -> Self {
        let product = i128::from(self.0) * i128::from(base.0) / i128::from(SCALE) / 100;
        Self(i64::try_from(product).unwrap_or(i64::MAX)).to_cents()
    }

    fn as_float(self) -> f64 {
        self.0 as f64 / SCALE as f64
    }
}

impl Amount {
    /// All its digits, without an exponent: `800.0`, `-0.000001`.
    pub(crate) fn plain(self) -> String {
        let (units, scale) = (self.0.unsigned_abs(), SCALE.unsigned_abs());
        let digits = format!("{:06}", units % scale);
        let shown = digits.trim_end_matches('0');
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{}", units / scale, if shown.is_empty() { "0" } else { shown })
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Mul for Amount {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let product = i128::from(self.0) * i128::from(other.0) / i128::from(SCALE);
        Self(i64::try_from(product).unwrap_or(i64::MAX))
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.2}", self.as_float())
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_float())
    }
}

impl<'de> Deserialize<'de> for Amount {
    // Through `Value`, because a visitor does not see numbers when `arbitrary_precision` is enabled.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::from_json(&value).ok_or_else(|| serde::de::Error::custom("expected a decimal number"))
    }
}

impl From<Amount> for Value {
    fn from(amount: Amount) -> Self {
        serde_json::Number::from_f64(amount.as_float()).map_or(Self::Null, Self::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_strings_are_read_exactly() {
        for (json, cents) in [("960.0", 96000), ("\"12.34\"", 1234), ("-0.1", -10), ("7", 700)] {
            let amount: Amount = serde_json::from_str(json).expect(json);
            assert_eq!(amount, Amount::from_cents(cents), "{json}");
        }
        assert!(serde_json::from_str::<Amount>("\"douze\"").is_err());
    }

    #[test]
    fn a_plain_text_has_every_digit_and_no_exponent() {
        for (text, plain) in [("0.000001", "0.000001"), ("-12.5", "-12.5"), ("800", "800.0"), ("0", "0.0")] {
            assert_eq!(Amount::parse(text).map(Amount::plain).as_deref(), Some(plain));
        }
    }

    #[test]
    fn a_percentage_is_rounded_to_the_cent() {
        let rate = Amount::parse("5.5").expect("rate");
        assert_eq!(rate.percent_of(Amount::from_cents(1999)), Amount::from_cents(110));
    }

    #[test]
    fn tenths_added_many_times_stay_exact() {
        let total: Amount = std::iter::repeat_n(Amount::from_cents(10), 1000).sum();
        assert_eq!(total, Amount::from_cents(10_000));
    }
}
