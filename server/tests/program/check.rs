//! Invoices checked from the command line.

use std::io::Write as _;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::folder::told;
use crate::place::Place;

/// A UBL and a CII invoice that are valid, from the crate that checks.
const UBL: &[u8] = include_bytes!("../../../crates/einvoice/tests/rules/ubl.xml");
const CII: &[u8] = include_bytes!("../../../crates/einvoice/tests/rules/cii.xml");

fn check(place: &Place, arguments: &[&str], input: &str) -> (Output, Vec<Value>) {
    let output = told(place.command(&[&["check"], arguments].concat()), input);
    let json = arguments.contains(&"--json");
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let told = lines.lines().filter(|_| json).map(|line| serde_json::from_str(line).unwrap()).collect();
    (output, told)
}

/// The invoice with another amount due than its totals say.
fn wrong(path: &Path) {
    let text = String::from_utf8(UBL.to_vec()).unwrap();
    let (before, rest) = text.split_once("PayableAmount").unwrap();
    let (_, after) = rest.split_once("</").unwrap();
    std::fs::write(path, format!("{before}PayableAmount currencyID=\"EUR\">1.23</{after}")).unwrap();
}

#[test]
fn the_exit_code_says_whether_all_are_valid_and_all_were_read() {
    let place = Place::new();
    std::fs::write(place.path("ubl.xml"), UBL).unwrap();
    std::fs::write(place.path("cii.xml"), CII).unwrap();
    wrong(&place.path("faux.xml"));
    std::fs::write(place.path("note.txt"), "bonjour").unwrap();
    for (files, code) in [
        (&["ubl.xml", "cii.xml"][..], 0),
        (&["ubl.xml", "faux.xml"], 1),
        (&["note.txt", "faux.xml"], 2),
        (&["absente.xml"], 2),
        (&["--pack", "autre", "ubl.xml"], 2),
    ] {
        let (output, _) = check(&place, files, "");
        assert_eq!(
            output.status.code(),
            Some(code),
            "{files:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let (output, _) = check(&place, &["faux.xml"], "");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("refusée  EN 16931 1.3.16") && text.contains("BR-CO-16"), "{text}");
    assert!(!text.contains('\u{1b}'), "colours only for a terminal: {text:?}");
}

#[test]
fn one_line_of_json_tells_each_document_in_the_order_that_was_asked() {
    let place = Place::new();
    wrong(&place.path("faux.xml"));
    let mut archive = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    archive.write_all(CII).unwrap();
    std::fs::write(place.path("cii.xml.gz"), archive.finish().unwrap()).unwrap();
    let text = String::from_utf8(UBL.to_vec()).unwrap();
    let (output, told) = check(&place, &["--json", "faux.xml", "-", "cii.xml.gz"], &text);
    assert_eq!(output.status.code(), Some(1));
    let [wrong, input, inside] = told.try_into().unwrap();
    assert_eq!((&wrong["file"], &wrong["syntax"]), (&"faux.xml".into(), &"ubl-invoice".into()));
    assert_eq!(wrong["verdicts"]["en16931"]["valid"], false);
    assert_eq!(wrong["verdicts"]["en16931"]["version"], "1.3.16");
    assert_eq!(wrong["verdicts"]["en16931"]["fatal"], serde_json::json!(["BR-CO-16"]));
    let finding = &wrong["findings"][0];
    assert_eq!((&finding["id"], &finding["severity"]), (&"BR-CO-16".into(), &"fatal".into()));
    assert_eq!((&finding["actual"], finding["line"].is_u64()), (&"1.23".into(), true));
    assert!(finding["message"].as_str().unwrap().contains("BT-115"), "{finding}");
    assert_eq!((&input["file"], &input["verdicts"]["en16931"]["valid"]), (&"-".into(), &true.into()));
    assert!(inside["file"].as_str().unwrap().starts_with("cii.xml.gz!"), "{inside}");
    assert_eq!(inside["syntax"], "cii");
}

#[test]
fn a_file_that_takes_too_much_is_told_and_does_not_stop_the_others() {
    let place = Place::new();
    std::fs::write(place.path("a-vide.pdf"), "%PDF-1.4\n%%EOF\n").unwrap();
    std::fs::write(place.path("b.xml"), UBL).unwrap();
    let (output, told) = check(&place, &["--json", "."], "");
    assert_eq!(output.status.code(), Some(2));
    let names: Vec<_> =
        told.iter().map(|told| told["file"].as_str().unwrap().trim_start_matches("./")).collect();
    assert_eq!(names, ["a-vide.pdf", "b.xml"]);
    assert!(told[0]["error"].as_str().unwrap().contains("PDF"), "{}", told[0]);
    assert_eq!((&told[0]["syntax"], &told[0]["wellformed"]), (&"unknown".into(), &false.into()));
    assert_eq!(told[1]["verdicts"]["en16931"]["valid"], true);
}
