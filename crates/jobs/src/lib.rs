//! What is done without a person: a queue that knows no invoice, and who runs it.
//!
//! A *kind* of job is one type that implements [`Kind`]: it says what it needs, in which lane it stands, and does the
//! work. The [`Runner`] takes jobs by leases and runs as many at once as it has places, over all lanes; the jobs of one
//! lane wait for each other only. A lease has a *fence*: whatever a job writes of its outcome names the fence at which it
//! was taken, and is refused when somebody else has taken the job since.
//!
//! How a job is never lost: it stands in the database until its outcome does, in the same transaction as what the job
//! changed ([`Work::settle`]). A process that dies leaves leases; another one takes them when the process was not heard
//! for a while, or when the lease ends.
//!
//! How a call is never made twice in silence: it leaves through [`Work::call`], which renews the lease and ends before
//! the lease does; a call that must not happen twice is announced first ([`Work::announce`]), and a job that is found
//! announced looks before it calls again.

mod kind;
mod queue;
mod runner;
mod work;

pub use kind::{Failure, Kind, LANE_OF_THE_HOUSE};
pub use queue::{Queue, QueueSettings, key_of};
pub use runner::{Runner, RunnerHandle};
pub use work::{Settled, Work};

pub use storage::{JobEnd, Priority};
