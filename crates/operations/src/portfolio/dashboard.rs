//! Figures of the *Tableau de bord*: each is summed by the database over what a person reaches, as the list selects it
//! (direction, structures, period), and made ready here.

mod ageing;
mod due;
mod funnel;
mod interest;
mod payments;
mod returns;
mod steps;
mod telling;

use tokio::sync::{Semaphore, SemaphorePermit};

pub use ageing::{AGES, Aged, AgedRow, Ageing};
pub use due::{DueCalendar, DueDay, WEEKS};
pub use funnel::Funnel;
pub use interest::{AHEAD_DAYS, InterestFigures, InterestRow};
pub use payments::{MonthOfPayments, NationalReference, PaymentMonths};
pub use returns::{ReturnReason, ReturnsTable};
pub use steps::{LATEST_PAYMENTS, Spread, StepRow, StepTimes};

use super::Portfolio;

/// Pages with all figures at a time, in this process; others wait. Each asks on several connections.
static TURNS: Semaphore = Semaphore::const_new(2);

impl Portfolio {
    /// The turn of a page with all figures: two at a time in this process, others wait.
    pub async fn dashboard_turn(&self) -> Option<SemaphorePermit<'static>> {
        // It is never closed.
        TURNS.acquire().await.ok()
    }
}
