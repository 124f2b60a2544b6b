//! The lines of an invoice that is typed (SAISIE_API), and what follows from them to the cent: VAT table and totals.
//!
//! Sources: API.md §5.1 (`lignePoste`), business-rules.md §4. A line is worth its quantity times its price, less what is
//! taken off it, rounded to the cent; the VAT of a rate is reckoned on the sum of its lines and rounded once, away from
//! zero at the half, as EN 16931 does (BR-CO-17).

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::{Framework, InvoiceForm, VatLine, VatLineForm};
use crate::{
    AmountError, Field, FieldPath, FormField as _, LineField, Notes, Remark, parse_amount, parse_number,
    parse_rate,
};

/// Lines that are read; an invoice with more of them comes as a file.
pub const MOST_LINES: usize = 100;
/// Longest reference, name and unit of a line, characters. Not documented: those of the pivot (BT-155 at Chorus Pro is 40).
const LONGEST: [(LineField, usize); 3] =
    [(LineField::Reference, 40), (LineField::Name, 255), (LineField::Unit, 20)];
/// Decimals of a quantity and of a unit price (business-rules.md §4).
const QUANTITY_DECIMALS: u32 = 4;
const PRICE_DECIMALS: u32 = 6;

/// A line as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineForm {
    /// Reference of the item.
    pub reference: String,
    /// What it is.
    pub name: String,
    /// How many.
    pub quantity: String,
    /// Of what.
    pub unit: String,
    /// Price of one, without VAT.
    pub price: String,
    /// What is taken off the line, without VAT.
    pub discount: String,
    /// VAT rate, percent.
    pub rate: String,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// BT-155.
    pub reference: Option<String>,
    /// BT-153.
    pub name: Option<String>,
    /// BT-129, four decimals at most.
    pub quantity: Decimal,
    /// BT-130, as free text.
    pub unit: Option<String>,
    /// BT-146, six decimals at most.
    pub price: Decimal,
    /// What is taken off the line, in cents.
    pub discount: Decimal,
    /// BT-152, percent.
    pub rate: Decimal,
    /// BT-131, to the cent.
    pub net: Decimal,
}

/// What follows from lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reckoned {
    /// BG-23, one for each rate, the highest first.
    pub vat_lines: Vec<VatLine>,
    /// BT-109.
    pub net: Decimal,
    /// BT-110.
    pub vat: Decimal,
    /// BT-112.
    pub gross: Decimal,
}

impl LineForm {
    /// A new line.
    #[must_use]
    pub fn new() -> Self {
        Self { quantity: "1".to_owned(), rate: "20".to_owned(), ..Self::default() }
    }

    /// The value of a cell as typed.
    #[must_use]
    pub fn value(&self, field: LineField) -> &str {
        match field {
            LineField::Reference => &self.reference,
            LineField::Name => &self.name,
            LineField::Quantity => &self.quantity,
            LineField::Unit => &self.unit,
            LineField::Price => &self.price,
            LineField::Discount => &self.discount,
            LineField::Rate => &self.rate,
        }
    }

    /// Whether nothing but the usual was typed in the line.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        [&self.reference, &self.name, &self.price, &self.discount, &self.unit]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    /// What the line is worth, as far as it can be read.
    #[must_use]
    pub fn net(&self) -> Option<Decimal> {
        let quantity = number(&self.quantity, QUANTITY_DECIMALS).ok()?;
        let price = number(&self.price, PRICE_DECIMALS).ok()?;
        let discount = match self.discount.trim() {
            "" => Decimal::ZERO,
            text => parse_amount(text).ok()?,
        };
        cents(quantity.checked_mul(price)?.checked_sub(discount)?)
    }
}

/// A number with so many decimals at most.
fn number(text: &str, decimals: u32) -> Result<Decimal, AmountError> {
    let value = parse_number(text)?;
    if value.normalize().scale() > decimals {
        return Err(AmountError::TooPrecise);
    }
    if value.abs() > Decimal::from(9_999_999_999_i64) {
        return Err(AmountError::TooLarge);
    }
    Ok(value.normalize())
}

fn cents(value: Decimal) -> Option<Decimal> {
    let mut value = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    value.rescale(2);
    (value.abs() <= Decimal::from(9_999_999_999_i64)).then_some(value)
}

/// What follows from lines; none beyond what an invoice can hold.
#[must_use]
pub fn reckon<'l>(lines: impl IntoIterator<Item = (&'l Decimal, Decimal)>) -> Option<Reckoned> {
    let mut reckoned = Reckoned::default();
    for (rate, net) in lines {
        match reckoned.vat_lines.iter_mut().find(|line| line.rate == *rate) {
            Some(line) => line.base = line.base.checked_add(net)?,
            None => reckoned.vat_lines.push(VatLine { rate: *rate, base: net, tax: Decimal::ZERO }),
        }
    }
    reckoned.vat_lines.sort_by_key(|line| std::cmp::Reverse(line.rate));
    for line in &mut reckoned.vat_lines {
        line.tax = cents(line.base.checked_mul(line.rate)?.checked_div(Decimal::ONE_HUNDRED)?)?;
        reckoned.net = reckoned.net.checked_add(line.base)?;
        reckoned.vat = reckoned.vat.checked_add(line.tax)?;
    }
    reckoned.gross = cents(reckoned.net.checked_add(reckoned.vat)?)?;
    Some(reckoned)
}

/// As a field shows it.
fn shown(value: Decimal) -> String {
    value.to_string().replace('.', ",")
}

impl InvoiceForm {
    /// Whether the invoice is typed, line by line, and has no PDF of its own.
    #[must_use]
    pub fn is_entry(&self) -> bool {
        self.mode == super::DepositMode::Entry.code()
    }

    /// Whether a person types the value at a path: of an invoice that is typed, totals follow from the lines and Chorus
    /// Pro gives the number; one with its PDF has no lines.
    #[must_use]
    pub fn asks_for(&self, path: &FieldPath) -> bool {
        match Field::of_path(path) {
            Some(Field::Number | Field::Net | Field::Vat | Field::Gross | Field::Due) => !self.is_entry(),
            Some(_) => true,
            None if LineField::of_path(path).is_some() => self.is_entry(),
            None => !self.is_entry(),
        }
    }

    /// Puts what follows from the lines where the totals stand, where the invoice is typed. Lines that cannot be read yet
    /// count for nothing.
    pub fn fill_from_lines(&mut self) {
        if !self.is_entry() {
            return;
        }
        let readable: Vec<(Decimal, Decimal)> = self
            .lines
            .iter()
            .filter(|line| !line.is_blank())
            .filter_map(|line| Some((parse_rate(&line.rate).ok()?, line.net()?)))
            .collect();
        let Some(reckoned) = reckon(readable.iter().map(|(rate, net)| (rate, *net))) else { return };
        let discount = parse_amount(&self.discount).unwrap_or_default();
        let paid = self.framework == Framework::A2.code();
        let mut due = if paid { Decimal::ZERO } else { reckoned.gross - discount };
        due.rescale(2);
        self.net = shown(reckoned.net);
        self.vat = shown(reckoned.vat);
        self.gross = shown(reckoned.gross);
        self.due = shown(due);
        self.vat_lines = reckoned
            .vat_lines
            .iter()
            .map(|line| VatLineForm {
                rate: shown(line.rate.normalize()),
                base: shown(line.base),
                tax: shown(line.tax),
            })
            .collect();
    }

    /// The lines of an invoice that is typed, checked.
    pub(super) fn check_lines(&self, notes: &mut Notes) -> Option<Vec<Line>> {
        let mut lines = Vec::new();
        let mut complete = true;
        for (row, typed) in self.lines.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
            match check_line(row, typed, notes) {
                Some(line) => lines.push(line),
                None => complete = false,
            }
        }
        if complete && lines.is_empty() {
            notes.error(LineField::Name.at(0), Remark::LinesMissing);
            return None;
        }
        complete.then_some(lines)
    }
}

fn check_line(row: usize, typed: &LineForm, notes: &mut Notes) -> Option<Line> {
    let mut failed = false;
    for (field, longest) in LONGEST {
        let length = typed.value(field).trim().chars().count();
        if length > longest {
            notes.error(field.at(row), Remark::TooLong { longest, length });
            failed = true;
        }
    }
    if typed.name.trim().is_empty() && typed.reference.trim().is_empty() {
        notes.error(LineField::Name.at(row), Remark::LineWithoutName);
        failed = true;
    }
    let mut read_number = |field: LineField, text: &str, decimals: u32| {
        let value = number(text, decimals);
        value.map_err(|error| notes.error(field.at(row), Remark::Number { error, decimals })).ok()
    };
    let quantity = read_number(LineField::Quantity, &typed.quantity, QUANTITY_DECIMALS);
    let price = read_number(LineField::Price, &typed.price, PRICE_DECIMALS);
    let mut read = |field: LineField, value: Result<Decimal, AmountError>| {
        value.map_err(|error| notes.error(field.at(row), Remark::Amount { error })).ok()
    };
    let discount = match typed.discount.trim() {
        "" => Some(Decimal::ZERO),
        text => read(LineField::Discount, parse_amount(text)),
    };
    let rate = read(LineField::Rate, parse_rate(&typed.rate));
    let (quantity, price, discount, rate) = (quantity?, price?, discount?, rate?);
    if discount.is_sign_negative() && !discount.is_zero() {
        notes.error(LineField::Discount.at(row), Remark::DiscountNegative);
        failed = true;
    }
    let Some(net) = typed.net() else {
        notes.error(LineField::Price.at(row), Remark::Amount { error: AmountError::TooLarge });
        return None;
    };
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let line = Line {
        reference: text(&typed.reference),
        name: text(&typed.name),
        quantity,
        unit: text(&typed.unit),
        price,
        discount,
        rate,
        net,
    };
    (!failed).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::super::DepositMode;
    use super::*;

    fn line(quantity: &str, price: &str, discount: &str, rate: &str) -> LineForm {
        LineForm {
            name: "Pose".into(),
            quantity: quantity.into(),
            price: price.into(),
            discount: discount.into(),
            rate: rate.into(),
            ..LineForm::default()
        }
    }

    fn entry(lines: Vec<LineForm>) -> InvoiceForm {
        InvoiceForm { mode: DepositMode::Entry.code().to_owned(), lines, ..InvoiceForm::new() }
    }

    #[test]
    fn a_line_is_worth_its_quantity_times_its_price_less_what_is_taken_off() {
        let net = |quantity, price, discount| {
            line(quantity, price, discount, "20").net().map(|net| net.to_string())
        };
        assert_eq!(net("3", "12,50", "").as_deref(), Some("37.50"));
        assert_eq!(net("2,5", "0,333333", "").as_deref(), Some("0.83"));
        assert_eq!(net("1", "0,125", "").as_deref(), Some("0.13"), "half a cent goes away from zero");
        assert_eq!(net("-1", "0,125", "").as_deref(), Some("-0.13"));
        assert_eq!(net("10", "100", "50").as_deref(), Some("950.00"));
        assert_eq!(net("1,23456", "1", ""), None, "five decimals of a quantity");
        assert_eq!(net("9999999999", "9999999999", ""), None);
    }

    #[test]
    fn totals_follow_from_the_lines_to_the_cent() {
        let mut form = entry(vec![
            line("3", "33,33", "", "20"),
            line("1", "0,01", "", "20"),
            line("2", "10", "1", "5,5"),
            LineForm::new(),
        ]);
        form.fill_from_lines();
        assert_eq!(
            (form.net.as_str(), form.vat.as_str(), form.gross.as_str()),
            ("119,00", "21,05", "140,05")
        );
        assert_eq!(form.due, "140,05");
        let rows: Vec<_> = form
            .vat_lines
            .iter()
            .map(|row| (row.rate.as_str(), row.base.as_str(), row.tax.as_str()))
            .collect();
        assert_eq!(rows, [("20", "100,00", "20,00"), ("5,5", "19,00", "1,05")]);
        form.discount = "40,05".into();
        form.fill_from_lines();
        assert_eq!(form.due, "100,00");
        form.framework = "A2".into();
        form.fill_from_lines();
        assert_eq!(form.due, "0,00");
    }

    #[test]
    fn totals_of_a_pdf_are_left_alone() {
        let mut form =
            InvoiceForm { net: "7".into(), lines: vec![line("1", "1", "", "20")], ..InvoiceForm::new() };
        form.fill_from_lines();
        assert_eq!(form.net, "7");
    }

    #[test]
    fn each_cell_that_cannot_be_read_is_named_and_blank_lines_count_for_nothing() {
        let mut notes = Notes::default();
        let bad = LineForm { name: String::new(), ..line("x", "1", "-3", "200") };
        assert_eq!(entry(vec![LineForm::new(), bad]).check_lines(&mut notes), None);
        let paths: Vec<String> = notes.iter().map(|note| note.path.to_string()).collect();
        assert_eq!(paths, ["line[1].name", "line[1].quantity", "line[1].rate"]);
        let mut notes = Notes::default();
        assert_eq!(entry(vec![LineForm::new()]).check_lines(&mut notes), None);
        assert_eq!(notes.iter().next().map(|note| note.remark.clone()), Some(Remark::LinesMissing));
    }

    proptest::proptest! {
        /// Whatever is typed, the totals agree with each other: they are what Chorus Pro checks.
        #[test]
        fn totals_always_agree(rows in proptest::collection::vec((1_i64..10_000, 1_i64..1_000_000, 0_usize..4), 1..20)) {
            let rates = ["20", "10", "5,5", "2,1"];
            let lines = rows.iter().map(|(quantity, price, rate)| {
                let price = format!("{},{:03}", price / 1000, price % 1000);
                line(&quantity.to_string(), &price, "", rates[*rate])
            });
            let mut form = entry(lines.collect());
            form.fill_from_lines();
            let read = |text: &str| parse_amount(text).unwrap();
            let base: Decimal = form.vat_lines.iter().map(|row| read(&row.base)).sum();
            let tax: Decimal = form.vat_lines.iter().map(|row| read(&row.tax)).sum();
            proptest::prop_assert_eq!(base, read(&form.net));
            proptest::prop_assert_eq!(tax, read(&form.vat));
            proptest::prop_assert_eq!(base + tax, read(&form.gross));
        }
    }
}
