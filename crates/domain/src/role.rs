//! Who may do what. The table is the whole policy; every operation asks it.

use serde::{Deserialize, Serialize};

/// What a membership allows, in the words of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Everything, users included.
    Administrateur,
    /// Structures, connections and invoices, but no users.
    Gestionnaire,
    /// Deposits and follows invoices.
    Deposant,
    /// Reads and treats received invoices.
    Valideur,
    /// Reads.
    Lecteur,
}

/// An act that an operation authorises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See invoices, structures, the directory.
    Read,
    /// Create, change and send invoices.
    Deposit,
    /// Change the status of received invoices.
    Treat,
    /// Tell colleagues something: notes on what one may see, views of a list for everybody.
    Annotate,
    /// Create and change structures and their credentials.
    ManageStructures,
    /// Create and change users and their rights.
    ManageUsers,
}

impl Role {
    /// All, strongest first.
    pub const ALL: [Self; 5] =
        [Self::Administrateur, Self::Gestionnaire, Self::Deposant, Self::Valideur, Self::Lecteur];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrateur => "administrateur",
            Self::Gestionnaire => "gestionnaire",
            Self::Deposant => "deposant",
            Self::Valideur => "valideur",
            Self::Lecteur => "lecteur",
        }
    }

    /// The word on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Administrateur => "Administrateur",
            Self::Gestionnaire => "Gestionnaire",
            Self::Deposant => "Déposant",
            Self::Valideur => "Valideur",
            Self::Lecteur => "Lecteur",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether this role allows the act.
    #[must_use]
    pub const fn allows(self, permission: Permission) -> bool {
        use Permission::{Annotate, Deposit, ManageStructures, ManageUsers, Read, Treat};
        match (self, permission) {
            (Self::Administrateur, _) | (_, Read) => true,
            (Self::Gestionnaire, Deposit | Treat | Annotate | ManageStructures) => true,
            (Self::Deposant, Deposit | Annotate) | (Self::Valideur, Treat | Annotate) => true,
            (Self::Gestionnaire, ManageUsers)
            | (Self::Deposant, Treat | ManageStructures | ManageUsers)
            | (Self::Valideur, Deposit | ManageStructures | ManageUsers)
            | (Self::Lecteur, Deposit | Treat | Annotate | ManageStructures | ManageUsers) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_changes_nothing() {
        for permission in [
            Permission::Deposit,
            Permission::Treat,
            Permission::Annotate,
            Permission::ManageStructures,
            Permission::ManageUsers,
        ] {
            assert!(!Role::Lecteur.allows(permission));
        }
        assert!(Role::Lecteur.allows(Permission::Read));
    }

    #[test]
    fn only_an_administrator_manages_users() {
        for role in Role::ALL {
            assert_eq!(role.allows(Permission::ManageUsers), role == Role::Administrateur);
        }
    }

    #[test]
    fn codes_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
    }
}
