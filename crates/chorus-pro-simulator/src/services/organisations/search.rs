//! Filters, orders and choice of fields of the API Organisations (API.md §5.7).

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::input::{Input, Malformed};

/// One comparison of `{field: {op, val}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    More,
    Less,
    AtLeast,
    AtMost,
    /// One of several values separated by commas (the separator is inferred).
    In,
    /// A part of the text, whatever the case (inferred).
    Contains,
}

impl Operator {
    fn read(code: &str) -> Option<Self> {
        Some(match code {
            "=" => Self::Equal,
            ">" => Self::More,
            "<" => Self::Less,
            ">=" => Self::AtLeast,
            "<=" => Self::AtMost,
            "IN" => Self::In,
            "CONTAINS" => Self::Contains,
            _ => return None,
        })
    }

    fn holds(self, value: &Value, wanted: &str) -> bool {
        let text = text(value);
        let order = || compare(&text, wanted);
        match self {
            Self::Equal => text == wanted,
            Self::More => !value.is_null() && order() == Ordering::Greater,
            Self::Less => !value.is_null() && order() == Ordering::Less,
            Self::AtLeast => !value.is_null() && order() != Ordering::Less,
            Self::AtMost => !value.is_null() && order() != Ordering::Greater,
            Self::In => wanted.split(',').any(|one| one.trim() == text),
            Self::Contains => text.to_lowercase().contains(&wanted.to_lowercase()),
        }
    }
}

/// A value as filters see it; `null` is an empty text.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// Numbers by size, everything else by letters; dates are written so that this is their order.
fn compare(a: &str, b: &str) -> Ordering {
    // Identifiers are digits of one length, so that their order as numbers is the same.
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        _ => a.cmp(b),
    }
}

/// What a search asks for.
pub(super) struct Search {
    filters: Vec<(String, Operator, String)>,
    /// Fields to sort by, and whether descending.
    orders: Vec<(String, bool)>,
    /// Fields to answer; none means all.
    fields: Vec<String>,
}

impl Search {
    /// Reads `_sort`, `_desc`, `_fields` and the filters. How `_sort` and `_desc` work together is inferred: fields of
    /// `_sort` come first, descending when they are also in `_desc`; those in `_desc` alone follow, descending.
    pub(super) fn read(input: Input<'_>) -> Result<Self, Malformed> {
        let descending = input.texts("_desc")?;
        let sorted = input.texts("_sort")?;
        let alone = descending.iter().filter(|field| !sorted.contains(*field));
        let orders = sorted
            .iter()
            .map(|field| ((*field).to_owned(), descending.contains(field)))
            .chain(alone.map(|field| ((*field).to_owned(), true)))
            .collect();
        let mut filters = Vec::new();
        for name in input.names().filter(|name| !name.starts_with('_')) {
            let malformed = || Malformed(name.to_owned());
            let criterion = input.value(name).and_then(Value::as_object).ok_or_else(malformed)?;
            let operator = criterion.get("op").and_then(Value::as_str).and_then(Operator::read);
            let wanted = criterion.get("val").map(text).unwrap_or_default();
            filters.push((name.to_owned(), operator.ok_or_else(malformed)?, wanted));
        }
        let fields = input.texts("_fields")?.into_iter().map(str::to_owned).collect();
        Ok(Self { filters, orders, fields })
    }

    /// `true` when a filter names one `uuid` that no row has: the reference lists `NotFoundReference` among the errors
    /// of the searches; that this is when it comes is inferred.
    pub(super) fn names_unknown_uuid(&self, rows: &[Value]) -> bool {
        let mut named = self
            .filters
            .iter()
            .filter(|(field, operator, _)| field == "uuid" && *operator == Operator::Equal);
        named.any(|(field, _, wanted)| {
            !rows.iter().any(|row| row.get(field).map(text).as_ref() == Some(wanted))
        })
    }

    /// Filters, sorts and trims the rows. An unknown field is refused.
    pub(super) fn apply(&self, mut rows: Vec<Value>) -> Result<Vec<Value>, Malformed> {
        let named = self.filters.iter().map(|(field, ..)| field);
        let mut named = named.chain(self.orders.iter().map(|(field, _)| field)).chain(&self.fields);
        if let Some(first) = rows.first()
            && let Some(unknown) = named.find(|field| first.get(field.as_str()).is_none())
        {
            return Err(Malformed(unknown.clone()));
        }
        let value = |row: &Value, field: &str| row.get(field).cloned().unwrap_or_default();
        rows.retain(|row| {
            self.filters.iter().all(|(field, operator, wanted)| operator.holds(&value(row, field), wanted))
        });
        rows.sort_by(|a, b| {
            let orders = self.orders.iter().map(|(field, descending)| {
                let order = compare(&text(&value(a, field)), &text(&value(b, field)));
                if *descending { order.reverse() } else { order }
            });
            orders.fold(Ordering::Equal, Ordering::then)
        });
        if !self.fields.is_empty() {
            rows = rows.iter().map(|row| self.trim(row)).collect();
        }
        Ok(rows)
    }

    fn trim(&self, row: &Value) -> Value {
        let kept = |field: &String| Some((field.clone(), row.get(field.as_str())?.clone()));
        Value::Object(self.fields.iter().filter_map(kept).collect::<Map<_, _>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(request: &Value) -> Result<Vec<Value>, Malformed> {
        let rows = vec![
            json!({"nom": "Ville", "rang": 10, "actif": true, "fin": null}),
            json!({"nom": "École", "rang": 9, "actif": false, "fin": "2026-01-01T00:00:00+00:00"}),
            json!({"nom": "Office", "rang": 9, "actif": true, "fin": null}),
        ];
        Search::read(Input::body(request)?)?.apply(rows)
    }

    #[test]
    fn every_operator_filters() {
        let cases = [
            ("rang", "=", "9", 2),
            ("rang", ">", "9", 1),
            ("rang", "<", "10", 2),
            ("rang", ">=", "9", 3),
            ("rang", "<=", "9", 2),
            ("nom", "IN", "Ville, Office", 2),
            ("nom", "CONTAINS", "VI", 1),
            ("actif", "=", "true", 2),
            ("fin", "<", "2026-06-01", 1),
        ];
        for (field, operator, wanted, count) in cases {
            let request = json!({field: {"op": operator, "val": wanted}});
            assert_eq!(found(&request).map(|rows| rows.len()), Ok(count), "{request}");
        }
    }

    #[test]
    fn only_a_uuid_asked_for_by_itself_can_be_unknown() {
        let rows = [json!({"uuid": "a1", "nom": "Ville"})];
        for (field, operator, wanted, unknown) in [
            ("uuid", "=", "a1", false),
            ("uuid", "=", "b2", true),
            ("uuid", "IN", "b2", false),
            ("nom", "=", "b2", false),
        ] {
            let request = json!({field: {"op": operator, "val": wanted}});
            let search = Search::read(Input::body(&request).expect("object")).expect("search");
            assert_eq!(search.names_unknown_uuid(&rows), unknown, "{request}");
        }
    }

    #[test]
    fn rows_are_sorted_and_trimmed() {
        let request = json!({"_sort": ["rang", "nom"], "_desc": ["nom"], "_fields": ["nom"]});
        let names = json!([{"nom": "École"}, {"nom": "Office"}, {"nom": "Ville"}]);
        assert_eq!(found(&request).map(Value::Array), Ok(names));
    }

    #[test]
    fn what_is_unknown_is_refused() {
        for request in [
            json!({"inconnu": {"op": "=", "val": "1"}}),
            json!({"nom": {"op": "LIKE", "val": "1"}}),
            json!({"nom": "Ville"}),
            json!({"_sort": ["inconnu"]}),
        ] {
            assert!(found(&request).is_err(), "{request}");
        }
    }
}
