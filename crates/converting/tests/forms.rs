//! One invoice through all forms.

use apart::Apart;
use chrono::DateTime;
use converting::{ConvertError, Converted, Form, convert, embed};

const UBL: &[u8] = include_bytes!("../../einvoice/tests/rules/ubl.xml");

async fn to(file: &[u8], form: Form) -> Result<Converted, ConvertError> {
    convert(&Apart::here(), file.to_vec(), form, DateTime::UNIX_EPOCH).await
}

fn is_valid(xml: &[u8]) -> bool {
    einvoice::rules::check(xml).verdict("en16931").is_some_and(|verdict| verdict.valid)
}

#[tokio::test]
async fn an_invoice_goes_through_every_form_and_stays_valid() {
    assert!(is_valid(UBL));
    let cii = to(UBL, Form::Cii).await.unwrap();
    assert!(is_valid(&cii.file), "{:?}", einvoice::rules::check(&cii.file).verdict("en16931"));
    let back = to(&cii.file, Form::Ubl).await.unwrap();
    assert!(is_valid(&back.file) && back.losses.is_empty(), "{:?}", back.losses);
    let pdf = to(UBL, Form::FacturX).await.unwrap();
    let inside = einvoice::pdf::read(pdf.file.clone()).unwrap().invoice.unwrap();
    assert_eq!((inside.name.as_str(), is_valid(&inside.xml)), ("factur-x.xml", true));
    let again = to(&pdf.file, Form::Ubl).await.unwrap();
    assert!(is_valid(&again.file), "out of the PDF");
    let page = String::from_utf8(to(&pdf.file, Form::Html).await.unwrap().file).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("data-term=\"BT-1\""));
}

#[tokio::test]
async fn an_invoice_is_put_into_a_pdf_that_exists() {
    let pages = to(UBL, Form::FacturX).await.unwrap().file;
    let other = String::from_utf8(UBL.to_vec()).unwrap().replacen("<cbc:ID>", "<cbc:ID>AUTRE-", 1);
    let here = Apart::here();
    let made = embed(&here, pages.clone(), other.into_bytes(), DateTime::UNIX_EPOCH).await.unwrap();
    let inside = einvoice::pdf::read(made.file).unwrap().invoice.unwrap();
    assert!(String::from_utf8(inside.xml).unwrap().contains("AUTRE-"), "the one before is replaced");
    let refused = embed(&here, b"bonjour".to_vec(), UBL.to_vec(), DateTime::UNIX_EPOCH).await;
    assert!(matches!(refused, Err(ConvertError::Refused(text)) if text.contains("PDF")));
}

#[tokio::test]
async fn what_is_no_invoice_is_refused_with_a_sentence() {
    for file in [&b"<Order/>"[..], b"", b"%PDF-1.4\n%%EOF\n"] {
        let refused = to(file, Form::Cii).await.unwrap_err();
        assert!(matches!(&refused, ConvertError::Refused(text) if text.ends_with('.')), "{refused}");
    }
}
