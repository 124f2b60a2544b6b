//! Converts an invoice: `convert ubl|cii|html FILE`. The document goes to standard output, what it lost to standard error.

use std::io::Write as _;
use std::process::ExitCode;

use einvoice::write::{Loss, Target, write};

/// The document asked for, and what it lost.
fn convert(target: &str, file: &str) -> Result<(String, Vec<Loss>), String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let invoice = einvoice::semantic::read(&bytes).map_err(|error| error.to_string())?;
    let target = match target {
        "ubl" => Target::Ubl,
        "cii" => Target::Cii,
        "html" => return Ok((einvoice::view::page(&invoice), Vec::new())),
        _ => return Err("ubl, cii or html".to_owned()),
    };
    let written = write(&invoice, target);
    Ok((written.xml, written.losses))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, file] = arguments.as_slice() else {
        eprintln!("convert ubl|cii|html FILE");
        return ExitCode::from(2);
    };
    match convert(target, file) {
        Ok((document, losses)) => {
            for loss in losses {
                eprintln!("{}: {}", loss.path, loss.text);
            }
            let written = std::io::stdout().write_all(document.as_bytes());
            if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(2) }
        }
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::from(2)
        }
    }
}
