//! The circuit of a received invoice inside of its organisation: which rule takes it, who approves it before its payment is
//! ordered, and who stands in for somebody who is absent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::{CircuitRuleId, StructureId, TeamId, UserId};

/// Most steps of a circuit.
pub const MOST_STEPS: usize = 6;
/// Longest name of a team or of a rule, characters.
pub const LONGEST_CIRCUIT_NAME: usize = 80;

/// Who approves an invoice, or looks after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approver {
    /// This person.
    Person(UserId),
    /// Whoever of a team is first.
    Team(TeamId),
}

impl Approver {
    /// As a form sends it: `personne:…` or `equipe:…`.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Person(user) => format!("personne:{user}"),
            Self::Team(team) => format!("equipe:{team}"),
        }
    }

    /// Reads what a form sent; none when it is nothing of the kind.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.split_once(':')? {
            ("personne", user) => user.parse().ok().map(Self::Person),
            ("equipe", team) => team.parse().ok().map(Self::Team),
            _ => None,
        }
    }
}

codes! {
    /// Where a step of the circuit of an invoice stands.
    ApprovalState {
        /// A step before it is not done.
        Later = "later";
        /// It is its turn.
        Waiting = "waiting";
        /// Approved.
        Approved = "approved";
        /// Not approved.
        Refused = "refused";
    }
}

/// What of an invoice a rule looks at.
#[derive(Clone, Copy, Debug)]
pub struct RoutedInvoice<'i> {
    /// Its structure.
    pub structure: StructureId,
    /// The service that it is for; none when it is for the whole structure.
    pub service_code: Option<&'i str>,
    /// SIRET or other identifier of its supplier.
    pub supplier: &'i str,
    /// BT-112 in cents, a credit note below zero; none when it is not known.
    pub gross_cents: Option<i64>,
}

/// Which received invoices go which way. What is not said excludes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CircuitRule {
    /// Identifier.
    pub id: CircuitRuleId,
    /// What it is called.
    pub name: String,
    /// Of this structure.
    pub structure: Option<StructureId>,
    /// For this service.
    pub service_code: Option<String>,
    /// From this supplier.
    pub supplier: Option<String>,
    /// From this amount on (BT-112), in cents. An invoice whose amount is not known counts as reaching it.
    pub from_cents: Option<i64>,
    /// Who looks after them.
    pub assign_to: Option<UserId>,
    /// Who approves them, one after the other; at most [`MOST_STEPS`].
    pub steps: Vec<Approver>,
}

impl CircuitRule {
    /// Whether it takes an invoice.
    #[must_use]
    pub fn takes(&self, invoice: RoutedInvoice<'_>) -> bool {
        self.structure.is_none_or(|structure| structure == invoice.structure)
            && self.service_code.as_deref().is_none_or(|code| Some(code) == invoice.service_code)
            && self.supplier.as_deref().is_none_or(|supplier| supplier == invoice.supplier)
            && self.from_cents.is_none_or(|from| {
                invoice.gross_cents.is_none_or(|cents| cents.unsigned_abs() >= from.unsigned_abs())
            })
    }
}

/// The first rule that takes an invoice: the order of the rules is their rank.
#[must_use]
pub fn rule_for<'r>(rules: &'r [CircuitRule], invoice: RoutedInvoice<'_>) -> Option<&'r CircuitRule> {
    rules.iter().find(|rule| rule.takes(invoice))
}

/// Somebody who is absent, and who stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub user: UserId,
    /// Who stands in.
    pub substitute: UserId,
    /// The days, both included.
    pub first: NaiveDate,
    /// See `first`.
    pub last: NaiveDate,
}

impl Absence {
    /// Whether a day lies within it.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }
}

/// Who stands in for a person on a day: whoever they named, or who stands in for that one; the person while nobody does.
#[must_use]
pub fn stands_in(absences: &[Absence], user: UserId, day: NaiveDate) -> UserId {
    let mut stands = user;
    let mut seen = vec![user];
    while let Some(absence) = absences.iter().find(|absence| absence.user == stands && absence.covers(day)) {
        // In a circle of absent people nobody stands in.
        if seen.contains(&absence.substitute) {
            return user;
        }
        stands = absence.substitute;
        seen.push(stands);
    }
    stands
}

/// For whom a person acts on a day: for themselves, and for whom they stand in.
#[must_use]
pub fn acts_for(absences: &[Absence], user: UserId, day: NaiveDate) -> Vec<UserId> {
    let absent = absences.iter().map(|absence| absence.user).filter(|absent| *absent != user);
    let represented = absent.filter(|absent| stands_in(absences, *absent, day) == user);
    std::iter::once(user).chain(represented).collect()
}

codes! {
    /// What is to be looked at in the account of a received invoice (BT-84).
    AccountFinding {
        /// Its supplier was known by another one.
        NewForSupplier = "new";
        /// Its country is not that of its supplier, who has a SIRET.
        Foreign = "foreign";
        /// It is known as that of another supplier.
        KnownElsewhere = "elsewhere";
        /// Its key is wrong.
        WrongKey = "key";
    }
}

/// Whether the two digits after the country of an IBAN are right (ISO 13616, modulo 97).
#[must_use]
pub fn iban_key_holds(iban: &str) -> bool {
    if !(15..=34).contains(&iban.len()) || !iban.bytes().all(|sign| sign.is_ascii_alphanumeric()) {
        return false;
    }
    let (head, rest) = iban.split_at(4);
    let value = |sign: char| sign.to_digit(36);
    let remainder = rest.chars().chain(head.chars()).filter_map(value).fold(0_u32, |remainder, value| {
        let factor = if value > 9 { 100 } else { 10 };
        (remainder * factor + value) % 97
    });
    remainder == 1
}

/// Whether an IBAN is kept outside of France.
#[must_use]
pub fn is_foreign_iban(iban: &str) -> bool {
    !iban.get(..2).is_some_and(|country| country.eq_ignore_ascii_case("FR"))
}

/// What keeps the payment of a received invoice from being ordered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Hold {
    /// Its account is to be confirmed by a second person.
    Account,
    /// Somebody has not approved it yet.
    Approval {
        /// Who, by name.
        by: String,
    },
    /// Somebody has refused to approve it.
    ApprovalRefused {
        /// Who, by name.
        by: String,
    },
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn user(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn absence(of: u128, substitute: u128, first: u32, last: u32) -> Absence {
        Absence { user: user(of), substitute: user(substitute), first: day(first), last: day(last) }
    }

    fn rule() -> CircuitRule {
        CircuitRule {
            id: CircuitRuleId(Uuid::from_u128(1)),
            name: "Toutes".to_owned(),
            structure: None,
            service_code: None,
            supplier: None,
            from_cents: None,
            assign_to: None,
            steps: Vec::new(),
        }
    }

    #[test]
    fn the_first_rule_that_takes_an_invoice_counts() {
        let here = StructureId(Uuid::from_u128(7));
        let rules = [
            CircuitRule { name: "Achats".to_owned(), service_code: Some("ACHATS".to_owned()), ..rule() },
            CircuitRule { name: "Grosses".to_owned(), from_cents: Some(500_000), ..rule() },
            CircuitRule { name: "Fournisseur".to_owned(), supplier: Some("123".to_owned()), ..rule() },
            CircuitRule {
                name: "Ailleurs".to_owned(),
                structure: Some(StructureId(Uuid::from_u128(8))),
                ..rule()
            },
        ];
        let name = |service_code, supplier, gross_cents| {
            let invoice = RoutedInvoice { structure: here, service_code, supplier, gross_cents };
            rule_for(&rules, invoice).map(|rule| rule.name.as_str())
        };
        assert_eq!(name(Some("ACHATS"), "123", Some(900_000)), Some("Achats"));
        assert_eq!(name(None, "123", Some(500_000)), Some("Grosses"));
        assert_eq!(name(None, "123", Some(-500_000)), Some("Grosses"), "a credit note by what it takes away");
        assert_eq!(name(None, "9", None), Some("Grosses"), "an unknown amount is no small one");
        assert_eq!(name(None, "123", Some(499_999)), Some("Fournisseur"));
        assert_eq!(name(None, "9", Some(1)), None);
    }

    #[test]
    fn a_substitute_stands_in_on_the_days_of_the_absence_and_through_others() {
        let absences = [absence(1, 2, 10, 20), absence(2, 3, 15, 16)];
        assert_eq!(stands_in(&absences, user(1), day(9)), user(1));
        assert_eq!(stands_in(&absences, user(1), day(10)), user(2));
        assert_eq!(stands_in(&absences, user(1), day(15)), user(3));
        assert_eq!(stands_in(&absences, user(1), day(20)), user(2));
        assert_eq!(acts_for(&absences, user(3), day(15)), [user(3), user(1), user(2)]);
        assert_eq!(acts_for(&absences, user(2), day(21)), [user(2)]);
        let circle = [absence(1, 2, 1, 9), absence(2, 1, 1, 9)];
        assert_eq!(stands_in(&circle, user(1), day(5)), user(1));
    }

    #[test]
    fn approvers_lead_back_from_a_form() {
        for approver in [Approver::Person(user(5)), Approver::Team(TeamId(Uuid::from_u128(6)))] {
            assert_eq!(Approver::from_code(&approver.code()), Some(approver));
        }
        for wrong in ["", "personne:", "equipe:x", "autre:1"] {
            assert_eq!(Approver::from_code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_key_of_an_iban_is_checked() {
        assert!(iban_key_holds("FR7630006000011234567890189"));
        assert!(iban_key_holds("DE89370400440532013000"));
        assert!(!iban_key_holds("FR7630006000011234567890188"));
        assert!(
            !iban_key_holds("") && !iban_key_holds("FR76") && !iban_key_holds("FR76é0006000011234567890")
        );
        assert!(!is_foreign_iban("FR7630006000011234567890189") && is_foreign_iban("DE89370400440532013000"));
    }

    proptest! {
        #[test]
        fn nobody_is_represented_by_two(pairs in prop::collection::vec((0_u128..6, 0_u128..6), 0..8)) {
            let absences: Vec<Absence> = pairs
                .into_iter()
                .filter(|(of, substitute)| of != substitute)
                .map(|(of, substitute)| absence(of, substitute, 1, 9))
                .collect();
            for represented in 0..6 {
                let by: Vec<u128> = (0..6)
                    .filter(|by| acts_for(&absences, user(*by), day(5)).iter().skip(1).any(|one| *one == user(represented)))
                    .collect();
                prop_assert!(by.len() <= 1, "{represented} by {by:?}");
            }
        }
    }
}
