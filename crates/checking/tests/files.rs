//! What is told of files of every kind.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::io::Write as _;

use checking::{Ask, Checked, lines};

/// A UBL invoice that breaks BR-CO-15 and more: the smallest that is read.
const UBL: &str = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
    xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"><cbc:ID>F-1</cbc:ID></Invoice>";

fn checked(name: &str, file: &[u8]) -> Vec<Checked> {
    let mut told = Vec::new();
    lines(name, file.to_vec(), &Ask::default(), &mut |line| told.push(Checked::of_line(&line).unwrap()));
    told
}

/// A PDF of one page that holds a file of this name.
fn pdf(name: &str, xml: &str) -> Vec<u8> {
    let objects = [
        format!("<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[({name})4 0 R]>>>>>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>".to_owned(),
        format!("<</Type/Filespec/F({name})/UF({name})/EF<</F 5 0 R>>>>"),
        format!("<</Type/EmbeddedFile/Length {}>>stream\n{xml}\nendstream", xml.len()),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(file.len());
        writeln!(file, "{} 0 obj{object}endobj", number + 1).unwrap();
    }
    let start = file.len();
    writeln!(file, "xref\n0 6\n0000000000 65535 f ").unwrap();
    for place in places {
        writeln!(file, "{place:010} 00000 n ").unwrap();
    }
    writeln!(file, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").unwrap();
    file
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn tar_gz(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive =
        tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, *content).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

#[test]
fn an_invoice_is_judged_by_its_bytes_whatever_it_is_called() {
    let [told] = checked("facture.pdf", UBL.as_bytes()).try_into().unwrap();
    assert_eq!((told.file.as_str(), told.syntax.as_str()), ("facture.pdf", "ubl-invoice"));
    assert!(told.well_formed && told.is_read() && !told.is_valid());
    let verdict = &told.verdicts["en16931"];
    assert!(verdict.fatal.contains(&"BR-03".to_owned()), "{verdict:?}");
    let finding = told.findings.iter().find(|finding| finding.id == "BR-03").unwrap();
    assert!(finding.is_fatal() && finding.message.as_ref().is_some_and(|text| text.ends_with('.')));
}

#[test]
fn an_invoice_in_a_pdf_is_judged_with_the_pdf_that_holds_it() {
    let [told] = checked("f.pdf", &pdf("facture.xml", UBL)).try_into().unwrap();
    assert_eq!((told.syntax.as_str(), told.well_formed), ("facturx", true));
    assert_eq!(told.verdicts.keys().collect::<Vec<_>>(), ["en16931", "facturx"]);
    assert!(told.verdicts["en16931"].fatal.contains(&"BR-03".to_owned()));
    let facturx = &told.verdicts["facturx"];
    assert!(!facturx.valid && facturx.fatal.iter().all(|id| id.starts_with("FX-PDF-")), "{facturx:?}");
    let of_pdf = told.findings.iter().find(|finding| finding.id.starts_with("FX-PDF-")).unwrap();
    assert!(of_pdf.line == 0 && of_pdf.message.as_ref().is_some_and(|text| text.len() > 30), "{of_pdf:?}");
    let mut lines = Vec::new();
    let ask = Ask { packs: vec![einvoice::rules::EN16931], channel: None };
    checking::lines("f.pdf", pdf("facture.xml", UBL), &ask, &mut |line| lines.push(line));
    assert!(!lines[0].contains("FX-PDF"), "only what was asked: {}", lines[0]);
}

#[test]
fn each_document_of_an_archive_is_told_by_its_path_in_it() {
    let inner = zip(&[("c.xml", UBL.as_bytes())]);
    let files: [(&str, &[u8]); 3] = [("mai/a.xml", UBL.as_bytes()), ("b.txt", b"bonjour"), ("d.zip", &inner)];
    for (name, archive) in [("lot.zip", zip(&files)), ("lot.tar.gz", tar_gz(&files))] {
        let told = checked(name, &archive);
        let names: Vec<String> = told.iter().map(|told| told.file.clone()).collect();
        assert_eq!(
            names,
            [format!("{name}!mai/a.xml"), format!("{name}!b.txt"), format!("{name}!d.zip!c.xml")]
        );
        assert_eq!(told.iter().map(Checked::is_read).collect::<Vec<_>>(), [true, false, true]);
    }
}

#[test]
fn what_cannot_be_read_says_why_and_is_never_valid() {
    let too_deep = zip(&[("b.zip", &zip(&[("c.zip", &zip(&[("d.xml", b"<a/>")]))]))]);
    let mut cut = zip(&[("a.xml", UBL.as_bytes())]);
    cut.truncate(60);
    for (file, says) in [
        (&b""[..], "vide"),
        (b"bonjour", "ni un XML"),
        (b"<Invoice>", "bien formé"),
        (b"<Order xmlns='urn:x'/>", "commande UBL"),
        (b"%PDF-1.4\n%%EOF\n", "PDF"),
        (&zip(&[]), "aucun fichier"),
        (&too_deep, "archives dans des archives"),
        (&cut, "endommagée"),
    ] {
        let told = checked("x", file);
        let last = told.last().unwrap();
        assert!(!last.is_read() && !last.is_valid() && last.verdicts.is_empty(), "{says}: {told:?}");
        let error = last.error.as_ref().unwrap();
        assert!(error.contains(says) && error.ends_with('.'), "{says}: {error}");
    }
}

/// Both ways to what is shown agree: a browser has the report, a server the line of another process.
#[test]
fn a_report_and_its_line_say_the_same() {
    let broken = UBL.replace("F-1", "F\u{a0}«1»\\\"");
    for xml in [UBL, &broken, "<Order/>", "<Invoice>"] {
        let report = einvoice::rules::check(xml.as_bytes());
        let line = checking::line("a.xml", &report);
        assert_eq!(Checked::of_line(&line).unwrap(), Checked::of("a.xml", &report));
    }
}

#[tokio::test]
async fn a_name_with_quotes_and_a_line_break_is_kept() {
    let name = "a \"b\"\\\n\"";
    let here = apart::Apart::here();
    let lines = checking::check_apart(&here, name, UBL.as_bytes().to_vec(), &Ask::default()).await.unwrap();
    let told: Vec<Checked> = lines.iter().map(|line| Checked::of_line(line).unwrap()).collect();
    assert_eq!(told[0].file, name);
    let archive = zip(&[("a.xml", UBL.as_bytes())]);
    let lines = checking::check_apart(&here, name, archive, &Ask::default()).await.unwrap();
    assert_eq!(Checked::of_line(&lines[0]).unwrap().file, format!("{name}!a.xml"));
}
