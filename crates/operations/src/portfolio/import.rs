//! Structures from a table: read apart, shown row by row with what would become of each, then created in one act.

use std::collections::HashMap;

use apart::Task;
use bytes::Bytes;
use domain::{Environment, IdentifierKind, Notes, Reason, Side};
use spreadsheet::{Content, KnownColumn, Limits, Matches, Row, Sheet, Value, match_columns};
use storage::{Structure, StructureSummary, fold};

use super::structures::may_add_structures;
use super::{NewStructure, Portfolio};
use crate::ground::table;
use crate::{Actor, OperationError, Result};

/// Most structures that are imported at once.
pub const MOST_IMPORTED: usize = 500;
/// The largest table, in bytes.
pub const LARGEST_TABLE: usize = 2_000_000;

/// Longest title of a column that is told by a word in it, in bytes.
const LONGEST_TITLE: usize = 60;

/// How logins of technical accounts end (API.md §1.3).
const TECHNICAL: [&str; 2] = ["@cpro.fr", "@cpp2017.fr"];

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
    /// It has no identifier, and nothing that asks for one: the line of an account, of a contact, of an engagement.
    NoStructure,
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
        let sheet = table::read_given(&self.apart, READ_TABLE, file, &LIMITS).await?;
        let Some((rows, beside)) = rows_of(&sheet, defaults) else {
            return Err(OperationError::Refused(Reason::TableLacksColumns));
        };
        let known = self.ground.structures(actor.organization, self.ground.read().await?.as_mut()).await?;
        let judged = self.judge(actor, rows, &known).into_iter().map(|(row, _)| row);
        let mut told: Vec<ImportRow> = judged.chain(beside).collect();
        told.sort_by_key(|row| row.number);
        Ok(told)
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

/// Which column says what, under one row of titles.
struct Titles {
    matches: Matches<'static>,
    identifier: usize,
    name: usize,
}

impl Titles {
    /// None where a row says neither who nor which: it is no row of titles.
    fn of(row: &Row) -> Option<Self> {
        let matches = match_columns(row, &COLUMNS);
        let named = |keys: [&str; 2], words: &[&str]| {
            let known = keys.into_iter().find_map(|key| matches.column(key));
            known.or_else(|| only_column(row, words))
        };
        let identifier = named([SIRET, IDENTIFIER], &["siret"])?;
        let name = named([DESIGNATION, NAME], &["raison sociale", "designation", "denomination"])?;
        (identifier != name).then_some(Self { matches, identifier, name })
    }

    fn text(&self, row: &Row, key: &str) -> String {
        self.matches.column(key).map_or_else(String::new, |column| row.text(column).trim().to_owned())
    }

    /// What a row says, and whether it says its role.
    fn read(&self, row: &Row, defaults: &ImportDefaults) -> (NewStructure, bool) {
        let (kind, role) = (kind_of(&self.text(row, KIND)), self.text(row, SIDE));
        let environment = environment_of(&self.text(row, ENVIRONMENT), &defaults.environment);
        let is_siret = matches!(kind.as_str(), "" | "SIRET");
        let new = NewStructure {
            siret: if is_siret {
                siret_of(row.cell(self.identifier), &environment)
            } else {
                row.text(self.identifier).trim().to_owned()
            },
            identifier_kind: kind,
            name: row.text(self.name).trim().to_owned(),
            town: self.text(row, TOWN),
            side: side_of(&role, &defaults.side),
            environment,
        };
        (new, !role.is_empty())
    }
}

/// The one column whose title holds one of some words.
fn only_column(row: &Row, words: &[&str]) -> Option<usize> {
    let holds = |cell: &Content| {
        let title = fold(&cell.text);
        // A value is no title: the words of a title are few.
        title.len() <= LONGEST_TITLE && words.iter().any(|word| title.contains(word))
    };
    let mut found = row.cells.iter().enumerate().filter(|(_, cell)| holds(cell));
    let (column, _) = found.next()?;
    found.next().is_none().then_some(column)
}

/// A row by its number.
type NumberedRow = (u32, NewStructure);

/// What the rows of a table say, and those that name no structure; none without any row of titles. The file that one is
/// handed with a test account begins with words of its own and has a part with titles for each kind of thing: titles are
/// looked for in every row, and those of the last such row count.
fn rows_of(sheet: &Sheet, defaults: &ImportDefaults) -> Option<(Vec<NumberedRow>, Vec<ImportRow>)> {
    let mut titles = None;
    let (mut rows, mut beside): (Vec<(u32, NewStructure, bool)>, _) = (Vec::new(), Vec::new());
    for row in std::iter::once(&sheet.header).chain(&sheet.rows) {
        if let Some(found) = Titles::of(row) {
            titles = Some(found);
            continue;
        }
        let Some(titles) = &titles else { continue };
        let (new, says_role) = titles.read(row, defaults);
        let is_login = |cell: &Content| TECHNICAL.iter().any(|host| cell.text.trim().ends_with(host));
        let is_account = new.name.contains('@') || row.cells.iter().any(is_login);
        if new.siret.is_empty() && (new.name.is_empty() || is_account) {
            beside.push(ImportRow { number: row.number, new, fate: RowFate::NoStructure });
        } else {
            rows.push((row.number, new, says_role));
        }
    }
    titles?;
    unite_roles(&mut rows);
    Some((rows.into_iter().map(|(number, new, _)| (number, new)).collect(), beside))
}

/// A structure with a line for each of its roles has all of them.
fn unite_roles(rows: &mut [(u32, NewStructure, bool)]) {
    let mut first: HashMap<(String, String), usize> = HashMap::new();
    for place in 0..rows.len() {
        let (_, new, says_role) = &rows[place];
        let Some(side) = Side::from_code(&new.side).filter(|_| *says_role) else { continue };
        let digits = new.siret.chars().filter(|sign| sign.is_alphanumeric()).collect();
        let earlier = *first.entry((digits, new.environment.clone())).or_insert(place);
        let earlier = &mut rows[earlier].1;
        if Side::from_code(&earlier.side).is_some_and(|known| known != side) {
            earlier.side = Side::Both.code().to_owned();
        }
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
    KnownColumn {
        key: SIRET,
        names: &["SIRET", "Numéro SIRET", "SIRET de la structure", "Code SIRET", "SIRET fictif"],
    },
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
            "Libellé de la structure",
            "Libellé structure",
            "Raison sociale",
            "Dénomination",
            "Dénomination sociale",
        ],
    },
    KnownColumn { key: NAME, names: &["Nom", "Libellé", "Structure", "Client", "Nom du client"] },
    KnownColumn { key: TOWN, names: &["Ville", "Commune", "Localité"] },
    KnownColumn {
        key: SIDE,
        names: &[
            "Rôle",
            "Rôle sur Chorus Pro",
            "Rôle dans Chorus Pro",
            "Rôle de la structure",
            "Profil",
            "Acteur",
        ],
    },
    KnownColumn { key: ENVIRONMENT, names: &["Environnement", "Plateforme", "Plate-forme"] },
];

/// A SIRET that a spreadsheet took for a number has lost its zeros. Nine digits are a SIREN, whatever they came from. In a
/// CSV a number and a text look alike: only the fictitious SIRETs of qualification, which may begin with more zeros than
/// any real one (business-rules.md §1), are short enough to be told.
fn siret_of(cell: Option<&Content>, environment: &str) -> String {
    let Some(cell) = cell else { return String::new() };
    let text = cell.text.trim();
    let is_number = matches!(cell.value, Some(Value::Number(_)));
    let is_fictitious = environment == Environment::Qualification.code() && (5..=8).contains(&text.len());
    let lost_zeros = (is_number && text.len() < 14 && text.len() != 9) || is_fictitious;
    if lost_zeros && text.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{text:0>14}")
    } else {
        text.to_owned()
    }
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
            siret_of(Some(&Content { text: text.to_owned(), value }), "production")
        };
        assert_eq!(number("900001"), "00000000900001");
        assert_eq!(number("12345678900012"), "12345678900012");
        assert_eq!(number("123456789"), "123456789", "a SIREN is no SIRET that lost its zeros");
        let typed = Content { text: "900001".to_owned(), value: None };
        let text = |environment| siret_of(Some(&typed), environment);
        assert_eq!(text("production"), "900001", "what was typed as text is what it is");
        assert_eq!(text("qualification"), "00000000900001", "no real SIRET is as short as a fictitious one");
        assert_eq!(siret_of(None, "production"), "");
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
