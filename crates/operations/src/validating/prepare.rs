//! Preparing an answer: what is typed is kept at once, so that nothing is lost before it is confirmed.

use domain::{ActState, AnswerField, Notes, Permission, Reason, Remark, ReplyId, ValidationId, Values};
use domain::{FieldPath, FormField as _};
use storage::{Reply, Transaction, Validation};

use super::wing::{Validating, awaited, open_reply, within_reach};
use crate::{Actor, OperationError, Result};

/// What became of what a page sent.
#[derive(Clone, Debug)]
pub struct SavedReply {
    /// The version that the page has taken in by now.
    pub version: i64,
    /// What a colleague has prepared meanwhile differs at these fields: it was replaced by what the page sent, and the
    /// person has to see it before anything leaves.
    pub replaced: Option<Notes>,
}

impl Validating {
    /// Keeps an answer as typed. `version` is the one that the page has taken in, 0 before anything was prepared.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] when it waits for no answer any
    /// more, or one is on its way.
    pub async fn save_reply(
        &self,
        actor: &Actor,
        id: ValidationId,
        version: i64,
        typed: &Values,
    ) -> Result<SavedReply> {
        actor.require(Permission::Treat)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let validation = within_reach(actor, transaction.as_mut(), id).await?;
        let unsent = unsent_reply(transaction.as_mut(), &validation).await?;
        awaited(&validation)?;
        let typed = own(typed);
        let Some(mut reply) = unsent else {
            let reply = self.begin(actor, &validation, typed);
            transaction.insert_reply(&reply).await?;
            transaction.commit().await?;
            return Ok(SavedReply { version: reply.version, replaced: None });
        };
        if reply.values == typed {
            return Ok(SavedReply { version, replaced: None });
        }
        let replaced = (reply.version != version && reply.author != actor.user).then(|| {
            let remark = Remark::PreparedMeanwhile { name: reply.author_name.clone() };
            let mut notes = Notes::default();
            let fields = AnswerField::ALL.iter().map(|field| FieldPath::from(*field));
            for path in fields.filter(|path| reply.values.get(path.clone()) != typed.get(path.clone())) {
                notes.error(path, remark.clone());
            }
            notes
        });
        reply.values = typed;
        self.touch(actor, &mut reply);
        transaction.update_reply(&mut reply).await?;
        transaction.commit().await?;
        Ok(SavedReply { version: reply.version, replaced })
    }

    fn begin(&self, actor: &Actor, validation: &Validation, values: Values) -> Reply {
        let now = self.ground.now();
        Reply {
            id: self.ground.id::<ReplyId>(),
            organization: validation.organization,
            validation: validation.id,
            state: ActState::Draft,
            values,
            reason: None,
            called_at: None,
            author: actor.user,
            author_name: actor.name.clone(),
            created_at: now,
            updated_at: now,
            submitted_at: None,
            ended_at: None,
            version: 1,
        }
    }

    pub(super) fn touch(&self, actor: &Actor, reply: &mut Reply) {
        reply.author = actor.user;
        reply.author_name.clone_from(&actor.name);
        reply.updated_at = self.ground.now();
    }
}

/// The answer that may still be changed.
pub(super) async fn unsent_reply(
    transaction: &mut dyn Transaction,
    validation: &Validation,
) -> Result<Option<Reply>> {
    match open_reply(transaction, validation).await? {
        Some(reply) if reply.state.is_under_way() => Err(OperationError::Refused(Reason::ActUnderWay)),
        reply => Ok(reply),
    }
}

/// Of what was posted, what is a value of the form.
fn own(typed: &Values) -> Values {
    let value = |field: &AnswerField| (FieldPath::from(*field), typed.get(*field).to_owned());
    AnswerField::ALL.iter().map(value).collect()
}
