//! What is said where OpenSSH is not installed, and which half of the tests this run had.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::process::{Command, Output};

use test_sftp::{BINARIES_VARIABLE, REQUIRE_VARIABLE, SftpServer};

const TEST: &str = "openssh_is_there_for_the_tests_that_need_it";

/// The first test, in another process without OpenSSH.
fn without_openssh(variable: Option<(&str, &str)>) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", TEST]).env(BINARIES_VARIABLE, "none");
    command.env_remove("CI").env_remove(REQUIRE_VARIABLE);
    command.envs(variable).output().unwrap()
}

/// Its output is shown at the end of every run (`.config/nextest.toml`).
#[test]
fn openssh_is_there_for_the_tests_that_need_it() {
    if SftpServer::start("", "everything that needs SFTP").is_some() {
        println!("OpenSSH is installed: what needs it was tested");
    }
}

#[test]
fn without_openssh_a_test_passes_and_says_loudly_that_it_tested_nothing() {
    let output = without_openssh(None);
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("everything that needs SFTP was NOT tested"), "{said}");
}

#[test]
fn without_openssh_a_test_fails_where_it_is_required() {
    for variable in [(REQUIRE_VARIABLE, "1"), ("CI", "true")] {
        assert!(!without_openssh(Some(variable)).status.success(), "{variable:?}");
    }
    for variable in [(REQUIRE_VARIABLE, "0"), ("CI", "false")] {
        assert!(without_openssh(Some(variable)).status.success(), "{variable:?}");
    }
}
