//! The single table of roles: one line per structure, service or engagement, as a person copies them from the
//! generated data of a qualification account.

use std::collections::HashSet;

use super::error::ImportError;
use super::table::Row;

/// The same facts as the four tables of a folder.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) structures: Vec<Row>,
    pub(super) services: Vec<Row>,
    pub(super) accounts: Vec<Row>,
    pub(super) engagements: Vec<Row>,
}

/// Right and side of a role of the generated data (API.md §1.5); the sides are inferred.
fn role(row: &Row) -> Result<(&'static str, &'static str), ImportError> {
    match row.required("role")?.to_uppercase().as_str() {
        "FOURNISSEUR" | "SUPPLIER" => Ok(("supplier", "private")),
        "DESTINATAIRE" | "RECIPIENT" => Ok(("recipient", "public")),
        "VALIDEUR" | "VALIDATOR" => Ok(("validator", "private")),
        "MOE" | "PROJECT_MANAGER" => Ok(("project_manager", "private")),
        "MOA" | "PROJECT_OWNER" => Ok(("project_owner", "public")),
        other => {
            Err(row.error(format!("role: {other} is none of FOURNISSEUR, DESTINATAIRE, VALIDEUR, MOE, MOA")))
        }
    }
}

pub(super) fn split(rows: &[Row]) -> Result<Tables, ImportError> {
    let mut tables = Tables::default();
    let (mut structures, mut accounts, mut services) = (HashSet::new(), HashSet::new(), HashSet::new());
    let first_supplier = rows.iter().find(|row| role(row).is_ok_and(|(right, _)| right == "supplier"));
    let first_supplier = first_supplier.and_then(|row| row.text("siret")).unwrap_or_default();
    for row in rows {
        let (right, side) = role(row)?;
        let siret = row.required("siret")?;
        let cell = |column: &str| row.text(column).unwrap_or_default();
        if structures.insert(siret) {
            let name = row.text("name").unwrap_or(siret);
            tables.structures.push(row.derived(&[("identifier", siret), ("name", name), ("side", side)]));
        }
        // Where no login is given, one is made that says whose it is.
        let made = format!("TECH_1_{}@cpro.fr", siret.get(8..).unwrap_or(siret));
        let login = row.text("login").unwrap_or(&made);
        if accounts.insert((siret, right, login.to_owned())) {
            let account = row.derived(&[
                ("login", login),
                ("password", row.text("password").unwrap_or("mot-de-passe")),
                ("client_id", &format!("application-{siret}")),
                ("client_secret", &format!("secret-{siret}")),
                ("structure", siret),
                ("rights", right),
            ]);
            tables.accounts.push(account);
        }
        let code = cell("service_code");
        if !code.is_empty() && services.insert((siret, code)) {
            let name = row.text("service_name").unwrap_or(code);
            tables.services.push(row.derived(&[("structure", siret), ("code", code), ("name", name)]));
        }
        let number = cell("engagement");
        if !number.is_empty() {
            let supplier = row.text("supplier").unwrap_or(first_supplier);
            let order = row.derived(&[
                ("number", number),
                ("recipient", siret),
                ("service_code", code),
                ("supplier", supplier),
            ]);
            tables.engagements.push(order);
        }
    }
    Ok(tables)
}
