//! The server functions: a small public API of our own pages. Each authorises through the operation it calls.
//!
//! They take and give JSON; a plain form cannot reach them (see `web::server_functions`). Their paths are stable, so
//! that an open tab survives a deployment.

#![expect(missing_docs, reason = "the server macro makes undocumented structs of documented arguments")]

use domain::{Conflict, Notes, Values};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, JsonEncoding};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// What a server function may answer besides success: a closed set of codes, never a text from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WireError {
    /// The session ended.
    SignedOut,
    /// No such object for this person.
    NotFound,
    /// Not possible now; the page says more.
    Refused,
    /// Chorus Pro does not answer.
    ChorusPro,
    /// The network or the server failed; an old tab after a deployment counts here too.
    Failed,
}

impl FromServerFnError for WireError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        // The text of the framework is for developers.
        Self::Failed
    }
}

/// What a page holds of a draft.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftOnPage {
    /// The version that it has wholly taken in.
    pub version: Option<i64>,
    /// What it was loaded with: what differs from it is an edit of the person.
    pub base: Values,
    /// What stands in its fields.
    pub typed: Values,
}

/// A kept draft.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedDraft {
    /// The version that a page has wholly taken in with this answer; an older one while something is to be decided.
    pub version: i64,
    /// What is stored now, with the changes of others.
    pub values: Values,
    /// Fields that somebody else changed to something else: to be decided.
    pub conflicts: Vec<Conflict>,
    /// The HTML that shows them with the way to decide; empty without any.
    pub to_decide: String,
    /// What the checks say.
    pub notes: Notes,
    /// When it was kept, `14 h 05`.
    pub at: String,
}

/// A recipient to choose from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Candidate {
    /// SIRET.
    pub siret: String,
    /// Name.
    pub name: String,
}

/// What a search for a recipient found, as the browser shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Candidates {
    /// The first ones.
    pub candidates: Vec<Candidate>,
    /// How many more Chorus Pro has.
    pub others: u64,
}

#[cfg(feature = "ssr")]
fn handles() -> Result<(operations::Desk, operations::Actor), WireError> {
    use_context().zip(use_context()).ok_or(WireError::SignedOut)
}

#[cfg(feature = "ssr")]
impl From<operations::OperationError> for WireError {
    fn from(error: operations::OperationError) -> Self {
        use operations::OperationError as E;
        tracing::info!(%error, "server function refused");
        match error {
            E::NotFound(_) | E::Forbidden(_) | E::SecondFactorMissing => Self::NotFound,
            E::Invalid(_) | E::Refused(_) | E::ChangedMeanwhile => Self::Refused,
            E::ChorusPro { .. } => Self::ChorusPro,
            E::Busy(_) | E::Storage(_) | E::File(_) | E::Vault(_) => Self::Failed,
        }
    }
}

/// Keeps a draft as one types, and tells what others made of it meanwhile.
///
/// # Errors
/// See [`WireError`].
#[server(prefix = "/api", endpoint = "save_draft", input = Json, output = Json)]
pub async fn save_draft(invoice: String, draft: DraftOnPage) -> Result<SavedDraft, WireError> {
    let (desk, actor) = handles()?;
    let id = invoice.parse().map_err(|_| WireError::NotFound)?;
    let DraftOnPage { version, base, typed } = draft;
    // The page saves by itself when something changed elsewhere: only what is typed keeps the session alive.
    if typed != base {
        desk.accounts.note_use(&actor);
    }
    let edit = operations::DraftEdit { version, base, typed, removed_row: None };
    let saved = desk.issuing.save_draft(&actor, id, edit).await?;
    let to_decide = crate::pages::deposit::to_decide(&saved.conflicts, actor.user);
    Ok(SavedDraft {
        version: crate::pages::deposit::version_taken_in(&saved),
        values: saved.form.values(),
        conflicts: saved.conflicts.into_iter().map(|asked| asked.conflict).collect(),
        to_decide,
        notes: saved.notes,
        at: domain::format_time(desk.now()),
    })
}

/// Public structures whose SIRET or name matches.
///
/// # Errors
/// See [`WireError`].
#[server(prefix = "/api", endpoint = "find_recipients", input = Json, output = Json)]
pub async fn find_recipients(structure: String, typed: String) -> Result<Candidates, WireError> {
    let (desk, actor) = handles()?;
    let structure = structure.parse().map_err(|_| WireError::NotFound)?;
    let found = desk.directory.find_recipients(&actor, structure, &typed).await?;
    let candidates = found
        .candidates
        .into_iter()
        .map(|candidate| Candidate { siret: candidate.siret, name: candidate.name })
        .collect();
    Ok(Candidates { candidates, others: found.others })
}
