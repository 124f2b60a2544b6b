//! Callers that are slow or silent hold nothing.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::place::{Place, Running, free_address, status};

/// Connections on which half a head was said.
fn half_heads(address: SocketAddr, count: usize) -> Vec<TcpStream> {
    let open = |_| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // One that is refused may be closed already.
        let _ = stream.write_all(b"GET /connexion HTTP/1.1\r\nHost: local");
        stream
    };
    (0..count).map(open).collect()
}

/// What still comes on a connection until the other end closes it.
#[track_caller]
fn rest(stream: &mut TcpStream) -> String {
    let mut rest = Vec::new();
    if let Err(error) = stream.read_to_end(&mut rest) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "still open");
    }
    String::from_utf8_lossy(&rest).into_owned()
}

#[test]
fn silent_connections_are_closed_and_pages_are_served_meanwhile() {
    let place = Place::new();
    let running = place.serving(&["--head-seconds", "3"]);
    let mut silent = half_heads(running.address, 200);
    assert_eq!(status(running.address, "/connexion"), Some(200));
    for stream in &mut silent {
        assert_eq!(rest(stream), "");
    }
    // One that was answered and says nothing more is closed as well.
    let mut idle = TcpStream::connect(running.address).unwrap();
    idle.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    write!(idle, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert!(rest(&mut idle).starts_with("HTTP/1.1 200"));
    running.stop();
}

#[test]
fn connections_beyond_the_places_are_closed_and_places_come_back() {
    let place = Place::new();
    let running = place.serving(&["--sockets", "20", "--head-seconds", "5"]);
    let silent = half_heads(running.address, 150);
    assert_eq!(status(running.address, "/connexion"), None, "every place is taken");
    let deadline = Instant::now() + Duration::from_secs(60);
    while status(running.address, "/connexion") != Some(200) {
        assert!(Instant::now() < deadline, "no place came back");
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(silent);
    running.stop();
}

#[test]
fn a_few_open_files_are_enough_to_serve_with_slow_callers() {
    let place = Place::new();
    let key = place.key();
    let address = free_address();
    let script = format!(
        "ulimit -n 100; exec {} serve --listen {address} --folder data --site site --key-file {key} --head-seconds 3",
        env!("CARGO_BIN_EXE_pupitre")
    );
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &script]).env_clear().current_dir(place.folder.root()).stdin(Stdio::null());
    let running = Running::start(command, address);
    let mut silent = half_heads(address, 150);
    // The database is read and written whatever callers hold.
    let deadline = Instant::now() + Duration::from_secs(60);
    while status(address, "/health/ready") != Some(200) {
        assert!(Instant::now() < deadline, "no place came back");
        std::thread::sleep(Duration::from_millis(200));
    }
    for stream in &mut silent {
        assert_eq!(rest(stream), "");
    }
    running.stop();
}

#[test]
fn a_form_that_stops_on_its_way_is_ended() {
    let place = Place::new();
    let running = place.serving(&["--stall-seconds", "2"]);
    let mut stream = TcpStream::connect(running.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    write!(
        stream,
        "POST /connexion HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 1000\r\n\r\nadresse=a"
    )
    .unwrap();
    let started = Instant::now();
    let answer = rest(&mut stream);
    assert!(started.elapsed() > Duration::from_secs(1), "refused before its end was waited for: {answer}");
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    running.stop();
}
