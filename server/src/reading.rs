//! Where files of strangers are read: in a process of this program, with limits.

use apart::{Apart, Task};

/// Everything that this program does apart.
const TASKS: [Task; 3] =
    [operations::TASKS[0], chorus_pro_simulator::TASKS[0], chorus_pro_simulator::TASKS[1]];

/// Does what this process was started for, when it was started to work apart.
pub fn child() -> Option<std::process::ExitCode> {
    apart::child(&TASKS)
}

/// By this program itself.
///
/// # Errors
/// When the system does not say where it is.
#[cfg(not(test))]
pub fn apart() -> std::io::Result<Apart> {
    Ok(Apart::in_program(std::env::current_exe()?, apart::Limits::default()))
}

/// A program of tests has a `main` of its own.
#[cfg(test)]
#[expect(clippy::unnecessary_wraps, reason = "as the real one")]
pub fn apart() -> std::io::Result<Apart> {
    Ok(Apart::here())
}
