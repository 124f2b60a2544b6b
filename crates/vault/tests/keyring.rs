//! Behaviour of the keyring: sealing, places, rotation, key files.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test itself does")]

use secrecy::ExposeSecret;
use vault::{Context, Keyring, KeyringError, MAX_PLAINTEXT_LENGTH, OpenError, SealError, new_key_line};

const PLACE: Context<'_> = Context { organization: "mairie-de-brest", kind: "password", row: "42" };

fn keyring(ids: &[(&str, u8)]) -> Keyring {
    let lines: Vec<String> = ids.iter().map(|(id, byte)| new_key_line(id, &[*byte; 32])).collect();
    Keyring::parse(&lines.join("\n")).unwrap()
}

#[test]
fn a_sealed_secret_opens_in_its_place() {
    let keys = keyring(&[("k1", 1)]);
    let text = keys.seal(PLACE, b"mot de passe", [7; 24]).unwrap();
    assert!(text.starts_with("v1.k1."));
    assert_eq!(keys.open(PLACE, &text).unwrap().expose_secret(), b"mot de passe");
    assert_eq!(keys.open_text(PLACE, &text).unwrap().expose_secret(), "mot de passe");
    let empty = keys.seal(PLACE, b"", [8; 24]).unwrap();
    assert!(keys.open(PLACE, &empty).unwrap().expose_secret().is_empty());
}

#[test]
fn the_text_form_does_not_change_between_releases() {
    let keys = keyring(&[("2026-01", 9)]);
    let text = keys.seal(PLACE, b"abc", [5; 24]).unwrap();
    assert_eq!(text, "v1.2026-01.BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUF.paQXQiEa_7bKN8wHmYDdYcuANw");
}

#[test]
fn a_sealed_secret_moved_elsewhere_does_not_open() {
    let keys = keyring(&[("k1", 1)]);
    let text = keys.seal(PLACE, b"secret", [7; 24]).unwrap();
    for elsewhere in [
        Context { organization: "mairie-de-quimper", ..PLACE },
        Context { kind: "token", ..PLACE },
        Context { row: "43", ..PLACE },
        Context { organization: "mairie-de-brestp", kind: "assword", row: "42" },
    ] {
        assert_eq!(keys.open(elsewhere, &text).unwrap_err(), OpenError::WrongContextOrTampered);
        assert_eq!(keys.rekey(elsewhere, &text, [8; 24]).unwrap_err(), OpenError::WrongContextOrTampered);
    }
}

#[test]
fn a_changed_text_does_not_open() {
    let keys = keyring(&[("k1", 1), ("k2", 2)]);
    let text = keys.seal(PLACE, b"a secret of some length", [7; 24]).unwrap();
    for position in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(keys.open(PLACE, &changed).is_err(), "position {position}");
    }
    let renamed = text.replacen(".k1.", ".k2.", 1);
    assert_eq!(keys.open(PLACE, &renamed).unwrap_err(), OpenError::WrongContextOrTampered);
}

#[test]
fn the_key_id_is_bound_even_when_two_ids_hold_the_same_key() {
    let keys = keyring(&[("k1", 1), ("k2", 1)]);
    let text = keys.seal(PLACE, b"secret", [7; 24]).unwrap();
    let renamed = text.replacen(".k1.", ".k2.", 1);
    assert_eq!(keys.open(PLACE, &renamed).unwrap_err(), OpenError::WrongContextOrTampered);
}

#[test]
fn a_key_that_is_not_in_the_ring_is_named() {
    let text = keyring(&[("old", 1)]).seal(PLACE, b"secret", [7; 24]).unwrap();
    let error = keyring(&[("new", 2)]).open(PLACE, &text).unwrap_err();
    assert_eq!(error, OpenError::UnknownKey("old".to_owned()));
}

#[test]
fn rotation_reseals_with_the_new_key_and_lets_the_old_one_go() {
    let old = keyring(&[("old", 1)]);
    let text = old.seal(PLACE, b"secret", [7; 24]).unwrap();
    assert!(!old.needs_rekey(&text));

    let both = keyring(&[("new", 2), ("old", 1)]);
    assert_eq!(both.active_key_id(), "new");
    assert_eq!(both.key_ids().collect::<Vec<_>>(), ["new", "old"]);
    assert!(both.needs_rekey(&text));
    let resealed = both.rekey(PLACE, &text, [8; 24]).unwrap();
    assert!(!both.needs_rekey(&resealed));

    let new = keyring(&[("new", 2)]);
    assert_eq!(new.open(PLACE, &resealed).unwrap().expose_secret(), b"secret");
}

#[test]
fn a_damaged_text_asks_for_a_rekey_which_then_reports_it() {
    let keys = keyring(&[("k1", 1)]);
    assert!(keys.needs_rekey("not sealed"));
    assert_eq!(keys.rekey(PLACE, "not sealed", [8; 24]).unwrap_err(), OpenError::Malformed);
}

#[test]
fn the_longest_secret_opens_and_a_longer_one_is_not_sealed() {
    let keys = keyring(&[("k1", 1)]);
    let longest = vec![3; MAX_PLAINTEXT_LENGTH];
    let text = keys.seal(PLACE, &longest, [7; 24]).unwrap();
    assert_eq!(keys.open(PLACE, &text).unwrap().expose_secret(), longest.as_slice());
    assert_eq!(
        keys.seal(PLACE, &vec![3; MAX_PLAINTEXT_LENGTH + 1], [7; 24]).unwrap_err(),
        SealError::TooLong
    );
}

#[test]
fn bytes_that_are_not_text_are_not_handed_out_as_text() {
    let keys = keyring(&[("k1", 1)]);
    let text = keys.seal(PLACE, &[0xff, 0xfe], [7; 24]).unwrap();
    assert_eq!(keys.open_text(PLACE, &text).unwrap_err(), OpenError::Malformed);
}

#[test]
fn a_key_file_may_hold_comments_blank_lines_and_keys_without_padding() {
    let unpadded = new_key_line("k2", &[2; 32]).trim_end_matches('=').to_owned();
    let text =
        format!("\u{feff}# keys of the platform\r\n\r\n  {}  \r\n{unpadded}\n", new_key_line("k1", &[1; 32]));
    let keys = Keyring::parse(&text).unwrap();
    assert_eq!(keys.key_ids().collect::<Vec<_>>(), ["k1", "k2"]);
}

#[test]
fn a_bad_key_file_is_refused_with_the_line_and_without_its_content() {
    let good = new_key_line("k1", &[1; 32]);
    let cases = [
        (String::new(), KeyringError::Empty),
        ("# only a comment".to_owned(), KeyringError::Empty),
        (format!("{good}\nQUJDREVG"), KeyringError::NoColon { line: 2 }),
        ("k.1:AAAA".to_owned(), KeyringError::BadId { line: 1 }),
        (":AAAA".to_owned(), KeyringError::BadId { line: 1 }),
        (format!("{}:AAAA", "k".repeat(33)), KeyringError::BadId { line: 1 }),
        (format!("{good}\n\n{good}"), KeyringError::RepeatedId { line: 3, id: "k1".to_owned() }),
        ("k1:QUJD!".to_owned(), KeyringError::NotBase64 { line: 1 }),
        ("k1:QUJDREVG".to_owned(), KeyringError::BadLength { line: 1, length: 6 }),
        (new_key_line("k1", &[0; 32]), KeyringError::ZeroKey { line: 1 }),
    ];
    for (text, expected) in cases {
        let error = Keyring::parse(&text).unwrap_err();
        assert_eq!(error, expected);
        assert!(!format!("{error} {error:?}").contains("QUJD"), "{error}");
    }
}

#[test]
fn debug_output_shows_no_key_and_no_secret() {
    let line = new_key_line("k1", &[0x5a; 32]);
    let keys = Keyring::parse(&line).unwrap();
    let sealed = keys.seal(PLACE, b"canary-secret", [7; 24]).unwrap();
    let opened = keys.open(PLACE, &sealed).unwrap();
    let text = keys.open_text(PLACE, &sealed).unwrap();
    let shown = format!("{keys:?} {keys:#?} {opened:?} {text:?} {PLACE:?}");
    let encoded = line.split_once(':').unwrap().1;
    assert!(shown.contains("k1"));
    for secret in ["canary-secret", encoded, "5a5a", "5a, 5a", "90, 90", "ZZZZ", "99, 97"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
