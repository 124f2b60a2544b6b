//! No bytes make the reader panic or pass its limits.

use std::io::Cursor;

use intake::{Allowance, Kind, LONGEST_NAME, Limits, OpenError, kind_of, open_archive};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use tar::EntryType;

use crate::kept::{Kept, open_all};
use crate::pack::{Raw, gzip, pax_record, raw_zip, tar, tar_entry, tar_of, zip};

const LIMITS: Limits = Limits {
    files: 8,
    file_bytes: 3000,
    total_bytes: 12_000,
    ratio: 50,
    depth: 1,
    name_bytes: 100,
    header_bytes: 200,
};

fn seeds() -> Vec<Vec<u8>> {
    let text = "facture ".repeat(80);
    let files = [("lot/a.pdf", &b"%PDF-1.4\n"[..]), ("lot/b.xml", text.as_bytes()), ("a.pdf", b"x")];
    let record = pax_record("path", "lot/long.pdf");
    let pax = tar_of(&[
        tar_entry(EntryType::XHeader, b"x", record.len() as u64, &record),
        tar_entry(EntryType::Regular, b"a", 3, b"abc"),
        tar_entry(EntryType::GNULongName, b"L", 9, b"long.pdf\0"),
        tar_entry(EntryType::GNUSparse, b"s", 0, b""),
    ]);
    let raw = raw_zip(&[Raw::deflated(b"a", text.as_bytes()), Raw { flags: 1, ..Raw::stored(b"b", b"x") }]);
    vec![
        zip(&files),
        raw,
        zip(&[("in.zip", &zip(&files)), ("in.tgz", &gzip(&pax))]),
        zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"")]),
        tar(&files),
        gzip(&tar(&files)),
        pax.clone(),
        gzip(&pax),
        [gzip(b"a"), gzip(text.as_bytes())].concat(),
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a:b xmlns:a='urn:c'>&b;</a:b>".to_vec(),
        b"a;b\n\"c;\";d\n".to_vec(),
    ]
}

/// Opens whatever it is, and as each sort of archive.
fn check(bytes: &[u8]) {
    let mut reader = Cursor::new(bytes);
    let kind = kind_of(&mut reader).unwrap();
    within(&open_all(bytes, LIMITS).0);
    for kind in [kind, Kind::Zip, Kind::Tar, Kind::TarGz, Kind::Gzip] {
        let mut kept = Kept::default();
        let mut allowance = Allowance::new(LIMITS);
        let opened = open_archive(&kind, &mut reader, 0, &mut allowance, &mut kept);
        assert!(!matches!(opened, Err(OpenError::Read(_) | OpenError::Keep(_))), "{opened:?}");
        assert!(kept.abandoned.len() <= 1 && (opened.is_err() || kept.abandoned.is_empty()));
        assert!(kept.bytes() <= allowance.bytes());
        within(&kept);
    }
}

fn within(kept: &Kept) {
    assert!(kept.files.len() + kept.unopened.len() <= 8);
    assert!(kept.bytes() <= LIMITS.total_bytes);
    let mut names: Vec<&str> = kept.names();
    names.extend(kept.unopened.iter().map(|(name, _)| name.as_str()));
    for name in &names {
        assert!(!name.is_empty() && name.chars().count() <= LONGEST_NAME, "{name:?}");
        assert!(!name.contains(['/', '\\', ':']) && !name.contains(char::is_control), "{name:?}");
        assert!(!name.starts_with('.'), "{name:?}");
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
    assert!(kept.files.iter().all(|(_, content)| content.len() as u64 <= LIMITS.file_bytes));
}

/// One change: a byte set, a piece taken out, a piece written twice, a number of four bytes set.
fn change(bytes: &mut Vec<u8>, place: Index, value: u32, sort: u8) {
    if bytes.is_empty() {
        return;
    }
    let place = place.index(bytes.len());
    let end = bytes.len().min(place + (value % 600) as usize);
    match sort {
        0 => bytes[place] = value.to_le_bytes()[0],
        1 => {
            bytes.drain(place..end);
        }
        2 => {
            let piece = bytes[place..end].to_vec();
            bytes.splice(place..place, piece);
        }
        3 => bytes.truncate(place),
        _ => {
            let hostile = [0, 1, u32::MAX, 1 << 31, value];
            let number = hostile[value as usize % hostile.len()].to_le_bytes();
            bytes[place..].iter_mut().zip(number).for_each(|(byte, new)| *byte = new);
        }
    }
}

/// Puts right the checksum of each header of a tar, so that changes get behind it.
fn mend(bytes: &mut [u8]) {
    for block in bytes.chunks_exact_mut(512).filter(|block| block[257..262] == *b"ustar") {
        let mut header = tar::Header::new_old();
        header.as_mut_bytes().copy_from_slice(block);
        header.set_cksum();
        block.copy_from_slice(header.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in vec(any::<u8>(), 0..3000)) {
        check(&bytes);
    }

    #[test]
    fn bytes_behind_a_known_beginning_do_no_harm(
        start in select(vec![
            &b"PK\x03\x04"[..], b"PK\x05\x06", b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"\x1f\x8b\x08\x1f",
            b"%PDF-", b"<?xml", b"\xff\xfe", b"\xef\xbb\xbf<", b"<a",
        ]),
        bytes in vec(any::<u8>(), 0..1000),
        end in select(vec![&b""[..], b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\x04\0\0\0\0\0"]),
    ) {
        check(&[start, &bytes, end].concat());
    }

    #[test]
    fn changed_archives_do_no_harm(
        seed in select(seeds()),
        changes in vec((any::<Index>(), any::<u32>(), 0..8_u8), 1..6),
    ) {
        let mut bytes = seed;
        for (place, value, sort) in changes {
            change(&mut bytes, place, value, sort);
        }
        check(&bytes);
        mend(&mut bytes);
        check(&bytes);
        check(&gzip(&bytes));
    }

    #[test]
    fn names_lead_nowhere(names in vec(vec(any::<u8>(), 0..60), 1..8)) {
        let entries: Vec<Raw<'_>> = names.iter().map(|name| Raw::stored(name, b"x")).collect();
        check(&raw_zip(&entries));
        let entries: Vec<Vec<u8>> = names.iter().map(|name| tar_entry(EntryType::Regular, name, 1, b"x")).collect();
        check(&tar_of(&entries));
    }
}
