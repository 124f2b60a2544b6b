//! Bodies of works services that nobody published (API.md §5.6: "Input: not found"), as far as they are used.
//!
//! **Inferred**: that a billing file is asked for by the number of one of its documents, as its neighbours are; and that its
//! documents are rows of the search with their framework and the numbers of the documents beside them. The name of the list
//! (`listeFactureTravaux`) is documented. What does not fit is left out, never an error.

use serde_json::Value;

use super::{ConsulterDossierDeFacturation, ConsulterDossierDeFacturationOutput, FactureTravauxItem};

/// A document in its billing file.
#[derive(Clone, Debug, PartialEq)]
pub struct PieceDossier {
    /// What a search says of it.
    pub item: FactureTravauxItem,
    /// Its framework.
    pub cadre_facturation: Option<String>,
    /// The document that it follows.
    pub id_piece_precedente: Option<i64>,
    /// The document that follows it.
    pub id_piece_suivante: Option<i64>,
}

/// A billing file.
#[derive(Clone, Debug, PartialEq)]
pub struct DossierFacturation {
    /// Its technical number.
    pub id: Option<i64>,
    /// Its number for people.
    pub numero: Option<String>,
    /// Its documents.
    pub pieces: Vec<PieceDossier>,
}

impl ConsulterDossierDeFacturation {
    /// Asks for the file of a document.
    #[must_use]
    pub fn of_document(id: i64) -> Self {
        Self { fields: [("idFactureTravaux".to_owned(), Value::from(id))].into_iter().collect() }
    }
}

impl ConsulterDossierDeFacturationOutput {
    /// What the answer says, as far as it is understood.
    #[must_use]
    pub fn dossier(&self) -> DossierFacturation {
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let rows = self.fields.get("listeFactureTravaux").and_then(Value::as_array);
        let piece = |row: &Value| {
            let item: FactureTravauxItem = serde_json::from_value(row.clone()).ok()?;
            Some(PieceDossier {
                item,
                cadre_facturation: row.get("cadreFacturation").and_then(text),
                id_piece_precedente: row.get("idPiecePrecedente").and_then(Value::as_i64),
                id_piece_suivante: row.get("idPieceSuivante").and_then(Value::as_i64),
            })
        };
        DossierFacturation {
            id: self.fields.get("idDossierFacturation").and_then(Value::as_i64),
            numero: self.fields.get("numeroDossierFacturation").and_then(text),
            pieces: rows.into_iter().flatten().filter_map(piece).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_left_out() {
        let output: ConsulterDossierDeFacturationOutput = serde_json::from_value(serde_json::json!({
            "idDossierFacturation": 7,
            "listeFactureTravaux": [
                {"idFactureTravaux": 1, "cadreFacturation": "A4", "idPieceSuivante": 2},
                "autre chose",
            ],
        }))
        .unwrap();
        let dossier = output.dossier();
        assert_eq!((dossier.id, dossier.numero, dossier.pieces.len()), (Some(7), None, 1));
        assert_eq!(dossier.pieces[0].id_piece_suivante, Some(2));
        assert_eq!(ConsulterDossierDeFacturationOutput::default().dossier().pieces, []);
    }
}
