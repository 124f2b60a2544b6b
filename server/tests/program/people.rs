//! Persons, from the command line.

use crate::folder::told;
use crate::place::{PASSWORD, Place, assert_refused};

#[test]
fn a_person_is_added_with_a_password_from_the_standard_input_only() {
    let place = Place::new();
    let add = |organization: &str, more: &[&str], password: &str| {
        let usual = [
            "user",
            "add",
            "--folder",
            "data",
            "--organization",
            organization,
            "--email",
            "a@cabinet.example",
            "--name",
            "Anne Roy",
            "--role",
            "administrateur",
            "--password-stdin",
        ];
        let arguments: Vec<&str> = usual.into_iter().chain(more.iter().copied()).collect();
        told(place.command(&arguments), password)
    };
    assert_refused(&add("Cabinet", &[], PASSWORD), 1, "--create-organization");
    assert_refused(&add("Cabinet", &["--create-organization"], "court"), 1, "12 caractères");
    let made = add("Cabinet", &["--create-organization"], PASSWORD);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let again = add("Cabinet", &[], "");
    assert_eq!(again.status.code(), Some(0), "a known person needs no password");
    assert!(String::from_utf8_lossy(&again.stdout).contains("its password stays"));

    let about = |command: &[&str], email: &str, password: &str| {
        told(place.command(&[command, &["--folder", "data", "--email", email]].concat()), password)
    };
    let known = "a@cabinet.example";
    for (command, password, answer) in [
        (&["user", "sessions"][..], "", "no session"),
        (&["user", "sessions", "--end"], "", "0 sessions ended"),
        (&["user", "disable"], "", "Cabinet has no administrator left"),
        (&["user", "enable"], "", "may sign in again"),
        (&["user", "reset", "--password-stdin"], "girafe tunnel cargo brume", "has a new password"),
    ] {
        let done = about(command, known, password);
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        assert_eq!(done.status.code(), Some(0), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
        assert!(text.contains(answer), "{command:?}: {text}");
    }
    assert_refused(&about(&["user", "reset", "--password-stdin"], known, "court"), 1, "12 caractères");
    assert_refused(&about(&["user", "disable"], "nobody@cabinet.example", ""), 1, "nobody has the address");
}
