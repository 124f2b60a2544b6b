//! Converts an invoice: `convert ubl|cii FILE`. The document goes to standard output, what it lost to standard error.

use std::io::Write as _;
use std::process::ExitCode;

use einvoice::write::Target;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (target, file) = match arguments.as_slice() {
        [target, file] if target == "ubl" => (Target::Ubl, file),
        [target, file] if target == "cii" => (Target::Cii, file),
        _ => {
            eprintln!("convert ubl|cii FILE");
            return ExitCode::from(2);
        }
    };
    let converted = std::fs::read(file).map_err(|error| error.to_string());
    let converted =
        converted.and_then(|bytes| einvoice::convert(&bytes, target).map_err(|error| error.to_string()));
    match converted {
        Ok(converted) => {
            for loss in converted.losses {
                eprintln!("{}: {}", loss.path, loss.text);
            }
            let written = std::io::stdout().write_all(converted.xml.as_bytes());
            if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(2) }
        }
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::from(2)
        }
    }
}
