//! Structures from a table: read apart, shown row by row with what would become of each, then created in one act.

use std::collections::HashMap;
use std::io;

use apart::Task;
use bytes::Bytes;
use domain::{Environment, IdentifierKind, Notes, Reason, Side};
use spreadsheet::{Content, KnownColumn, Limits, Matches, Sheet, Value, match_columns};
use storage::{Structure, StructureSummary, fold};

use super::structures::may_add_structures;
use super::{NewStructure, Portfolio};
use crate::ground::table;
use crate::{Actor, OperationError, Result};

/// Most structures that are imported at once.
pub const MOST_IMPORTED: usize = 500;
/// The largest table, in bytes.
pub const LARGEST_TABLE: usize = 2_000_000;

const LIMITS: Limits =
    Limits { bytes: 2_000_000, inflated: 20_000_000, rows: MOST_IMPORTED, columns: 60, cell: 500 };

/// Reads a table of structures.
pub(crate) const READ_TABLE: Task = Task { name: "structures", run: |file, _| table::answer(&file, &LIMITS) };

/// What a row is that does not say it.
#[derive(Clone, Debug, Default)]
pub struct ImportDefaults {
    /// Code of the side.
    pub side: String,
    /// Code of the environment.
    pub environment: String,
}

/// A row of the table, and what would become of it.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// Its number as a spreadsheet shows it.
    pub number: u32,
    /// What it says.
    pub new: NewStructure,
    /// What would become of it.
    pub fate: RowFate,
}

/// What would become of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowFate {
    /// A structure is created. `doubtful`: its SIRET has a wrong key, which production does not know.
    New {
        /// Whether it is worth a second look.
        doubtful: bool,
    },
    /// The structure is there already.
    There,
    /// An earlier row is the same structure.
    Repeated {
        /// Its number.
        row: u32,
    },
    /// Nothing can be made of it.
    Wrong(Notes),
}

impl Portfolio {
    /// Reads a table of structures and says what would become of each row. Nothing is created.
    ///
    /// # Errors
    /// [`OperationError::Refused`] with what is to be done about the file.
    pub async fn examine_table(
        &self,
        actor: &Actor,
        file: Bytes,
        defaults: &ImportDefaults,
    ) -> Result<Vec<ImportRow>> {
        may_add_structures(actor)?;
        let sheet = self.read_table(file).await?;
        let matches = match_columns(&sheet.header, &COLUMNS);
        let either = |first, second| matches.column(first).or_else(|| matches.column(second));
        let (Some(siret), Some(name)) = (either(SIRET, IDENTIFIER), either(DESIGNATION, NAME)) else {
            return Err(OperationError::Refused(Reason::TableLacksColumns));
        };
        let rows = sheet.rows.iter().map(|row| {
            let text = |key| text_of(&matches, row, key);
            let kind = kind_of(&text(KIND));
            let is_siret = matches!(kind.as_str(), "" | "SIRET");
            let new = NewStructure {
                siret: if is_siret { siret_of(row.cell(siret)) } else { row.text(siret).trim().to_owned() },
                identifier_kind: kind,
                name: row.text(name).trim().to_owned(),
                town: text(TOWN),
                side: side_of(&text(SIDE), &defaults.side),
                environment: environment_of(&text(ENVIRONMENT), &defaults.environment),
            };
            (row.number, new)
        });
        let rows = rows.collect();
        let known = self.ground.structures(actor.organization, self.ground.read().await?.as_mut()).await?;
        Ok(self.judge(actor, rows, &known).into_iter().map(|(row, _)| row).collect())
    }

    async fn read_table(&self, file: Bytes) -> Result<Sheet> {
        if file.is_empty() {
            return Err(OperationError::Refused(Reason::TableNotGiven));
        }
        let size = u64::try_from(file.len()).unwrap_or(u64::MAX);
        let content = futures::stream::iter([Ok::<_, io::Error>(file)]);
        table::read(&self.apart, READ_TABLE, size, content, &LIMITS).await
    }

    /// Creates the structures that can be: of those that are there already, or are wrong, nothing happens. Gives how many
    /// were created.
    ///
    /// # Errors
    /// [`OperationError::Refused`] for more than are imported at once.
    pub async fn create_structures(&self, actor: &Actor, rows: Vec<NewStructure>) -> Result<usize> {
        may_add_structures(actor)?;
        if rows.len() > MOST_IMPORTED {
            return Err(OperationError::Refused(Reason::TableTooManyRows { most: MOST_IMPORTED }));
        }
        let mut transaction = self.ground.write(actor.organization).await?;
        let known = transaction.structures(actor.organization).await?;
        let judged = self.judge(actor, (1..).zip(rows).collect(), &known);
        let made: Vec<Structure> = judged.into_iter().filter_map(|(_, made)| made).collect();
        for structure in &made {
            transaction.insert_structure(structure).await?;
            let entry =
                self.ground.act(actor, "structure.import", structure.id, structure.identifier.as_str());
            transaction.journal(&entry).await?;
        }
        transaction.commit().await?;
        Ok(made.len())
    }

    /// What would become of each row beside the structures that are there, and the structure that would be made of it.
    fn judge(
        &self,
        actor: &Actor,
        rows: Vec<(u32, NewStructure)>,
        known: &[StructureSummary],
    ) -> Vec<(ImportRow, Option<Structure>)> {
        let there = known.iter().map(|summary| (key_of(&summary.structure), None));
        let mut seen: HashMap<(String, &'static str), Option<u32>> = there.collect();
        let judged = rows.into_iter().map(|(number, new)| {
            let structure = match self.checked(actor, &new) {
                Ok(structure) => structure,
                Err(notes) => return (ImportRow { number, new, fate: RowFate::Wrong(notes) }, None),
            };
            let (fate, made) = match seen.get(&key_of(&structure)) {
                Some(None) => (RowFate::There, None),
                Some(Some(row)) => (RowFate::Repeated { row: *row }, None),
                None => {
                    seen.insert(key_of(&structure), Some(number));
                    let doubtful = structure.environment == Environment::Production
                        && structure.identifier.has_wrong_key();
                    (RowFate::New { doubtful }, Some(structure))
                }
            };
            (ImportRow { number, new, fate }, made)
        });
        judged.collect()
    }
}

/// What is unique among the structures of an organisation.
fn key_of(structure: &Structure) -> (String, &'static str) {
    (structure.identifier.as_str().to_owned(), structure.environment.code())
}

const SIRET: &str = "siret";
const IDENTIFIER: &str = "identifier";
const KIND: &str = "kind";
const DESIGNATION: &str = "designation";
const NAME: &str = "name";
const TOWN: &str = "town";
const SIDE: &str = "side";
const ENVIRONMENT: &str = "environment";

/// How people, the portal and other programs call the columns. What may as well be of a person is looked at only where no
/// column says it better.
const COLUMNS: [KnownColumn<'static>; 8] = [
    KnownColumn { key: SIRET, names: &["SIRET", "Numéro SIRET", "SIRET de la structure", "Code SIRET"] },
    KnownColumn {
        key: IDENTIFIER,
        names: &["Identifiant", "Identifiant de la structure", "Identifiant structure"],
    },
    KnownColumn {
        key: KIND,
        names: &[
            "Type d’identifiant",
            "Type identifiant",
            "Type de l’identifiant",
            "Type identifiant structure",
        ],
    },
    KnownColumn {
        key: DESIGNATION,
        names: &[
            "Désignation",
            "Désignation de la structure",
            "Désignation structure",
            "Nom de la structure",
            "Nom structure",
            "Raison sociale",
            "Dénomination",
            "Dénomination sociale",
        ],
    },
    KnownColumn { key: NAME, names: &["Nom", "Libellé", "Structure", "Client", "Nom du client"] },
    KnownColumn { key: TOWN, names: &["Ville", "Commune", "Localité"] },
    KnownColumn { key: SIDE, names: &["Rôle", "Rôle sur Chorus Pro", "Rôle de la structure", "Profil"] },
    KnownColumn { key: ENVIRONMENT, names: &["Environnement", "Plateforme", "Plate-forme"] },
];

fn text_of(matches: &Matches<'_>, row: &spreadsheet::Row, key: &str) -> String {
    matches.column(key).map_or_else(String::new, |column| row.text(column).trim().to_owned())
}

/// A SIRET that a spreadsheet took for a number has lost its zeros. Nine digits are a SIREN, whatever they came from.
fn siret_of(cell: Option<&Content>) -> String {
    let Some(cell) = cell else { return String::new() };
    let text = cell.text.trim();
    let is_number = matches!(cell.value, Some(Value::Number(_)));
    let digits = text.len();
    let lost_zeros =
        is_number && digits < 14 && digits != 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    if lost_zeros { format!("{text:0>14}") } else { text.to_owned() }
}

/// The code of a kind of identifier as the portal, its files (a number) and people write it; what means nothing stays, to
/// be pointed out.
fn kind_of(text: &str) -> String {
    let folded = fold(text);
    let begins = |words: &[&str]| words.iter().any(|word| folded.starts_with(word));
    let kind = match folded.as_str() {
        "" => return String::new(),
        "1" => IdentifierKind::Siret,
        "2" => IdentifierKind::EuropeanVat,
        "3" => IdentifierKind::OutsideUnion,
        "4" => IdentifierKind::Ridet,
        "5" => IdentifierKind::Tahiti,
        "6" => IdentifierKind::Other,
        "7" => IdentifierKind::PrivatePerson,
        _ if begins(&["siret"]) => IdentifierKind::Siret,
        _ if begins(&["ue_hors", "ue hors", "tva", "n° tva", "n° de tva", "numero de tva"]) => {
            IdentifierKind::EuropeanVat
        }
        _ if begins(&["hors"]) => IdentifierKind::OutsideUnion,
        _ if begins(&["ridet"]) => IdentifierKind::Ridet,
        _ if begins(&["tahiti", "n° tahiti"]) => IdentifierKind::Tahiti,
        _ if begins(&["autre", "en cours"]) => IdentifierKind::Other,
        _ if begins(&["particulier"]) => IdentifierKind::PrivatePerson,
        _ => return text.to_owned(),
    };
    kind.code().to_owned()
}

/// The code of a side as people and the data sets of qualification write it; what means nothing stays, to be pointed out.
fn side_of(text: &str, default: &str) -> String {
    let folded = fold(text);
    let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    let supplies = says(&["fournisseur", "titulaire", "emetteur"]);
    // Who validates works or has them done is on the side that receives.
    let receives = says(&["destinataire", "recepteur", "valideur", "moe", "moa", "maitre d"]);
    let side = match (supplies, receives) {
        _ if folded.is_empty() => return default.to_owned(),
        (true, true) => Side::Both,
        (true, false) => Side::Supplier,
        (false, true) => Side::Recipient,
        (false, false) if says(&["deux"]) => Side::Both,
        (false, false) => return text.to_owned(),
    };
    side.code().to_owned()
}

fn environment_of(text: &str, default: &str) -> String {
    let folded = fold(text);
    let begins = |words: &[&str]| words.iter().any(|word| folded.starts_with(word));
    if folded.is_empty() {
        default.to_owned()
    } else if begins(&["prod"]) {
        Environment::Production.code().to_owned()
    } else if begins(&["qualif", "essai", "test"]) {
        Environment::Qualification.code().to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_siret_that_a_spreadsheet_took_for_a_number_has_its_zeros_back() {
        let number = |text: &str| {
            let value = Some(Value::Number(text.parse().unwrap()));
            siret_of(Some(&Content { text: text.to_owned(), value }))
        };
        assert_eq!(number("900001"), "00000000900001");
        assert_eq!(number("12345678900012"), "12345678900012");
        assert_eq!(number("123456789"), "123456789", "a SIREN is no SIRET that lost its zeros");
        let typed = Content { text: "900001".to_owned(), value: None };
        assert_eq!(siret_of(Some(&typed)), "900001", "what was typed as text is what it is");
        assert_eq!(siret_of(None), "");
    }

    #[test]
    fn roles_and_environments_are_known_as_they_are_written() {
        let side = |text: &str| side_of(text, "fournisseur");
        assert_eq!(side(""), "fournisseur");
        assert_eq!(side("Destinataire"), "destinataire");
        assert_eq!(side("Fournisseur et destinataire"), "les_deux");
        assert_eq!(side("les_deux"), "les_deux");
        assert_eq!(side("VALIDEUR"), "destinataire");
        assert_eq!(side("Notaire"), "Notaire");
        let environment = |text: &str| environment_of(text, "production");
        assert_eq!(environment(""), "production");
        assert_eq!(environment("Qualif."), "qualification");
        assert_eq!(environment("PROD"), "production");
        assert_eq!(environment("ailleurs"), "ailleurs");
    }

    #[test]
    fn kinds_of_identifiers_are_known_by_code_number_and_words() {
        for kind in IdentifierKind::ALL {
            assert_eq!(kind_of(kind.code()), kind.code());
            assert_eq!(kind_of(kind.label()), kind.code(), "{}", kind.label());
        }
        assert_eq!((kind_of("4").as_str(), kind_of("").as_str()), ("RIDET", ""));
        assert_eq!(kind_of("passeport"), "passeport");
    }
}
