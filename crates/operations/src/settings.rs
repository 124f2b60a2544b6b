//! What an operator may set.

use std::time::Duration;

use chorus_pro::Addresses;

/// Settings of the operations. The server reads them from its configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// PISTE addresses of qualification. Only configuration can change them.
    pub qualification: Addresses,
    /// PISTE addresses of production.
    pub production: Addresses,
    /// Time to undo a submission before the call leaves.
    pub undo: Duration,
    /// Pauses before the next try, the last one repeated.
    pub retry_pauses: Vec<Duration>,
    /// Pause between two synchronisations of a connection.
    pub sync_every: Duration,
    /// The same while an invoice is on its way.
    pub sync_while_under_way: Duration,
    /// A session ends after this long without a request.
    pub session_idle: Duration,
    /// A session ends after this long in any case.
    pub session_absolute: Duration,
    /// Password hashes computed at the same time, 19 MiB each.
    pub simultaneous_hashes: usize,
    /// How long what is known of a recipient is used without asking again.
    pub directory_fresh: Duration,
    /// Longest time of one call to Chorus Pro.
    pub call_timeout: Duration,
    /// How long the exchanges with Chorus Pro are kept; zero keeps none.
    pub exchanges_kept: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            qualification: Addresses::qualification(),
            production: Addresses::production(),
            undo: Duration::from_secs(10),
            retry_pauses: [10, 30, 120, 600, 1_800, 3_600].map(Duration::from_secs).to_vec(),
            sync_every: Duration::from_secs(300),
            sync_while_under_way: Duration::from_secs(30),
            session_idle: Duration::from_secs(2 * 3_600),
            session_absolute: Duration::from_secs(12 * 3_600),
            simultaneous_hashes: 2,
            directory_fresh: Duration::from_secs(24 * 3_600),
            call_timeout: Duration::from_secs(60),
            exchanges_kept: Duration::from_secs(30 * 24 * 3_600),
        }
    }
}

impl Settings {
    /// The pause before the next try when `tries` have been made.
    #[must_use]
    pub fn retry_pause(&self, tries: u32) -> Duration {
        let index = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
        self.retry_pauses.get(index).or(self.retry_pauses.last()).copied().unwrap_or(Duration::from_secs(60))
    }
}
