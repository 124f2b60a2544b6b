//! Closed lists with a stored code for each of their members.

/// An enumeration whose members have a stored code: `ALL`, `code`, `from_code`.
macro_rules! codes {
    ($(#[$of_doc:meta])* $of:ident { $($(#[$doc:meta])* $variant:ident = $code:literal;)+ }) => {
        $(#[$of_doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

            /// Reads a stored code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }
        }
    };
}

pub(crate) use codes;
