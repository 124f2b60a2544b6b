//! Puts the XML of an invoice into a PDF: `cargo run --example embed --features pdf-writer -- PDF XML OUTPUT`.

use einvoice::pdf::{Options, embed};

fn main() -> std::io::Result<()> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let [pdf, xml, output] = names.as_slice() else {
        return Err(std::io::Error::other("PDF XML OUTPUT"));
    };
    // The day of an example is always the same.
    let options = Options::at(chrono::DateTime::UNIX_EPOCH);
    let embedding = embed(&std::fs::read(pdf)?, &std::fs::read(xml)?, &options)
        .map_err(|error| std::io::Error::other(error.text_french()))?;
    for finding in &embedding.container.findings {
        eprintln!("{} {}", finding.id, finding.text_french());
    }
    std::fs::write(output, embedding.pdf)
}
