//! What is said where PostgreSQL is not installed, and which half of the tests this run had.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::process::{Command, Output};

use test_postgres::{BINARIES_VARIABLE, REQUIRE_VARIABLE};

/// The test of that name, in another process without PostgreSQL.
fn without_postgres(test: &str, variable: Option<(&str, &str)>) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]).env(BINARIES_VARIABLE, "none");
    command.env_remove("CI").env_remove(REQUIRE_VARIABLE);
    command.envs(variable).output().unwrap()
}

/// Its output is shown at the end of every run (`.config/nextest.toml`).
#[test]
fn postgres_is_there_for_the_tests_that_need_it() {
    if test_postgres::server("everything that needs PostgreSQL").is_some() {
        println!("PostgreSQL is installed: what needs it was tested");
    }
}

#[test]
fn without_postgres_a_test_passes_and_says_loudly_that_it_tested_nothing() {
    let output = without_postgres("postgres_is_there_for_the_tests_that_need_it", None);
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("PostgreSQL is not installed: everything that needs PostgreSQL was NOT tested"),
        "{said}"
    );
}

#[test]
fn without_postgres_a_test_fails_where_it_is_required() {
    for variable in [(REQUIRE_VARIABLE, "1"), ("CI", "true")] {
        let output = without_postgres("postgres_is_there_for_the_tests_that_need_it", Some(variable));
        assert!(!output.status.success(), "{variable:?}");
    }
    for variable in [(REQUIRE_VARIABLE, "0"), ("CI", "false")] {
        let output = without_postgres("postgres_is_there_for_the_tests_that_need_it", Some(variable));
        assert!(output.status.success(), "{variable:?}");
    }
}
