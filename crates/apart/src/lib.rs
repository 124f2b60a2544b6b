//! Work on a file that came from a stranger, in a process of its own: its memory and its processor time have an end that
//! the kernel keeps, whatever a library does with the file, and it has none of the secrets of the one who asks.
//!
//! The process is the same program, started with [`COMMAND`]: its `main` asks [`child`] first. A [`Task`] gets the whole
//! file, and two numbers where it is told more, and gives an answer in bytes.

mod child;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;
use tokio::sync::Semaphore;

pub use child::child;

/// The first argument of a process that works apart.
pub const COMMAND: &str = "apart";

/// The largest answer that is taken, in bytes.
const LARGEST_ANSWER: u64 = 32_000_000;

/// Something to be done with a file.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// How the process is told what to do.
    pub name: &'static str,
    /// What is done: the file in, the answer out.
    pub run: fn(Vec<u8>, Argument) -> Vec<u8>,
}

/// What a task is told besides its file: two numbers, of which each task says what they mean. Numbers only, so that
/// nothing else can come to stand in the command line of the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Argument(pub u32, pub u32);

impl Argument {
    /// For a task that is told nothing more.
    pub const NONE: Self = Self(0, 0);
}

/// How much a file may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Memory besides the file itself, in bytes. The program takes some 10 MB of it for itself.
    pub memory: u64,
    /// Processor time, in whole seconds.
    pub processor: u64,
    /// Time by the clock, also for handing the file over.
    pub patience: Duration,
    /// How many run at once; others wait.
    pub at_once: usize,
    /// How long one waits for its turn.
    pub queue: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 64 << 20,
            processor: 2,
            patience: Duration::from_secs(20),
            at_once: 2,
            queue: Duration::from_secs(60),
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ApartError {
    /// The file took more memory or time than a file may, or the library that reads it broke.
    #[error("the work was ended: {0}")]
    Ended(String),
    /// Too many files wait.
    #[error("too many files wait to be read")]
    Busy,
    /// The process could not be started, or the file not be handed over: no fault of the file.
    #[error("the work could not be done: {0}")]
    Failed(#[from] io::Error),
}

/// Where such work is done.
#[derive(Clone, Debug)]
pub struct Apart {
    program: Option<PathBuf>,
    limits: Limits,
    places: Arc<Semaphore>,
}

impl Apart {
    /// In a process of its own, by a program whose `main` asks [`child`] first.
    #[must_use]
    pub fn in_program(program: PathBuf, limits: Limits) -> Self {
        Self { program: Some(program), limits, places: Arc::new(Semaphore::new(limits.at_once)) }
    }

    /// In this process, on a thread of its own and without limits: for programs that read their own files, as tests do.
    #[must_use]
    pub fn here() -> Self {
        let limits = Limits::default();
        Self { program: None, limits, places: Arc::new(Semaphore::new(limits.at_once)) }
    }

    /// The same with places of its own: whoever waits for the one does not wait for the other.
    #[must_use]
    pub fn with_own_places(&self) -> Self {
        Self { places: Arc::new(Semaphore::new(self.limits.at_once)), ..self.clone() }
    }

    /// For work that takes more than reading does: with other limits of a file, and places of its own.
    #[must_use]
    pub fn for_heavy_work(&self, limits: Limits) -> Self {
        Self { program: self.program.clone(), limits, places: Arc::new(Semaphore::new(limits.at_once)) }
    }

    /// Does a task with a file of so many bytes.
    ///
    /// # Errors
    /// [`ApartError`].
    pub async fn run<S>(&self, task: Task, size: u64, content: S) -> Result<Vec<u8>, ApartError>
    where
        S: Stream<Item = io::Result<Bytes>> + Send + Unpin,
    {
        self.run_with(task, Argument::NONE, size, content).await
    }

    /// The same of a task that is told more.
    ///
    /// # Errors
    /// [`ApartError`].
    pub async fn run_with<S>(
        &self,
        task: Task,
        argument: Argument,
        size: u64,
        content: S,
    ) -> Result<Vec<u8>, ApartError>
    where
        S: Stream<Item = io::Result<Bytes>> + Send + Unpin,
    {
        let place = tokio::time::timeout(self.limits.queue, Arc::clone(&self.places).acquire_owned());
        let Ok(Ok(_place)) = place.await else { return Err(ApartError::Busy) };
        match &self.program {
            None => here(task, argument, content).await,
            Some(program) => {
                let handed = AtomicBool::new(false);
                let work = elsewhere(program, self.limits, task, argument, size, content, &handed);
                let answer = tokio::time::timeout(self.limits.patience, work).await;
                // The process goes with the future that waited for it. It cannot begin before it has the whole file.
                answer.unwrap_or_else(|_| {
                    Err(if handed.load(Ordering::Relaxed) {
                        ApartError::Ended("it took too long".to_owned())
                    } else {
                        io::Error::new(io::ErrorKind::TimedOut, "the file came too slowly").into()
                    })
                })
            }
        }
    }
}

async fn here<S>(task: Task, argument: Argument, mut content: S) -> Result<Vec<u8>, ApartError>
where
    S: Stream<Item = io::Result<Bytes>> + Send + Unpin,
{
    let mut file = Vec::new();
    while let Some(piece) = content.next().await {
        file.extend_from_slice(&piece?);
    }
    let work = tokio::task::spawn_blocking(move || (task.run)(file, argument));
    work.await.map_err(|panic| ApartError::Ended(panic.to_string()))
}

async fn elsewhere<S>(
    program: &PathBuf,
    limits: Limits,
    task: Task,
    argument: Argument,
    size: u64,
    mut content: S,
    handed: &AtomicBool,
) -> Result<Vec<u8>, ApartError>
where
    S: Stream<Item = io::Result<Bytes>> + Send + Unpin,
{
    let numbers = [limits.memory, limits.processor, size, argument.0.into(), argument.1.into()];
    let numbers = numbers.map(|number| OsString::from(number.to_string()));
    let mut process = Command::new(program)
        .arg(COMMAND)
        .arg(task.name)
        .args(numbers)
        // Keys and passwords of the installation may be there.
        .env_clear()
        // The allocator of the program is not to take memory in advance: the limit would count it, or come too late.
        .env("MIMALLOC_ARENA_RESERVE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let (stdin, stdout) = (process.stdin.take(), process.stdout.take());
    let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else {
        return Err(io::Error::other("a process without its pipes").into());
    };
    let hand_over = async {
        while let Some(piece) = content.next().await {
            let piece = piece?;
            // One that has ended says so by how it ended.
            if stdin.write_all(&piece).await.is_err() {
                break;
            }
        }
        drop(stdin);
        handed.store(true, Ordering::Relaxed);
        Ok::<(), io::Error>(())
    };
    let mut answer = Vec::new();
    let mut bounded = stdout.take(LARGEST_ANSWER + 1);
    let take_in = bounded.read_to_end(&mut answer);
    let (handed, taken) = futures::join!(hand_over, take_in);
    handed?;
    taken?;
    if answer.len() as u64 > LARGEST_ANSWER {
        return Err(ApartError::Ended("its answer was too long".to_owned()));
    }
    let status = process.wait().await?;
    match status.code() {
        Some(0) => Ok(answer),
        Some(child::MISUSED) => Err(io::Error::other("the program does not know the task").into()),
        _ => Err(ApartError::Ended(status.to_string())),
    }
}
