//! What the text of PDF files says: `cargo run --example recognise --features pdf-text -- FILE…`.

use std::io::Write as _;

use einvoice::pdf::recognise::recognise;

fn main() -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    for path in std::env::args().skip(1) {
        writeln!(output, "{path}")?;
        match recognise(std::fs::read(&path)?) {
            Ok(found) => {
                for one in found {
                    writeln!(
                        output,
                        "  {:7} {:9} {}",
                        one.term.id(),
                        format!("{:?}", one.confidence),
                        one.value
                    )?;
                }
            }
            Err(error) => writeln!(output, "  {}", error.text_french())?,
        }
    }
    Ok(())
}
