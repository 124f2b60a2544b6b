//! What a change of SIRET breaks. On Chorus Pro another SIRET is another structure: the platform copies it, all but the
//! mandate, the technical account and the raccordement (needs.md, pain 4); the rest is what is tied to the SIRET here and
//! with those who pay.

use serde::{Deserialize, Serialize};

/// One of the seven things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SiretStep {
    /// Raccordement and technical account.
    Access,
    /// Who may act for the structure.
    Mandate,
    /// What was prepared under the old SIRET and has not left.
    Drafts,
    /// What has left under it and is not paid.
    UnderWay,
    /// Flows and tables, and the program that writes them.
    Flows,
    /// The bank accounts that Chorus Pro knows.
    BankAccounts,
    /// What those who pay know: their engagements and contracts name the old SIRET.
    Payers,
}

impl SiretStep {
    /// All, in the order in which they are walked through.
    pub const ALL: [Self; 7] = [
        Self::Access,
        Self::Mandate,
        Self::BankAccounts,
        Self::Payers,
        Self::Drafts,
        Self::Flows,
        Self::UnderWay,
    ];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Mandate => "mandate",
            Self::Drafts => "drafts",
            Self::UnderWay => "under_way",
            Self::Flows => "flows",
            Self::BankAccounts => "bank",
            Self::Payers => "payers",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_seven_each_with_a_code_of_its_own() {
        let codes: std::collections::BTreeSet<_> = SiretStep::ALL.map(SiretStep::code).into_iter().collect();
        assert_eq!(codes.len(), 7);
        for step in SiretStep::ALL {
            assert_eq!(SiretStep::from_code(step.code()), Some(step));
        }
        assert_eq!(SiretStep::from_code(""), None);
    }
}
