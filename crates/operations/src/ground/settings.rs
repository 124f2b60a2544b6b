//! What an operator may set.

use std::path::PathBuf;
use std::time::Duration;

use chorus_pro::Addresses;
use jobs::QueueSettings;

/// Settings of the operations. The server reads them from its configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// PISTE addresses of qualification. Only configuration can change them.
    pub qualification: Addresses,
    /// PISTE addresses of production.
    pub production: Addresses,
    /// Time to undo a submission before the call leaves.
    pub undo: Duration,
    /// Base addresses of the older certificate mode, qualification and production.
    pub certificate_bases: [String; 2],
    /// How jobs are run.
    pub queue: QueueSettings,
    /// Pause between two synchronisations of a structure.
    pub sync_every: Duration,
    /// The same while an invoice is on its way.
    pub sync_while_under_way: Duration,
    /// A session ends after this long without a request.
    pub session_idle: Duration,
    /// A session ends after this long in any case.
    pub session_absolute: Duration,
    /// How long people whose role reaches secrets, people or statuses may do without a second factor, from their first
    /// sign-in since it is asked for.
    pub second_factor_grace: Duration,
    /// What a password hash costs.
    pub password_cost: PasswordCost,
    /// Password hashes computed at the same time.
    pub simultaneous_hashes: usize,
    /// How long what is known of a recipient is used without asking again.
    pub directory_fresh: Duration,
    /// Longest time of one call to Chorus Pro without a file.
    pub call_timeout: Duration,
    /// The same with a file.
    pub upload_timeout: Duration,
    /// Bytes that a person may send on a day, whatever becomes of them.
    pub uploads_per_day: u64,
    /// How long the exchanges with Chorus Pro are kept; zero keeps none.
    pub exchanges_kept: Duration,
    /// The folder below which EDI links may use folders of this machine; none allows none.
    pub edi_folder: Option<PathBuf>,
    /// Servers of its own network that EDI links may call, as they are typed there.
    pub edi_hosts: Vec<String>,
    /// Pause between two looks into the folder of an EDI link.
    pub edi_every: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            qualification: Addresses::qualification(),
            production: Addresses::production(),
            undo: Duration::from_secs(10),
            certificate_bases: [
                chorus_pro::CERTIFICATE_BASE_QUALIFICATION.to_owned(),
                chorus_pro::CERTIFICATE_BASE_PRODUCTION.to_owned(),
            ],
            queue: QueueSettings::default(),
            sync_every: Duration::from_secs(300),
            sync_while_under_way: Duration::from_secs(30),
            session_idle: Duration::from_secs(2 * 3_600),
            session_absolute: Duration::from_secs(12 * 3_600),
            second_factor_grace: Duration::from_secs(30 * 24 * 3_600),
            password_cost: PasswordCost::default(),
            simultaneous_hashes: 2,
            directory_fresh: Duration::from_secs(24 * 3_600),
            call_timeout: Duration::from_secs(60),
            upload_timeout: Duration::from_secs(300),
            uploads_per_day: 4 * 1024 * 1024 * 1024,
            exchanges_kept: Duration::from_secs(30 * 24 * 3_600),
            edi_folder: None,
            edi_hosts: Vec::new(),
            edi_every: Duration::from_secs(300),
        }
    }
}

/// What a hash costs whoever guesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for PasswordCost {
    /// OWASP Password Storage: m = 19 MiB, t = 2, p = 1 (performance-anchors.md §5).
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2 }
    }
}

impl PasswordCost {
    /// The least that the algorithm takes: for tests that are about something else.
    pub const LEAST: Self = Self { memory_kib: 8, passes: 1 };
}
