//! `pupitre journal`: whether the journals are whole, and their heads to be kept outside, beside a running server or without
//! one.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use chrono::{DateTime, Utc};
use domain::Clock as _;
use operations::{Chain, System};
use storage::{CANONICAL_FORM, JournalBreak, JournalFault, JournalLink, KeptHead};

use crate::cli::{JournalHeadArguments, JournalVerifyArguments};
use crate::commands::{say, with_system};
use crate::configuration::Configuration;
use crate::exit::{Exit, failure};
use crate::system::SystemClock;

/// Bytes of a file of kept heads.
const LONGEST_FILE: u64 = 4 * 1024 * 1024;

/// Walks along the journals, and says of each whether it is whole and where it breaks first.
///
/// # Errors
/// [`Exit::Refused`] when one is broken, an organisation is unknown or a kept head belongs to no journal; [`Exit::Usage`]
/// when a head cannot be read.
pub async fn verify(configuration: &Configuration, arguments: &JournalVerifyArguments) -> anyhow::Result<()> {
    let kept = kept_heads(&arguments.head)?;
    with_system(configuration, async |system| {
        let all = journals(system).await?;
        if let Some(unknown) = kept.iter().find(|kept| !all.iter().any(|known| known.chain == kept.chain)) {
            let text = format!("{unknown} is the head of a journal that is not here: the wrong installation, or it was removed");
            return Err(failure(Exit::Refused, text));
        }
        let mut broken = 0;
        for known in chosen(&all, arguments.organization.as_deref())? {
            let verified = system.verify_journal(known.chain, &kept).await?;
            let name = name_of(known);
            let compared = kept.iter().filter(|kept| kept.chain == known.chain).count();
            if let Some(found) = &verified.broken {
                broken += 1;
                say(format_args!("BROKEN  {name}: {}", place_of(found)))?;
                say(format_args!("        {} entries before it are whole", verified.whole))?;
            } else {
                let heads = if compared == 0 { String::new() } else { format!(", {compared} kept heads agree") };
                say(format_args!("whole   {name}: {} entries{heads}", verified.whole))?;
                if let Some(head) = verified.head {
                    say(format_args!("        {}", head.to_keep()))?;
                }
            }
        }
        if broken == 0 { Ok(()) } else { Err(failure(Exit::Refused, format!("{broken} journals are broken"))) }
    })
    .await
}

/// Prints the heads of the journals: a word to keep at the beginning of each line, and what it is behind it.
///
/// # Errors
/// [`Exit::Refused`] when the organisation is unknown.
pub async fn head(configuration: &Configuration, arguments: &JournalHeadArguments) -> anyhow::Result<()> {
    with_system(configuration, async |system| {
        let (all, now) = (journals(system).await?, SystemClock.now());
        for known in chosen(&all, arguments.organization.as_deref())? {
            let name = name_of(known);
            match system.journal_head(known.chain).await? {
                Some(head) => say(format_args!(
                    "{}  {name}, {} entries, the last of {}, taken at {}",
                    head.to_keep(),
                    head.number,
                    moment(head.at),
                    moment(now)
                ))?,
                None => say(format_args!("-  {name}, no entry, taken at {}", moment(now)))?,
            }
        }
        Ok(())
    })
    .await
}

async fn journals(system: &System) -> anyhow::Result<Vec<Chain>> {
    Ok(system.journals().await?)
}

/// The journal of an organisation, or all of them.
fn chosen<'c>(all: &'c [Chain], organization: Option<&str>) -> anyhow::Result<Vec<&'c Chain>> {
    let Some(asked) = organization.map(str::trim) else { return Ok(all.iter().collect()) };
    let is_asked = |known: &&Chain| {
        known.chain.to_string() == asked
            || known.name.as_ref().is_some_and(|name| name.to_lowercase() == asked.to_lowercase())
    };
    let found: Vec<&Chain> = all.iter().filter(is_asked).collect();
    if found.is_empty() {
        let known: Vec<&str> = all.iter().filter_map(|known| known.name.as_deref()).collect();
        let text = format!("no organisation \"{asked}\" (known: {})", known.join(", "));
        return Err(failure(Exit::Refused, text));
    }
    Ok(found)
}

fn name_of(known: &Chain) -> &str {
    known.name.as_deref().unwrap_or("the installation (what belongs to no organisation)")
}

/// Heads as words, or in files that hold such words among others: what `journal head` printed, for one.
fn kept_heads(given: &[String]) -> anyhow::Result<Vec<KeptHead>> {
    let begins = |word: &str| word.starts_with(CANONICAL_FORM);
    let read = |word: &str| {
        word.parse()
            .map_err(|()| failure(Exit::Usage, format!("{word} is not a head as `journal head` prints it")))
    };
    let mut heads = Vec::new();
    for given in given {
        if begins(given) {
            heads.push(read(given)?);
            continue;
        }
        let text = file_of_heads(Path::new(given))?;
        let before = heads.len();
        for word in text.split_whitespace().filter(|word| begins(word)) {
            heads.push(read(word)?);
        }
        if heads.len() == before {
            return Err(failure(Exit::Usage, format!("{given} holds no head")));
        }
    }
    Ok(heads)
}

fn file_of_heads(path: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    let done = if path == Path::new("-") {
        std::io::stdin().lock().take(LONGEST_FILE).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(LONGEST_FILE).read_to_string(&mut text))
    };
    done.map_err(|error| {
        let text = format!("--head {}: {error}; give a head or a file that holds some", path.display());
        failure(Exit::Usage, text)
    })?;
    Ok(text)
}

/// Where it breaks, and what that means.
fn place_of(found: &JournalBreak) -> String {
    let number = found.number.unwrap_or_default();
    let mut text = match found.fault {
        JournalFault::Altered => {
            format!("entry {number} is not what was written there: altered, moved or inserted")
        }
        JournalFault::Missing { until } if until == number => format!("entry {number} is missing"),
        JournalFault::Missing { until } => format!("entries {number} to {until} are missing"),
        JournalFault::Twice => format!("a second entry stands at {number}: inserted"),
        JournalFault::Unchained => "an entry without a number was inserted".to_owned(),
        JournalFault::BeyondHead => {
            format!(
                "entries from {number} on stand behind the end of the journal: inserted, or its end was put back"
            )
        }
        JournalFault::HeadDiffers => {
            format!("the end of the journal, kept beside entry {number}, is another one or is gone")
        }
        JournalFault::Rewritten { since } => format!(
            "entry {number} is not the one whose head was kept: something after entry {since} and up to {number} was \
             rewritten"
        ),
    };
    if let Some(entry) = &found.entry {
        // Writing to a string cannot fail.
        let _ = write!(text, " ({})", told(entry));
    }
    text
}

/// What stands there: on one line, whatever it holds.
fn told(entry: &JournalLink) -> String {
    let at = DateTime::<Utc>::from_timestamp_millis(entry.at).map_or_else(|| entry.at.to_string(), moment);
    let plain = |text: &str| text.chars().filter(|sign| !sign.is_control()).take(100).collect::<String>();
    format!("row {}, {at}, {}, {}", entry.seq, plain(&entry.action), plain(&entry.object))
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_taken_as_words_and_from_files_that_hold_them() {
        let word = |number: u8| format!("{CANONICAL_FORM}:installation:{number}:{}", "0".repeat(64));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heads.txt");
        std::fs::write(&path, format!("{}  Cabinet, 2 entries\n\n# note\n{}\n", word(2), word(3))).unwrap();
        let path = path.display().to_string();
        let heads = kept_heads(&[word(1), path]).unwrap();
        assert_eq!(heads.iter().map(|head| head.number).collect::<Vec<_>>(), [1, 2, 3]);
        let empty = folder.path().join("empty");
        std::fs::write(&empty, "nothing").unwrap();
        for wrong in [format!("{CANONICAL_FORM}:x"), "/nowhere".to_owned(), empty.display().to_string()] {
            assert_eq!(crate::exit::describe(&kept_heads(&[wrong]).unwrap_err()).0, Exit::Usage);
        }
    }
}
