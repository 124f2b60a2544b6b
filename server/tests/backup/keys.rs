//! A change of keys: everything is sealed again, and the old key is taken out.

use std::process::Stdio;

use vault::{KEY_LENGTH, Keyring, new_key_line};

use crate::place::{Kind, Place, Worker};

const ACCESSES: u128 = 40;

fn write_keys(place: &Place, lines: &[&str]) {
    std::fs::write(place.path("key"), lines.join("\n")).unwrap();
}

async fn change(kind: Kind) {
    let Some(place) = Place::begun(kind).await else { return };
    let old = std::fs::read_to_string(place.path("key")).unwrap().trim().to_owned();
    let old_ring = place.keyring();
    let worker = Worker::of(&place).await;
    for number in 1..=ACCESSES {
        worker.add_access(number, &old_ring).await;
    }
    worker.close().await;
    let new = new_key_line("new", &[7; KEY_LENGTH]);
    let rotate = ["key", "rotate", "--key-file", "key"];
    let only_new = Keyring::parse(&new).unwrap();

    // Without the old key nothing is done; nor beside a server.
    write_keys(&place, &[&new]);
    place.refuses(&rotate, 78, "wrong key");
    write_keys(&place, &[&new, &old]);
    let running = place.start();
    place.refuses(&rotate, 75, "--while-serving");
    let text = place.does(&[&rotate[..], &["--dry-run"]].concat());
    assert!(text.contains(&format!("{ACCESSES} secrets sous « {} »", old_ring.active_key_id())), "{text}");

    // Killed in the middle, again and again: each run goes on.
    let mut resealed = 0;
    for step in 1..100_u64 {
        let mut child = place
            .command(&[&rotate[..], &["--while-serving"]].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20 + step * 4));
        child.kill().unwrap();
        child.wait().unwrap();
        let worker = Worker::of(&place).await;
        let now = worker.opens(&only_new).await.into_iter().filter(|opens| *opens).count();
        let both = worker.opens(&place.keyring()).await;
        worker.close().await;
        assert!(both.iter().all(|opens| *opens) && both.len() == usize::try_from(ACCESSES).unwrap());
        assert!(now >= resealed, "what was sealed again stays so");
        resealed = now;
        if resealed > 0 {
            break;
        }
    }
    assert!(resealed > 0);
    running.stop();
    let text = place.does(&rotate);
    assert!(text.contains("retirez cette ligne"), "{text}");
    assert!(place.does(&rotate).contains("0 secrets scellés"), "nothing is left to do");

    // The old key can go, and alone it opens nothing any more.
    write_keys(&place, &[&new]);
    place.start().stop();
    let worker = Worker::of(&place).await;
    assert!(worker.opens(&only_new).await.iter().all(|opens| *opens));
    assert!(worker.opens(&old_ring).await.iter().all(|opens| !*opens));
    worker.close().await;
    write_keys(&place, &[&old]);
    place.refuses(
        &["serve", "--listen", "127.0.0.1:0", "--site", "site", "--key-file", "key"],
        78,
        "wrong key",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_sealed_again_on_sqlite_and_the_old_key_is_taken_out() {
    change(Kind::File).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_sealed_again_on_postgres_and_the_old_key_is_taken_out() {
    change(Kind::Server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_key_opens_is_named_and_keeps_the_old_key() {
    let place = Place::begun(Kind::File).await.unwrap();
    let old = std::fs::read_to_string(place.path("key")).unwrap().trim().to_owned();
    let worker = Worker::of(&place).await;
    worker.add_access(1, &place.keyring()).await;
    let lost = Keyring::parse(&new_key_line("lost", &[9; KEY_LENGTH])).unwrap();
    worker.add_access(2, &lost).await;
    worker.close().await;
    write_keys(&place, &[&new_key_line("new", &[7; KEY_LENGTH]), &old]);
    let rotate = ["key", "rotate", "--key-file", "key"];
    place.refuses(&rotate, 1, "1 secrets restent");
    place.refuses(&rotate, 1, &format!("access.credentials {}", uuid::Uuid::from_u128(2)));
    // The installation still knows itself by the old key: it is not taken out too early.
    write_keys(&place, &[&new_key_line("new", &[7; KEY_LENGTH])]);
    place.refuses(&rotate, 78, "wrong key");
}
