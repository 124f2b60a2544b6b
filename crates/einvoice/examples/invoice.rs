//! Makes a readable Factur-X of a CII: `cargo run --example invoice --features pdf-writer -- XML OUTPUT`.

use einvoice::pdf::{Options, invoice::invoice};

fn main() -> std::io::Result<()> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let [xml, output] = names.as_slice() else { return Err(std::io::Error::other("XML OUTPUT")) };
    let xml = std::fs::read(xml)?;
    let read = einvoice::semantic::read(&xml).map_err(|error| std::io::Error::other(error.text_french()))?;
    // The day of an example is always the same.
    let options = Options::at(chrono::DateTime::UNIX_EPOCH);
    let begin = std::time::Instant::now();
    let pdf = invoice(&read, &xml, &options).map_err(|error| std::io::Error::other(error.text_french()))?;
    eprintln!("{:?}", begin.elapsed());
    std::fs::write(output, pdf)
}
