//! The rates of late interest: those that come with Pupitre, and those that an administrator entered or confirmed.

use domain::{
    Confidence, HalfYear, InterestRules, LateRate, LateRateField, Notes, Permission, Remark, Rule, paris_day,
    parse_rate,
};
use rust_decimal::Decimal;
use storage::KnownRate;

use super::Portfolio;
use crate::{Actor, OperationError, Result};

/// The first year of the table.
const FIRST_YEAR: i32 = 2016;
/// No central bank's rate of this table was ever as high: whoever types more has added the eight points.
const HIGHEST: i64 = 7;
/// Characters of a source.
const LONGEST_SOURCE: usize = 200;

/// The rate of a half-year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateOfHalf {
    /// Which half-year.
    pub half: HalfYear,
    /// The row that holds, sure or not; none where nobody told any.
    pub rule: Option<Rule<LateRate>>,
    /// Who entered it, where somebody did.
    pub entered: Option<KnownRate>,
}

impl RateOfHalf {
    /// Whether money may be claimed on it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.rule.as_ref().is_some_and(|rule| rule.confidence.is_known())
    }
}

/// The rules with what was entered.
pub(super) fn interest_rules(known: &[KnownRate]) -> InterestRules {
    known.iter().fold(InterestRules::built_in(), |rules, rate| {
        rules.with_own_rate(rate.half, rate.refinancing, rate.source.clone())
    })
}

impl Portfolio {
    /// The rates of all half-years, the present one first.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn late_rates(&self, actor: &Actor) -> Result<Vec<RateOfHalf>> {
        actor.require(Permission::Read)?;
        let known = self.ground.read().await?.known_rates(actor.organization).await?;
        let rules = interest_rules(&known);
        let row = |half| {
            let rule = rules.rate(half).cloned();
            let entered = known.iter().find(|rate| rate.half == half).cloned();
            let entered = entered
                .filter(|_| rule.as_ref().is_some_and(|rule| rule.confidence == Confidence::Administrator));
            RateOfHalf { half, rule, entered }
        };
        Ok(halves(HalfYear::of(paris_day(self.ground.now()))).into_iter().map(row).collect())
    }

    /// Enters or confirms the rate of a half-year: its first day, the central bank's rate without the eight points, and
    /// where it was read.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with what is to be corrected.
    pub async fn set_late_rate(
        &self,
        actor: &Actor,
        half: &str,
        refinancing: &str,
        source: &str,
    ) -> Result<()> {
        actor.require(Permission::ManageUsers)?;
        let present = HalfYear::of(paris_day(self.ground.now()));
        let mut notes = Notes::default();
        let half = halves(present).into_iter().find(|known| known.first_day().to_string() == half);
        if half.is_none() {
            notes.error(LateRateField::Half, Remark::NotChosen);
        }
        let refinancing = match parse_rate(refinancing) {
            Ok(rate) if rate <= Decimal::from(HIGHEST) => Some(rate),
            _ => {
                notes.error(LateRateField::Refinancing, Remark::RateUnlikely);
                None
            }
        };
        let (source, length) = (source.trim(), source.trim().chars().count());
        if source.is_empty() {
            notes.error(LateRateField::Source, Remark::RateSourceMissing);
        } else if length > LONGEST_SOURCE {
            notes.error(LateRateField::Source, Remark::TooLong { longest: LONGEST_SOURCE, length });
        }
        let (Some(half), Some(refinancing), true) = (half, refinancing, notes.is_empty()) else {
            return Err(OperationError::Invalid(notes));
        };
        let rate = KnownRate {
            organization: actor.organization,
            half,
            refinancing,
            source: source.to_owned(),
            author: actor.user,
            author_name: actor.name.clone(),
            told_at: self.ground.now(),
        };
        let mut transaction = self.ground.write(actor.organization).await?;
        let known = transaction.known_rates(actor.organization).await?;
        let before = interest_rules(&known).rate(half).map(|rule| rule.value.refinancing.to_string());
        transaction.put_rate(&rate).await?;
        let shown = before.as_deref().unwrap_or("–");
        let detail = format!("{shown} → {refinancing} ({source})");
        let entry = self.ground.act(actor, "late_rate.set", half.first_day(), detail);
        let entry = entry.changing(before, Some(refinancing.to_string()));
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// From the present half-year back to the first one of the table.
fn halves(present: HalfYear) -> Vec<HalfYear> {
    let before = |half: &HalfYear| half.first_day().pred_opt().map(HalfYear::of);
    let first = HalfYear::of(chrono::NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default());
    std::iter::successors(Some(present), before).take_while(|half| *half >= first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_year_has_its_row_the_present_one_first() {
        let halves = halves(HalfYear::of(chrono::NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()));
        assert_eq!(halves.len(), 22);
        assert_eq!(halves[0].label(), "2e semestre 2026");
        assert_eq!(halves[21].label(), "1er semestre 2016");
    }
}
