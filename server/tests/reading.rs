//! Hostile PDFs, read by the program itself as it reads those that are dropped: in a process of its own, with limits.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::io::Write as _;

use apart::{Apart, ApartError, Limits};
use flate2::Compression;
use flate2::write::ZlibEncoder;

static ZERO: [u8; 1 << 20] = [0; 1 << 20];

/// So many megabytes of nothing, as a stream of a PDF.
fn deflated(megabytes: usize, first: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(first).unwrap();
    for _ in 0..megabytes {
        encoder.write_all(&ZERO).unwrap();
    }
    encoder.finish().unwrap()
}

const PAGES: &str = "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
    3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n";

async fn read(pdf: Vec<u8>) -> Result<String, ApartError> {
    let apart = Apart::in_program(env!("CARGO_BIN_EXE_pupitre").into(), Limits::default());
    let (size, content) = (pdf.len() as u64, futures::stream::iter([Ok(pdf.into())]));
    let answer = apart.run(operations::TASKS[0], size, content).await?;
    Ok(String::from_utf8(answer).unwrap())
}

#[tokio::test]
async fn a_cross_reference_stream_that_inflates_ends_its_reader_only() {
    let rows = deflated(600, &[]);
    let mut pdf = format!("%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n{PAGES}").into_bytes();
    let start = pdf.len();
    let head = format!(
        "9 0 obj\n<</Type/XRef/W[1 4 1]/Size 100000000/Root 1 0 R/Filter/FlateDecode/Length {}>>\nstream\n",
        rows.len()
    );
    pdf.extend(head.bytes());
    pdf.extend(rows);
    pdf.extend(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF").bytes());
    assert!(pdf.len() < 1_000_000, "the bomb is small: {}", pdf.len());
    let answer = read(pdf).await;
    assert!(matches!(answer, Err(ApartError::Ended(_))), "{answer:?}");
}

#[tokio::test]
async fn an_embedded_file_that_inflates_is_refused() {
    let content = deflated(600, b"<Invoice/>");
    let mut pdf = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/AF[4 0 R]>>\nendobj\n{PAGES}\
         4 0 obj\n<</Type/Filespec/UF(factur-x.xml)/EF<</F 5 0 R>>>>\nendobj\n\
         5 0 obj\n<</Type/EmbeddedFile/Filter/FlateDecode/Length {}>>\nstream\n",
        content.len()
    )
    .into_bytes();
    pdf.extend(content);
    pdf.extend(b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF");
    assert_eq!(read(pdf).await.unwrap(), r#"{"Err":"inflates"}"#);
}

#[tokio::test]
async fn an_object_stream_that_inflates_does_not_keep_the_invoice_from_being_read() {
    let objects = deflated(600, b"8 0 [");
    let mut pdf = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/AF[4 0 R]>>\nendobj\n{PAGES}\
         4 0 obj\n<</Type/Filespec/UF(factur-x.xml)/EF<</F 5 0 R>>>>\nendobj\n\
         5 0 obj\n<</Type/EmbeddedFile/Length 10>>\nstream\n<Invoice/>\nendstream\nendobj\n\
         7 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {}>>\nstream\n",
        objects.len()
    )
    .into_bytes();
    pdf.extend(objects);
    // The table of a whole file: nothing has to be searched for.
    pdf.extend(b"\nendstream\nendobj\n");
    let offsets = ["1 0 obj", "2 0 obj", "3 0 obj", "4 0 obj", "5 0 obj"]
        .map(|object| pdf.windows(object.len()).position(|window| window == object.as_bytes()).unwrap());
    let start = pdf.len();
    pdf.extend(b"xref\n0 6\n0000000000 65535 f \n");
    for offset in offsets {
        pdf.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    pdf.extend(format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").bytes());
    let answer = read(pdf).await.unwrap();
    assert!(answer.starts_with(r#"{"Ok":"#) && answer.contains("FACTURE"), "{answer}");
}
