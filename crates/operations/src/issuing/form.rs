//! From the form as typed to what lists show of it.

use chrono::{DateTime, Utc};
use domain::{
    Author, DraftChange, InvoiceForm, InvoiceKind, Siret, paris_day, parse_amount, parse_day, to_cents,
};
use storage::{Draft, Invoice};

/// Keeps the form and what can already be read of it for the list. `by` changed it; nobody when it is begun.
pub(super) fn apply_form(
    invoice: &mut Invoice,
    draft: &mut Draft,
    form: InvoiceForm,
    now: DateTime<Utc>,
    by: Option<&Author>,
) {
    let text = |value: &str| {
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    let cents = |value: &str| parse_amount(value).ok().and_then(to_cents);
    // Chorus Pro numbers what is typed, whatever was in the field before.
    invoice.number =
        if form.is_entry() { String::new() } else { form.number.trim().chars().take(40).collect() };
    invoice.kind = InvoiceKind::from_code(&form.kind).unwrap_or(InvoiceKind::Facture);
    invoice.date = parse_day(&form.date, paris_day(now));
    invoice.partner_siret =
        Siret::parse(&form.recipient_siret).map_or_else(|_| String::new(), |siret| siret.as_str().to_owned());
    form.recipient_name.trim().clone_into(&mut invoice.partner_name);
    invoice.service_code = text(&form.service_code);
    invoice.engagement = text(&form.engagement);
    invoice.currency = text(&form.currency).unwrap_or_else(|| "EUR".to_owned()).chars().take(3).collect();
    invoice.net_cents = cents(&form.net);
    invoice.vat_cents = cents(&form.vat);
    invoice.gross_cents = cents(&form.gross);
    invoice.due_cents = cents(&form.due);
    if draft.form != form {
        if let Some(by) = by {
            let before = draft.form.values();
            for (path, _) in
                form.values().iter().filter(|(path, value)| before.get((*path).clone()) != *value)
            {
                draft.changes.insert(path.clone(), DraftChange { by: by.clone(), at: now });
            }
        }
        draft.form = form;
        draft.form_version += 1;
    }
}
