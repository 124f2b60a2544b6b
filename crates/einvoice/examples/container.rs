//! What the rules of the container of Factur-X say of PDF files: `cargo run --example container --features pdf -- FILE…`.

use einvoice::pdf::factur_x::check;

fn main() {
    for path in std::env::args().skip(1) {
        let told = match std::fs::read(&path) {
            Ok(bytes) => match check(bytes) {
                Ok(checked) => {
                    let findings = checked.container.findings.iter();
                    let lines =
                        findings.map(|finding| format!("  {} {}\n", finding.id, finding.text_french()));
                    format!("{:?}\n{}", checked.container.profile, lines.collect::<String>())
                }
                Err(error) => error.text_french().to_owned(),
            },
            Err(error) => error.to_string(),
        };
        write(&format!("{path}: {told}\n"));
    }
}

fn write(text: &str) {
    use std::io::Write as _;
    // Whoever listens no more needs no more.
    let _closed = std::io::stdout().write_all(text.as_bytes());
}
