//! Checks files against EN 16931: one JSON object for each, on one line. `-` reads names from standard input.

use std::io::{self, BufRead as _, Write as _};

fn main() -> io::Result<()> {
    let mut output = io::stdout().lock();
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    if names == ["-"] {
        names = io::stdin().lock().lines().collect::<Result<_, _>>()?;
    }
    for name in names {
        let report = einvoice::rules::check(&std::fs::read(&name)?);
        writeln!(output, "{}", report.json(&name, |finding| Some(einvoice::sentences::french(finding))))?;
    }
    Ok(())
}
