//! The server functions: a small public API of our own pages. Each authorises through the operation it calls.
//!
//! They take and give JSON; a plain form cannot reach them (see `web::server_functions`). Their paths are stable, so
//! that an open tab survives a deployment.

#![expect(missing_docs, reason = "the server macro makes undocumented structs of documented arguments")]

use domain::FieldNote;
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

impl WireError {
    /// What the page says.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::SignedOut => {
                "Votre session a pris fin. Reconnectez-vous dans un autre onglet : votre saisie reste ici."
            }
            Self::NotFound => "Cette facture n’existe plus. Rechargez la page.",
            Self::Refused => "Cette facture ne peut plus être modifiée. Rechargez la page.",
            Self::ChorusPro => "Chorus Pro ne répond pas pour le moment.",
            Self::Failed => {
                "Pas enregistré : le serveur ne répond pas. Nouvel essai à la prochaine frappe, ou rechargez la page."
            }
        }
    }
}

impl FromServerFnError for WireError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        // The text of the framework is for developers.
        Self::Failed
    }
}

/// A kept draft.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedDraft {
    /// What the checks say.
    pub notes: Vec<FieldNote>,
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
            E::NotFound(_) | E::Forbidden(_) => Self::NotFound,
            E::Invalid(_) | E::Refused(_) | E::ChangedMeanwhile => Self::Refused,
            E::ChorusPro { .. } => Self::ChorusPro,
            E::Busy(_) | E::Storage(_) | E::File(_) | E::Vault(_) => Self::Failed,
        }
    }
}

/// Keeps a draft as one types: name and value of every field, VAT rows repeated.
///
/// # Errors
/// See [`WireError`].
#[server(prefix = "/api", endpoint = "save_draft", input = Json, output = Json)]
pub async fn save_draft(invoice: String, fields: Vec<(String, String)>) -> Result<SavedDraft, WireError> {
    let (desk, actor) = handles()?;
    let id = invoice.parse().map_err(|_| WireError::NotFound)?;
    let form =
        domain::InvoiceForm::from_pairs(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let notes = desk.issuing.save_draft(&actor, id, form).await?;
    Ok(SavedDraft { notes, at: domain::format_time(desk.now()) })
}

/// Public structures whose SIRET or name matches.
///
/// # Errors
/// See [`WireError`].
#[server(prefix = "/api", endpoint = "find_recipients", input = Json, output = Json)]
pub async fn find_recipients(structure: String, typed: String) -> Result<Vec<Candidate>, WireError> {
    let (desk, actor) = handles()?;
    let structure = structure.parse().map_err(|_| WireError::NotFound)?;
    let found = desk.directory.find_recipients(&actor, structure, &typed).await?;
    Ok(found
        .into_iter()
        .map(|candidate| Candidate { siret: candidate.siret, name: candidate.name })
        .collect())
}
