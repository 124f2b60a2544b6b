//! Whether the server is ready, and what it says when it is not.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::place::{Place, Running, assert_refused, free_address, get, held, status};

#[test]
fn health_says_whether_the_server_is_ready_and_metrics_count_by_route() {
    let place = Place::new();
    let key = place.key();
    let (address, metrics) = (free_address(), free_address());
    let (listen, measured) = (address.to_string(), metrics.to_string());
    assert_refused(&place.run(&["health", "--listen", &listen]), 1, "does not answer");
    let arguments = [
        "serve",
        "--listen",
        &listen,
        "--folder",
        "data",
        "--site",
        "site",
        "--key-file",
        key,
        "--metrics",
        &measured,
        "--log-format",
        "json",
    ];
    let running = Running::start(place.command(&arguments), address);
    assert_eq!(place.run(&["health", "--listen", &listen]).status.code(), Some(0));
    assert_eq!(status(address, "/health/live"), Some(200));
    assert!(status(address, "/connexion?mot=secret").is_some());
    let text = get(metrics, "/metrics").unwrap();
    assert!(text.contains("pupitre_jobs{kind=\"submit\",state=\"waiting\"} 0"), "{text}");
    assert!(text.contains("route=\"/connexion\""), "{text}");
    assert!(!text.contains("secret"), "{text}");
    assert_eq!(status(address, "/metrics"), Some(404), "metrics are not on the site");
    let second = place.serve(&free_address().to_string(), &["--key-file", key]);
    assert_refused(&second, 75, "another Pupitre");
    running.stop();
}

/// Asks whether it is ready until the answer is this one.
#[track_caller]
fn wait_until_ready_says(address: SocketAddr, code: u16, words: &str) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = get(address, "/health/ready").unwrap();
        if answer.starts_with(&format!("HTTP/1.1 {code} ")) && answer.contains(words) {
            return;
        }
        assert!(Instant::now() < deadline, "{answer}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn readiness_says_what_cannot_be_done_and_that_it_can_be_done_again() {
    let place = Place::new();
    let running = place.serving(&[]);
    let database = place.path("data/pupitre.sqlite");
    let holding = held(&database, "BEGIN IMMEDIATE");
    wait_until_ready_says(
        running.address,
        503,
        "pages can be read, but nothing can be written: another program",
    );
    assert_eq!(status(running.address, "/connexion"), Some(200));
    let asked = place.run(&["health", "--listen", &running.address.to_string()]);
    assert_refused(&asked, 1, "nothing can be written");
    drop(holding);
    wait_until_ready_says(running.address, 200, "ready");
    let incoming = place.path("data/documents/incoming");
    std::fs::remove_dir(&incoming).unwrap();
    wait_until_ready_says(running.address, 503, "documents can be read, but none can be received");
    std::fs::create_dir(&incoming).unwrap();
    wait_until_ready_says(running.address, 200, "ready");
    let whole = std::fs::read(&database).unwrap();
    std::fs::write(&database, "").unwrap();
    wait_until_ready_says(running.address, 503, "was emptied");
    std::fs::write(&database, whole).unwrap();
    wait_until_ready_says(running.address, 200, "ready");
    running.stop();
}
