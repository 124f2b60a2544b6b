//! The bodies of the works services nobody published (API.md §5.6: "Input: not found").
//!
//! Confidence of everything here: **inferred**, by analogy with the neighbour named in the table. Field names the
//! reference does give are kept (`factureTravaux`, `listeFactureTravaux`, `idFactureTravaux`).
//!
//! | Service | Input | Output | Neighbour |
//! |---|---|---|---|
//! | soumettre | the blocks of factures/soumettre; `cadreDeFacturation` also names MOE and MOA ([`Actors`]); `piecePrecedente.idPiecePrecedente`; `idDossierFacturation` to open a chain in a known file | [`deposited`] | factures/soumettre, facturesTravaux/recycler |
//! | consulter | `idFactureTravaux` | `factureTravaux` with the blocks of consulter/recipiendaire (`details`) | consulter/recipiendaire |
//! | consulter/dossierfacturation | `idFactureTravaux` of any document, or `idDossierFacturation` | `idDossierFacturation`, `numeroDossierFacturation`, `listeFactureTravaux`: rows of rechercher with `cadreFacturation`, `idPiecePrecedente`, `idPieceSuivante` | facturesTravaux/rechercher |
//! | rechercher/atraiter | `roleUtilisateur` and `idStructure`, both optional; page in `rechercheFactureTravauxATraiter` | as rechercher, with its error 20007 | rechercher, rechercher/atraiter/fournisseur |
//! | completer, completermoe | `idFactureTravaux`, `commentaire`, `pieceJointeComplementaire` | [`treated`] | factures/completer |
//! | refuser | `idFactureTravaux`, `motifRefus` (code or number of a reason), `complementInfo` | [`treated`] | traiter/factureAValider |

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::clock::date_text;
use crate::fields::{Fields, fields};
use crate::input::{Input, Malformed};
use crate::works_documents::Found;

/// The documented number of a document: the one input all these services share with the published ones.
pub(super) fn document_id(input: Input<'_>) -> Result<Option<i64>, Malformed> {
    input.id("idFactureTravaux")
}

/// The number of a billing file.
pub(super) fn billing_file_id(input: Input<'_>) -> Result<Option<i64>, Malformed> {
    input.id("idDossierFacturation")
}

/// The page of rechercher/atraiter.
pub(super) fn page_to_treat(input: Input<'_>) -> Result<Input<'_>, Malformed> {
    input.object("rechercheFactureTravauxATraiter")
}

/// A structure by identifier with the code of its service.
pub(super) struct Named<'a> {
    pub(super) identifier: Option<String>,
    pub(super) service: Option<&'a str>,
}

/// Who else takes part, in the block `cadreDeFacturation` of soumettre.
pub(super) struct Actors<'a> {
    pub(super) project_manager: Named<'a>,
    pub(super) project_owner: Named<'a>,
    pub(super) validator: Named<'a>,
}

/// Named as the known `codeStructureValideur` and `codeServiceValideur`.
pub(super) fn actors(framework: Input<'_>) -> Result<Actors<'_>, Malformed> {
    let named = |structure, service| -> Result<Named<'_>, Malformed> {
        Ok(Named { identifier: framework.reference(structure)?, service: framework.text(service)? })
    };
    Ok(Actors {
        project_manager: named("codeStructureMoe", "codeServiceMoe")?,
        project_owner: named("codeStructureMoa", "codeServiceMoa")?,
        validator: named("codeStructureValideur", "codeServiceValideur")?,
    })
}

/// The document a new one follows.
pub(super) fn previous_id(input: Input<'_>) -> Result<Option<i64>, Malformed> {
    input.object("piecePrecedente")?.id("idPiecePrecedente")
}

/// The body of refuser: the reason and more words.
pub(super) fn refusal(input: Input<'_>) -> Result<(Option<String>, Option<String>), Malformed> {
    Ok((input.reference("motifRefus")?, input.reference("complementInfo")?))
}

/// The answer of soumettre: the fields of recycler.
pub(super) fn deposited(id: i64, number: &str, at: DateTime<Utc>, status: &str) -> Fields {
    fields(json!({
        "idFactureTravaux": id,
        "numeroFactureTravaux": number,
        "dateDepotFactureTravaux": date_text(at),
        "statutFactureTravaux": status,
    }))
}

/// The answer of refuser, completer and completermoe.
pub(super) fn treated(found: &Found, at: DateTime<Utc>, status: &str) -> Fields {
    fields(json!({
        "idFactureTravaux": found.document.id(),
        "numeroFactureTravaux": found.document.content.number,
        "dateTraitement": date_text(at),
        "statutFactureTravaux": status,
    }))
}
