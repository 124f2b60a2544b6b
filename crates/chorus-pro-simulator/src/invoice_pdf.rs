//! The readable PDF of an invoice that came without one: entered field by field, or in a structured flow.

use crate::report_pdf::text_pdf;
use crate::world::{Invoice, Structure};

/// A PDF showing what was submitted.
pub(crate) fn invoice_pdf(
    invoice: &Invoice,
    supplier: Option<&Structure>,
    recipient: Option<&Structure>,
) -> Vec<u8> {
    let kind = if invoice.is_credit_note() { "Avoir" } else { "Facture" };
    let mut lines =
        vec![format!("Date de facture : {}", invoice.issued_on.format("%d/%m/%Y")), String::new()];
    party(&mut lines, "Fournisseur", "SIRET", supplier);
    party(&mut lines, "Destinataire", "SIRET client", recipient);
    let service = recipient
        .and_then(|structure| structure.services.iter().find(|service| Some(service.id) == invoice.service));
    if let Some(service) = service {
        lines.push(format!("Code service : {} ({})", service.code, service.name));
    }
    let references = [
        ("Numéro d'engagement", &invoice.engagement),
        ("Numéro de marché", &invoice.contract),
        ("Mode de paiement", &invoice.payment_mode),
    ];
    for (label, value) in references {
        lines.extend(value.as_ref().map(|value| format!("{label} : {value}")));
    }
    if let Some(credit) = &invoice.credit {
        lines.push(format!("Facture d'origine : {}", credit.original_number));
    }
    lines.push(format!("Cadre de facturation : {}", invoice.framework));
    lines.push(String::new());
    for line in &invoice.lines {
        let name = line.name.as_deref().or(line.reference.as_deref()).unwrap_or_default();
        let unit = line.unit.as_deref().unwrap_or_default();
        let amounts = format!("{} {unit} x {} = {}", line.quantity, line.unit_price, line.net());
        lines.push(format!("{}. {name} : {}", line.number, french(&amounts)));
    }
    for line in &invoice.vat_lines {
        let rate = line.rate_code.clone().or_else(|| line.manual_rate.map(|rate| format!("{rate} %")));
        let text = format!("TVA {} : base {}, taxe {}", rate.unwrap_or_default(), line.base, line.vat);
        lines.push(french(&text));
    }
    lines.push(String::new());
    let totals = &invoice.totals;
    let amounts = [
        ("Total HT", totals.without_vat),
        ("Total TVA", totals.vat),
        ("Total TTC", totals.with_vat),
        ("Net à payer", totals.payable),
    ];
    for (label, amount) in amounts {
        lines.push(format!("{label} : {} {}", french(&amount.to_string()), invoice.currency));
    }
    if let Some(comment) = &invoice.comment {
        lines.push(String::new());
        lines.extend(comment.lines().map(str::to_owned));
    }
    text_pdf(&format!("{kind} n° {}", invoice.number), &lines)
}

fn party(lines: &mut Vec<String>, role: &str, identifier: &str, structure: Option<&Structure>) {
    let Some(structure) = structure else { return };
    let address = &structure.address;
    lines.push(format!("{role} : {}", structure.name));
    lines.push(format!("{}, {} {}", address.street, address.postcode, address.city));
    lines.push(format!("{identifier} : {}", structure.identifier));
    lines.push(String::new());
}

/// Numbers with a decimal comma.
fn french(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let digit = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
    let comma = |at: usize| {
        digit(at.checked_sub(1).and_then(|before| letters.get(before))) && digit(letters.get(at + 1))
    };
    letters
        .iter()
        .enumerate()
        .map(|(at, letter)| if *letter == '.' && comma(at) { ',' } else { *letter })
        .collect()
}
