//! The payment delay of the public sector (code de la commande publique, L2192-10 to R2192-36): until when a payment
//! request must be paid, what stops the delay, and what is due when it is passed.
//!
//! Everything is counted in calendar days of Paris; holidays count. What a rule fixes by category or by period is a
//! row of data with its source ([`Rule`]); what has no row is not guessed. Only contracts of public payers are meant:
//! between private persons other rules hold (code de commerce, L441-10). The delays of works (project manager,
//! décompte général) and the suspensions by an assignment of the claim (decree 2013-269, article 15) are not told by
//! the statuses of Chorus Pro and are not in here.

mod bar;
mod day;
mod delay;
mod forecast;
mod interest;
mod national;
mod proposal;
mod rates;
mod request;
mod rule;
mod spans;
mod term;

#[cfg(test)]
mod properties;

pub use bar::{BarPhase, BarSegment, DelayBar};
pub use delay::{
    AppliedDelay, ComptableShare, DelayBasis, DelayRule, DelayTargets, PayerCategory, delay_rules,
};
pub use forecast::{FEWEST_CASES, PaymentForecast, forecast_payment};
pub use interest::{
    Debt, InterestError, InterestSlice, LateInterest, PartialPayment, interest_of, late_interest,
};
pub use national::{NATIONAL_DELAYS, NationalDelay};
pub use proposal::propose_payer_category;
pub use rates::{HalfYear, InterestRules, LateRate};
pub use request::{PaymentRequest, payment_delay};
pub use rule::{Confidence, Rule, RuleTable};
pub use spans::statuses_of_spans;
pub use term::{
    Completion, DelayEnd, DelayFinding, DelayRun, DelayStart, DelayState, FindingKind, Interruption, NoDelay,
    PaymentDelay, StartBasis,
};
