//! An attachment that breaks a rule is mended, and the file that was given stays.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::io::{Cursor, Read as _};

use domain::{CopyProblem, MAXIMUM_FILE_BYTES, Mending, Reason};
use futures::TryStreamExt as _;
use operations::{Attachment, Document, OpenFile, OperationError};
use test_desk::{Desk, heavy_pdf};

const MEGABYTE: usize = 1024 * 1024;

async fn content(file: OpenFile) -> Vec<u8> {
    let pieces: Vec<bytes::Bytes> = file.into_stream().try_collect().await.unwrap();
    pieces.concat()
}

async fn attached(desk: &Desk, name: &str, given: &[u8]) -> operations::Result<Vec<Attachment>> {
    let id = desk.complete_draft("FA-1").await;
    let file = desk.store_large(given).await;
    desk.desk.issuing.add_attachment(&desk.firm.actor, id, file, name).await?;
    Ok(desk.desk.issuing.deposit_view(&desk.firm.actor, id).await?.attachments)
}

async fn original(desk: &Desk, attachment: &Attachment) -> (Document, Vec<u8>) {
    let portfolio = &desk.desk.portfolio;
    let opened = portfolio.open_original(&desk.firm.actor, attachment.invoice, attachment.id).await;
    let (document, file) = opened.unwrap();
    (document, content(file).await)
}

#[tokio::test]
async fn a_type_that_is_not_taken_goes_in_a_zip() {
    let desk = Desk::open().await;
    let files = attached(&desk, "Plan d’étage.dwg", b"AC1027 plan").await.unwrap();
    let [file] = &files[..] else { panic!("{files:?}") };
    assert_eq!((file.document.name.as_str(), file.extension.as_str()), ("Plan_d_etage_dwg.zip", "ZIP"));
    assert_eq!(file.label, "Plan d’étage.dwg");
    assert_eq!(file.mended.as_ref().unwrap().how, Mending::Packed);
    let portfolio = &desk.desk.portfolio;
    let (_, zip) = portfolio.open_attachment(&desk.firm.actor, file.invoice, file.id).await.unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(content(zip).await)).unwrap();
    let mut inner = String::new();
    zip.by_name("Plan d’étage.dwg").unwrap().read_to_string(&mut inner).unwrap();
    assert_eq!(inner, "AC1027 plan");
    let (document, given) = original(&desk, file).await;
    assert_eq!((document.name.as_str(), given.as_slice()), ("Plan d’étage.dwg", &b"AC1027 plan"[..]));
}

#[tokio::test]
async fn what_is_too_large_is_compressed_where_that_helps_and_else_it_is_said() {
    let desk = Desk::open().await;
    let files = attached(&desk, "mesures.csv", &vec![b'7'; 12 * MEGABYTE]).await.unwrap();
    let [file] = &files[..] else { panic!("{files:?}") };
    assert_eq!(file.document.name, "mesures_csv.zip");
    assert!(file.document.bytes < 100_000, "{}", file.document.bytes);
    let noise = heavy_pdf(1, 11 * MEGABYTE);
    let refused = attached(&desk, "photo.png", &noise[200..]).await;
    assert!(matches!(refused, Err(OperationError::Refused(Reason::StillTooLarge))), "{refused:?}");
}

#[tokio::test]
async fn a_pdf_that_is_too_large_is_split_by_its_pages() {
    let desk = Desk::open().await;
    let given = heavy_pdf(6, 4 * MEGABYTE);
    let files = attached(&desk, "Annexe n°2.pdf", &given).await.unwrap();
    let names: Vec<_> = files.iter().map(|file| file.document.name.as_str()).collect();
    assert_eq!(names, ["Annexe_no2_1_sur_3.pdf", "Annexe_no2_2_sur_3.pdf", "Annexe_no2_3_sur_3.pdf"]);
    let labels: Vec<_> = files.iter().map(|file| file.label.as_str()).collect();
    assert_eq!(labels, ["Annexe n°2 (1 sur 3)", "Annexe n°2 (2 sur 3)", "Annexe n°2 (3 sur 3)"]);
    let mut pages = 0;
    for file in &files {
        assert!(u64::try_from(file.document.bytes).unwrap() <= MAXIMUM_FILE_BYTES);
        let opened = desk.desk.portfolio.open_attachment(&desk.firm.actor, file.invoice, file.id).await;
        let read = einvoice::pdf::read(content(opened.unwrap().1).await).unwrap();
        pages += read.pages;
    }
    assert_eq!(pages, 6);
    let (document, whole) = original(&desk, &files[2]).await;
    assert_eq!((document.name.as_str(), whole.len()), ("Annexe n°2.pdf", given.len()));
}

#[tokio::test]
async fn a_pdf_with_a_page_that_is_too_large_is_refused_with_what_to_do() {
    let desk = Desk::open().await;
    let refused = attached(&desk, "plan.pdf", &heavy_pdf(2, 11 * MEGABYTE)).await;
    let Err(OperationError::Refused(Reason::NotSplit { problem })) = refused else { panic!("{refused:?}") };
    assert_eq!(problem, CopyProblem::PageTooLarge);
}

#[tokio::test]
async fn a_program_is_not_hidden_in_an_archive_and_strangers_get_no_original() {
    let desk = Desk::open().await;
    for name in ["virus.exe", "facture.pdf.JS"] {
        let refused = attached(&desk, name, b"MZ").await;
        assert!(matches!(refused, Err(OperationError::Refused(Reason::ProgramNotTaken))), "{refused:?}");
    }
    let files = attached(&desk, "LISEZMOI", b"texte").await.unwrap();
    assert_eq!(files[0].document.name, "LISEZMOI.zip");
    let portfolio = &desk.desk.portfolio;
    let opened = portfolio.open_original(&desk.stranger.actor, files[0].invoice, files[0].id).await;
    assert!(matches!(opened, Err(OperationError::NotFound(_))));
    let plain = attached(&desk, "bon.txt", b"bon").await.unwrap();
    let opened = portfolio.open_original(&desk.firm.actor, plain[0].invoice, plain[0].id).await;
    assert!(matches!(opened, Err(OperationError::NotFound(_))), "it is the file itself");
}
