//! The billing file of a works document, as chains of documents.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{Permission, WorksDocumentId};
use storage::{StructureOverview, WorksDocument};

use super::wing::{Works, within_reach};
use crate::{Actor, OperationError, Result};

/// A billing file as a structure sees it.
#[derive(Clone, Debug)]
pub struct WorksFile {
    /// The document that was opened.
    pub document: WorksDocument,
    /// The structure that takes part.
    pub structure: StructureOverview,
    /// The documents, one chain after the other: each from the document that opens it to the last one that follows.
    pub chains: Vec<Vec<WorksDocument>>,
    /// When all this was read.
    pub read_at: DateTime<Utc>,
}

impl Works {
    /// The billing file of a document.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn works_file(&self, actor: &Actor, id: WorksDocumentId) -> Result<WorksFile> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let document = within_reach(actor, read.as_mut(), id).await?;
        let structure = read.structure(actor.organization, document.structure).await?;
        let structure = structure.ok_or(OperationError::NotFound("structure"))?;
        let documents = match document.file_id {
            Some(file) => read.works_documents_of_file(actor.organization, document.structure, file).await?,
            None => vec![document.clone()],
        };
        Ok(WorksFile { document, structure, chains: chains(documents), read_at: self.ground.now() })
    }
}

/// Documents by what follows what. Each stands once, whatever the numbers beside them say.
fn chains(documents: Vec<WorksDocument>) -> Vec<Vec<WorksDocument>> {
    let by_number: BTreeMap<i64, WorksDocument> =
        documents.into_iter().map(|document| (document.chorus_id, document)).collect();
    let follows = |document: &WorksDocument| {
        document.next.filter(|next| by_number.contains_key(next)).or_else(|| {
            let own = Some(document.chorus_id);
            by_number.values().find(|other| other.previous == own).map(|other| other.chorus_id)
        })
    };
    let followed: HashSet<i64> = by_number.values().filter_map(follows).collect();
    let mut placed = HashSet::new();
    let mut chains = Vec::new();
    // Those that nothing leads to begin; what is left after them leads in a circle and begins anywhere.
    let beginnings = by_number.keys().filter(|number| !followed.contains(number));
    for first in beginnings.chain(by_number.keys()) {
        let mut chain = Vec::new();
        let mut number = Some(*first);
        while let Some(document) = number.and_then(|number| by_number.get(&number)) {
            if !placed.insert(document.chorus_id) {
                break;
            }
            chain.push(document.clone());
            number = follows(document);
        }
        if !chain.is_empty() {
            chains.push(chain);
        }
    }
    chains
}

#[cfg(test)]
mod tests {
    use domain::{OrganizationId, StructureId, WorksStatus};
    use uuid::Uuid;

    use super::*;

    fn document(number: i64, previous: Option<i64>, next: Option<i64>) -> WorksDocument {
        WorksDocument {
            id: WorksDocumentId(Uuid::from_u128(u128::from(number.unsigned_abs()))),
            organization: OrganizationId(Uuid::nil()),
            structure: StructureId(Uuid::nil()),
            roles: Vec::new(),
            chorus_id: number,
            file_id: Some(1),
            file_number: None,
            number: String::new(),
            kind: String::new(),
            framework: None,
            status: WorksStatus::Associee,
            status_at: None,
            supplier_name: String::new(),
            supplier_identifier: String::new(),
            recipient_siret: String::new(),
            service: None,
            manager_service: None,
            owner_service: None,
            date: None,
            deposited_on: None,
            gross_cents: None,
            previous,
            next,
            reasons: Vec::new(),
            seen_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    fn numbers(documents: Vec<WorksDocument>) -> Vec<Vec<i64>> {
        let numbers = |chain: Vec<WorksDocument>| chain.iter().map(|document| document.chorus_id).collect();
        chains(documents).into_iter().map(numbers).collect()
    }

    #[test]
    fn documents_stand_one_after_the_other_whichever_side_tells_it() {
        let told_forwards =
            vec![document(1, None, Some(5)), document(5, None, None), document(3, None, None)];
        assert_eq!(numbers(told_forwards), [vec![1, 5], vec![3]]);
        let told_backwards = vec![document(1, None, None), document(5, Some(1), None)];
        assert_eq!(numbers(told_backwards), [[1, 5]]);
        let elsewhere = vec![document(1, Some(900), Some(901))];
        assert_eq!(numbers(elsewhere), [[1]]);
    }

    #[test]
    fn a_circle_ends_and_each_document_stands_once() {
        let circle = vec![document(1, Some(2), Some(2)), document(2, Some(1), Some(1))];
        assert_eq!(numbers(circle), [[1, 2]]);
        let itself = vec![document(1, Some(1), Some(1))];
        assert_eq!(numbers(itself), [[1]]);
        let two_into_one =
            vec![document(1, None, Some(3)), document(2, None, Some(3)), document(3, None, None)];
        assert_eq!(numbers(two_into_one), [vec![1, 3], vec![2]]);
    }
}
