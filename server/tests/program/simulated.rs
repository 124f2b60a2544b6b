//! The demonstration, and the simulated Chorus Pro on its own.

use std::net::TcpStream;
use std::process::{Child, Stdio};

use crate::place::{PASSWORD, Place, Running, assert_refused, free_address};

#[test]
fn the_demonstration_starts_ends_and_finds_its_data_again() {
    let place = Place::new();
    let start = |more: &[&str]| {
        let address = free_address();
        let listen = address.to_string();
        let usual = ["demo", "--listen", &listen, "--folder", "shown", "--site", "site", "--fast"];
        let arguments: Vec<&str> = usual.into_iter().chain(more.iter().copied()).collect();
        Running::start(place.command(&arguments), address)
    };
    std::fs::create_dir(place.path("shown")).unwrap();
    let first = start(&["--reset"]).stop();
    assert!(first.contains("Pupitre est prêt") && first.contains("Ctrl-C pour arrêter"), "{first}");
    assert!(first.contains("helene@lefevre.example") && first.contains(PASSWORD), "{first}");
    assert!(place.path("shown/chorus-pro.json").is_file());
    let size = std::fs::metadata(place.path("shown/pupitre.sqlite")).unwrap().len();
    start(&[]).stop();
    assert!(std::fs::metadata(place.path("shown/pupitre.sqlite")).unwrap().len() >= size);
    let log = place.run(&["check-config", "--folder", "shown", "--site", "site", "--key-file", "shown/key"]);
    assert!(String::from_utf8_lossy(&log.stdout).contains("the one of the installation"));
}

#[test]
fn the_simulator_describes_itself_and_runs_alone() {
    let place = Place::new();
    let described = place.run(&["simulator", "--seed", "minimal", "--describe"]);
    assert!(String::from_utf8_lossy(&described.stdout).contains("\"token_path\""));
    assert_refused(&place.run(&["simulator", "--seed", "nowhere.json"]), 78, "--seed nowhere.json");
    assert_refused(&place.run(&["simulator", "--seed", "minimale"]), 78, "choose demo, minimal or");
    assert_refused(&place.run(&["simulator", "--addr", "0.0.0.0:0"]), 78, "loopback");
}

/// The simulator, and the first line it says when it is ready.
fn start_simulator(place: &Place, arguments: &[&str]) -> (Child, String) {
    use std::io::BufRead as _;
    let mut child = place.command(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    std::io::BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line)
}

#[test]
fn the_simulator_says_in_one_line_that_it_is_ready_and_where_its_certificates_are() {
    let place = Place::new();
    for (more, expected, ending) in [
        (&[][..], "http://127.0.0.1:", ""),
        (&["--tls", "--certificates", "made"][..], "https://127.0.0.1:", " (certificates in made)"),
    ] {
        let arguments = ["simulator", "--addr", "127.0.0.1:0", "--seed", "minimal"];
        let (mut child, line) = start_simulator(&place, &[&arguments[..], more].concat());
        let said = line.trim_end().strip_prefix("Simulated Chorus Pro ready: ").unwrap();
        let ready = said.strip_suffix(ending).unwrap().strip_prefix(expected).unwrap();
        let port: u16 = ready.parse().unwrap();
        assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(place.path("made/authority.pem").is_file());
    assert!(place.path("made/TECH_1_000001@cpro.fr.p12").is_file());
}

#[test]
fn the_simulator_is_described_with_full_addresses_and_its_certificates() {
    let place = Place::new();
    let seed = ["simulator", "--seed", "minimal", "--describe", "--addr", "127.0.0.1:8099"];
    let described = place.run(&[&seed[..], &["--tls", "--certificates", "made"]].concat());
    let description: serde_json::Value = serde_json::from_slice(&described.stdout).unwrap();
    assert_eq!(description["addresses"]["token"], "https://127.0.0.1:8099/api/oauth/token");
    assert_eq!(description["addresses"]["certificate"][1], "https://127.0.0.1:8099/service-qualif");
    let certificates = &description["certificates"];
    let file = certificates["clients"][0]["file"].as_str().unwrap();
    assert!(place.path(file).is_file());
    assert_eq!(certificates["clients"][0]["fingerprint"], description["accounts"][0]["certificate"]);
    assert_eq!(description["engagements"][0]["number"], "4500012345");
}

#[test]
fn the_simulator_takes_a_world_of_csv_tables_and_writes_a_model_of_them() {
    let place = Place::new();
    let written = place.run(&["simulator", "--seed", "minimal", "--export-csv", "tables"]);
    assert_eq!(written.status.code(), Some(0));
    let described = place.run(&["simulator", "--import-csv", "tables", "--describe"]);
    assert!(String::from_utf8_lossy(&described.stdout).contains("VILLE EXEMPLE"));
    std::fs::write(place.path("roles.csv"), "role;siret\nMAIRE;00000000900001\n").unwrap();
    let refused = place.run(&["simulator", "--import-csv", "roles.csv"]);
    assert_refused(&refused, 78, "roles.csv, line 2: role: MAIRE is none of FOURNISSEUR");
}
