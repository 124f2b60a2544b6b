//! What the input of a service is made of, told by the types themselves.

/// What can stand in a field of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// An amount or a rate.
    Decimal,
    /// True or false.
    Flag,
    /// A day or a moment, as [`crate::Moment`] reads it.
    Moment,
    /// One of these codes; the platform may know more.
    Code(&'static [&'static str]),
    /// An object of these fields.
    Object(Vec<InputField>),
    /// Whatever JSON holds: the body is not public.
    Anything,
}

/// A field of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputField {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether a request cannot go without it.
    pub is_required: bool,
    /// Whether several may stand in it.
    pub is_list: bool,
    /// What stands in it.
    pub kind: FieldKind,
}

impl FieldKind {
    /// JSON with every field and no value, to be filled in; what stays `null` is not sent.
    #[must_use]
    pub fn skeleton(&self) -> serde_json::Value {
        match self {
            Self::Object(fields) => fields
                .iter()
                .map(|field| {
                    let value = field.kind.skeleton();
                    let value = match field.is_list && !value.is_null() {
                        true => vec![value].into(),
                        false => value,
                    };
                    (field.name.to_owned(), value)
                })
                .collect::<serde_json::Map<_, _>>()
                .into(),
            _ => serde_json::Value::Null,
        }
    }
}

/// A type that knows what it is made of.
pub(crate) trait Described {
    /// What it is made of.
    fn described() -> FieldKind;
}

/// Whether what may be absent is a list, and of what.
pub(crate) trait DescribedField {
    /// Whether several may stand in it.
    const IS_LIST: bool;
    /// What stands in it.
    fn described() -> FieldKind;
}

impl<T: Described> DescribedField for Option<T> {
    const IS_LIST: bool = false;
    fn described() -> FieldKind {
        T::described()
    }
}

impl<T: Described> DescribedField for Vec<T> {
    const IS_LIST: bool = true;
    fn described() -> FieldKind {
        T::described()
    }
}

/// Says what scalars are.
macro_rules! scalars {
    ($($type:ty = $kind:ident),* $(,)?) => {
        $(impl Described for $type {
            fn described() -> FieldKind {
                FieldKind::$kind
            }
        })*
    };
}

scalars! {
    String = Text,
    i64 = Integer,
    rust_decimal::Decimal = Decimal,
    bool = Flag,
    crate::Moment = Moment,
    serde_json::Value = Anything,
}
