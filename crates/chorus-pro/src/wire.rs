//! How values are written on the wire: two macros and the lenient reading behind them.
//!
//! Scalars are read from their raw JSON text. Decimals therefore never pass through a binary float, and
//! numbers sent as strings (as some official examples do) are read like numbers.

use rust_decimal::Decimal;
use serde::de::{Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use std::{fmt, marker::PhantomData, str::FromStr};

/// A value that can stand in a field or in a list.
pub(crate) trait Element: Sized {
    /// Reads the value; `None` for `null` (and for an empty string where a text makes no sense).
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error>;
    /// Reads the value from the text of a JSON string; `None` when that is impossible for the type.
    fn from_text(text: &str) -> Option<Self>;
    /// Reads the value from an object; an error when that is impossible for the type.
    fn from_map<'de, A: MapAccess<'de>>(_map: A) -> Result<Self, A::Error> {
        Err(A::Error::custom("expected a list"))
    }
    /// Writes the value.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A value written as one JSON string, number or boolean.
pub(crate) trait Scalar: Sized {
    /// What is expected, for error texts.
    const EXPECTED: &'static str;
    /// Whether an empty string is a value; otherwise it means "absent".
    const EMPTY_IS_VALUE: bool = false;
    /// Reads the text of a JSON scalar, without its quotes.
    fn parse(text: &str) -> Option<Self>;
    /// Writes the value.
    fn put<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

impl<T: Scalar> Element for T {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        match scalar_text(deserializer)? {
            None => Ok(None),
            Some(text) if text.trim().is_empty() && !T::EMPTY_IS_VALUE => Ok(None),
            // The value itself stays out of the error: it may be personal data.
            Some(text) => T::parse(&text)
                .map(Some)
                .ok_or_else(|| D::Error::custom(format_args!("expected {}", T::EXPECTED))),
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        T::parse(text)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.put(serializer)
    }
}

fn scalar_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let Some(raw) = Option::<Box<RawValue>>::deserialize(deserializer)? else { return Ok(None) };
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map(Some).map_err(|_| D::Error::custom("expected a text")),
        Some(b'{' | b'[') => Err(D::Error::custom("expected a single value, not an object or a list")),
        _ => Ok(Some(text.to_owned())),
    }
}

impl Scalar for String {
    const EXPECTED: &'static str = "a text";
    const EMPTY_IS_VALUE: bool = true;
    fn parse(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
    fn put<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl Scalar for bool {
    const EXPECTED: &'static str = "true or false";
    fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
    fn put<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self)
    }
}

impl Scalar for i64 {
    const EXPECTED: &'static str = "an integer";
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        text.parse().ok().or_else(|| {
            // `12.0` is written by servers that hold the number as a decimal.
            let decimal = Decimal::parse(text)?;
            decimal.is_integer().then(|| i64::try_from(decimal).ok()).flatten()
        })
    }
    fn put<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(*self)
    }
}

impl Scalar for Decimal {
    const EXPECTED: &'static str = "a decimal number";
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text)).ok()
    }
    fn put<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl Element for serde_json::Value {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Option::deserialize(deserializer)
    }
    fn from_text(text: &str) -> Option<Self> {
        Some(text.into())
    }
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

/// A field that may be absent.
pub(crate) trait Field: Sized {
    fn absent() -> Self;
    fn is_absent(&self) -> bool;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

impl<T: Element> Field for Option<T> {
    fn absent() -> Self {
        None
    }
    fn is_absent(&self) -> bool {
        self.is_none()
    }
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer)
    }
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.write(serializer),
            None => serializer.serialize_none(),
        }
    }
}

impl<T: Element> Field for Vec<T> {
    fn absent() -> Self {
        Vec::new()
    }
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Written))
    }
}

struct Written<'a, T>(&'a T);

impl<T: Element> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

struct Read<T>(Option<T>);

impl<'de, T: Element> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Read)
    }
}

/// Reads a list; `null` is an empty list and a lone value is a list of one
/// (both occur for the same field, depending on the service).
struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Element> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }
    fn visit_unit<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }
    fn visit_none<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        T::from_text(text).map(|value| vec![value]).ok_or_else(|| E::custom("expected a list"))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(Read(item)) = sequence.next_element::<Read<T>>()? {
            list.extend(item);
        }
        Ok(list)
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        Ok(vec![T::from_map(map)?])
    }
}

/// Reads an object whose answer fields are all unneeded (`{}` services).
pub(crate) fn ignore_any(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

pub(crate) fn absent<F: Field>() -> F {
    F::absent()
}

pub(crate) fn is_absent<F: Field>(field: &F) -> bool {
    field.is_absent()
}

pub(crate) fn read<'de, F: Field, D: Deserializer<'de>>(deserializer: D) -> Result<F, D::Error> {
    F::read(deserializer)
}

pub(crate) fn write<F: Field, S: Serializer>(field: &F, serializer: S) -> Result<S::Ok, S::Error> {
    field.write(serializer)
}

pub(crate) fn read_required<'de, T: Element, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)?.ok_or_else(|| D::Error::custom("required value is null"))
}

pub(crate) fn write_required<T: Element, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// Declares an object of the API: `field: Type = "nameOnTheWire"`.
///
/// Fields are `Option<…>` or `Vec<…>`; absent ones are not written. A leading `required { … }` block holds
/// what a request cannot go without, and gives the type a constructor `new` taking exactly these.
macro_rules! wire_struct {
    (
        $(#[$meta:meta])*
        $name:ident {
            required { $( $(#[$required_meta:meta])* $required:ident : $required_type:ty = $required_wire:literal ),* $(,)? }
            $( $(#[$field_meta:meta])* $field:ident : $type:ty = $wire:literal ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $(
                $(#[$required_meta])*
                #[doc = concat!("\n\nOn the wire: `", $required_wire, "` (required).")]
                #[serde(
                    rename = $required_wire,
                    deserialize_with = "crate::wire::read_required",
                    serialize_with = "crate::wire::write_required"
                )]
                pub $required: $required_type,
            )*
            $(
                $(#[$field_meta])*
                #[doc = concat!("\n\nOn the wire: `", $wire, "`.")]
                #[serde(
                    rename = $wire,
                    default = "crate::wire::absent",
                    skip_serializing_if = "crate::wire::is_absent",
                    deserialize_with = "crate::wire::read",
                    serialize_with = "crate::wire::write"
                )]
                pub $field: $type,
            )*
        }

        impl $name {
            /// The object with its required fields; every other field is absent.
            #[must_use]
            pub fn new($($required: $required_type),*) -> Self {
                Self { $($required,)* $($field: crate::wire::absent()),* }
            }
        }

        impl $crate::description::Described for $name {
            fn described() -> $crate::FieldKind {
                $crate::FieldKind::Object(vec![
                    $($crate::InputField {
                        name: $required_wire,
                        is_required: true,
                        is_list: false,
                        kind: <$required_type as $crate::description::Described>::described(),
                    },)*
                    $($crate::InputField {
                        name: $wire,
                        is_required: false,
                        is_list: <$type as $crate::description::DescribedField>::IS_LIST,
                        kind: <$type as $crate::description::DescribedField>::described(),
                    },)*
                ])
            }
        }

        $crate::wire::wire_struct!(@element $name);
    };
    (
        $(#[$meta:meta])*
        $name:ident {
            $( $(#[$field_meta:meta])* $field:ident : $type:ty = $wire:literal ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $(
                $(#[$field_meta])*
                #[doc = concat!("\n\nOn the wire: `", $wire, "`.")]
                #[serde(
                    rename = $wire,
                    default = "crate::wire::absent",
                    skip_serializing_if = "crate::wire::is_absent",
                    deserialize_with = "crate::wire::read",
                    serialize_with = "crate::wire::write"
                )]
                pub $field: $type,
            )*
        }

        impl $crate::description::Described for $name {
            fn described() -> $crate::FieldKind {
                $crate::FieldKind::Object(vec![
                    $($crate::InputField {
                        name: $wire,
                        is_required: false,
                        is_list: <$type as $crate::description::DescribedField>::IS_LIST,
                        kind: <$type as $crate::description::DescribedField>::described(),
                    },)*
                ])
            }
        }

        $crate::wire::wire_struct!(@element $name);
    };
    (@element $name:ident) => {
        impl $crate::wire::Element for $name {
            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
                <Option<Self> as serde::Deserialize>::deserialize(deserializer)
            }
            fn from_text(_text: &str) -> Option<Self> {
                None
            }
            fn from_map<'de, A: serde::de::MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
                serde::Deserialize::deserialize(serde::de::value::MapAccessDeserializer::new(map))
            }
            fn write<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(self, serializer)
            }
        }
    };
}

/// Declares an open enumeration: `Variant = "CODE"`. Any other code is kept in `Unknown`.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $wire:literal ),* $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                #[doc = concat!("\n\nCode `", $wire, "`.")]
                $variant,
            )*
            /// A code this crate does not know, kept exactly as received.
            Unknown(String),
        }

        impl $name {
            /// Every code this crate knows, in the order of the variants.
            pub const CODES: &'static [&'static str] = &[$($wire),*];

            /// The code as written on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(code) => code,
                }
            }

            /// Whether the code is one this crate does not know.
            #[must_use]
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown(_))
            }
        }

        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                match code {
                    $($wire => Self::$variant,)*
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self::from(<String as serde::Deserialize>::deserialize(deserializer)?.as_str()))
            }
        }

        impl $crate::description::Described for $name {
            fn described() -> $crate::FieldKind {
                $crate::FieldKind::Code(Self::CODES)
            }
        }

        impl $crate::wire::Scalar for $name {
            const EXPECTED: &'static str = "a code";
            fn parse(text: &str) -> Option<Self> {
                Some(Self::from(text))
            }
            fn put<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// Declares an object whose fields are not public: it is kept as it comes.
macro_rules! open_object {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name {
            /// The fields, by their names on the wire.
            pub fields: serde_json::Map<String, serde_json::Value>,
        }

        impl $crate::description::Described for $name {
            fn described() -> $crate::FieldKind {
                $crate::FieldKind::Anything
            }
        }
    };
}

pub(crate) use {open_enum, open_object, wire_struct};
