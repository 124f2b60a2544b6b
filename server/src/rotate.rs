//! `pupitre key rotate`: everything that an older key sealed is sealed again with the first key of the key file.

use std::collections::BTreeMap;

use operations::{OperationError, reseal_all, sealed_by_key};
use storage::{Database as _, Mark, StorageError, Turn};
use storage_sql::{Engine, Location, SqlDatabase};
use vault::{Keyring, key_id_of};

use crate::cli::KeyRotateArguments;
use crate::commands::say;
use crate::configuration::Configuration;
use crate::exit::{Exit, failure};
use crate::folder::{DataFolder, FolderLock, open_database, storage_failure};
use crate::keys;
use crate::system::SystemEntropy;

/// Seals again, and says what is left.
///
/// # Errors
/// [`Exit::Configuration`] when the keys are not those of the installation; [`Exit::InUse`] while others work with it;
/// [`Exit::Refused`] when something is left that no given key opens.
pub async fn run(configuration: &Configuration, arguments: &KeyRotateArguments) -> anyhow::Result<()> {
    let keyring = keys::load(configuration.key.as_ref())?;
    let folder = DataFolder::as_it_is(&configuration.folder)?;
    let location = folder.location(configuration.database.as_ref());
    let blank = SqlDatabase::is_blank(&location).await.map_err(|error| storage_failure(&error, &location))?;
    if blank {
        return Err(failure(Exit::Refused, format!("{location} est vide : il n’y a rien à sceller")));
    }
    let _lock = alone(&folder, &location, arguments).await?;
    let database = open_database(&location).await?;
    let done = rotate(&database, &location, &keyring, arguments.dry_run).await;
    database.close().await;
    done
}

/// Processes that were started with the old key alone could not open what is sealed with the new one.
async fn alone(
    folder: &DataFolder,
    location: &Location,
    arguments: &KeyRotateArguments,
) -> anyhow::Result<Option<FolderLock>> {
    if arguments.dry_run || arguments.while_serving {
        return Ok(None);
    }
    let in_use = || {
        failure(
            Exit::InUse,
            "Pupitre est en service : arrêtez-le, ou démarrez chaque processus avec les deux clés et ajoutez \
             --while-serving",
        )
    };
    if location.engine() == Engine::Sqlite {
        return folder.lock().map(Some).map_err(|_| in_use());
    }
    let served = SqlDatabase::is_served(location).await.map_err(|error| storage_failure(&error, location))?;
    if served { Err(in_use()) } else { Ok(None) }
}

async fn rotate(
    database: &SqlDatabase,
    location: &Location,
    keyring: &Keyring,
    dry_run: bool,
) -> anyhow::Result<()> {
    let storage = |error: StorageError| storage_failure(&error, location);
    let failed = |error: OperationError| match error {
        OperationError::Storage(error) => storage_failure(&error, location),
        other => failure(Exit::Storage, other.to_string()),
    };
    let check = async { database.read().await?.mark(Mark::KeyCheck).await };
    let check = check.await.map_err(storage)?;
    if let Some(check) = &check {
        keys::verify(keyring, check, &location.to_string())?;
    }
    let active = keyring.active_key_id();
    if dry_run {
        let by_key = sealed_by_key(database).await.map_err(failed)?;
        say_keys(&by_key, check.as_deref())?;
        return say("rien n’a été changé : --dry-run");
    }
    let done = reseal_all(database, keyring, &SystemEntropy).await.map_err(failed)?;
    say(format_args!("{} secrets scellés à nouveau avec la clé « {active} »", done.resealed))?;
    let left = done.left(active);
    if left > 0 {
        say_keys(&done.by_key, check.as_deref())?;
        for secret in &done.unopened {
            say(format_args!("  ne s’ouvre pas : {secret}"))?;
        }
        return Err(failure(
            Exit::Refused,
            format!(
                "{left} secrets restent sous une autre clé : gardez-la, relancez la commande, et saisissez à nouveau \
                 les accès qui ne s’ouvrent plus"
            ),
        ));
    }
    // Last: as long as anything is under an older key, the installation asks for that one at its start.
    if let Some(check) = check.filter(|check| keyring.needs_rekey(check)) {
        let new = keys::new_check(keyring, &SystemEntropy)?;
        let mut transaction = database.write(Turn::Free).await.map_err(storage)?;
        transaction.replace_mark(Mark::KeyCheck, &check, &new).await.map_err(storage)?;
        transaction.commit().await.map_err(storage)?;
    }
    let older: Vec<String> = keyring.key_ids().skip(1).map(|key| format!("« {key} »")).collect();
    if older.is_empty() {
        return say("rien ne reste sous une autre clé");
    }
    say(format_args!(
        "rien ne reste sous {} : retirez cette ligne du fichier de clé, et gardez-la à part tant que des sauvegardes \
         la demandent",
        older.join(", ")
    ))
}

fn say_keys(by_key: &BTreeMap<String, u64>, check: Option<&str>) -> anyhow::Result<()> {
    for (key, count) in by_key {
        say(format_args!("  {count:>6} secrets sous « {key} »"))?;
    }
    match check.and_then(key_id_of) {
        Some(key) => say(format_args!("  l’installation se reconnaît à « {key} »")),
        None => Ok(()),
    }
}
