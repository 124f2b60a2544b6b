//! How many days a payer has, and how they are shared inside.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::day::calendar_day;
use super::{Confidence, Rule, RuleTable};

/// Who pays, as far as the delay depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PayerCategory {
    /// The State and its administrative establishments.
    State,
    /// Local authorities, their groupings and their establishments.
    Local,
    /// Public health establishments and the health service of the army.
    Health,
    /// Public enterprises other than local establishments.
    PublicEnterprise,
}

impl PayerCategory {
    /// All, in the order of the select box.
    pub const ALL: [Self; 4] = [Self::State, Self::Local, Self::Health, Self::PublicEnterprise];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Local => "local",
            Self::Health => "health",
            Self::PublicEnterprise => "public_enterprise",
        }
    }

    /// The words on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::State => "État ou établissement public administratif de l’État",
            Self::Local => "Collectivité ou établissement public local",
            Self::Health => "Établissement public de santé",
            Self::PublicEnterprise => "Entreprise publique",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.code() == code)
    }
}

/// What the public accountant has of the delay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ComptableShare {
    /// So many days, whatever the delay (decree 2013-269, article 12, where accountant and ordonnateur are not of the
    /// same legal person).
    Days(u32),
    /// No text: a third of the delay, as 10 days are of 30. Always inferred.
    Third,
}

/// What the law fixes for a category of payers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DelayRule {
    /// For whom.
    pub category: PayerCategory,
    /// Days of the delay.
    pub days: u32,
    /// The accountant's part of them.
    pub comptable: ComptableShare,
}

/// The delays that come with Pupitre: one row for each category, for delays that started from 1 May 2013 on.
#[must_use]
pub fn delay_rules() -> RuleTable<DelayRule> {
    let row = |category, days, comptable, source| Rule {
        value: DelayRule { category, days, comptable },
        from: calendar_day(2013, 5, 1),
        until: None,
        source: Cow::Borrowed(source),
        confidence: Confidence::Text,
    };
    RuleTable::new(vec![
        row(PayerCategory::State, 30, ComptableShare::Third, "CCP R2192-10"),
        row(PayerCategory::Local, 30, ComptableShare::Days(10), "CCP R2192-10"),
        row(PayerCategory::Health, 50, ComptableShare::Days(15), "CCP R2192-11 1°"),
        row(PayerCategory::PublicEnterprise, 60, ComptableShare::Third, "CCP R2192-11 2°"),
    ])
}

/// Why a delay has the days it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DelayBasis {
    /// The category of the payer.
    Law,
    /// The contract, which is shorter (L2192-10).
    Contract,
    /// Nobody said who the payer is: the common 30 days, which may be wrong.
    Assumed,
}

/// The delay that holds for one payment request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedDelay {
    /// Its days.
    pub days: u32,
    /// Why so many.
    pub basis: DelayBasis,
    /// The accountant's part.
    pub comptable: ComptableShare,
    /// Where the days were read.
    pub source: Cow<'static, str>,
    /// How sure they are.
    pub confidence: Confidence,
}

/// Days of the common delay (R2192-10), assumed where the category is not known.
const COMMON_DAYS: u32 = 30;

impl AppliedDelay {
    /// The delay of a category on the day on which it starts. A contract counts when it gives at least a day and less
    /// than the law; no contract can give the payer more.
    #[must_use]
    pub fn of(
        category: Option<PayerCategory>,
        contract_days: Option<u32>,
        start: NaiveDate,
        rules: &RuleTable<DelayRule>,
    ) -> Self {
        let rule = category.and_then(|category| rules.on(start, |rule| rule.category == category));
        let legal = rule.map_or(
            Self {
                days: COMMON_DAYS,
                basis: DelayBasis::Assumed,
                comptable: ComptableShare::Third,
                source: Cow::Borrowed("CCP R2192-10"),
                confidence: Confidence::Inferred,
            },
            |rule| Self {
                days: rule.value.days,
                basis: DelayBasis::Law,
                comptable: rule.value.comptable,
                source: rule.source.clone(),
                confidence: rule.confidence,
            },
        );
        match contract_days {
            Some(days) if days > 0 && days < legal.days => Self {
                days,
                basis: DelayBasis::Contract,
                source: Cow::Borrowed("CCP L2192-10"),
                confidence: Confidence::Secondary,
                ..legal
            },
            _ => legal,
        }
    }
}

/// What each side should need of a delay. The law binds the payer as a whole: these are targets inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DelayTargets {
    /// Days of the ordonnateur, from the start of the delay.
    pub ordonnateur: u32,
    /// Days of the accountant, to its last day.
    pub comptable: u32,
    /// Whether no text gives this share.
    pub inferred: bool,
}

impl DelayTargets {
    /// How a delay of these days is shared. Days that the accountant has by decree stay the same when the delay is
    /// another; where they would leave nothing, a third is taken, as where no text gives any.
    #[must_use]
    pub fn of(days: u32, share: ComptableShare) -> Self {
        let fixed = match share {
            ComptableShare::Days(fixed) if fixed < days => Some(fixed),
            _ => None,
        };
        // To the nearest day.
        let comptable = fixed.unwrap_or(days.saturating_add(1) / 3);
        Self { ordonnateur: days - comptable, comptable, inferred: fixed.is_none() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: NaiveDate = calendar_day(2026, 3, 2);

    fn applied(category: Option<PayerCategory>, contract: Option<u32>) -> (u32, DelayBasis) {
        let delay = AppliedDelay::of(category, contract, START, &delay_rules());
        (delay.days, delay.basis)
    }

    #[test]
    fn the_category_of_the_payer_gives_the_days() {
        for (category, days) in [
            (PayerCategory::State, 30),
            (PayerCategory::Local, 30),
            (PayerCategory::Health, 50),
            (PayerCategory::PublicEnterprise, 60),
        ] {
            assert_eq!(applied(Some(category), None), (days, DelayBasis::Law));
            assert_eq!(PayerCategory::from_code(category.code()), Some(category));
        }
    }

    #[test]
    fn an_unknown_payer_is_assumed_to_have_the_common_delay() {
        assert_eq!(applied(None, None), (30, DelayBasis::Assumed));
        assert_eq!(applied(None, Some(45)), (30, DelayBasis::Assumed));
        let before_the_rules = calendar_day(2013, 4, 30);
        let delay = AppliedDelay::of(Some(PayerCategory::Health), None, before_the_rules, &delay_rules());
        assert_eq!((delay.days, delay.basis), (30, DelayBasis::Assumed));
        assert!(!delay.confidence.is_known());
    }

    #[test]
    fn only_a_shorter_contract_prevails() {
        assert_eq!(applied(Some(PayerCategory::Health), Some(45)), (45, DelayBasis::Contract));
        assert_eq!(applied(Some(PayerCategory::Health), Some(50)), (50, DelayBasis::Law));
        assert_eq!(applied(Some(PayerCategory::State), Some(60)), (30, DelayBasis::Law));
        assert_eq!(applied(Some(PayerCategory::State), Some(0)), (30, DelayBasis::Law));
        // Shorter than any legal delay: the category does not matter.
        assert_eq!(applied(None, Some(20)), (20, DelayBasis::Contract));
    }

    #[test]
    fn a_row_of_ones_own_wins_from_its_day_on() {
        let own = Rule {
            value: DelayRule {
                category: PayerCategory::Health,
                days: 40,
                comptable: ComptableShare::Days(12),
            },
            from: START,
            until: None,
            source: "décision du 2 mars 2026".into(),
            confidence: Confidence::Administrator,
        };
        let rules = delay_rules().with_own([own]);
        let days = |day| AppliedDelay::of(Some(PayerCategory::Health), None, day, &rules).days;
        assert_eq!(days(START), 40);
        assert_eq!(days(calendar_day(2026, 3, 1)), 50);
    }

    #[test]
    fn two_targets_share_the_delay() {
        for (days, share, ordonnateur, comptable, inferred) in [
            (30, ComptableShare::Days(10), 20, 10, false),
            (30, ComptableShare::Third, 20, 10, true),
            (50, ComptableShare::Days(15), 35, 15, false),
            (60, ComptableShare::Third, 40, 20, true),
            // The new delay of a hospital after an interruption: its accountant keeps 15 days.
            (30, ComptableShare::Days(15), 15, 15, false),
            (10, ComptableShare::Days(10), 7, 3, true),
            (8, ComptableShare::Days(10), 5, 3, true),
            (1, ComptableShare::Third, 1, 0, true),
            (0, ComptableShare::Third, 0, 0, true),
        ] {
            assert_eq!(
                DelayTargets::of(days, share),
                DelayTargets { ordonnateur, comptable, inferred },
                "{days}"
            );
        }
    }
}
