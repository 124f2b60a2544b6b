//! Preparing a flow: its file is read, and finds the structure that it names.

use documents::StoredFile;
use domain::{FlowId, FlowState, FlowSyntax, FlowWay, Permission, Reason, StructureId};
use storage::{Document, Flow, Structure};

use super::Flows;
use super::read_flow::{FlowReading, siren_of};
use super::wing::{take_the_only_way, tell, within_reach};
use crate::issuing::issuers;
use crate::{Actor, OperationError, Result};

/// The largest flow once compressed (API.md §1.6), bytes.
pub const LARGEST_FLOW: u64 = 30_000_000;
/// Longest name of a flow (API.md §5.1, `nomFichier`), characters.
const LONGEST_NAME: usize = 200;

/// What a person chooses of a flow before it leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlowChoice {
    /// How it is written.
    pub syntax: Option<FlowSyntax>,
    /// By which way it leaves.
    pub way: FlowWay,
    /// Who deposits it; none for who does already.
    pub structure: Option<StructureId>,
    /// Whether it is right although it names another issuer.
    pub issuer_confirmed: bool,
}

impl Flows {
    /// Reads a file that somebody gave and keeps it as a flow to confirm: of the structure that its invoices name; where
    /// they name none, or several, of the `chosen` one, or of the only one that there is.
    ///
    /// # Errors
    /// [`OperationError::Refused`] with what is to be done about the file, or when no structure can be told.
    pub async fn prepare_flow(
        &self,
        actor: &Actor,
        chosen: Option<StructureId>,
        file: StoredFile,
        file_name: &str,
    ) -> Result<FlowId> {
        actor.require(Permission::Deposit)?;
        if let Some(chosen) = chosen {
            actor.require_whole_structure(chosen)?;
        }
        if file.bytes == 0 {
            return Err(OperationError::Refused(Reason::FileEmpty { name: String::new() }));
        }
        if file.bytes > LARGEST_FLOW {
            return Err(OperationError::Refused(Reason::FlowTooLarge));
        }
        let all = self.ground.structures(actor.organization, self.ground.read().await?.as_mut()).await?;
        let issuers = issuers(actor, &all);
        let reading = self.read_flow(&file.sha256).await?;
        if let Some(reason) = reading.refused {
            return Err(OperationError::Refused(reason));
        }
        let named = named(&reading, &issuers);
        let only = issuers.first().filter(|_| issuers.len() == 1).map(|structure| structure.id);
        let structure = named.or(chosen).or(only).filter(|id| issuers.iter().any(|known| known.id == *id));
        let structure = structure.ok_or(OperationError::Refused(Reason::FlowNamesNobody))?;
        let (file, name) = if reading.to_repack {
            (self.repack(&file).await?, format!("{}.tar.gz", stem_of(file_name)))
        } else {
            (file, file_name.to_owned())
        };
        let document = Document {
            sha256: file.sha256,
            name: flow_name(&name, reading.syntax, reading.invoices.len()),
            bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        };
        let mut flow = self.new_flow(actor, structure, document, reading);
        let mut transaction = self.ground.write(actor.organization).await?;
        take_the_only_way(transaction.as_mut(), &mut flow).await?;
        transaction.insert_flow(&flow).await?;
        transaction.journal(&self.ground.act(actor, "flow.prepare", flow.id, &flow.document.sha256)).await?;
        tell(transaction.as_mut(), &flow).await?;
        transaction.commit().await?;
        Ok(flow.id)
    }

    /// A flow to confirm.
    pub(super) fn new_flow(
        &self,
        actor: &Actor,
        structure: StructureId,
        document: Document,
        reading: FlowReading,
    ) -> Flow {
        let now = self.ground.now();
        Flow {
            id: self.ground.id(),
            organization: actor.organization,
            structure,
            document,
            syntax: reading.syntax,
            way: FlowWay::Api,
            archive: None,
            state: FlowState::Prepared,
            reason: reading.cut.then_some(Reason::FlowCut { most: super::read_flow::MOST_INVOICES }),
            number: None,
            platform_state: None,
            invoices: reading.invoices,
            errors: Vec::new(),
            draft: None,
            issuer_confirmed: false,
            author: actor.user,
            author_name: actor.name.clone(),
            created_at: now,
            updated_at: now,
            submitted_at: None,
            deposited_at: None,
            checked_at: None,
            version: 1,
        }
    }

    /// Chooses how a flow is written, by which way it leaves, who deposits it, and that it is right although it names another
    /// issuer.
    ///
    /// # Errors
    /// [`OperationError::Refused`] once it has left; [`OperationError::ChangedMeanwhile`] when somebody else changed it.
    pub async fn change_flow(
        &self,
        actor: &Actor,
        id: FlowId,
        version: i64,
        choice: FlowChoice,
    ) -> Result<i64> {
        let FlowChoice { syntax, way, structure, issuer_confirmed } = choice;
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut flow = within_reach(actor, transaction.as_mut(), id).await?;
        if !flow.state.is_unsent() {
            return Err(OperationError::Refused(Reason::AlreadySent));
        }
        if flow.version != version {
            return Err(OperationError::ChangedMeanwhile);
        }
        if let Some(structure) = structure {
            actor.require_whole_structure(structure)?;
            let overview = transaction.structure(actor.organization, structure).await?;
            let overview = overview.ok_or(OperationError::NotFound("structure"))?;
            if !overview.structure.side.issues() {
                return Err(OperationError::Refused(Reason::DoesNotIssue));
            }
            flow.structure = structure;
        }
        flow.syntax = syntax;
        flow.way = way;
        flow.issuer_confirmed = issuer_confirmed;
        self.touch(actor, &mut flow);
        transaction.update_flow(&mut flow).await?;
        transaction.commit().await?;
        Ok(flow.version)
    }

    /// Puts a flow aside that never left. The draft of which it was made is a draft again.
    ///
    /// # Errors
    /// [`OperationError::Refused`] once it has left.
    pub async fn discard_flow(&self, actor: &Actor, id: FlowId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let flow = within_reach(actor, transaction.as_mut(), id).await?;
        if !flow.state.is_unsent() {
            return Err(OperationError::Refused(Reason::AlreadySent));
        }
        if let Some(draft) = flow.draft {
            self.issuing.come_back_from_flow(transaction.as_mut(), actor, draft, id).await?;
        }
        transaction.delete_flow(actor.organization, id).await?;
        transaction.journal(&self.ground.act(actor, "flow.discard", id, &flow.document.sha256)).await?;
        tell(transaction.as_mut(), &flow).await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(super) fn touch(&self, actor: &Actor, flow: &mut Flow) {
        flow.author = actor.user;
        flow.author_name.clone_from(&actor.name);
        flow.updated_at = self.ground.now();
    }
}

/// The one structure that all invoices of a flow name: by the whole SIRET, else by the company where it has one
/// establishment here.
fn named(reading: &FlowReading, structures: &[&Structure]) -> Option<StructureId> {
    let mut found: Option<StructureId> = None;
    for invoice in reading.invoices.iter().filter(|invoice| !invoice.issuer.is_empty()) {
        let whole = structures.iter().find(|known| known.identifier.as_str() == invoice.issuer);
        let siren = siren_of(&invoice.issuer)?;
        let mut of_company =
            structures.iter().filter(|known| known.identifier.siren() == Some(siren.as_str()));
        let one = whole.or_else(|| of_company.next().filter(|_| of_company.next().is_none()))?;
        match found {
            Some(earlier) if earlier != one.id => return None,
            _ => found = Some(one.id),
        }
    }
    found
}

/// A name of a file without its ends.
fn stem_of(name: &str) -> &str {
    let lower = name.to_ascii_lowercase();
    let end = [".tar.gz", ".tgz", ".zip", ".tar", ".gz"].into_iter().find(|end| lower.ends_with(end));
    end.and_then(|end| name.get(..name.len() - end.len())).unwrap_or(name)
}

/// A name that Chorus Pro takes: with the end that tells what it is, and no longer than it may be.
fn flow_name(name: &str, syntax: Option<FlowSyntax>, invoices: usize) -> String {
    let plain: String = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(name)
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_') { sign } else { '_' })
        .collect();
    let lower = plain.to_ascii_lowercase();
    let known = [".xml", ".pdf", ".tar.gz", ".tgz"].into_iter().find(|end| lower.ends_with(end));
    let end = known.unwrap_or(match syntax {
        _ if invoices > 1 => ".tar.gz",
        Some(FlowSyntax::FacturX) => ".pdf",
        _ => ".xml",
    });
    let stem = known.map_or(plain.as_str(), |end| &plain[..plain.len() - end.len()]);
    let stem: String = stem.chars().take(LONGEST_NAME - end.len()).collect();
    let stem = if stem.trim_matches(['.', '_']).is_empty() { "flux".to_owned() } else { stem };
    format!("{stem}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_flow_tells_what_it_is_and_is_never_too_long() {
        assert_eq!(flow_name("Facture n°7.xml", None, 1), "Facture_n_7.xml");
        assert_eq!(flow_name("facture", Some(FlowSyntax::FacturX), 1), "facture.pdf");
        assert_eq!(flow_name("../été", Some(FlowSyntax::Cii), 1), "_t_.xml");
        assert_eq!(flow_name("lot.TAR.GZ", None, 3), "lot.tar.gz");
        assert_eq!(flow_name(".xml", None, 1), "flux.xml");
        assert!(flow_name(&format!("{}.xml", "é".repeat(400)), None, 1).len() <= LONGEST_NAME);
        assert_eq!(stem_of("mars.ZIP"), "mars");
    }
}
