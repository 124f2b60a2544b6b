//! Reading requests as tolerantly as real clients need (API.md §3).

use serde_json::{Map, Value};

use crate::amount::Amount;
use crate::clock::Moment;

/// A field of the wrong JSON type or an unreadable value: answered with HTTP 400.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("Le champ {0} est mal formé.")]
pub(crate) struct Malformed(pub(crate) String);

/// A JSON object of a request. Absent, `null` and empty text are the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input<'a>(Option<&'a Map<String, Value>>);

impl<'a> Input<'a> {
    /// The body of a request. PHP clients send an empty array when there are no parameters.
    pub(crate) fn body(value: &'a Value) -> Result<Self, Malformed> {
        match value {
            Value::Object(fields) => Ok(Self(Some(fields))),
            Value::Null => Ok(Self(None)),
            Value::Array(items) if items.is_empty() => Ok(Self(None)),
            _ => Err(Malformed("(corps)".to_owned())),
        }
    }

    fn get(self, name: &str) -> Option<&'a Value> {
        self.0?.get(name).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            _ => true,
        })
    }

    /// The names of its fields.
    pub(crate) fn names(self) -> impl Iterator<Item = &'a str> {
        self.0.into_iter().flat_map(|fields| fields.keys().map(String::as_str))
    }

    /// A field as it came; `None` when it is absent or `null`.
    pub(crate) fn value(self, name: &str) -> Option<&'a Value> {
        self.0?.get(name).filter(|value| !value.is_null())
    }

    /// `true` when the object has no field with a value; 0 is none, as in [`Input::id`].
    pub(crate) fn is_empty(self) -> bool {
        let absent = |value: &Value| value.as_i64() == Some(0);
        self.0.is_none_or(|fields| fields.keys().all(|name| self.get(name).is_none_or(absent)))
    }

    /// A text without the spaces around it.
    pub(crate) fn text(self, name: &str) -> Result<Option<&'a str>, Malformed> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim())),
            Some(_) => Err(Malformed(name.to_owned())),
        }
    }

    /// An owned text; numbers are accepted, since some clients send numeric references bare.
    pub(crate) fn reference(self, name: &str) -> Result<Option<String>, Malformed> {
        match self.get(name) {
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            _ => Ok(self.text(name)?.map(str::to_owned)),
        }
    }

    /// A whole number; strings of digits are accepted.
    pub(crate) fn integer(self, name: &str) -> Result<Option<i64>, Malformed> {
        let read = match self.get(name) {
            None => return Ok(None),
            Some(Value::Number(number)) => number.as_i64().or_else(|| {
                number
                    .as_f64()
                    .filter(|float| float.fract() == 0.0 && float.abs() < 9e15)
                    .map(|float| float as i64)
            }),
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(_) => None,
        };
        read.map(Some).ok_or_else(|| Malformed(name.to_owned()))
    }

    /// An identifier or another number that counts from 1: 0 is absent, since some programs cannot leave a field out
    /// (API.md §3).
    pub(crate) fn id(self, name: &str) -> Result<Option<i64>, Malformed> {
        Ok(self.integer(name)?.filter(|id| *id != 0))
    }

    /// A decimal number; strings are accepted.
    pub(crate) fn amount(self, name: &str) -> Result<Option<Amount>, Malformed> {
        self.get(name)
            .map(|value| Amount::from_json(value).ok_or_else(|| Malformed(name.to_owned())))
            .transpose()
    }

    /// A boolean; `"true"` and `"false"` are accepted.
    pub(crate) fn flag(self, name: &str) -> Result<Option<bool>, Malformed> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::String(text)) if text.trim().eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Value::String(text)) if text.trim().eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(Malformed(name.to_owned())),
        }
    }

    /// A date or an instant.
    pub(crate) fn moment(self, name: &str) -> Result<Option<Moment>, Malformed> {
        self.text(name)?.map(|text| Moment::parse(text).ok_or_else(|| Malformed(name.to_owned()))).transpose()
    }

    /// An inner object; an array of one is accepted (most clients send the main attachment so).
    pub(crate) fn object(self, name: &str) -> Result<Self, Malformed> {
        match self.get(name) {
            None => Ok(Self(None)),
            Some(Value::Object(fields)) => Ok(Self(Some(fields))),
            Some(Value::Array(items)) => match items.as_slice() {
                [] | [Value::Null] => Ok(Self(None)),
                [Value::Object(fields)] => Ok(Self(Some(fields))),
                _ => Err(Malformed(name.to_owned())),
            },
            Some(_) => Err(Malformed(name.to_owned())),
        }
    }

    /// A list of objects; a single object is accepted.
    pub(crate) fn objects(self, name: &str) -> Result<Vec<Self>, Malformed> {
        let wrong = || Malformed(name.to_owned());
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Object(fields)) => Ok(vec![Self(Some(fields))]),
            Some(Value::Array(items)) => items
                .iter()
                .map(|item| item.as_object().map(|fields| Self(Some(fields))).ok_or_else(wrong))
                .collect(),
            Some(_) => Err(wrong()),
        }
    }

    /// A list of texts; a single text is accepted (`statutCourant` in an official example).
    pub(crate) fn texts(self, name: &str) -> Result<Vec<&'a str>, Malformed> {
        let wrong = || Malformed(name.to_owned());
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(vec![text.trim()]),
            Some(Value::Array(items)) => items
                .iter()
                .filter(|item| !item.is_null())
                .map(|item| item.as_str().map(str::trim).ok_or_else(wrong))
                .collect(),
            Some(_) => Err(wrong()),
        }
    }

    /// A list of identifiers; a single one is accepted, and 0 is none.
    pub(crate) fn ids(self, name: &str) -> Result<Vec<i64>, Malformed> {
        let wrong = || Malformed(name.to_owned());
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let read: Vec<i64> =
                    items.iter().map(|item| item.as_i64().ok_or_else(wrong)).collect::<Result<_, _>>()?;
                Ok(read.into_iter().filter(|id| *id != 0).collect())
            }
            Some(_) => Ok(self.id(name)?.into_iter().collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tolerances_of_the_reference_are_kept() {
        let body = json!({"statutCourant": "DEPOSEE", "restreindreStructuresPrivees": "", "montant": "12.50",
            "pieceJointePrincipale": [{"id": 4}], "id": "17", "triSens": "Ascendant "});
        let input = Input::body(&body).expect("body");
        assert_eq!(input.texts("statutCourant"), Ok(vec!["DEPOSEE"]));
        assert_eq!(input.flag("restreindreStructuresPrivees"), Ok(None));
        assert_eq!(input.amount("montant"), Ok(Some(Amount::from_cents(1250))));
        assert_eq!(input.object("pieceJointePrincipale").and_then(|inner| inner.integer("id")), Ok(Some(4)));
        assert_eq!(input.integer("id"), Ok(Some(17)));
        assert_eq!(input.text("triSens"), Ok(Some("Ascendant")));
        let zeros = json!({"id": 0, "text": "0", "ids": [0, 4], "one": 0});
        let zeros = Input::body(&zeros).expect("body");
        assert_eq!(
            (zeros.id("id"), zeros.id("text"), zeros.integer("id")),
            (Ok(None), Ok(None), Ok(Some(0)))
        );
        assert_eq!((zeros.ids("ids"), zeros.ids("one")), (Ok(vec![4]), Ok(Vec::new())));
        assert!(Input::body(&json!([])).is_ok());
        assert!(Input::body(&json!([1])).is_err());
        assert!(input.object("statutCourant").is_err());
    }
}
