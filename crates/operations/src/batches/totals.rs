//! The form of an invoice of a table: its fields as they stand there, and what follows from them where a cell is blank.

use domain::{
    BatchColumn, DepositMode, Field, Framework, InvoiceForm, InvoiceKind, LineForm, MOST_LINES, Notes,
    Remark, VatLineForm, VatType, parse_amount, parse_number, parse_rate,
};
use rust_decimal::{Decimal, RoundingStrategy};

use super::rows::{Group, rate_of};

/// Said of an invoice that Chorus Pro numbers: its recipient knows it by the number that it has here.
const OWN_REFERENCE: &str = "Référence du fournisseur : ";

/// The amounts of a row, or of an invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Amounts {
    net: Option<Decimal>,
    vat: Option<Decimal>,
    gross: Option<Decimal>,
}

/// The form of an invoice; `typed` of one that has no PDF.
pub(super) fn form_of(group: &Group<'_>, typed: bool, notes: &mut Notes) -> InvoiceForm {
    let mut form = InvoiceForm::new();
    for column in BatchColumn::ALL {
        let text = group.text(*column);
        if let Some(field) = column.field().filter(|_| !text.is_empty()) {
            form.set(field, text);
        }
    }
    let mut lines = group.lines();
    if lines.len() > MOST_LINES {
        notes.error(Field::Net, Remark::TooManyLines { most: MOST_LINES });
        lines.truncate(MOST_LINES);
    }
    let said = form.clone();
    if typed {
        if lines.is_empty() {
            lines = lines_of_totals(group, &form);
        }
        reckon(&mut form, lines);
        compare(&said, &form, notes);
        let number = form.number.trim().to_owned();
        if form.comment.trim().is_empty() && !number.is_empty() {
            form.comment = format!("{OWN_REFERENCE}{number}");
        }
        return form;
    }
    if lines.is_empty() {
        fill_totals(group, &mut form);
    } else {
        let mut reckoned = form.clone();
        reckon(&mut reckoned, lines);
        compare(&said, &reckoned, notes);
        for field in [Field::Net, Field::Vat, Field::Gross] {
            form.set(field, reckoned.value(field));
        }
        form.vat_lines = reckoned.vat_lines;
    }
    fill_due(&mut form);
    form
}

/// Makes a form that of an invoice that is typed, with what follows from its lines.
fn reckon(form: &mut InvoiceForm, lines: Vec<LineForm>) {
    form.mode = DepositMode::Entry.code().to_owned();
    form.lines = lines;
    form.vat_lines = Vec::new();
    form.fill_from_lines();
}

/// What the table says of totals is to be what its lines amount to.
fn compare(said: &InvoiceForm, reckoned: &InvoiceForm, notes: &mut Notes) {
    for field in [Field::Gross, Field::Net] {
        let (Ok(said), Ok(reckoned)) = (parse_amount(said.value(field)), parse_amount(reckoned.value(field)))
        else {
            continue;
        };
        // A credit note is written with either sign.
        if said.abs() != reckoned.abs() {
            notes.error(field, Remark::ReckonedOtherwise { said, reckoned });
            return;
        }
    }
}

/// A line for each row of an invoice of which the table says totals only: it lacks its name, which its check says.
fn lines_of_totals(group: &Group<'_>, form: &InvoiceForm) -> Vec<LineForm> {
    let names: Vec<String> = group.texts(BatchColumn::LineName).collect();
    let amounts = amounts_of_rows(group, form);
    let line = |(place, (amounts, rate)): (usize, (Amounts, String))| LineForm {
        name: names.get(place).cloned().unwrap_or_default(),
        price: amounts.net.map(shown).unwrap_or_default(),
        quantity: "1".to_owned(),
        rate,
        ..LineForm::default()
    };
    amounts.into_iter().enumerate().map(line).collect()
}

/// The amounts of each row with their rate, as far as they are said or follow from each other.
fn amounts_of_rows(group: &Group<'_>, form: &InvoiceForm) -> Vec<(Amounts, String)> {
    let is_credit = form.kind == InvoiceKind::Avoir.code();
    let read = |text: String| {
        let amount = parse_amount(&text).ok();
        if is_credit { amount.map(|amount| amount.abs()) } else { amount }
    };
    let without_vat = VatType::from_code(&form.vat_type).is_some_and(|regime| !regime.charges_vat());
    let nets = group.texts(BatchColumn::Net);
    let rest = group
        .texts(BatchColumn::Vat)
        .zip(group.texts(BatchColumn::Gross))
        .zip(group.texts(BatchColumn::VatRate));
    let rows = nets.zip(rest).map(|(net, ((vat, gross), rate))| {
        let mut rate = rate_of(&rate);
        if rate.is_empty() && without_vat {
            "0".clone_into(&mut rate);
        }
        let mut amounts = Amounts { net: read(net), vat: read(vat), gross: read(gross) };
        amounts.complete(parse_rate(&rate).ok());
        if rate.is_empty() {
            rate = amounts.rate().unwrap_or_default();
        }
        (amounts, rate)
    });
    rows.collect()
}

impl Amounts {
    /// Fills in what follows from the others.
    fn complete(&mut self, rate: Option<Decimal>) {
        if let (Some(net), None, None, Some(rate)) = (self.net, self.vat, self.gross, rate) {
            self.vat = net.checked_mul(rate).map(|vat| cents(vat / Decimal::ONE_HUNDRED));
        }
        match (self.net, self.vat, self.gross) {
            (Some(net), Some(vat), None) => self.gross = net.checked_add(vat),
            (Some(net), None, Some(gross)) => self.vat = gross.checked_sub(net),
            (None, Some(vat), Some(gross)) => self.net = gross.checked_sub(vat),
            _ => {}
        }
    }

    /// The rate that its amounts tell.
    fn rate(&self) -> Option<String> {
        let form = InvoiceForm { net: shown(self.net?), vat: shown(self.vat?), ..InvoiceForm::new() };
        form.plain_vat_line().map(|line| line.rate)
    }
}

/// The totals of an invoice with its PDF. Amounts that cannot be read stay as they were written, for the checks to say so.
fn fill_totals(group: &Group<'_>, form: &mut InvoiceForm) {
    let rows = amounts_of_rows(group, form);
    let sum = |of: fn(&Amounts) -> Option<Decimal>| {
        let mut amounts = rows.iter().map(|(amounts, _)| of(amounts));
        amounts.try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount?))
    };
    let sums = [
        (Field::Net, sum(|amounts| amounts.net)),
        (Field::Vat, sum(|amounts| amounts.vat)),
        (Field::Gross, sum(|amounts| amounts.gross)),
    ];
    // Of several rows each says its own; of one, what it says stands as it is written.
    let several = rows.len() > 1;
    for (field, sum) in sums {
        let readable = parse_amount(form.value(field)).is_ok();
        if let Some(sum) = sum.filter(|_| several || readable || form.value(field).trim().is_empty()) {
            form.set(field, shown(sum));
        }
    }
    let lines: Option<Vec<VatLineForm>> = rows
        .iter()
        .map(|(amounts, rate)| {
            let (base, tax) = (amounts.net?, amounts.vat?);
            (!rate.is_empty()).then(|| VatLineForm { rate: rate.clone(), base: shown(base), tax: shown(tax) })
        })
        .collect();
    if let Some(lines) = lines {
        form.vat_lines = lines;
    }
}

/// What is due, where the table does not say it.
fn fill_due(form: &mut InvoiceForm) {
    if !form.due.trim().is_empty() {
        if form.kind == InvoiceKind::Avoir.code()
            && let Ok(due) = parse_amount(&form.due)
        {
            form.due = shown(due.abs());
        }
        return;
    }
    let Ok(gross) = parse_amount(&form.gross) else { return };
    let discount = parse_amount(&form.discount).unwrap_or_default();
    let paid = form.framework == Framework::A2.code();
    form.due = shown(if paid { Decimal::ZERO } else { gross - discount });
}

fn cents(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// As a field shows it.
fn shown(mut value: Decimal) -> String {
    if value.scale() < 2 {
        value.rescale(2);
    }
    value.to_string().replace('.', ",")
}

/// What an invoice amounts to, in cents; a credit note takes away.
pub(super) fn signed_gross(form: &InvoiceForm) -> Option<i64> {
    let kind = InvoiceKind::from_code(&form.kind)?;
    let gross = parse_number(&form.gross).ok()?;
    domain::to_cents(gross).map(|cents| kind.signed(cents))
}

#[cfg(test)]
mod tests {
    use spreadsheet::{Content, Row, Sheet};

    use super::super::rows::{Places, groups};
    use super::*;

    const COLUMNS: [BatchColumn; 9] = [
        BatchColumn::Number,
        BatchColumn::Kind,
        BatchColumn::Net,
        BatchColumn::VatRate,
        BatchColumn::Vat,
        BatchColumn::Gross,
        BatchColumn::LineName,
        BatchColumn::LineQuantity,
        BatchColumn::LinePrice,
    ];

    fn forms(typed: bool, rows: &[[&str; 9]]) -> Vec<(InvoiceForm, Notes)> {
        let row = |(place, cells): (usize, &[&str; 9])| Row {
            number: u32::try_from(place + 2).unwrap(),
            cells: cells.iter().map(|text| Content { text: (*text).to_owned(), value: None }).collect(),
        };
        let rows = rows.iter().enumerate().map(row).collect();
        let sheet = Sheet { name: None, header: Row::default(), rows, merged: Vec::new() };
        let places = Places::of(&COLUMNS.map(Some));
        let form = |group: &Group<'_>| {
            let mut notes = Notes::default();
            (form_of(group, typed, &mut notes), notes)
        };
        groups(&sheet, &places).iter().map(form).collect()
    }

    fn amounts(form: &InvoiceForm) -> [&str; 4] {
        [&form.net, &form.vat, &form.gross, &form.due].map(String::as_str)
    }

    #[test]
    fn what_follows_from_other_cells_need_not_be_written() {
        for cells in [
            ["1000", "20", "", ""],
            ["1 000,00", "", "200", ""],
            ["1000", "", "", "1200"],
            ["", "", "200", "1 200,00 €"],
        ] {
            let [net, rate, vat, gross] = cells;
            let made = forms(false, &[["FA-1", "", net, rate, vat, gross, "", "", ""]]);
            let (form, notes) = &made[0];
            assert_eq!(amounts(form), ["1000,00", "200,00", "1200,00", "1200,00"], "{cells:?}");
            let [line] = &form.vat_lines[..] else { panic!("{:?}", form.vat_lines) };
            assert_eq!((line.rate.as_str(), line.base.as_str()), ("20", "1000,00"), "{cells:?}");
            assert!(notes.is_empty());
        }
    }

    #[test]
    fn rows_of_several_rates_are_one_vat_table() {
        let rows = [
            ["FA-1", "", "100", "20", "20", "120", "", "", ""],
            ["FA-1", "", "200", "5,5", "11", "211", "", "", ""],
        ];
        let made = forms(false, &rows);
        let [(form, _)] = &made[..] else { panic!("{}", made.len()) };
        assert_eq!(amounts(form), ["300,00", "31,00", "331,00", "331,00"]);
        assert_eq!(form.vat_lines.len(), 2);
    }

    #[test]
    fn an_invoice_without_pdf_is_reckoned_from_its_lines_and_another_total_is_said() {
        let rows = [
            ["FA-1", "", "", "20", "", "", "Pose", "3", "12,50"],
            ["FA-1", "", "", "20", "", "60,00", "Dépose", "", "12,50"],
        ];
        let made = forms(true, &rows);
        let (form, notes) = &made[0];
        assert!(form.is_entry());
        assert_eq!(amounts(form), ["50,00", "10,00", "60,00", "60,00"]);
        assert_eq!((form.lines.len(), notes.is_empty()), (2, true));
        assert_eq!(form.comment, "Référence du fournisseur : FA-1");
        let other = forms(true, &[["FA-1", "", "", "20", "", "61", "Pose", "3", "12,50"]]);
        let remarks: Vec<_> = other[0].1.iter().map(|note| &note.remark).collect();
        assert!(matches!(remarks[..], [Remark::ReckonedOtherwise { .. }]), "{remarks:?}");
    }

    #[test]
    fn totals_alone_make_a_line_that_lacks_its_name() {
        let made = forms(true, &[["FA-1", "", "100", "", "20", "", "", "", ""]]);
        let [line] = &made[0].0.lines[..] else { panic!("{:?}", made[0].0.lines) };
        assert_eq!((line.name.as_str(), line.price.as_str(), line.rate.as_str()), ("", "100,00", "20"));
    }

    #[test]
    fn a_credit_note_is_written_with_either_sign() {
        let made = forms(false, &[["AV-1", "Avoir", "-100", "20", "-20", "-120", "", "", ""]]);
        let form = &made[0].0;
        assert_eq!(amounts(form), ["100,00", "20,00", "120,00", "120,00"]);
        assert_eq!(signed_gross(form), Some(-12_000));
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_is_written() {
        let made = forms(false, &[["FA-1", "", "mille", "20", "", "", "", "", ""]]);
        assert_eq!(made[0].0.net, "mille");
        assert_eq!(signed_gross(&made[0].0), None);
    }
}
