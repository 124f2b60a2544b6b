//! What the operator reads of an archive that is not written or not read.

use std::path::Path;

use backup::{ArchiveError, Damage};
use storage_sql::{CopyError, CopySide, Location};

use crate::exit::{Exit, failure};
use crate::folder::storage_failure;

/// Why an archive is not written or not read.
pub(super) fn refusal(path: &Path, error: &ArchiveError) -> anyhow::Error {
    let file = path.display();
    let (exit, text) = match error {
        ArchiveError::Io(error) => (Exit::Storage, format!("{file} : {error}")),
        ArchiveError::Exists(path) => {
            (Exit::Refused, format!("{} existe déjà : donnez un autre nom avec --to", path.display()))
        }
        ArchiveError::NotAnArchive => (Exit::Refused, format!("{file} n’est pas une sauvegarde de Pupitre")),
        ArchiveError::Newer(format) => (
            Exit::NewerDatabase,
            format!(
                "{file} a été écrite par un Pupitre plus récent (format {format}) : installez cette version"
            ),
        ),
        ArchiveError::Sealed => (
            Exit::Configuration,
            format!("{file} est chiffrée : donnez le fichier de la clé privée age avec --identity"),
        ),
        ArchiveError::SealedToOthers => {
            (Exit::Configuration, format!("{file} est chiffrée pour d’autres clés que celles de --identity"))
        }
        ArchiveError::Damaged(damage) => (
            Exit::Refused,
            format!("{file} est endommagée : {} ; rien n’a été restauré", damage_words(damage)),
        ),
        ArchiveError::OtherContent(name) => (
            Exit::Storage,
            format!(
                "{name} n’a pas le contenu de son nom : le fichier d’origine est endommagé, aucune archive n’est écrite"
            ),
        ),
        ArchiveError::Key(reason) => (Exit::Configuration, format!("clé age illisible ({reason})")),
    };
    failure(exit, text)
}

/// What is wrong with an archive.
fn damage_words(damage: &Damage) -> String {
    match damage {
        Damage::Truncated => "elle s’arrête avant sa fin".to_owned(),
        Damage::Unreadable(name) => format!("{name} ne peut pas être lu"),
        Damage::Unexpected { expected, found } => format!("{expected} manque, {found} est à sa place"),
        Damage::Changed(name) => format!("{name} a été modifié"),
        Damage::Sealing => "son contenu chiffré a été modifié ou coupé".to_owned(),
        Damage::Trailing => "quelque chose suit sa fin".to_owned(),
    }
}

/// Why a database is not taken into an archive, or not filled from one.
pub(super) fn database_refusal(location: &Location, error: &CopyError) -> anyhow::Error {
    let (exit, text) = match error {
        CopyError::NoSource => {
            (Exit::Refused, format!("{location} n’existe pas : vérifiez --folder ou --database"))
        }
        CopyError::SourceOutdated => (
            Exit::Refused,
            format!(
                "{location} n’est pas à jour : sauvegardez avec la version qui la sert, ou lancez « pupitre migrate »"
            ),
        ),
        CopyError::SourceEmpty => (
            Exit::Refused,
            format!("{location} ne contient aucune organisation : il n’y a rien à sauvegarder"),
        ),
        CopyError::SourceUnfinished => {
            (Exit::Refused, format!("{location} est une copie inachevée : terminez-la d’abord"))
        }
        CopyError::InUse(_) => {
            (Exit::InUse, format!("un autre processus travaille avec {location} : arrêtez Pupitre d’abord"))
        }
        CopyError::TargetHolds(table) => (
            Exit::Refused,
            format!("{location} contient déjà des données (table {table}) : restaurez dans une base vide"),
        ),
        CopyError::OtherInstallation => (
            Exit::Refused,
            format!("{location} contient une autre installation : restaurez dans une base vide"),
        ),
        CopyError::Overtaken => {
            (Exit::InUse, format!("une autre restauration vers {location} est en cours : laissez-la finir"))
        }
        CopyError::Schema(_) | CopyError::Differs(_) => (Exit::Defect, error.to_string()),
        CopyError::Storage(CopySide::Source | CopySide::Target, cause) => {
            return storage_failure(cause, location);
        }
    };
    failure(exit, text)
}

/// Ids of keys in a sentence.
pub(super) fn key_words(keys: &[String]) -> String {
    let names: Vec<String> = keys.iter().map(|key| format!("« {key} »")).collect();
    names.join(", ")
}
