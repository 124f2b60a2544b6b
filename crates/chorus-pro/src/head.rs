//! `codeRetour` and `libelle`, noted while an answer is read into its type: one reading is enough for both.

use crate::wire::{Field, wire_struct};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, Visitor, value::BorrowedStrDeserializer},
    forward_to_deserialize_any,
};
use serde_json::value::RawValue;
use std::fmt;

wire_struct! {
    /// What every business answer has.
    Head {
        code_retour: Option<i64> = "codeRetour",
        libelle: Option<String> = "libelle",
    }
}

/// An output with the head of its answer. Read from memory only: the head is borrowed from there.
pub(crate) struct WithHead<T> {
    pub(crate) head: Head,
    pub(crate) output: T,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for WithHead<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut head = Head::default();
        let output = T::deserialize(Tap { inner: deserializer, head: &mut head })?;
        Ok(Self { head, output })
    }
}

/// Notes the head on its way to whoever reads the answer.
struct Tap<'h, I> {
    inner: I,
    head: &'h mut Head,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Tap<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_any(Tap { inner: visitor, head: self.head })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_map(Tap { inner: visitor, head: self.head })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_struct(name, fields, Tap { inner: visitor, head: self.head })
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_option(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_newtype_struct(name, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct tuple tuple_struct enum identifier ignored_any
    }
}

/// An answer is an object or a list; anything else is refused by `expecting`.
impl<'de, V: Visitor<'de>> Visitor<'de> for Tap<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(formatter)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.inner.visit_map(Entries { map, head: self.head, met: None })
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, sequence: A) -> Result<V::Value, A::Error> {
        self.inner.visit_seq(sequence)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }
}

/// Which field of the head stands next.
#[derive(Clone, Copy)]
enum Met {
    Code,
    Label,
}

struct Entries<'h, A> {
    map: A,
    head: &'h mut Head,
    met: Option<Met>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entries<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        self.map.next_key_seed(Name { seed, met: &mut self.met })
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        let Some(met) = self.met.take() else { return self.map.next_value_seed(seed) };
        let value: &'de RawValue = self.map.next_value()?;
        let again = || serde_json::Deserializer::from_str(value.get());
        let known = match met {
            Met::Code => self.head.code_retour.is_some(),
            Met::Label => self.head.libelle.is_some(),
        };
        if known {
            return Err(A::Error::custom("duplicate field `codeRetour` or `libelle`"));
        }
        match met {
            Met::Code => self.head.code_retour = Field::read(&mut again()).map_err(A::Error::custom)?,
            Met::Label => self.head.libelle = Field::read(&mut again()).map_err(A::Error::custom)?,
        }
        seed.deserialize(&mut again()).map_err(A::Error::custom)
    }
}

/// Looks at the name of a field on its way.
struct Name<'m, S> {
    seed: S,
    met: &'m mut Option<Met>,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Name<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Name<'_, S> {
    type Value = S::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a field")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<S::Value, E> {
        *self.met = met(name);
        self.seed.deserialize(BorrowedStrDeserializer::new(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<S::Value, E> {
        *self.met = met(name);
        self.seed.deserialize(name.into_deserializer())
    }
}

fn met(name: &str) -> Option<Met> {
    match name {
        "codeRetour" => Some(Met::Code),
        "libelle" => Some(Met::Label),
        _ => None,
    }
}
