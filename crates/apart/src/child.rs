//! The other side: a process that has just been started to work apart.

use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::{Argument, COMMAND, Task};

/// How a process ends that was not told what to do in a way that it understands.
pub(crate) const MISUSED: i32 = 64;

/// What the program itself takes: its heap before the work, the stacks of its threads.
const PROGRAM: u64 = 24 << 20;

/// Does what this process was started for; `None` when it was not started to work apart. To be asked before anything
/// else is begun.
#[must_use]
pub fn child(tasks: &[Task]) -> Option<ExitCode> {
    let mut arguments = std::env::args();
    if arguments.nth(1)? != COMMAND {
        return None;
    }
    Some(match work(tasks, &arguments.collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(u8::try_from(MISUSED).unwrap_or(1)),
    })
}

fn work(tasks: &[Task], arguments: &[String]) -> io::Result<()> {
    let [name, numbers @ ..] = arguments else { return Err(io::ErrorKind::InvalidInput.into()) };
    let task = tasks.iter().find(|task| task.name == name).ok_or(io::ErrorKind::NotFound)?;
    let numbers = numbers.iter().map(|text| text.parse::<u64>().map_err(io::Error::other));
    let [memory, processor, size, first, second] = numbers.collect::<io::Result<Vec<u64>>>()?[..] else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let told = |number: u64| u32::try_from(number).map_err(io::Error::other);
    let argument = Argument(told(first)?, told(second)?);
    confine(memory.saturating_add(size), processor)?;
    let room = usize::try_from(size).map_err(io::Error::other)?;
    let mut file = Vec::with_capacity(room);
    // Not a byte more than was said: the room for the file is part of the limit.
    io::stdin().lock().take(size).read_to_end(&mut file)?;
    let answer = (task.run)(file, argument);
    let mut output = io::stdout().lock();
    output.write_all(&answer)?;
    output.flush()
}

/// From here on the kernel refuses more memory, and ends the process when its time is over.
fn confine(memory: u64, processor: u64) -> io::Result<()> {
    let limits = [
        // What is written to: the heap, and pages mapped for it. Programs and libraries in memory do not count.
        (Resource::Data, memory.saturating_add(PROGRAM)),
        (Resource::Cpu, processor),
        // No picture of its memory stays behind, no file is written, and there is nothing to open.
        (Resource::Core, 0),
        (Resource::Fsize, 0),
    ];
    for (resource, most) in limits {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}
