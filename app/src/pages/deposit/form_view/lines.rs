//! What an invoice that is typed bills, line by line, and the totals that follow.

use domain::{Field, FormField as _, InvoiceForm, LineField, LineForm, MOST_LINES, format_decimal};
use leptos::prelude::*;

use super::FormView;
use crate::components::{FieldErrors, Icon, IconName, TextField, TextKind, part};
use crate::words::{rates_in_words, readable_amount};

/// The columns in the order of the screen, and what is typed in them.
const COLUMNS: [(LineField, TextKind, bool); 7] = [
    (LineField::Name, TextKind::Text, true),
    (LineField::Quantity, TextKind::Number, true),
    (LineField::Unit, TextKind::Text, false),
    (LineField::Price, TextKind::Number, true),
    (LineField::Discount, TextKind::Amount, false),
    (LineField::Rate, TextKind::Amount, true),
    (LineField::Reference, TextKind::Code, false),
];

/// The identifier of the proposed rates.
const RATES: &str = "known-rates";

/// What follows from the lines.
const SUMS: [Field; 4] = [Field::Net, Field::Vat, Field::Gross, Field::Due];

impl FormView {
    /// Lines and totals.
    pub(super) fn entry(&self) -> AnyView {
        let rows = LineField::GROUP.map_or(0, |group| self.form.values.rows(group)).max(1);
        let removable = rows > 1;
        let form = InvoiceForm::from_values(&self.form.values);
        let lines = (0..rows).map(|row| self.line(row, form.lines.get(row), removable)).collect_view();
        let headers = COLUMNS
            .iter()
            .map(|(field, kind, _)| {
                let numeric = matches!(kind, TextKind::Number | TextKind::Amount).then_some("");
                view! { <th scope="col" data-column=field.name() data-numeric=numeric>{field.label()}</th> }
            })
            .collect_view();
        let add = if rows < MOST_LINES {
            view! {
                <div class="button-row">
                    <button class="button" type="submit" id="add-line" data-kind="quiet" name="action" value="ajouter-poste"><span>"Ajouter une ligne"</span></button>
                </div>
            }
            .into_any()
        } else {
            view! {
                <p class="field-hint">
                    {format!("{MOST_LINES} lignes au plus. Une facture plus longue se dépose en PDF ou en ")} <a href="/flux">"flux"</a> "."
                </p>
            }
            .into_any()
        };
        let table = view! {
            <div class="field-group" id="lines-region">
                <table class="table line-table" data-removable=removable.then_some("")>
                    <caption class="visually-hidden">"Lignes de la facture"</caption>
                    <thead>
                        <tr>
                            {headers}
                            <th scope="col" data-column="net" data-numeric>"Total HT"</th>
                            {removable.then(|| view! { <th scope="col" data-column="remove"><span class="visually-hidden">"Retirer"</span></th> })}
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
                {add}
                {(rows < MOST_LINES).then(|| self.articles())}
                {self.known_rates()}
            </div>
        };
        view! {
            <fieldset class="field-group">
                <legend>"Lignes"</legend>
                {part("lines-region", table)}
                {self.sums(&form)}
                {self.vat_type()}
                {self.exemption()}
            </fieldset>
        }
        .into_any()
    }

    /// Articles of earlier invoices, each a line to be added.
    fn articles(&self) -> Option<AnyView> {
        let articles = &self.view.used_before.articles;
        if articles.is_empty() {
            return None;
        }
        let choices = articles
            .iter()
            .map(|article| {
                // Plain texts: they always serialise.
                let value = format!("ajouter-poste:{}", serde_json::to_string(article).unwrap_or_default());
                let price = Some(article.price.trim()).filter(|price| !price.is_empty());
                let unit = Some(article.unit.trim()).filter(|unit| !unit.is_empty());
                let price = price.map(|price| match unit {
                    Some(unit) => format!("{} / {unit}", readable_amount(price)),
                    None => readable_amount(price),
                });
                view! {
                    <li>
                        <button class="link-button" type="submit" name="action" value=value>{article.name.clone()}</button>
                        {price.map(|price| view! { " " <span class="remembered-field">{price}</span> })}
                    </li>
                }
            })
            .collect_view();
        Some(
            view! {
                <details class="disclosure remembered">
                    <summary>"Reprendre un article"</summary>
                    <ul>{choices}</ul>
                </details>
            }
            .into_any(),
        )
    }

    /// The rates of the platform, proposed where a rate is typed.
    pub(super) fn known_rates(&self) -> Option<AnyView> {
        let rates = &self.view.lists.vat_rates;
        let options = rates.iter().map(|rate| view! { <option value=format_decimal(*rate)></option> });
        (!rates.is_empty())
            .then(|| view! { <datalist id=RATES>{options.collect_view()}</datalist> }.into_any())
    }

    /// One line. What it is worth is reckoned, not typed.
    fn line(&self, row: usize, line: Option<&LineForm>, removable: bool) -> AnyView {
        let cells = COLUMNS
            .iter()
            .map(|(field, kind, required)| {
                let path = field.at(row);
                let label = LineField::label_of(&path).unwrap_or_default();
                let (name, id) = (path.to_string(), path.id());
                let (value, messages) = (self.value(path.clone()), self.messages(path));
                let list = if *field == LineField::Rate { self.rates_list() } else { String::new() };
                view! {
                    <td data-column=field.name() data-label=field.label()>
                        <TextField name id label kind=*kind value required=*required messages list/>
                    </td>
                }
            })
            .collect_view();
        let net = line.and_then(LineForm::net).map(format_decimal).unwrap_or_default();
        let remove = removable.then(|| {
            let label = format!("Retirer la ligne {}", row + 1);
            view! {
                <td data-column="remove">
                    <button class="icon-button" type="submit" name="action" value=format!("retirer-poste:{row}") aria-label=label.clone() title=label>
                        <Icon name=IconName::Delete/>
                    </button>
                </td>
            }
        });
        view! {
            <tr>
                {cells}
                <td data-column="net" data-label="Total HT"><span id=format!("line-{row}-net")>{net}</span></td>
                {remove}
            </tr>
        }
        .into_any()
    }

    /// What a field of a rate proposes; nothing where no rates are known.
    pub(super) fn rates_list(&self) -> String {
        if self.view.lists.vat_rates.is_empty() { String::new() } else { RATES.to_owned() }
    }

    /// The totals, where a message about them leads.
    fn sums(&self, form: &InvoiceForm) -> AnyView {
        let sums = SUMS
            .map(|field| {
                let id = field.name();
                view! {
                    <div class="line-sum" data-sum=id>
                        <dt>{field.label()}</dt>
                        <dd><output id=id tabindex="-1">{readable_amount(form.value(field))}</output></dd>
                    </div>
                }
            })
            .collect_view();
        view! {
            <dl class="line-sums">{sums}</dl>
            {SUMS.map(|field| view! { <FieldErrors id=field.name() messages=self.messages(field)/> })}
            <p class="field-hint" id=Field::VatTable.name() tabindex="-1"><span id="rates">{rates_in_words(form)}</span></p>
            <FieldErrors id=Field::VatTable.name() messages=self.messages(Field::VatTable)/>
        }
        .into_any()
    }
}
