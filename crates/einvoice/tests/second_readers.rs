//! What others read in the PDFs that are written here: qpdf, pdfdetach (Poppler) and pikepdf, where the machine has them.
//! Each that is missing is said; pikepdf is looked for in the Python that `PYTHON` names, else in `python3`.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking, as the test itself does")]

mod support;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::DateTime;
use einvoice::pdf::{Options, embed, invoice::invoice};
use support::{bytes, cii, plain};

const FACTURE: &str = include_str!("invoice/facture.xml");

/// A folder of this test alone, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("einvoice-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind is the system's to clean.
        let _removed = std::fs::remove_dir_all(&self.0);
    }
}

/// The PDFs that are looked at, and the XML in each.
fn written(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let options = Options::at(DateTime::from_timestamp(1_795_176_000, 0).unwrap());
    let terms = einvoice::semantic::read(FACTURE.as_bytes()).unwrap();
    let minimum = cii("urn:factur-x.eu:1p0:minimum");
    let pdfs = [
        (invoice(&terms, FACTURE.as_bytes(), &options).unwrap(), FACTURE.as_bytes().to_vec()),
        (embed(&bytes(&mut plain("")), &minimum, &options).unwrap().pdf, minimum),
    ];
    let place = |(at, (pdf, xml)): (usize, (Vec<u8>, Vec<u8>))| {
        let path = folder.join(format!("{at}.pdf"));
        std::fs::write(&path, pdf).unwrap();
        (path, xml)
    };
    pdfs.into_iter().enumerate().map(place).collect()
}

/// Runs a program; `None` where there is none of this name.
fn run(program: impl Into<OsString>, arguments: &[&std::ffi::OsStr]) -> Option<Output> {
    let program = program.into();
    match Command::new(&program).args(arguments).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("NOT CHECKED: no {} on this machine", program.to_string_lossy());
            None
        }
        Err(error) => {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{program:?}");
            None
        }
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn qpdf_finds_nothing_wrong() {
    let folder = Folder::new("qpdf");
    for (pdf, _) in written(&folder.0) {
        let Some(output) = run("qpdf", &["--check".as_ref(), pdf.as_os_str()]) else { return };
        let said = said(&output);
        assert!(output.status.success() && !said.contains("WARNING"), "{said}");
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
    }
}

#[test]
fn pdfdetach_takes_out_the_same_xml() {
    let folder = Folder::new("pdfdetach");
    for (pdf, xml) in written(&folder.0) {
        let saved = folder.0.join("saved.xml");
        let arguments = [
            "-savefile".as_ref(),
            "factur-x.xml".as_ref(),
            "-o".as_ref(),
            saved.as_os_str(),
            pdf.as_os_str(),
        ];
        let Some(output) = run("pdfdetach", &arguments) else { return };
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(std::fs::read(&saved).unwrap(), xml);
    }
}

/// Prints the hexadecimal digits of the embedded file, whether it is associated, and what the packet says.
const PIKEPDF: &str = r#"
import sys, pikepdf
with pikepdf.open(sys.argv[1]) as pdf:
    file = pdf.attachments["factur-x.xml"].get_file()
    print(file.read_bytes().hex())
    print(file.mime_type, len(pdf.Root.AF), pdf.Root.AF[0].UF)
    with pdf.open_metadata() as packet:
        print(packet.pdfa_status, packet["{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}DocumentFileName"])
"#;

#[test]
fn pikepdf_reads_the_file_and_the_packet() {
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let Some(found) = run(&python, &["-c".as_ref(), "import pikepdf".as_ref()]) else { return };
    if !found.status.success() {
        eprintln!("NOT CHECKED: no pikepdf in {}", python.to_string_lossy());
        return;
    }
    let folder = Folder::new("pikepdf");
    for (pdf, xml) in written(&folder.0) {
        let output = run(&python, &["-c".as_ref(), PIKEPDF.as_ref(), pdf.as_os_str()]).unwrap();
        let digits: String = xml.iter().map(|byte| format!("{byte:02x}")).collect();
        let expected = format!("{digits}\ntext/xml 1 factur-x.xml\n3B factur-x.xml\n");
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    }
}
