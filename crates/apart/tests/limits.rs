//! What the limits hold, tried on this very program: it is started again to work apart.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use apart::{Apart, ApartError, Argument, Limits, Task};
use bytes::Bytes;
use libtest_mimic::{Arguments, Failed, Trial};

const REVERSE: Task = Task { name: "reverse", run: |file, _| file.iter().rev().copied().collect() };
const GREEDY: Task = Task { name: "greedy", run: greedy };
const ENDLESS: Task = Task { name: "endless", run: endless };
const ASLEEP: Task = Task { name: "asleep", run: asleep };
const BROKEN: Task = Task { name: "broken", run: |_, _| panic!("a library that breaks") };
const TALKATIVE: Task = Task { name: "talkative", run: |_, _| vec![b'a'; 40_000_000] };
const ENVIRONMENT: Task = Task { name: "environment", run: environment };
const TOLD: Task =
    Task { name: "told", run: |_, Argument(first, second)| format!("{first} {second}").into() };
const UNKNOWN: Task = Task { name: "unknown", run: |_, _| Vec::new() };

fn greedy(_: Vec<u8>, _: Argument) -> Vec<u8> {
    let mut taken = Vec::new();
    for _ in 0..1000 {
        taken.push(vec![1_u8; 1 << 20]);
    }
    taken.concat().len().to_string().into_bytes()
}

fn endless(file: Vec<u8>, _: Argument) -> Vec<u8> {
    let mut state = file.len();
    loop {
        state = std::hint::black_box(state.wrapping_mul(31).wrapping_add(7));
    }
}

fn asleep(_: Vec<u8>, _: Argument) -> Vec<u8> {
    std::thread::sleep(Duration::from_secs(600));
    Vec::new()
}

fn environment(_: Vec<u8>, _: Argument) -> Vec<u8> {
    std::env::vars().map(|(name, _)| name + " ").collect::<String>().into_bytes()
}

fn main() -> ExitCode {
    if let Some(code) =
        apart::child(&[REVERSE, GREEDY, ENDLESS, ASLEEP, BROKEN, TALKATIVE, ENVIRONMENT, TOLD])
    {
        return code;
    }
    let trials = [
        trial("a_file_goes_in_and_an_answer_comes_out", || async {
            assert_eq!(run(&apart(Limits::default()), REVERSE, b"facture").await.unwrap(), b"erutcaf");
            let large = vec![7; 3_000_000];
            assert_eq!(run(&apart(Limits::default()), REVERSE, &large).await.unwrap(), large);
        }),
        trial("a_task_is_told_two_numbers", || async {
            let apart = apart(Limits::default());
            let told = apart.run_with(TOLD, Argument(7, u32::MAX), 0, futures::stream::empty()).await;
            assert_eq!(told.unwrap(), b"7 4294967295");
            assert_eq!(run(&apart, TOLD, b"").await.unwrap(), b"0 0");
        }),
        trial("memory_has_an_end", || async { assert_ended(Limits::default(), GREEDY).await }),
        trial("processor_time_has_an_end", || async {
            let limits = Limits { processor: 1, patience: Duration::from_secs(300), ..Limits::default() };
            let answer = run(&apart(limits), ENDLESS, b"").await;
            let Err(ApartError::Ended(how)) = answer else { panic!("{answer:?}") };
            assert!(how.contains("signal"), "{how}");
        }),
        trial("waiting_has_an_end_and_ends_the_process", || async {
            let begun = Instant::now();
            assert_ended(Limits { patience: Duration::from_millis(300), ..Limits::default() }, ASLEEP).await;
            assert!(begun.elapsed() < Duration::from_secs(300), "the process was not waited for");
        }),
        trial("a_file_that_comes_too_slowly_is_no_fault_of_the_file", || async {
            let limits = Limits { patience: Duration::from_millis(300), ..Limits::default() };
            let never = Box::pin(futures::stream::pending());
            let answer = apart(limits).run(REVERSE, 7, never).await;
            assert!(matches!(answer, Err(ApartError::Failed(_))), "{answer:?}");
        }),
        trial("a_library_that_breaks_ends_the_work_only", || async {
            assert_ended(Limits::default(), BROKEN).await;
        }),
        trial("an_answer_has_an_end", || async {
            assert_ended(Limits { memory: 200 << 20, ..Limits::default() }, TALKATIVE).await;
        }),
        trial("no_secret_of_the_environment_goes_along", || async {
            let names = run(&apart(Limits::default()), ENVIRONMENT, b"").await.unwrap();
            assert_eq!(String::from_utf8(names).unwrap().trim(), "MIMALLOC_ARENA_RESERVE");
        }),
        trial("a_program_that_does_not_know_the_task_is_no_fault_of_the_file", || async {
            let answer = run(&apart(Limits::default()), UNKNOWN, b"").await;
            assert!(matches!(answer, Err(ApartError::Failed(_))), "{answer:?}");
        }),
        trial("who_finds_no_place_is_told", || async {
            let limits = Limits {
                at_once: 1,
                queue: Duration::from_millis(100),
                patience: Duration::from_secs(3),
                ..Limits::default()
            };
            let apart = apart(limits);
            let first = run(&apart, ASLEEP, b"");
            let others = async {
                tokio::time::sleep(Duration::from_millis(50)).await;
                let beside = run(&apart.with_own_places(), REVERSE, b"").await;
                (run(&apart, REVERSE, b"").await, beside)
            };
            let (_, (second, beside)) = futures::join!(first, others);
            assert!(matches!(second, Err(ApartError::Busy)), "{second:?}");
            assert!(beside.is_ok(), "places of its own are free: {beside:?}");
        }),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
}

fn trial<F: Future<Output = ()>>(name: &str, test: impl FnOnce() -> F + Send + 'static) -> Trial {
    Trial::test(name, move || {
        let runtime = tokio::runtime::Runtime::new().map_err(Failed::from)?;
        runtime.block_on(test());
        Ok(())
    })
}

fn apart(limits: Limits) -> Apart {
    Apart::in_program(std::env::current_exe().unwrap_or_else(|_| PathBuf::new()), limits)
}

async fn run(apart: &Apart, task: Task, file: &[u8]) -> Result<Vec<u8>, ApartError> {
    let pieces: Vec<_> = file.chunks(65_536).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    apart.run(task, file.len() as u64, futures::stream::iter(pieces)).await
}

async fn assert_ended(limits: Limits, task: Task) {
    let answer = run(&apart(limits), task, b"").await;
    assert!(matches!(answer, Err(ApartError::Ended(_))), "{:?}", answer.map(|answer| answer.len()));
}
