//! `CPPStatut`: reports of flows (`CPPFluxStatuts`) and life cycles of invoices (`CPPFactureStatuts`), by the names of
//! their elements in the published schema V1_19, in any order.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use einvoice::{Leaf, Mapping, ReadError, walk_document};
use serde::{Deserialize, Serialize};

use crate::Finding;

/// The local name of the root.
pub(crate) const ROOT: &str = "CPPStatut";

const FLOW: &str = "CPPFluxStatuts/CPPFluxStatutUnitaire";
const FLOW_DATA: &str = "CPPFluxStatuts/CPPFluxStatutUnitaire/DonneesStatut/";
const FLOW_ERROR: &str = "CPPFluxStatuts/CPPFluxStatutUnitaire/DonneesStatut/Details/LigneErreurDetail";
const INVOICE: &str = "CPPFactureStatuts/CPPFactureStatutUnitaire";
const INVOICE_PREFIX: &str = "CPPFactureStatuts/CPPFactureStatutUnitaire/";
const PARAMETER: &str = "Enveloppe/EnveloppeUnitaire/Parametres/ParametreIndiv";
/// Most statuses of a document, and most errors of a flow, that are kept.
const MOST: usize = 5_000;
const MOST_ERRORS: usize = 1_000;
/// Longest text that is kept, characters.
const LONGEST: usize = 2_000;

/// What a document tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statuses {
    /// `Version` of the schema, as written.
    pub version: Option<String>,
    /// `IdFlx`: which flow brought the document itself.
    pub flow: Option<String>,
    /// Where flows stand.
    pub flows: Vec<FlowStatus>,
    /// Where invoices stand.
    pub invoices: Vec<InvoiceStep>,
}

/// Where a flow stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowStatus {
    /// The line on which it begins.
    pub line: u64,
    /// `IdFlux`: the flow, by the number that its sender gave it.
    pub flow: String,
    /// `IdStatut`: 90 to 96 (enums.md §1).
    pub code: String,
    /// `Horodatage`.
    pub at: Option<DateTime<Utc>>,
    /// `Commentaire`.
    pub comment: Option<String>,
    /// `Details`.
    pub errors: Vec<FlowError>,
}

/// A line of `Details`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowError {
    /// `IdLigne`.
    pub id: Option<String>,
    /// `NatureErreur`.
    pub nature: String,
    /// `CodeErreur`.
    pub code: String,
    /// `LibelleErreur`.
    pub label: String,
    /// `DescriptionErreur`.
    pub description: Option<String>,
}

impl FlowError {
    /// Whether it is about the invoice of a number. **Inferred**: the schema has no element for it, so a line is taken for
    /// an invoice whose number stands in `IdLigne` or in the description, as a word.
    #[must_use]
    pub fn is_about(&self, number: &str) -> bool {
        let number = number.trim();
        let bounds = |sign: char| sign.is_whitespace() || ",;:()«»\"'’".contains(sign);
        !number.is_empty()
            && (self.id.as_deref().map(str::trim) == Some(number)
                || self.description.as_deref().is_some_and(|text| {
                    text.trim() == number || text.split(bounds).any(|word| word == number)
                }))
    }

    /// What it says, in Chorus Pro's words.
    #[must_use]
    pub fn text(&self) -> String {
        let parts = [self.code.as_str(), self.label.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" : ")
    }
}

/// Where an invoice stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceStep {
    /// The line on which it begins.
    pub line: u64,
    /// Number and name of the supplier.
    pub supplier: String,
    /// See [`InvoiceStep::supplier`].
    pub supplier_name: String,
    /// SIRET and name of the recipient, and the code of its service.
    pub recipient: String,
    /// See [`InvoiceStep::recipient`].
    pub recipient_name: String,
    /// See [`InvoiceStep::recipient`].
    pub service: Option<String>,
    /// `IdFacture`: the number of the invoice.
    pub number: String,
    /// `DateFacture`.
    pub date: Option<NaiveDate>,
    /// `IdStatut`: 01 to 41.
    pub code: String,
    /// `Horodatage`.
    pub at: Option<DateTime<Utc>>,
    /// `Commentaire`, else `ComplementStatut`.
    pub comment: Option<String>,
}

/// The status of Chorus Pro that a number of a life cycle stands for (enums.md §1). Numbers without a known meaning give a
/// code that is shown as unknown.
#[must_use]
pub fn status_code(number: &str) -> String {
    let code = match number.trim().parse::<u8>() {
        Ok(1) => "DEPOSEE",
        Ok(2) => "EN_COURS_ACHEMINEMENT",
        Ok(3) => "MISE_A_DISPOSITION",
        Ok(4) => "A_RECYCLER",
        Ok(5) => "REJETEE",
        Ok(6) => "SUSPENDUE",
        Ok(7) => "SERVICE_FAIT",
        Ok(8) => "MANDATEE",
        Ok(9) => "MISE_A_DISPOSITION_COMPTABLE",
        Ok(10) => "COMPTABILISEE",
        Ok(11) => "MISE_EN_PAIEMENT",
        Ok(12) => "COMPLETEE",
        _ => return format!("STATUT_{}", number.trim()),
    };
    code.to_owned()
}

/// Reads a document, with what there is to say about it.
pub(crate) fn read(xml: &[u8]) -> Result<(Statuses, Vec<Finding>), ReadError> {
    let reader = walk_document(xml, |root, version| {
        (root == ROOT).then(|| Reader {
            statuses: Statuses { version: version.map(str::to_owned), ..Statuses::default() },
            ..Reader::default()
        })
    })?;
    let Reader { statuses, mut findings, .. } = reader;
    if statuses.flows.is_empty() && statuses.invoices.is_empty() {
        findings.push(Finding::error("Ce fichier ne contient aucun statut de flux ni de facture."));
    }
    Ok((statuses, findings))
}

#[derive(Default)]
struct Reader {
    statuses: Statuses,
    findings: Vec<Finding>,
    parameter: (String, String),
    flow: FlowStatus,
    error: FlowError,
    step: InvoiceStep,
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn present(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| short(text))
}

/// `xs:dateTime`; without a zone it is the time in Paris, as everywhere at Chorus Pro (API.md §3).
fn instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.with_timezone(&Utc));
    }
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    Some(domain::paris_local_to_utc(local))
}

impl Reader {
    fn time(&mut self, leaf: &Leaf<'_>) -> Option<DateTime<Utc>> {
        let read = instant(leaf.text);
        if read.is_none() {
            let text: String = leaf.text.chars().take(60).collect();
            self.say(Finding::error(format!("« {text} » n’est pas un horodatage lisible.")).at(leaf.line));
        }
        read
    }

    fn say(&mut self, finding: Finding) {
        if self.findings.len() < MOST_ERRORS {
            self.findings.push(finding);
        }
    }

    fn flow_leaf(&mut self, path: &str, leaf: &Leaf<'_>) {
        if self.flow.line == 0 {
            self.flow.line = leaf.line;
        }
        match path {
            "IdFlux" => self.flow.flow = short(leaf.text),
            "IdStatut" => self.flow.code = short(leaf.text),
            "Horodatage" => self.flow.at = self.time(leaf),
            "Commentaire" => self.flow.comment = present(leaf.text),
            "Details/LigneErreurDetail/NatureErreur" => self.error.nature = short(leaf.text),
            "Details/LigneErreurDetail/CodeErreur" => self.error.code = short(leaf.text),
            "Details/LigneErreurDetail/LibelleErreur" => self.error.label = short(leaf.text),
            "Details/LigneErreurDetail/DescriptionErreur" => self.error.description = present(leaf.text),
            "Details/LigneErreurDetail/IdLigne" => self.error.id = present(leaf.text),
            _ => {}
        }
    }

    fn invoice_leaf(&mut self, path: &str, leaf: &Leaf<'_>) {
        if self.step.line == 0 {
            self.step.line = leaf.line;
        }
        let text = leaf.text;
        match path {
            "Fournisseur/Identifiant" => self.step.supplier = short(text),
            "Fournisseur/RaisonSociale" => self.step.supplier_name = short(text),
            "Debiteur/Identifiant" => self.step.recipient = short(text),
            "Debiteur/Nom" => self.step.recipient_name = short(text),
            "Debiteur/CodeService" => self.step.service = present(text),
            "DonneesStatut/IdStatut" => self.step.code = short(text),
            "DonneesStatut/Horodatage" => self.step.at = self.time(leaf),
            "DonneesStatut/IdFacture" => self.step.number = short(text),
            "DonneesStatut/DateFacture" => self.step.date = einvoice::date(text),
            "DonneesStatut/Commentaire" => self.step.comment = present(text).or(self.step.comment.take()),
            "DonneesStatut/ComplementStatut" => {
                let kept = self.step.comment.take();
                self.step.comment = kept.or_else(|| present(text));
            }
            _ => {}
        }
    }

    fn close_flow(&mut self) {
        let flow = std::mem::take(&mut self.flow);
        if flow.flow.is_empty() {
            self.say(
                Finding::error("Un statut de flux ne nomme aucun flux (IdFlux) : il n’est rattaché à rien.")
                    .at(flow.line),
            );
        }
        if !matches!(flow.code.as_str(), "90" | "91" | "92" | "93" | "94" | "95" | "96") {
            self.say(
                Finding::warning(format!("Le statut de flux « {} » n’est pas de 90 à 96.", flow.code))
                    .at(flow.line),
            );
        }
        if self.statuses.flows.len() < MOST {
            self.statuses.flows.push(flow);
        }
    }

    fn close_invoice(&mut self) {
        let step = std::mem::take(&mut self.step);
        if step.number.is_empty() || step.supplier.is_empty() {
            let text = "Un statut de facture ne nomme pas la facture (IdFacture) ou son fournisseur : il n’est rattaché à rien.";
            self.say(Finding::error(text).at(step.line));
        }
        if status_code(&step.code).starts_with("STATUT_") {
            let text = format!("Le statut de facture « {} » n’a pas de sens connu.", step.code);
            self.say(Finding::warning(text).at(step.line));
        }
        if self.statuses.invoices.len() < MOST {
            self.statuses.invoices.push(step);
        }
    }
}

impl Mapping for Reader {
    fn open(&mut self, _: &str) {}

    fn leaf(&mut self, path: &str, leaf: &Leaf<'_>) {
        if let Some(path) = path.strip_prefix(FLOW_DATA) {
            self.flow_leaf(path, leaf);
        } else if let Some(path) = path.strip_prefix(INVOICE_PREFIX) {
            self.invoice_leaf(path, leaf);
        } else if let Some(path) = path.strip_prefix(PARAMETER) {
            match path {
                "/Code" => leaf.text.clone_into(&mut self.parameter.0),
                "/Valeurparametre" => leaf.text.clone_into(&mut self.parameter.1),
                _ => {}
            }
        }
    }

    fn close(&mut self, path: &str) {
        match path {
            PARAMETER => {
                let (code, value) = std::mem::take(&mut self.parameter);
                if code == "IdFlx" && self.statuses.flow.is_none() {
                    self.statuses.flow = present(&value);
                }
            }
            FLOW_ERROR => {
                let error = std::mem::take(&mut self.error);
                if self.flow.errors.len() < MOST_ERRORS {
                    self.flow.errors.push(error);
                }
            }
            FLOW => self.close_flow(),
            INVOICE => self.close_invoice(),
            _ => {}
        }
    }
}
