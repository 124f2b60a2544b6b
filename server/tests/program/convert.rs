//! Invoices in other forms, from the command line.

use crate::folder::told;
use crate::place::Place;

const UBL: &str = include_str!("../../../crates/einvoice/tests/rules/ubl.xml");

#[test]
fn an_invoice_is_written_in_another_form_and_checks_there() {
    let place = Place::new();
    std::fs::write(place.path("ubl.xml"), UBL).unwrap();
    let cii = place.run(&["convert", "--to", "cii", "ubl.xml"]);
    assert_eq!(cii.status.code(), Some(0), "{}", String::from_utf8_lossy(&cii.stderr));
    assert!(String::from_utf8_lossy(&cii.stdout).contains("CrossIndustryInvoice"));
    let made = place.run(&["facturx", "--xml", "ubl.xml", "-o", "f.pdf"]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let put = place.run(&["facturx", "--xml", "ubl.xml", "--pdf", "f.pdf", "-o", "g.pdf"]);
    assert_eq!(put.status.code(), Some(0), "{}", String::from_utf8_lossy(&put.stderr));
    let checked = place.run(&["check", "--json", "f.pdf", "g.pdf"]);
    let text = String::from_utf8(checked.stdout).unwrap();
    assert_eq!(checked.status.code(), Some(0), "{text}");
    assert_eq!(text.matches("\"syntax\":\"facturx\"").count(), 2, "{text}");
    let page = told(place.command(&["convert", "--to", "html", "-"]), UBL);
    assert!(String::from_utf8_lossy(&page.stdout).starts_with("<!DOCTYPE html>"));
}

#[test]
fn what_cannot_be_converted_says_why_and_writes_nothing() {
    let place = Place::new();
    std::fs::write(place.path("commande.xml"), "<Order/>").unwrap();
    let refused = place.run(&["convert", "--to", "cii", "commande.xml", "-o", "x.xml"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("commande UBL"), "{refused:?}");
    assert!(!place.path("x.xml").exists());
}
