//! `pupitre check`: invoices in files, checked without a server, an account or a network.

mod paths;
mod report;

use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::Context as _;
use checking::{Ask, Checked, check_apart, is_only_text};
use einvoice::rules::{Channel, PACKS, Pack};
use futures::{StreamExt as _, stream};

use crate::cli::CheckArguments;
use crate::exit::{Exit, failure};
use paths::Found;
use report::Count;

/// The largest file that is read, in bytes (500 MB): an archive, of which each document has its own limit.
const LARGEST: u64 = 500_000_000;
/// What a file that is no text may cost: it was given by whoever started the command, and may be an archive of many.
pub const LIMITS: apart::Limits = apart::Limits {
    memory: 1 << 30,
    processor: 300,
    patience: std::time::Duration::from_secs(600),
    at_once: 2,
    queue: std::time::Duration::from_secs(3600),
};
/// How many files are checked at once.
const AT_ONCE: usize = 2;

/// Checks the files and tells of each document.
///
/// # Errors
/// [`Exit::Usage`] when a document cannot be read, else [`Exit::Refused`] when one is not valid, both after all were told.
pub async fn run(arguments: CheckArguments) -> anyhow::Result<()> {
    let ask = Ask { packs: arguments.pack.clone(), channel: arguments.channel };
    let apart = crate::reading::apart()?.for_heavy_work(LIMITS);
    let checks = stream::iter(paths::all(&arguments.files)).map(|found| lines_of(&apart, found, &ask));
    let mut checks = std::pin::pin!(checks.buffered(AT_ONCE));
    let mut output = anstream::AutoStream::auto(std::io::stdout()).lock();
    let mut count = Count::default();
    while let Some(lines) = checks.next().await {
        for line in lines? {
            let checked = Checked::of_line(&line).context("a report that cannot be read")?;
            count.add(&checked);
            if arguments.json { writeln!(output, "{line}") } else { report::write(&mut output, &checked) }
                .context("the output is closed")?;
        }
    }
    if !arguments.json {
        writeln!(output, "{count}").context("the output is closed")?;
    }
    output.flush().context("the output is closed")?;
    count.end()
}

/// What is told of a file; that it cannot be read is told like anything else.
async fn lines_of(apart: &apart::Apart, found: Found, ask: &Ask) -> anyhow::Result<Vec<String>> {
    let name = found.name;
    let Some(path) = found.path else { return Ok(vec![checking::refused(&name, &found.problem)]) };
    let read =
        tokio::task::spawn_blocking(move || content(path.as_deref())).await.context("reading broke off")?;
    let file = match read {
        Ok(file) => file,
        Err(reason) => return Ok(vec![checking::refused(&name, &reason)]),
    };
    if is_only_text(&file) {
        let ask = ask.clone();
        let check = move || {
            let mut lines = Vec::new();
            checking::lines(&name, file, &ask, &mut |line| lines.push(line));
            lines
        };
        return tokio::task::spawn_blocking(check).await.context("a check broke off");
    }
    check_apart(apart, &name, file, ask)
        .await
        .map_err(|error| failure(Exit::Storage, format!("{name}: {error}")))
}

/// The bytes of a file, or of the standard input; else why not, in French.
fn content(path: Option<&Path>) -> Result<Vec<u8>, String> {
    let mut file = Vec::new();
    let read = match path {
        Some(path) => {
            std::fs::File::open(path).and_then(|opened| opened.take(LARGEST + 1).read_to_end(&mut file))
        }
        None => std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut file),
    };
    match read {
        Ok(size) if size as u64 > LARGEST => {
            Err("Le fichier dépasse 500\u{a0}Mo. Donnez-le en plusieurs fois.".to_owned())
        }
        Ok(_) => Ok(file),
        Err(error) => Err(paths::unreadable(&error)),
    }
}

/// The pack of a key, for the command line.
///
/// # Errors
/// The keys that exist.
pub fn pack(key: &str) -> Result<Pack, String> {
    Pack::of(key).ok_or_else(|| {
        let keys: Vec<&str> = PACKS.iter().map(|pack| pack.key).collect();
        format!("choose of {}", keys.join(", "))
    })
}

/// The channel of a key, for the command line.
///
/// # Errors
/// The keys that exist.
pub fn channel(key: &str) -> Result<Channel, String> {
    Channel::of_key(key).ok_or_else(|| "choose direct or platform".to_owned())
}
