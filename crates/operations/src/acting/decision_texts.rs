//! Texts for decisions that an organisation keeps, to be used again.

use domain::{Decision, DecisionTextId, LONGEST_MOTIF, Permission, Reason};
use storage::DecisionText;

use super::wing::Acting;
use crate::{Actor, OperationError, Result};

/// Most texts that an organisation keeps for one decision.
pub const MOST_DECISION_TEXTS: usize = 30;

impl Acting {
    /// The texts for a decision, the oldest first.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for who may not decide.
    pub async fn decision_texts(&self, actor: &Actor, decision: Decision) -> Result<Vec<DecisionText>> {
        actor.require(Permission::Treat)?;
        let mut texts = self.ground.read().await?.decision_texts(actor.organization).await?;
        texts.retain(|text| text.decision == decision);
        Ok(texts)
    }

    /// Keeps a text; one that is kept already stays as it is.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it is empty, too long, or one too many.
    pub async fn keep_decision_text(&self, actor: &Actor, decision: Decision, text: &str) -> Result<()> {
        actor.require(Permission::Treat)?;
        let text = text.trim().to_owned();
        let length = text.chars().count();
        if length == 0 || length > LONGEST_MOTIF {
            return Err(OperationError::Refused(Reason::DecisionTextLength { most: LONGEST_MOTIF as u64 }));
        }
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut known = transaction.decision_texts(actor.organization).await?;
        known.retain(|kept| kept.decision == decision);
        if known.iter().any(|kept| kept.text == text) {
            return Ok(());
        }
        if known.len() >= MOST_DECISION_TEXTS {
            let reason = Reason::TooManyDecisionTexts { most: MOST_DECISION_TEXTS as u64 };
            return Err(OperationError::Refused(reason));
        }
        let kept = DecisionText {
            id: self.ground.id::<DecisionTextId>(),
            organization: actor.organization,
            decision,
            text,
            author: actor.user,
            author_name: actor.name.clone(),
            created_at: self.ground.now(),
        };
        transaction.insert_decision_text(&kept).await?;
        transaction.journal(&self.ground.act(actor, "decision_text.keep", kept.id, decision.code())).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a text away.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when there is none.
    pub async fn delete_decision_text(&self, actor: &Actor, id: DecisionTextId) -> Result<()> {
        actor.require(Permission::Treat)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        if !transaction.delete_decision_text(actor.organization, id).await? {
            return Err(OperationError::NotFound("decision text"));
        }
        transaction.journal(&self.ground.act(actor, "decision_text.delete", id, "")).await?;
        transaction.commit().await?;
        Ok(())
    }
}
