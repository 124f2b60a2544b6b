//! What stands in the fields of the form of the draft.

use chrono::NaiveDate;
use domain::{
    Conflict, Field, FieldPath, FormField as _, InvoiceForm, LineField, Values, VatField, format_day,
    format_decimal, parse_amount, parse_day, parse_rate,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, FormData, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use crate::islands::page::{by_id, control_value};
use crate::words::{rates_in_words, readable_amount};

/// Values of the form that nobody types.
const OF_THE_PAGE: [&str; 3] = ["version", "base", "theirs"];

/// The form of the draft.
pub(super) fn form() -> Option<HtmlFormElement> {
    by_id("deposit")
}

pub(super) fn value_of(id: &str) -> String {
    control_value(id).unwrap_or_default()
}

/// Puts a value into a control; false when it cannot hold it, as a select box without that choice.
pub(super) fn set_control(id: &str, value: &str) -> bool {
    let Some(before) = control_value(id) else { return false };
    let Some(element) = by_id::<Element>(id) else { return false };
    let put = |value: &str| {
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.set_value(value);
        } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
            select.set_value(value);
        } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(value);
        }
    };
    put(value);
    let taken = control_value(id).is_some_and(|now| now == value);
    if !taken {
        put(&before);
    }
    taken
}

/// What stands in the fields of the form; nothing when that is more than any form holds.
pub(super) fn read_form(form: &HtmlFormElement) -> Option<Values> {
    let data = FormData::new_with_form(form).ok()?;
    let entries = js_sys::try_iter(&data).ok().flatten();
    let pairs: Vec<(String, String)> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry: js_sys::Array = entry.ok()?.dyn_into().ok()?;
            Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
        })
        .filter(|(name, _)| !OF_THE_PAGE.contains(&name.as_str()))
        .collect();
    Values::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))).ok()
}

pub(super) fn typed_in(form: &HtmlFormElement) -> Values {
    read_form(form).unwrap_or_default()
}

pub(super) fn read_values(json: &str) -> Values {
    serde_json::from_str(json).unwrap_or_default()
}

/// What a page that shows something to decide asks.
pub(super) fn conflicts_on_page() -> Vec<Conflict> {
    let (base, theirs) = (read_values(&value_of("draft-base")), read_values(&value_of("draft-theirs")));
    let conflict = |(path, theirs): (&FieldPath, &str)| {
        let base = base.get(path.clone()).to_owned();
        Conflict { path: path.clone(), base, mine: String::new(), theirs: theirs.to_owned() }
    };
    theirs.iter().map(conflict).collect()
}

/// Writes a day or an amount in full once one has finished typing it: `5/11` becomes `05/11/2026`. What cannot be read
/// stays as it is. Says whether it changed something.
pub(super) fn write_in_full(input: &HtmlInputElement, today: NaiveDate) -> bool {
    let typed = input.value();
    let full = match input.get_attribute("data-type").as_deref() {
        Some("day") => parse_day(&typed, today).map(format_day),
        Some("amount") if is_rate(&input.name()) => {
            parse_rate(&typed).ok().map(|rate| rate.normalize().to_string().replace('.', ","))
        }
        Some("amount") => parse_amount(&typed).ok().map(format_decimal),
        _ => None,
    };
    match full {
        Some(full) if full != typed => {
            input.set_value(&full);
            true
        }
        _ => false,
    }
}

/// Fills the one row of the VAT table when the totals tell it; whether it did.
pub(super) fn write_plain_vat() -> bool {
    let Some(form) = form() else { return false };
    let Some(line) = InvoiceForm::from_values(&typed_in(&form)).plain_vat_line() else { return false };
    for field in VatField::ALL {
        set_control(&field.at(0).id(), line.value(*field));
    }
    true
}

/// What follows from the lines of an invoice that is typed, where it stands.
pub(super) fn write_sums(typed: &InvoiceForm) {
    let write = |id: &str, text: &str| {
        if let Some(place) =
            by_id::<Element>(id).filter(|place| place.text_content().as_deref() != Some(text))
        {
            place.set_text_content(Some(text));
        }
    };
    let mut typed = typed.clone();
    typed.fill_from_lines();
    for field in [Field::Net, Field::Vat, Field::Gross, Field::Due] {
        write(field.name(), &readable_amount(typed.value(field)));
    }
    write("rates", &rates_in_words(&typed));
    for (row, line) in typed.lines.iter().enumerate() {
        write(&format!("line-{row}-net"), &line.net().map(format_decimal).unwrap_or_default());
    }
}

fn is_rate(name: &str) -> bool {
    let path: Option<FieldPath> = name.parse().ok();
    path.is_some_and(|path| {
        VatField::of_path(&path) == Some(VatField::Rate) || LineField::of_path(&path) == Some(LineField::Rate)
    })
}
