//! The directory of public recipients as a file.
//!
//! The reference says only that it is a ZIP in base64. Inferred: it holds what the public export of the directory holds,
//! two tables as CSV (UTF-8, semicolons, a line of names), one of structures and one of services.

use crate::archive;
use crate::world::{Address, Structure, codes};

/// Name of the table of structures in the archive; ours.
const STRUCTURES: &str = "annuaire-structures.csv";
/// Name of the table of services in the archive; ours.
const SERVICES: &str = "annuaire-services.csv";

/// Columns every row ends with.
const PLACE_COLUMNS: [&str; 9] = [
    "Adresse",
    "ComplementAdresse1",
    "ComplementAdresse2",
    "CodePostal",
    "Ville",
    "NumTelephone",
    "Courriel",
    "CodePays",
    "LibellePays",
];

const STRUCTURE_COLUMNS: [&str; 12] = [
    "TypeIdentifiant",
    "Identifiant",
    "RaisonSociale",
    "EmetteurEdi",
    "RecepteurEdi",
    "GestionStatutMiseEnPaiement",
    "GestionEngagement",
    "GestionService",
    "GestionServiceEngagement",
    "EstMOA",
    "EstMOAUniquement",
    "StructureActive",
];

const SERVICE_COLUMNS: [&str; 6] =
    ["Identifiant", "RaisonSociale", "Code", "Nom", "GestionEGMT", "ServiceActif"];

/// The ZIP of both tables; `None` when it cannot be written, which memory alone prevents.
pub(crate) fn archive(structures: &[Structure]) -> Option<Vec<u8>> {
    archive::zip([
        (STRUCTURES.to_owned(), structures_table(structures)),
        (SERVICES.to_owned(), services_table(structures)),
    ])
}

fn structures_table(structures: &[Structure]) -> Vec<u8> {
    let rows = structures.iter().map(|structure| {
        let requirements = &structure.requirements;
        let rank =
            codes::IDENTIFIER_TYPES.iter().zip(1..).find(|(kind, _)| **kind == structure.identifier_type);
        let mut row = vec![
            rank.map_or(6, |(_, rank)| rank).to_string(),
            structure.identifier.clone(),
            structure.name.clone(),
            structure.edi.sends.to_string(),
            structure.edi.receives.to_string(),
            (!requirements.payment_status_withheld).to_string(),
            requirements.engagement.to_string(),
            requirements.service.to_string(),
            requirements.service_or_engagement.to_string(),
            requirements.works_owner.to_string(),
            requirements.works_owner_only.to_string(),
            structure.active.to_string(),
        ];
        row.extend(place(&structure.address, structure.email.as_deref()));
        row
    });
    table(&STRUCTURE_COLUMNS, rows)
}

fn services_table(structures: &[Structure]) -> Vec<u8> {
    let services =
        structures.iter().flat_map(|owner| owner.services.iter().map(move |service| (owner, service)));
    let rows = services.map(|(owner, service)| {
        let mut row = vec![
            owner.identifier.clone(),
            owner.name.clone(),
            service.code.clone(),
            service.name.clone(),
            service.engagement_required.to_string(),
            service.active.to_string(),
        ];
        row.extend(place(&owner.address, None));
        row
    });
    table(&SERVICE_COLUMNS, rows)
}

/// The columns of [`PLACE_COLUMNS`]; every structure of a world is in France.
fn place(address: &Address, email: Option<&str>) -> [String; 9] {
    let empty = String::new;
    [
        address.street.clone(),
        empty(),
        empty(),
        address.postcode.clone(),
        address.city.clone(),
        empty(),
        email.unwrap_or_default().to_owned(),
        "FR".to_owned(),
        "FRANCE".to_owned(),
    ]
}

/// Semicolon-separated text with quotes where needed, lines ended by CR LF.
fn table(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let quoted = |cell: &str| {
        if cell.contains([';', '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    };
    let mut text = columns.iter().chain(&PLACE_COLUMNS).copied().collect::<Vec<_>>().join(";");
    for row in rows {
        text.push_str("\r\n");
        text.push_str(&row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(";"));
    }
    text.push_str("\r\n");
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_in_a_cell_are_quoted() {
        let row = vec!["Ville; \"centre\"".to_owned()];
        let text = String::from_utf8(table(&[], std::iter::once(row))).expect("text");
        assert_eq!(text.lines().nth(1), Some("\"Ville; \"\"centre\"\"\""));
    }
}
