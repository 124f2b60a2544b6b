//! Where files of strangers are read: in a process of this program, with limits.

use apart::Apart;

use crate::exit::{Exit, failure};

/// Does what this process was started for, when it was started to work apart.
pub fn child() -> Option<std::process::ExitCode> {
    apart::child(&[&operations::TASKS[..], &chorus_pro_simulator::TASKS[..], &converting::TASKS[..]].concat())
}

/// Where Linux keeps the running program, also when another version was put in its place meanwhile.
#[cfg(not(test))]
const RUNNING: &str = "/proc/self/exe";

/// By this program itself.
///
/// # Errors
/// When the system does not say where it is.
#[cfg(not(test))]
pub fn apart() -> std::io::Result<Apart> {
    let running = std::path::PathBuf::from(RUNNING);
    let program = if running.exists() { running } else { std::env::current_exe()? };
    Ok(Apart::in_program(program, apart::Limits::default()))
}

/// A PDF of one empty page, to try out whether documents can be read.
const EMPTY_PAGE: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
    2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n\
    trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n";

/// Where files are read, once that was seen to work: a system that forbids processes, or limits on them, would otherwise
/// show at the first deposit.
///
/// # Errors
/// [`Exit::Configuration`] with what is to be allowed.
pub async fn tried_out() -> anyhow::Result<Apart> {
    let apart = apart()?;
    let content = futures::stream::iter([Ok(EMPTY_PAGE.into())]);
    match apart.run(operations::TASKS[0], EMPTY_PAGE.len() as u64, content).await {
        Ok(_) => Ok(apart),
        Err(error) => Err(failure(
            Exit::Configuration,
            format!(
                "documents cannot be read: {error}. Pupitre starts itself as `pupitre apart` with limits on memory and \
                 time; the system must allow new processes and the call prlimit64"
            ),
        )),
    }
}

/// A program of tests has a `main` of its own.
#[cfg(test)]
#[expect(clippy::unnecessary_wraps, reason = "as the real one")]
pub fn apart() -> std::io::Result<Apart> {
    Ok(Apart::here())
}
