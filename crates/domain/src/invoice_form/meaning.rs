//! What a typed text means, however it is written.

use chrono::NaiveDate;

use super::parse_day;
use crate::{
    Field, FieldPath, FormField as _, LineField, Siret, VatField, parse_amount, parse_number, parse_rate,
};

/// A text that is equal for values that mean the same: `1 200,00` and `1200`, `5/11/26` and `05/11/2026`.
#[must_use]
pub fn meaning(path: &FieldPath, text: &str, today: NaiveDate) -> String {
    let text = text.trim();
    let or_as_typed = |read: Option<String>| read.unwrap_or_else(|| text.to_owned());
    let amount = || or_as_typed(parse_amount(text).ok().map(|value| value.to_string()));
    if let Some(field) = LineField::of_path(path) {
        return match field {
            LineField::Rate => or_as_typed(parse_rate(text).ok().map(|rate| rate.to_string())),
            LineField::Quantity | LineField::Price | LineField::Discount => {
                or_as_typed(parse_number(text).ok().map(|value| value.normalize().to_string()))
            }
            LineField::Reference | LineField::Name | LineField::Unit => text.to_owned(),
        };
    }
    match (Field::of_path(path), VatField::of_path(path)) {
        (Some(Field::Net | Field::Vat | Field::Gross | Field::Discount | Field::Due), _)
        | (_, Some(VatField::Base | VatField::Tax)) => amount(),
        (_, Some(VatField::Rate)) => or_as_typed(parse_rate(text).ok().map(|rate| rate.to_string())),
        (Some(Field::Date), _) => or_as_typed(parse_day(text, today).map(|day| day.to_string())),
        (Some(Field::RecipientSiret), _) => {
            or_as_typed(Siret::parse(text).ok().map(|siret| siret.as_str().to_owned()))
        }
        (Some(Field::Comment), _) => text.to_owned(),
        _ => text.to_uppercase(),
    }
}

/// Whether two texts of a field mean the same.
#[must_use]
pub fn same_meaning(path: &FieldPath, left: &str, right: &str, today: NaiveDate) -> bool {
    meaning(path, left, today) == meaning(path, right, today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_mean_the_same_do_not_differ() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let same = |path: FieldPath, left, right| same_meaning(&path, left, right, today);
        assert!(same(Field::Gross.into(), "1 200", "1200,00"));
        assert!(same(Field::Date.into(), "5/11", "05/11/2026"));
        assert!(same(VatField::Rate.at(3), "5,5 %", "5.50"));
        assert!(same(Field::ServiceCode.into(), "achats ", "ACHATS"));
        assert!(!same(Field::Number.into(), "FA-1", "FA-2"));
        assert!(!same(Field::Comment.into(), "lot 3", "Lot 3"), "a comment is read as it is written");
    }
}
