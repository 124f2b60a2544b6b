//! A folder for one test, with a site as the build would leave it and the program in it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir_all(folder.path("site/pkg")).unwrap();
        let manifest = r#"{"pupitre.js":"a","pupitre_bg.wasm":"b","form.js":"c","form_bg.wasm":"d","check.js":"g","check_bg.wasm":"h","pupitre.css":"e","version":"f"}"#;
        std::fs::write(folder.path("site/manifest.json"), manifest).unwrap();
        folder
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// The program with an environment of its own.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pupitre"));
        command.args(arguments).env_clear().current_dir(self.root()).stdin(Stdio::null());
        command
    }

    /// Makes a key file and gives its name.
    pub(crate) fn key(&self) -> &'static str {
        let made = self.command(&["key", "new", "--file", "key"]).output().unwrap();
        assert_eq!(made.status.code(), Some(0));
        "key"
    }
}

/// Runs a command to its end; `text` is what it may read.
pub(crate) fn told(mut command: Command, text: &str) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that refuses early does not read its input.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    child.wait_with_output().unwrap()
}
