//! Where something stands that the product itself leads: its stored code, its words and its colour, in one place.

/// States of one kind, each with its stored code, its words on screen and the meaning of its colour.
macro_rules! states {
    (
        $(#[$of_meta:meta])* $of:ident {
            $($(#[$doc:meta])* $variant:ident = $code:literal, $label:literal, $kind:ident;)+
        }
    ) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        $(#[$of_meta])*
        pub enum $of {
            $($(#[$doc])* $variant,)+
        }

        impl $of {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The words on screen.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// The meaning of its colour.
            #[must_use]
            pub const fn kind(self) -> $crate::StatusKind {
                match self { $(Self::$variant => $crate::StatusKind::$kind,)+ }
            }

            /// Reads a stored code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }
        }
    };
}

pub(crate) use states;
