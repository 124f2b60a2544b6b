//! The TOML file of settings.

use std::path::Path;

use clap::Args as _;

use super::{Options, wrong};

/// Reads a TOML file of settings. A name that does not exist is refused with its line and the nearest that does.
///
/// # Errors
/// [`crate::exit::Exit::Configuration`].
pub fn read_file(path: &Path) -> anyhow::Result<Options> {
    let name = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| wrong(format!("configuration file {name} cannot be read: {error}")))?;
    let line_of = |offset: usize| text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1;
    let unreadable = |error: &toml::de::Error| {
        let line = error.span().map_or(1, |span| line_of(span.start));
        wrong(format!("{name}, line {line}: {}", error.message()))
    };
    let table = toml::de::DeTable::parse(&text).map_err(|error| unreadable(&error))?;
    let known = setting_names();
    let mut unknown: Vec<_> =
        table.get_ref().keys().filter(|key| !known.iter().any(|name| name == key.get_ref())).collect();
    unknown.sort_by_key(|key| key.span().start);
    if let Some(key) = unknown.first() {
        let near = nearest(key.get_ref(), &known)
            .map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
        let line = line_of(key.span().start);
        return Err(wrong(format!("{name}, line {line}: unknown setting \"{}\"{near}", key.get_ref())));
    }
    toml::from_str(&text).map_err(|error| unreadable(&error))
}

/// The names of all settings, as in the file.
pub(super) fn setting_names() -> Vec<String> {
    Options::augment_args(clap::Command::new("pupitre"))
        .get_arguments()
        .filter_map(|argument| argument.get_long().map(ToOwned::to_owned))
        .collect()
}

/// The known name that looks most like this one, if any does.
pub(super) fn nearest<'a>(name: &str, known: &'a [String]) -> Option<&'a String> {
    let name = name.to_lowercase();
    known
        .iter()
        .map(|candidate| (strsim::jaro_winkler(&name, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}
