//! Bodies of works services that nobody published (API.md §5.6: "Input: not found"), as far as they are used.
//!
//! Everything here is **inferred**, each by its neighbour; what does not fit of an answer is left out, never an error:
//!
//! | service | what | neighbour |
//! |---|---|---|
//! | `consulter/dossierfacturation` | asked for by the number of one of its documents, which are rows of the search with their framework and the numbers of the documents beside them; the name of the list (`listeFactureTravaux`) is documented | `rechercher` |
//! | `consulter` | asked for by the number; `factureTravaux` (documented) holds the blocks of a received invoice | `factures/consulter/recipiendaire` |
//! | `completer`, `completermoe` | number, comment, additional documents | `factures/completer` |
//! | `refuser` | number, code of the reason, more words | `factures/traiter/factureAValider` |

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    CompleterFactureTravaux, CompleterMoe, ConsulterDossierDeFacturation,
    ConsulterDossierDeFacturationOutput, ConsulterFactureTravaux, ConsulterFactureTravauxOutput,
    FactureTravauxItem, RefuserFactureTravaux,
};
use crate::factures::{
    CadreDeFacturation, LignesPostes, LignesTva, MontantTotal, PieceJointeACompleter, PiecesJointes,
    References,
};

/// The number of a document, by which all of them are asked.
fn of_document(id: i64) -> Map<String, Value> {
    [("idFactureTravaux".to_owned(), Value::from(id))].into_iter().collect()
}

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
        Self { fields: of_document(id) }
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

/// A document as a whole, as far as it is understood.
#[derive(Clone, Debug, PartialEq)]
pub struct PieceTravaux {
    /// Its number.
    pub numero: Option<String>,
    /// What was said when it reached its status.
    pub commentaire_etat_courant: Option<String>,
    /// Framework and who takes part.
    pub cadre_de_facturation: Option<CadreDeFacturation>,
    /// References, dates, VAT regime.
    pub references: Option<References>,
    /// VAT breakdown.
    pub recapitulatif_de_tva: Option<LignesTva>,
    /// Totals.
    pub montant_total: Option<MontantTotal>,
    /// Attachments.
    pub liste_des_pieces_jointes: Option<PiecesJointes>,
    /// Lines.
    pub lignes_de_poste: Option<LignesPostes>,
    /// Comment.
    pub commentaire: Option<String>,
}

impl ConsulterFactureTravaux {
    /// Asks for a document.
    #[must_use]
    pub fn of_document(id: i64) -> Self {
        Self { fields: of_document(id) }
    }
}

impl ConsulterFactureTravauxOutput {
    /// What the answer says, as far as it is understood; none where it holds no document.
    #[must_use]
    pub fn piece(&self) -> Option<PieceTravaux> {
        let piece = self.fields.get("factureTravaux").and_then(Value::as_object)?;
        Some(PieceTravaux {
            numero: block(piece, "numeroFactureTravaux"),
            commentaire_etat_courant: block(piece, "commentaireEtatCourant"),
            cadre_de_facturation: block(piece, "cadreDeFacturation"),
            references: block(piece, "references"),
            recapitulatif_de_tva: block(piece, "recapitulatifDeTva"),
            montant_total: block(piece, "montantTotal"),
            liste_des_pieces_jointes: block(piece, "listeDesPiecesJointes"),
            lignes_de_poste: block(piece, "lignesDePoste"),
            commentaire: block(piece, "commentaire"),
        })
    }
}

/// A block of an answer, where it is there and has the shape of its neighbour.
fn block<T: DeserializeOwned>(fields: &Map<String, Value>, name: &str) -> Option<T> {
    let value = fields.get(name).filter(|value| !value.is_null())?;
    serde_json::from_value(value.clone()).ok()
}

impl CompleterFactureTravaux {
    /// Completes a document of a supplier.
    #[must_use]
    pub fn of_document(id: i64, comment: Option<&str>, pieces: &[PieceJointeACompleter]) -> Self {
        Self { fields: completed(id, comment, pieces) }
    }
}

impl CompleterMoe {
    /// Completes a document of a project manager.
    #[must_use]
    pub fn of_document(id: i64, comment: Option<&str>, pieces: &[PieceJointeACompleter]) -> Self {
        Self { fields: completed(id, comment, pieces) }
    }
}

fn completed(id: i64, comment: Option<&str>, pieces: &[PieceJointeACompleter]) -> Map<String, Value> {
    let mut fields = of_document(id);
    if let Some(comment) = comment {
        fields.insert("commentaire".to_owned(), Value::from(comment));
    }
    let pieces: Vec<Value> = pieces.iter().filter_map(|piece| serde_json::to_value(piece).ok()).collect();
    if !pieces.is_empty() {
        fields.insert("pieceJointeComplementaire".to_owned(), Value::from(pieces));
    }
    fields
}

impl RefuserFactureTravaux {
    /// Refuses a document for a reason of `recuperer/motifs/refus/FactureTravaux`.
    #[must_use]
    pub fn of_document(id: i64, reason: &str, detail: Option<&str>) -> Self {
        let mut fields = of_document(id);
        fields.insert("motifRefus".to_owned(), Value::from(reason));
        if let Some(detail) = detail {
            fields.insert("complementInfo".to_owned(), Value::from(detail));
        }
        Self { fields }
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

    #[test]
    fn blocks_of_another_shape_are_left_out_and_the_others_are_read() {
        let output: ConsulterFactureTravauxOutput = serde_json::from_value(serde_json::json!({
            "factureTravaux": {
                "numeroFactureTravaux": "SIT-9",
                "montantTotal": {"montantHtTotal": 100.5},
                "references": "autre chose",
                "recapitulatifDeTva": null,
            },
        }))
        .unwrap();
        let piece = output.piece().unwrap();
        assert_eq!(piece.numero.as_deref(), Some("SIT-9"));
        let total = piece.montant_total.unwrap();
        assert_eq!(total.montant_ht_total.map(|amount| amount.to_string()).as_deref(), Some("100.5"));
        assert_eq!((piece.references, piece.recapitulatif_de_tva), (None, None));
        assert_eq!(ConsulterFactureTravauxOutput::default().piece(), None);
    }

    #[test]
    fn what_is_not_said_is_not_sent() {
        let sent = |fields: Map<String, Value>| Value::from(fields).to_string();
        assert_eq!(sent(CompleterMoe::of_document(7, None, &[]).fields), "{\"idFactureTravaux\":7}");
        let piece = PieceJointeACompleter::new("métré".into(), "DIVERS".into(), 5);
        let body = CompleterFactureTravaux::of_document(7, Some("Voici."), &[piece]);
        assert_eq!(body.fields["commentaire"], "Voici.");
        assert_eq!(body.fields["pieceJointeComplementaire"][0]["pieceJointeComplementaireId"], 5);
        let refused = RefuserFactureTravaux::of_document(7, "AUTRE", Some("Mots."));
        assert_eq!(
            (&refused.fields["motifRefus"], &refused.fields["complementInfo"]),
            (&"AUTRE".into(), &"Mots.".into())
        );
    }
}
