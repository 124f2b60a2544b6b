//! The order of short lists inside one answer.

use std::cmp::Ordering;

use serde_json::Value;

/// Sorts rows by a column (`LigneTvaTauxManuel` is the field `ligneTvaTauxManuel`), smallest first; rows alike keep
/// their order. A column no row has changes nothing.
pub(super) fn sort_rows(rows: &mut [Value], column: &str) {
    let mut letters = column.chars();
    let field: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    rows.sort_by(|a, b| {
        compare(a.get(&field).unwrap_or(&Value::Null), b.get(&field).unwrap_or(&Value::Null))
    });
}

/// Numbers by value, texts by letters, nothing first; what is left out is nothing.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => match (a.is_null(), b.is_null()) {
            (false, false) => a.to_string().cmp(&b.to_string()),
            (a, b) => b.cmp(&a),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_are_sorted_by_the_field_of_the_column() {
        for nothing in [json!({"tva": null, "id": 3}), json!({"id": 3})] {
            let mut rows = [json!({"tva": 20, "id": 1}), json!({"tva": 5.5, "id": 2}), nothing];
            sort_rows(&mut rows, "Tva");
            assert_eq!(rows.each_ref().map(|row| row["id"].clone()), [json!(3), json!(2), json!(1)]);
        }
        let mut rows = [json!({"tva": 20, "id": 3}), json!({"tva": 5.5, "id": 2})];
        sort_rows(&mut rows, "Inconnue");
        assert_eq!(rows[0]["id"], 3);
    }
}
