//! The four tables of a world, with `;` and a byte order mark, so that a spreadsheet opens them directly.

use std::path::Path;

use serde_json::Value;

use super::columns::{ACCOUNTS, ENGAGEMENTS, SERVICES, STRUCTURES};
use super::error::{ImportError, file_error};
use crate::world::{Behaviour, Structure, World};

pub(super) fn write(world: &World, folder: &Path) -> Result<(), ImportError> {
    std::fs::create_dir_all(folder).map_err(|source| file_error(folder, source))?;
    table(folder, STRUCTURES, world.structures.iter().map(structure))?;
    table(folder, SERVICES, services(world))?;
    table(folder, ACCOUNTS, accounts(world))?;
    table(folder, ENGAGEMENTS, engagements(world))
}

/// Writes a table; the cells of each row stand in the order of the columns.
fn table(
    folder: &Path,
    (name, columns): (&str, &[&str]),
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<(), ImportError> {
    let path = folder.join(name);
    let failed = |error: csv::Error| file_error(&path, error.into());
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(columns).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| file_error(&path, error.into_error()))?;
    std::fs::write(&path, bytes).map_err(|source| file_error(&path, source))
}

fn flag(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

fn structure(structure: &Structure) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let requirements = &structure.requirements;
    let bank = structure.bank_accounts.first();
    vec![
        structure.id.to_string(),
        structure.identifier.clone(),
        structure.identifier_type.clone(),
        structure.name.clone(),
        if structure.is_public() { "public" } else { "private" }.to_owned(),
        flag(structure.active),
        structure.address.street.clone(),
        structure.address.postcode.clone(),
        structure.address.city.clone(),
        text(&structure.email),
        text(&structure.vat_number),
        text(&structure.register_number),
        flag(requirements.service),
        flag(requirements.engagement),
        flag(requirements.service_or_engagement),
        flag(requirements.payment_status_withheld),
        flag(requirements.engagements_published),
        bank.map(|account| account.name.clone()).unwrap_or_default(),
        bank.map(|account| account.iban.clone()).unwrap_or_default(),
        bank.map(|account| account.bic.clone()).unwrap_or_default(),
        weights(&structure.behaviour),
    ]
}

fn weights(behaviour: &Behaviour) -> String {
    let Behaviour { pay, suspend, reject, recycle, wait } = behaviour;
    let named =
        [("pay", pay), ("suspend", suspend), ("reject", reject), ("recycle", recycle), ("wait", wait)];
    let named = named.into_iter().filter(|(_, weight)| **weight > 0);
    named.map(|(name, weight)| format!("{name}:{weight}")).collect::<Vec<_>>().join(" ")
}

/// The identifier of a structure, or its number when the identifier is not its own.
fn reference(world: &World, id: i64) -> String {
    let Some(structure) = world.structure(id) else { return id.to_string() };
    let same = world.structures.iter().filter(|other| other.identifier == structure.identifier).count();
    if same == 1 { structure.identifier.clone() } else { id.to_string() }
}

fn services(world: &World) -> impl Iterator<Item = Vec<String>> {
    let all =
        world.structures.iter().flat_map(|owner| owner.services.iter().map(move |service| (owner, service)));
    all.map(|(owner, service)| {
        vec![
            reference(world, owner.id),
            service.code.clone(),
            service.name.clone(),
            flag(service.active),
            flag(service.engagement_required),
            flag(service.payment_status_returned),
            service.valid_from.to_string(),
            service.valid_until.map(|last| last.to_string()).unwrap_or_default(),
        ]
    })
}

/// A line per structure of an account, and at least one; further lines for further applications.
fn accounts(world: &World) -> impl Iterator<Item = Vec<String>> {
    world.accounts.iter().flat_map(move |account| {
        let lines = account.attachments.len().max(account.applications.len()).max(1);
        (0..lines).map(move |line| {
            // Repeating the first application does no harm, and each line says enough by itself.
            let client_id = account.applications.get(line).or(account.applications.first());
            let application =
                client_id.and_then(|id| world.applications.iter().find(|known| known.client_id == *id));
            let link = account.attachments.get(line);
            let rights = link.map(|link| {
                let words = link.rights.iter().filter_map(|right| serde_json::to_value(right).ok());
                let words = words.filter_map(|word| word.as_str().map(str::to_owned));
                words.collect::<Vec<_>>().join(" ")
            });
            vec![
                account.login.clone(),
                account.password.clone(),
                if account.internal { "internal" } else { "technical" }.to_owned(),
                application.map(|known| known.client_id.clone()).unwrap_or_default(),
                application.map(|known| known.client_secret.clone()).unwrap_or_default(),
                application.map(|known| known.name.clone()).unwrap_or_default(),
                link.map(|link| reference(world, link.structure)).unwrap_or_default(),
                rights.unwrap_or_default(),
                flag(account.active),
                account.password_expires.map(|last| last.to_string()).unwrap_or_default(),
            ]
        })
    })
}

fn engagements(world: &World) -> impl Iterator<Item = Vec<String>> {
    world.engagements.iter().map(|order| {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        // The number as JSON shows it, with the comma a French spreadsheet reads.
        let total =
            serde_json::to_value(order.total_with_vat).as_ref().map(Value::to_string).unwrap_or_default();
        vec![
            order.number.clone(),
            reference(world, order.recipient),
            text(&order.service_code),
            reference(world, order.supplier),
            text(&order.contract),
            order.state.clone(),
            order.notified_on.to_string(),
            total.replace('.', ","),
        ]
    })
}
