//! Checks files: one JSON object for each, on one line. `-` reads names from standard input.
//!
//! `check [--pack KEY,…] [--channel direct|platform] FILE…`; without `--pack`, against EN 16931.

use std::io::{self, BufRead as _, Write as _};

use einvoice::rules::{Channel, EN16931, Options, Pack, check_with};
use einvoice::sentences::french;

fn main() -> io::Result<()> {
    let mut output = io::stdout().lock();
    let (mut packs, mut channel, mut names) = (vec![EN16931], None, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--pack" => {
                packs = arguments.next().unwrap_or_default().split(',').filter_map(Pack::of).collect();
            }
            "--channel" => channel = arguments.next().as_deref().and_then(Channel::of_key),
            _ => names.push(argument),
        }
    }
    if names == ["-"] {
        names = io::stdin().lock().lines().collect::<Result<_, _>>()?;
    }
    let options = Options { packs: &packs, channel };
    for name in names {
        let report = check_with(&std::fs::read(&name)?, &options);
        writeln!(output, "{}", report.json(&name, None, |finding| Some(french(finding))))?;
    }
    Ok(())
}
