//! Which column of a table holds what: as somebody of the organisation said last of its title, else by what the title says.

use domain::{BatchColumn, OrganizationId};
use spreadsheet::{ColumnMatch, KnownColumn, Row, match_columns};
use storage::{Snapshot, fold};

use crate::Result;

/// Longest title that is kept, characters.
const LONGEST_TITLE: usize = 200;

/// The titles of a table, column by column.
pub(super) fn titles_of(header: &Row) -> Vec<String> {
    header.cells.iter().map(|cell| cell.text.trim().chars().take(LONGEST_TITLE).collect()).collect()
}

/// A title as it is remembered: however it is written.
pub(super) fn remembered_title(title: &str) -> String {
    fold(title).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What each column of a table holds.
pub(super) async fn recognise_columns(
    read: &mut dyn Snapshot,
    organization: OrganizationId,
    header: &Row,
) -> Result<Vec<Option<BatchColumn>>> {
    let asked: Vec<String> = titles_of(header).iter().map(|title| remembered_title(title)).collect();
    let remembered = read.remembered_columns(organization, &asked).await?;
    let said = |place: usize| {
        let title = asked.get(place).filter(|title| !title.is_empty())?;
        remembered.iter().find(|(known, _)| known == title).map(|(_, column)| *column)
    };
    let mut columns: Vec<Option<BatchColumn>> = Vec::new();
    for (place, known) in by_title(header).into_iter().enumerate() {
        columns.push(said(place).unwrap_or(known));
    }
    // What was said of one column is not taken for another one as well.
    for place in 0..columns.len() {
        let twice =
            columns[place].is_some() && columns.iter().filter(|other| **other == columns[place]).count() > 1;
        if twice && said(place).is_none() {
            columns[place] = None;
        }
    }
    Ok(columns)
}

/// What each column holds by its title alone; nothing where that is doubtful.
fn by_title(header: &Row) -> Vec<Option<BatchColumn>> {
    let known: Vec<KnownColumn<'_>> = BatchColumn::ALL
        .iter()
        .map(|column| KnownColumn { key: column.code(), names: column.names() })
        .collect();
    let matches = match_columns(header, &known);
    let columns = matches.columns.iter().zip(&header.cells).map(|(found, cell)| match found {
        // A percentage is no amount, whatever else the title says.
        _ if cell.text.contains('%') => {
            let title = fold(&cell.text);
            (title.contains("tva") || title.contains("taux")).then_some(BatchColumn::VatRate)
        }
        ColumnMatch::Known(key) => BatchColumn::from_code(key),
        ColumnMatch::Repeated(_) | ColumnMatch::Ambiguous(_) | ColumnMatch::Unknown => None,
    });
    columns.collect()
}

#[cfg(test)]
mod tests {
    use spreadsheet::Content;

    use super::*;

    fn header(titles: &[&str]) -> Row {
        let cells = titles.iter().map(|title| Content { text: (*title).to_owned(), value: None });
        Row { number: 1, cells: cells.collect() }
    }

    #[test]
    fn every_title_of_the_template_leads_to_its_column() {
        let titles: Vec<&str> = BatchColumn::ALL.iter().map(|column| column.title()).collect();
        let found: Vec<BatchColumn> = by_title(&header(&titles)).into_iter().flatten().collect();
        assert_eq!(found, BatchColumn::ALL);
    }

    #[test]
    fn every_other_name_leads_to_its_column_alone() {
        for column in BatchColumn::ALL {
            for name in column.names() {
                assert_eq!(by_title(&header(&[name, "Divers"]))[0], Some(*column), "{name}");
            }
        }
    }

    #[test]
    fn titles_are_known_however_people_write_them() {
        let found = by_title(&header(&["N° FACTURE", "siret_client", "TVA %", "Montant T.T.C.", "Divers"]));
        let expected = [
            Some(BatchColumn::Number),
            Some(BatchColumn::RecipientSiret),
            Some(BatchColumn::VatRate),
            None,
            None,
        ];
        assert_eq!(found[..3], expected[..3]);
        assert_eq!(found[4], expected[4]);
        assert_eq!(remembered_title("  Réf.  Client "), "ref. client");
    }
}
