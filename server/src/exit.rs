//! How the program ends: one line for the operator and a code that scripts can tell apart.

use thiserror::Error;

/// Exit codes, in the numbers of `sysexits.h` where one fits. 0 is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// The command was understood and refused, or the answer is no (`health`, `check`).
    Refused = 1,
    /// The command line is wrong; given by the argument parser. Also: a document cannot be read (`check`).
    Usage = 2,
    /// The database was written by a newer program.
    NewerDatabase = 65,
    /// The site folder is missing or incomplete.
    NoSite = 66,
    /// The address or the port cannot be listened on.
    PortTaken = 69,
    /// A defect of the program.
    Defect = 70,
    /// The data folder cannot be written.
    FolderNotWritable = 73,
    /// The database or a file failed.
    Storage = 74,
    /// Another process works with the same data folder.
    InUse = 75,
    /// The configuration or the key is missing or wrong.
    Configuration = 78,
}

impl Exit {
    /// The number that the process gives back.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// An end that the operator can do something about.
#[derive(Debug, Error)]
#[error("{text}")]
pub struct Failure {
    /// With which code.
    pub exit: Exit,
    /// One line, English: what happened and what to do.
    pub text: String,
}

/// Makes the error of a foreseen end.
pub fn failure(exit: Exit, text: impl Into<String>) -> anyhow::Error {
    anyhow::Error::new(Failure { exit, text: text.into() })
}

/// The code and the one line of an error; what was not foreseen is a defect.
#[must_use]
pub fn describe(error: &anyhow::Error) -> (Exit, String) {
    let exit = error.chain().find_map(|cause| cause.downcast_ref::<Failure>()).map(|failure| failure.exit);
    let text = format!("{error:#}");
    let line: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    (exit.unwrap_or(Exit::Defect), line.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_and_keeps_its_code_under_context() {
        let error = failure(Exit::InUse, "first\n  second").context("while starting");
        assert_eq!(describe(&error), (Exit::InUse, "while starting: first; second".to_owned()));
    }

    #[test]
    fn what_was_not_foreseen_is_a_defect() {
        assert_eq!(describe(&anyhow::anyhow!("odd")).0, Exit::Defect);
    }
}
