//! `pupitre migrate --from … --to …`: carries an installation into another database.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use storage_sql::{Begun, Copier, CopyError, CopySide, Location, TableReport};

use crate::cli::CopyArguments;
use crate::configuration::Configuration;
use crate::exit::{Exit, describe, failure};
use crate::folder::{DataFolder, FolderLock, storage_failure};

/// A long table says after so many rows that it goes on.
const SAID_EVERY: u64 = 10_000;

fn say(text: impl std::fmt::Display) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{text}").context("the output is closed")
}

/// Copies, or goes on with a copy that was interrupted; ends with what each table holds on both sides.
///
/// # Errors
/// [`Exit::Refused`] for every reason not to begin and for a copy that differs, [`Exit::InUse`] when somebody works
/// with either database, [`Exit::NewerDatabase`] and [`Exit::Storage`].
pub async fn run(configuration: &Configuration, arguments: &CopyArguments) -> anyhow::Result<()> {
    let (from, to) = (location("--from", &arguments.from)?, location("--to", &arguments.to)?);
    let _locks = lock(configuration, [&from, &to])?;
    let refused = |error: CopyError| refusal(&error, &from, &to);
    let mut copier = match Copier::begin(&from, &to, arguments.batch).await.map_err(refused)? {
        Begun::Copying(copier) => copier,
        Begun::Finished => {
            return say(format_args!(
                "La copie de {from} vers {to} est déjà terminée : rien n’a été changé."
            ));
        }
    };
    say(format_args!("Copie de {from} vers {to}"))?;
    while let Some(progress) = copier.step().await.map_err(refused)? {
        if progress.finished || progress.rows % SAID_EVERY < u64::from(arguments.batch) {
            let end = if progress.finished { "" } else { " …" };
            say(format_args!("  {:<24} {:>12} lignes{end}", progress.table, progress.rows))?;
        }
    }
    say("Comparaison des deux bases")?;
    let report = copier.finish().await.map_err(refused)?;
    say_report(&report)?;
    let differing: Vec<&str> =
        report.iter().filter(|table| !table.identical).map(|table| table.table).collect();
    if !differing.is_empty() {
        return Err(failure(
            Exit::Refused,
            format!(
                "la copie diffère de sa source ({}) : elle ne peut pas être servie ; videz {to} et recommencez, \
                 sans que Pupitre travaille avec {from}",
                differing.join(", ")
            ),
        ));
    }
    say(format_args!(
        "Copie terminée. Démarrez désormais avec --database, le même dossier (il garde les documents) et la même \
         clé. {from} n’a pas été changée."
    ))
}

fn say_report(report: &[TableReport]) -> anyhow::Result<()> {
    say(format_args!("\n  {:<24} {:>12} {:>12}", "table", "source", "copie"))?;
    for table in report {
        let verdict = if table.identical { "identique" } else { "DIFFÉRENTE" };
        say(format_args!("  {:<24} {:>12} {:>12}  {verdict}", table.table, table.source, table.target))?;
    }
    say("")
}

fn location(flag: &str, text: &str) -> anyhow::Result<Location> {
    let wrong = |_| {
        failure(
            Exit::Configuration,
            format!("{flag} : donnez sqlite:CHEMIN ou postgres://UTILISATEUR:MOT-DE-PASSE@HÔTE/BASE"),
        )
    };
    text.parse().map_err(wrong)
}

/// Takes the folders of the files, and the data folder that is configured with one of them: a server holds its own.
fn lock(configuration: &Configuration, locations: [&Location; 2]) -> anyhow::Result<Vec<FolderLock>> {
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut add = |folder: &Path| {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // Locked twice by one process, a folder would seem to be taken.
        if let Ok(folder) = folder.canonicalize()
            && !folders.contains(&folder)
        {
            folders.push(folder);
        }
    };
    for location in locations {
        if let Location::Sqlite(path) = location {
            add(path.parent().unwrap_or(Path::new(".")));
        }
        if configuration.database.as_ref() == Some(location) {
            add(&configuration.folder);
        }
    }
    let taken = |folder: &PathBuf, error: anyhow::Error| match describe(&error).0 {
        Exit::InUse => failure(
            Exit::InUse,
            format!("un autre processus travaille dans {} : arrêtez Pupitre d’abord", folder.display()),
        ),
        _ => error,
    };
    folders
        .iter()
        .map(|folder| DataFolder::as_it_is(folder)?.lock().map_err(|error| taken(folder, error)))
        .collect()
}

/// What the operator reads.
fn refusal(error: &CopyError, from: &Location, to: &Location) -> anyhow::Error {
    let (exit, text) = match error {
        CopyError::NoSource => (Exit::Refused, format!("{from} n’existe pas : vérifiez --from")),
        CopyError::InUse(side) => {
            let database = if *side == CopySide::Source { from } else { to };
            (Exit::InUse, format!("un autre processus travaille avec {database} : arrêtez Pupitre d’abord"))
        }
        CopyError::SourceOutdated => (
            Exit::Refused,
            format!("{from} n’est pas à jour : lancez d’abord « pupitre migrate » sur cette base"),
        ),
        CopyError::SourceEmpty => {
            (Exit::Refused, format!("{from} ne contient aucune organisation : il n’y a rien à copier"))
        }
        CopyError::SourceUnfinished => {
            (Exit::Refused, format!("{from} est elle-même une copie inachevée : terminez-la d’abord"))
        }
        CopyError::TargetHolds(table) => {
            (Exit::Refused, format!("{to} contient déjà des données (table {table}) : donnez une base vide"))
        }
        CopyError::OtherInstallation => {
            (Exit::Refused, format!("{to} contient une autre installation que {from} : donnez une base vide"))
        }
        CopyError::Overtaken => {
            (Exit::InUse, format!("une autre copie vers {to} est en cours : laissez-la finir"))
        }
        CopyError::Schema(_) | CopyError::Differs(_) => (Exit::Defect, error.to_string()),
        CopyError::Storage(side, cause) => {
            let database = if *side == CopySide::Source { from } else { to };
            return storage_failure(cause, database);
        }
    };
    failure(exit, text)
}
