//! A handle on the running simulator: background work, saving, and what tests ask of it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use apart::Apart;
use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::calls::{Call, CallLog};
use crate::clock::{Clock, Now};
use crate::faults::{Fault, FaultQueue};
use crate::files::FileStore;
use crate::ledger::Ledger;
use crate::pace::Pace;
use crate::state::State;
use crate::world::{Invoice, World, WorldError};

/// Quiet time after a change before the state is written.
const SAVE_DELAY: Duration = Duration::from_millis(400);

/// How a simulator is started.
pub struct Options {
    /// The world at the beginning; a readable state file takes its place.
    pub seed: World,
    /// Where the world is kept between runs; the bytes of files go to a folder of the same name plus `.files`.
    pub state_file: Option<PathBuf>,
    /// The source of real time.
    pub now: Now,
    /// Simulated seconds per real second, from 0 (stands still) up.
    pub speed: f64,
    /// How long the steps of the life cycle take, in simulated time.
    pub pace: Pace,
    /// Whether what the reference only infers is refused too: an exemption without its reason, a credit note without the
    /// invoice that it corrects.
    pub strict: bool,
    /// Where PDFs are read, by [`crate::TASKS`].
    pub apart: Apart,
}

/// A simulator that cannot start.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The seed or the state file is unusable.
    #[error(transparent)]
    World(#[from] WorldError),
}

struct Shared {
    state: Mutex<State>,
    changed: Notify,
    state_file: Option<PathBuf>,
    /// The last revision on disk; locked while writing, so that an older state never replaces a newer one.
    saved: Mutex<u64>,
    apart: Apart,
}

/// A handle on a running simulator; clones share the same world.
#[derive(Clone)]
pub struct Simulator {
    shared: Arc<Shared>,
}

impl Simulator {
    /// Loads the state file if there is one, else starts from the seed.
    ///
    /// Simulated time starts at the world's own instant, or at real time if that is later.
    ///
    /// # Errors
    /// [`SimulatorError::World`] when the seed contradicts itself or the state file cannot be read.
    pub fn new(options: Options) -> Result<Self, SimulatorError> {
        let Options { seed, state_file, now, speed, pace, strict, apart } = options;
        let existing = state_file.as_deref().filter(|path| path.exists());
        let world = existing.map_or(Ok(seed), World::load)?;
        world.check()?;
        let start = world.now.max(now());
        let mut folder = state_file.clone().map(PathBuf::into_os_string);
        if let Some(folder) = &mut folder {
            folder.push(".files");
        }
        let state = State {
            ledger: Ledger::new(world, pace).with_strictness(strict),
            clock: Clock::new(now, start, speed),
            files: FileStore::new(folder.map(PathBuf::from)),
            faults: FaultQueue::default(),
            calls: CallLog::default(),
            tokens: HashMap::new(),
            serial: 0,
        };
        let (changed, saved) = (Notify::new(), Mutex::new(0));
        let shared = Shared { state: Mutex::new(state), changed, state_file, saved, apart };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Life cycles every second and saving after changes, until `stop`; [`Simulator::serve`] runs it.
    /// Whoever mounts [`Simulator::router`] in another server spawns it.
    pub async fn background(self, stop: CancellationToken) {
        let saver = tokio::spawn(self.clone().save_after_changes(stop.clone()));
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(Duration::from_secs(1)) => self.tick(),
            }
        }
        if saver.await.is_err() {
            tracing::warn!("the saver of the simulator ended badly");
        }
    }

    /// Where PDFs are read.
    pub(crate) fn apart(&self) -> &Apart {
        &self.shared.apart
    }

    fn tick(&self) {
        let mut state = self.lock();
        let before = state.ledger.revision();
        state.catch_up();
        let real = state.clock.real();
        state.tokens.retain(|_, token| token.expires_at > real);
        let moved = state.ledger.revision() != before;
        drop(state);
        if moved {
            self.shared.changed.notify_one();
        }
    }

    async fn save_after_changes(self, stop: CancellationToken) {
        let mut pause = SAVE_DELAY;
        loop {
            let stopping = tokio::select! {
                () = stop.cancelled() => true,
                () = self.shared.changed.notified() => false,
            };
            if !stopping {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(pause) => {}
                }
            }
            let simulator = self.clone();
            let started = Instant::now();
            match tokio::task::spawn_blocking(move || simulator.save()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "the simulator's state was not saved"),
                Err(error) => tracing::warn!(%error, "saving the simulator's state ended badly"),
            }
            // A large world is saved less often, so that saving never takes more than a twentieth of the time.
            pause = SAVE_DELAY.max(started.elapsed() * 20).min(Duration::from_secs(30));
            if stopping {
                return;
            }
        }
    }

    /// Writes the state file now, if there is one and something changed. Blocking.
    ///
    /// # Errors
    /// [`WorldError`] when the file cannot be written.
    pub fn save(&self) -> Result<(), WorldError> {
        let Some(path) = &self.shared.state_file else { return Ok(()) };
        let mut saved = self.shared.saved.lock().unwrap_or_else(PoisonError::into_inner);
        let (revision, world) = {
            let state = self.lock();
            // Invoices are shared pointers: this copy is short even with many of them.
            (state.ledger.revision(), World { now: state.clock.now(), ..state.ledger.world.clone() })
        };
        if revision == *saved && path.exists() {
            return Ok(());
        }
        world.save(path)?;
        *saved = revision;
        Ok(())
    }

    /// The ordered faults.
    #[must_use]
    pub fn faults(&self) -> Faults {
        Faults { simulator: self.clone() }
    }

    /// All invoices as they are now.
    #[must_use]
    pub fn invoices(&self) -> Vec<Arc<Invoice>> {
        let mut state = self.lock();
        state.catch_up();
        state.ledger.world.invoices.clone()
    }

    /// A copy of the whole world as it is now.
    #[must_use]
    pub fn world(&self) -> World {
        let mut state = self.lock();
        let now = state.catch_up();
        World { now, ..state.ledger.world.clone() }
    }

    /// The last calls received, oldest first, at most a thousand.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.list()
    }

    /// Simulated now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.lock().clock.now()
    }

    /// Moves simulated time forward; everything due in between happens at its own instant.
    pub fn jump(&self, by: Duration) {
        let by = chrono::Duration::from_std(by).unwrap_or(chrono::Duration::zero());
        let mut state = self.lock();
        state.clock.jump(by);
        state.catch_up();
        state.ledger.touch();
        drop(state);
        self.changed();
    }

    /// Changes the speed of simulated time from now on.
    pub fn set_speed(&self, speed: f64) {
        self.lock().clock.set_speed(speed);
    }

    /// The state; a panic of another thread does not lock everybody out.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the saver that something changed.
    pub(crate) fn changed(&self) {
        self.shared.changed.notify_one();
    }

    /// The bytes of an uploaded file, from memory or from the folder beside the state file. Blocking.
    #[must_use]
    pub fn file_bytes(&self, id: i64) -> Option<Vec<u8>> {
        let (kept, path): (Option<Arc<[u8]>>, Option<PathBuf>) = {
            let state = self.lock();
            (state.files.in_memory(id), state.files.path(id))
        };
        kept.map(|bytes| bytes.to_vec()).or_else(|| std::fs::read(Path::new(&path?)).ok())
    }
}

/// The ordered faults of a simulator.
#[derive(Clone)]
pub struct Faults {
    simulator: Simulator,
}

impl Faults {
    /// Orders a failure.
    pub fn order(&self, fault: Fault) {
        self.simulator.lock().faults.order(fault);
    }

    /// Forgets all failures still to come.
    pub fn clear(&self) {
        self.simulator.lock().faults.clear();
    }

    /// The failures still to come.
    #[must_use]
    pub fn list(&self) -> Vec<Fault> {
        self.simulator.lock().faults.list()
    }
}
