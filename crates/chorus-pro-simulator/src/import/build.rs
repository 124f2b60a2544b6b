//! A world from the lines of tables. It is put together as JSON, so what the columns do not name has the same
//! default as in a seed file.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, Utc};
use serde_json::{Map, Value, json};

use super::error::ImportError;
use super::table::Row;
use crate::clock::day;
use crate::world::{World, WorldError};

/// Numbers given out start above this, or above the highest one of the tables.
const FIRST_ID: i64 = 1_000;
/// The application of accounts whose tables name none.
const ANY_APPLICATION: (&str, &str) = ("application", "secret");
/// Words for rights, in English and as the platform names the roles.
const RIGHTS: &[(&str, &str)] = &[
    ("supplier", "supplier"),
    ("fournisseur", "supplier"),
    ("recipient", "recipient"),
    ("destinataire", "recipient"),
    ("validator", "validator"),
    ("valideur", "validator"),
    ("project_manager", "project_manager"),
    ("moe", "project_manager"),
    ("project_owner", "project_owner"),
    ("moa", "project_owner"),
];

pub(super) struct Builder {
    now: DateTime<Utc>,
    last_id: i64,
    structures: Vec<Map<String, Value>>,
    /// Positions of structures by identifier and by number.
    named: HashMap<String, Vec<usize>>,
    applications: Vec<Map<String, Value>>,
    accounts: Vec<Map<String, Value>>,
    engagements: Vec<Value>,
}

impl Builder {
    pub(super) fn new(now: DateTime<Utc>) -> Self {
        Self {
            now,
            last_id: FIRST_ID,
            structures: Vec::new(),
            named: HashMap::new(),
            applications: Vec::new(),
            accounts: Vec::new(),
            engagements: Vec::new(),
        }
    }

    fn new_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    pub(super) fn structures(&mut self, rows: &[Row]) -> Result<(), ImportError> {
        let mut given = HashSet::new();
        for row in rows {
            let Some(text) = row.text("id") else { continue };
            let id = text.parse::<i64>().ok().filter(|id| *id > 0);
            let id = id.ok_or_else(|| row.error(format!("id: {text} is no number above 0")))?;
            if !given.insert(id) {
                return Err(row.error(format!("id: {id} is used twice")));
            }
            self.last_id = self.last_id.max(id);
        }
        for row in rows {
            let structure = self.structure(row)?;
            let position = self.structures.len();
            let names =
                [structure.get("id").map(Value::to_string), row.text("identifier").map(str::to_owned)];
            for name in names.into_iter().flatten() {
                self.named.entry(name).or_default().push(position);
            }
            self.structures.push(structure);
        }
        Ok(())
    }

    fn structure(&mut self, row: &Row) -> Result<Map<String, Value>, ImportError> {
        let identifier = row.required("identifier")?;
        let kind = row.text("identifier_type").unwrap_or("SIRET");
        let digits = identifier.len() == 14 && identifier.bytes().all(|byte| byte.is_ascii_digit());
        if kind == "SIRET" && !digits {
            return Err(row.error(format!("identifier: {identifier} does not have the 14 digits of a SIRET")));
        }
        let side = match row.required("side")?.to_lowercase().as_str() {
            "public" | "publique" => "public",
            "private" | "privee" | "privée" => "private",
            other => return Err(row.error(format!("side: {other} is neither public nor private"))),
        };
        let id = match row.text("id").and_then(|text| text.parse().ok()) {
            Some(id) => id,
            None => self.new_id(),
        };
        let mut bank_accounts = Vec::new();
        if let Some(iban) = row.text("iban") {
            let name = row.text("bank_reference").unwrap_or("Compte principal");
            let bic = row.text("bic").unwrap_or_default();
            bank_accounts.push(json!({"id": self.new_id(), "name": name, "iban": iban, "bic": bic}));
        }
        let cell = |column: &str| row.text(column).unwrap_or_default();
        let structure = json!({
            "id": id,
            "identifier": identifier,
            "identifier_type": kind,
            "name": row.required("name")?,
            "side": side,
            "active": row.flag("active", true)?,
            "address": {"street": cell("street"), "postcode": cell("postcode"), "city": cell("city")},
            "email": row.text("email"),
            "vat_number": row.text("vat_number"),
            "register_number": row.text("register_number"),
            "requirements": {
                "service": row.flag("service_required", false)?,
                "engagement": row.flag("engagement_required", false)?,
                "service_or_engagement": row.flag("service_or_engagement_required", false)?,
                "payment_status_withheld": row.flag("payment_status_withheld", false)?,
                "engagements_published": row.flag("engagements_published", false)?,
            },
            "bank_accounts": bank_accounts,
            "behaviour": behaviour(row)?,
            "services": [],
        });
        Ok(object(structure))
    }

    /// The position of the structure a cell names, by its identifier or its number.
    fn find(&self, row: &Row, column: &str) -> Result<usize, ImportError> {
        let name = row.required(column)?;
        match self.named.get(name).map(Vec::as_slice) {
            Some([position]) => Ok(*position),
            Some(_) => Err(row.error(format!("{column}: several structures are {name}; give the id"))),
            None => Err(row.error(format!("{column}: no structure is {name}"))),
        }
    }

    fn number(&self, row: &Row, column: &str) -> Result<Value, ImportError> {
        let position = self.find(row, column)?;
        Ok(self.structures.get(position).and_then(|known| known.get("id")).cloned().unwrap_or_default())
    }

    pub(super) fn services(&mut self, rows: &[Row]) -> Result<(), ImportError> {
        let mut seen = HashSet::new();
        for row in rows {
            let position = self.find(row, "structure")?;
            let code = row.required("code")?;
            if !seen.insert((position, code)) {
                return Err(row.error(format!("code: the structure has two services {code}")));
            }
            let long_ago = day(self.now).checked_sub_days(Days::new(2_000)).unwrap_or_default();
            let service = json!({
                "id": self.new_id(),
                "code": code,
                "name": row.text("name").unwrap_or(code),
                "active": row.flag("active", true)?,
                "engagement_required": row.flag("engagement_required", false)?,
                "payment_status_returned": row.flag("payment_status_returned", true)?,
                "valid_from": row.day("valid_from")?.unwrap_or(long_ago),
                "valid_until": row.day("valid_until")?,
            });
            let services = self.structures.get_mut(position).and_then(|known| known.get_mut("services"));
            if let Some(services) = services.and_then(Value::as_array_mut) {
                services.push(service);
            }
        }
        Ok(())
    }

    pub(super) fn accounts(&mut self, rows: &[Row]) -> Result<(), ImportError> {
        for row in rows {
            let login = row.required("login")?;
            let application = self.application(row)?;
            let attachment = match row.text("structure") {
                None => None,
                Some(_) => {
                    let structure = self.number(row, "structure")?;
                    Some(json!({"id": self.new_id(), "structure": structure, "rights": rights(row)?}))
                }
            };
            let known = self.accounts.iter().position(|account| account.get("login") == Some(&login.into()));
            let position = match known {
                Some(position) => position,
                None => {
                    let account = self.account(row, login)?;
                    self.accounts.push(account);
                    self.accounts.len() - 1
                }
            };
            let Some(account) = self.accounts.get_mut(position) else { continue };
            let password = row.text("password");
            if known.is_some() && password.is_some_and(|given| account.get("password") != Some(&given.into()))
            {
                return Err(row.error(format!("password: {login} has another one on an earlier line")));
            }
            let mut add = |list: &str, value: Option<Value>| {
                let list = account.get_mut(list).and_then(Value::as_array_mut);
                if let (Some(list), Some(value)) = (list, value)
                    && !list.contains(&value)
                {
                    list.push(value);
                }
            };
            add("applications", application);
            add("attachments", attachment);
        }
        Ok(())
    }

    fn account(&mut self, row: &Row, login: &str) -> Result<Map<String, Value>, ImportError> {
        let internal = match row.text("kind").map(str::to_lowercase).as_deref() {
            None | Some("technical" | "technique") => false,
            Some("internal" | "interne") => true,
            Some(other) => return Err(row.error(format!("kind: {other} is neither technical nor internal"))),
        };
        let account = json!({
            "id": self.new_id(),
            "login": login,
            "password": row.required("password")?,
            "active": row.flag("active", true)?,
            "password_expires": row.day("password_expires")?,
            "applications": [],
            "internal": internal,
            "attachments": [],
        });
        Ok(object(account))
    }

    /// The client id of a line, known from now on.
    fn application(&mut self, row: &Row) -> Result<Option<Value>, ImportError> {
        let Some(client_id) = row.text("client_id") else { return Ok(None) };
        let id = Value::from(client_id);
        let known = self.applications.iter().find(|known| known.get("client_id") == Some(&id));
        if let Some(known) = known {
            let secret = row.text("client_secret");
            if secret.is_some_and(|given| known.get("client_secret") != Some(&given.into())) {
                let reason = format!("client_secret: {client_id} has another one on an earlier line");
                return Err(row.error(reason));
            }
        } else {
            let name =
                row.text("application").map_or_else(|| format!("APP_SANDBOX_{client_id}"), str::to_owned);
            let secret = row.required("client_secret")?;
            let application = json!({"client_id": client_id, "client_secret": secret, "name": name});
            self.applications.push(object(application));
        }
        Ok(Some(id))
    }

    pub(super) fn engagements(&mut self, rows: &[Row]) -> Result<(), ImportError> {
        for row in rows {
            let notified = row.day("notified_on")?;
            let notified = notified.or_else(|| day(self.now).checked_sub_days(Days::new(60)));
            let engagement = json!({
                "id": self.new_id(),
                "number": row.required("number")?,
                "recipient": self.number(row, "recipient")?,
                "service_code": row.text("service_code"),
                "supplier": self.number(row, "supplier")?,
                "contract": row.text("contract"),
                "state": row.text("state").unwrap_or("COMMANDE"),
                "notified_on": notified.unwrap_or_default(),
                "total_with_vat": row.amount("total_with_vat")?.unwrap_or_default(),
            });
            self.engagements.push(engagement);
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<World, ImportError> {
        if self.applications.is_empty() {
            let (id, secret) = ANY_APPLICATION;
            let application = json!({"client_id": id, "client_secret": secret, "name": "APP_SANDBOX"});
            self.applications.push(object(application));
        }
        let world = json!({
            "seed": 1,
            "now": self.now,
            "structures": self.structures,
            "applications": self.applications,
            "accounts": self.accounts,
            "engagements": self.engagements,
            "last_id": self.last_id,
        });
        let world: World = serde_json::from_value(world).map_err(WorldError::from)?;
        world.check()?;
        Ok(world)
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// Weights such as `pay:6 suspend:1`; those not named are 0.
fn behaviour(row: &Row) -> Result<Value, ImportError> {
    let mut weights = Map::new();
    for part in row.text("behaviour").unwrap_or_default().split_whitespace() {
        let read = part.split_once(':').and_then(|(name, weight)| Some((name, weight.parse::<u32>().ok()?)));
        let read = read.filter(|(name, _)| ["pay", "suspend", "reject", "recycle", "wait"].contains(name));
        let (name, weight) = read.ok_or_else(|| {
            row.error(format!(
                "behaviour: {part} is no weight such as pay:6, suspend:1, reject:1, recycle:1 or wait:1"
            ))
        })?;
        weights.insert(name.to_owned(), weight.into());
    }
    Ok(Value::Object(weights))
}

fn rights(row: &Row) -> Result<Vec<&'static str>, ImportError> {
    let mut found = Vec::new();
    for word in row.required("rights")?.split_whitespace() {
        let lower = word.to_lowercase();
        let right = RIGHTS.iter().find(|(name, _)| *name == lower).map(|(_, right)| *right);
        let right = right.ok_or_else(|| {
            row.error(format!(
                "rights: {word} is none of supplier, recipient, validator, project_manager, project_owner"
            ))
        })?;
        if !found.contains(&right) {
            found.push(right);
        }
    }
    Ok(found)
}
