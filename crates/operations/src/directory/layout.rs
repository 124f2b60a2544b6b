//! What the file of the directory looks like: the one place for it.
//!
//! The reference says only that it is a ZIP in base64 (API.md §5.3, `telechargerAnnuaireDestinataire`). **Inferred**, all
//! of it, from the public export of the directory: the ZIP holds tables as CSV, one of structures and one of services, in
//! UTF-8, with semicolons and a line of names, `true` and `false`. So little of it is relied upon: a table is known by its
//! columns and not by its name, columns by their names in any order and case, older encodings are read, further files and
//! columns are left alone, and a flag that is missing says what does no harm.

use storage::{PublicService, PublicStructure};

/// Between two cells.
pub(super) const SEPARATOR: u8 = b';';

/// Signs of a text that are kept.
const LONGEST_TEXT: usize = 300;
/// Signs of a number or a code that are kept; one that is longer is none.
const LONGEST_CODE: usize = 100;

/// A record of a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// A structure.
    Structure(PublicStructure),
    /// A service.
    Service(PublicService),
}

/// A table as its line of names tells it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Of structures.
    Structures(Columns),
    /// Of services.
    Services(Columns),
    /// Something else.
    Other,
}

/// Where the columns stand.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns(Vec<String>);

impl Columns {
    /// The text of a row in a column; empty where there is none.
    fn text(&self, row: &[String], name: &str) -> String {
        plain(self.cell(row, name).unwrap_or_default()).chars().take(LONGEST_TEXT).collect()
    }

    fn cell<'r>(&self, row: &'r [String], name: &str) -> Option<&'r str> {
        let place = self.0.iter().position(|known| known.eq_ignore_ascii_case(name))?;
        row.get(place).map(|cell| cell.trim())
    }

    /// A number or a code: without it, a row is none.
    fn code(&self, row: &[String], name: &str) -> Option<String> {
        let code = plain(self.cell(row, name)?);
        (!code.is_empty() && code.chars().count() <= LONGEST_CODE).then_some(code)
    }

    fn flag(&self, row: &[String], name: &str, otherwise: bool) -> bool {
        match self.cell(row, name).map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "oui" | "o" | "1" | "vrai") => true,
            Some("false" | "non" | "n" | "0" | "faux") => false,
            _ => otherwise,
        }
    }

    fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.0.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }
}

/// A cell without control characters, some of which no database takes; a blank for those that part words.
fn plain(cell: &str) -> String {
    let signs = cell.chars().map(|sign| if sign.is_whitespace() { ' ' } else { sign });
    signs.filter(|sign| !sign.is_control()).collect::<String>().trim().to_owned()
}

impl Layout {
    /// What a line of names says.
    pub(super) fn of(names: &[String]) -> Self {
        let columns = Columns(names.iter().map(|name| name.trim().to_owned()).collect());
        if columns.has(&["Identifiant", "Code"]) {
            Self::Services(columns)
        } else if columns.has(&["Identifiant", "RaisonSociale"]) {
            Self::Structures(columns)
        } else {
            Self::Other
        }
    }

    /// The record of a row; none of a row without its number or code.
    pub(super) fn read(&self, row: &[String]) -> Option<Record> {
        match self {
            Self::Structures(columns) => {
                let lines = ["Adresse", "ComplementAdresse1", "ComplementAdresse2"];
                let lines = lines.map(|name| columns.text(row, name));
                let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
                Some(Record::Structure(PublicStructure {
                    identifier: columns.code(row, "Identifiant")?,
                    name: columns.text(row, "RaisonSociale"),
                    address: lines.join(", "),
                    postcode: columns.text(row, "CodePostal"),
                    town: columns.text(row, "Ville"),
                    email: columns.text(row, "Courriel"),
                    telephone: columns.text(row, "NumTelephone"),
                    service_compulsory: columns.flag(row, "GestionService", false),
                    engagement_compulsory: columns.flag(row, "GestionEngagement", false),
                    service_or_engagement: columns.flag(row, "GestionServiceEngagement", false),
                    tells_payment: columns.flag(row, "GestionStatutMiseEnPaiement", false),
                    active: columns.flag(row, "StructureActive", true),
                }))
            }
            Self::Services(columns) => Some(Record::Service(PublicService {
                identifier: columns.code(row, "Identifiant")?,
                code: columns.code(row, "Code")?,
                name: columns.text(row, "Nom"),
                active: columns.flag(row, "ServiceActif", true),
                engagement_compulsory: columns.flag(row, "GestionEGMT", false),
            })),
            Self::Other => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn a_table_is_known_by_its_columns_in_any_order_and_case() {
        let services = Layout::of(&row(&["NOM", "code", " Identifiant ", "ServiceActif", "Autre"]));
        let read = services.read(&row(&["Écoles", "EC", "123", "false", "x"]));
        let expected = PublicService {
            identifier: "123".to_owned(),
            code: "EC".to_owned(),
            name: "Écoles".to_owned(),
            active: false,
            engagement_compulsory: false,
        };
        assert_eq!(read, Some(Record::Service(expected)));
        assert_eq!(Layout::of(&row(&["Lisez", "moi"])), Layout::Other);
    }

    #[test]
    fn no_control_character_is_kept() {
        let services = Layout::of(&row(&["Identifiant", "Code", "Nom"]));
        let Some(Record::Service(read)) =
            services.read(&row(&["12\u{0}3", "\u{0} EC\u{85}", "Éco\0les\ndu\u{1b} bas"]))
        else {
            panic!("no row")
        };
        assert_eq!((read.identifier.as_str(), read.code.as_str()), ("123", "EC"));
        assert_eq!(read.name, "Écoles du bas");
    }

    #[test]
    fn a_row_may_be_short_and_one_without_its_number_is_none() {
        let structures = Layout::of(&row(&["Identifiant", "RaisonSociale", "Ville", "GestionService"]));
        let Some(Record::Structure(read)) = structures.read(&row(&["123", "Ville"])) else {
            panic!("no row")
        };
        assert!(read.active && !read.service_compulsory && read.town.is_empty());
        assert_eq!(structures.read(&row(&["", "Ville"])), None);
        assert_eq!(structures.read(&row(&["\0\u{1}", "Ville"])), None);
        assert_eq!(structures.read(&row(&["1".repeat(101).as_str(), "Ville"])), None);
    }
}
