//! Hostile PDFs, read by the program itself as it reads those that are dropped: in a process of its own, with limits.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::io::Write as _;

use std::time::{Duration, Instant};

use apart::{Apart, ApartError, Argument, Limits};
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

/// Reads the first pages as their frame does, draws the first as wide as it can be asked for, and looks for the numbers of
/// companies.
async fn show(pdf: &[u8]) -> [Result<Vec<u8>, ApartError>; 3] {
    let apart = Apart::in_program(env!("CARGO_BIN_EXE_pupitre").into(), Limits::default());
    let content = || futures::stream::iter([Ok(pdf.to_vec().into())]);
    let size = pdf.len() as u64;
    [
        apart.run_with(operations::TASKS[1], Argument(1, 0), size, content()).await,
        apart.run_with(operations::TASKS[2], Argument(1, 1600), size, content()).await,
        apart.run(operations::TASKS[3], size, content()).await,
    ]
}

/// A PDF of one page, of such a size and with such content and resources; other objects begin at number 6.
fn page(media_box: &str, content: &[u8], filter: &str, resources: &str, others: &[Vec<u8>]) -> Vec<u8> {
    let stream = |head: &str, content: &[u8]| {
        [format!("<<{head}/Length {}>>stream\n", content.len()).as_bytes(), content, b"\nendstream"].concat()
    };
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[{media_box}]/Contents 4 0 R/Resources<<{resources}>>>>")
            .into(),
        stream(filter, content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
    ];
    objects.extend_from_slice(others);
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf.extend(format!("{} 0 obj", index + 1).bytes());
        pdf.extend(object);
        pdf.extend(b"endobj\n");
    }
    let start = pdf.len();
    pdf.extend(table.bytes());
    let size = objects.len() + 1;
    pdf.extend(format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").bytes());
    pdf
}

const FONT: &str = "/Font<</F1 5 0 R>>";

#[tokio::test]
async fn the_pages_of_an_ordinary_invoice_are_read_and_drawn_within_the_limits() {
    let lines =
        "(SIRET 726 018 159 00010, facture FA-2026-001 du 26/11/2026, 1 776,00 EUR) Tj T* ".repeat(40);
    let content = format!("BT /F1 12 Tf 18 TL 60 760 Td {lines} ET");
    let [pages, image, numbers] = show(&page("0 0 595 842", content.as_bytes(), "", FONT, &[])).await;
    let pages = String::from_utf8(pages.unwrap()).unwrap();
    assert!(pages.contains("FA-2026-001"), "{pages}");
    assert!(image.unwrap().starts_with(b"\x89PNG"));
    let numbers = String::from_utf8(numbers.unwrap()).unwrap();
    assert!(numbers.contains("\"72601815900010\""), "{numbers}");
}

#[tokio::test]
async fn a_hostile_page_ends_its_process_only_and_soon() {
    let many = |part: &str, count: usize| deflated(0, part.repeat(count).as_bytes());
    let form = |name: &str| {
        let content = format!("/{name} Do ").repeat(20);
        format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Length {}>>stream\n{content}\nendstream",
            content.len()
        )
    };
    // Each draws the next twenty times: 20^5.
    let nested = ["A", "B", "C", "D", "E"].into_iter().enumerate().map(|(index, name)| {
        let next = format!("/Resources<</XObject<</{name} {} 0 R>>>>", index + 7);
        form(name).replacen("/BBox", &format!("{next}/BBox"), 1).into_bytes()
    });
    let last =
        b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Length 22>>stream\n0 0 m 500 800 l S    \nendstream";
    let nested: Vec<_> = nested.chain([last.to_vec()]).collect();
    let inflated = deflated(600, &[]);
    let image = [
        format!(
            "<</Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceRGB/BitsPerComponent 8\
             /Filter/FlateDecode/Length {}>>stream\n",
            inflated.len()
        )
        .as_bytes(),
        inflated.as_slice(),
        b"\nendstream".as_slice(),
    ]
    .concat();
    let own_parent = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 6 0 R>>>>/Length 5>>stream\n/A Do\nendstream";
    let cases: [(&str, Vec<u8>); 8] = [
        (
            "an endless content",
            page("0 0 595 842", &many("0 0 m 595 842 l S ", 3_000_000), "/Filter/FlateDecode", "", &[]),
        ),
        ("content that inflates", page("0 0 595 842", &inflated, "/Filter/FlateDecode", "", &[])),
        ("forms in forms", page("0 0 595 842", b"/A Do", "", "/XObject<</A 6 0 R>>", &nested)),
        (
            "a form in itself",
            page("0 0 595 842", b"/A Do", "", "/XObject<</A 6 0 R>>", &[own_parent.to_vec()]),
        ),
        (
            "a huge image",
            page("0 0 595 842", b"595 0 0 842 0 0 cm /A Do", "", "/XObject<</A 6 0 R>>", &[image]),
        ),
        ("a page as long as a road", page("0 0 1 14400000", b"0 0 m 1 1 l S", "", "", &[])),
        ("a page without size", page("0 0 0 0", b"0 0 m 1 1 l S", "", "", &[])),
        ("a page of no numbers", page("nan -1e300 1e300 1e300", b"0 0 m 1 1 l S", "", "", &[])),
    ];
    for (name, pdf) in cases {
        let begun = Instant::now();
        for answer in show(&pdf).await {
            assert!(matches!(answer, Ok(_) | Err(ApartError::Ended(_))), "{name}: {answer:?}");
            let size = answer.map_or(0, |answer| answer.len());
            assert!(size < 4_000_000, "{name}: {size} bytes");
        }
        // Two seconds of processor each, by a clock that other tests share.
        assert!(begun.elapsed() < Duration::from_secs(40), "{name}: {:?}", begun.elapsed());
    }
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

/// A task by its name, done by the program itself as it copies PDFs.
async fn copy(name: &str, pdf: Vec<u8>) -> Result<Vec<u8>, ApartError> {
    let limits = Limits { memory: 224 << 20, processor: 20, ..Limits::default() };
    let apart = Apart::in_program(env!("CARGO_BIN_EXE_pupitre").into(), Limits::default());
    let task = *operations::TASKS.iter().find(|task| task.name == name).unwrap();
    let (size, content) = (pdf.len() as u64, futures::stream::iter([Ok(pdf.into())]));
    apart.for_heavy_work(limits).run(task, size, content).await
}

#[tokio::test]
async fn copies_are_made_within_limits_and_a_hostile_pdf_ends_its_process_only() {
    let ordinary = page("0 0 595 842", b"BT /F1 12 Tf (FACTURE) Tj ET", "", FONT, &[]);
    for name in ["pdf-without-files", "pdf-part"] {
        let answer = copy(name, ordinary.clone()).await.unwrap();
        assert!(answer.windows(5).any(|window| window == b"%PDF-"), "{name}");
    }
    // Objects in a stream that inflates to 800 MB.
    let inflated = deflated(800, b"10 0 <<>> ");
    let head = "/Type/ObjStm/N 1/First 5/Filter/FlateDecode";
    let stream =
        [format!("<<{head}/Length {}>>stream\n", inflated.len()).as_bytes(), &inflated, b"\nendstream"]
            .concat();
    let bomb = page("0 0 595 842", b"", "", FONT, &[stream]);
    let before = Instant::now();
    for name in ["pdf-without-files", "pdf-part"] {
        // Refused or ended, but not done at any cost.
        drop(copy(name, bomb.clone()).await);
    }
    assert!(before.elapsed() < Duration::from_secs(60));
    assert!(copy("pdf-part", ordinary).await.is_ok(), "the next one is copied");
}
