//! Who works on a draft: who took it over last, else who began it.

use std::collections::HashMap;

use domain::{InvoiceId, OrganizationId, UserId};
use storage::{Invoice, Snapshot};

use crate::{Actor, Result};

/// Somebody who works on a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeper {
    /// The person.
    pub user: UserId,
    /// Their name.
    pub name: String,
}

/// Who works on each of these drafts, as far as that is somebody.
pub(super) async fn keepers_of(
    read: &mut dyn Snapshot,
    organization: OrganizationId,
    drafts: &[&Invoice],
) -> Result<HashMap<InvoiceId, UserId>> {
    let ids: Vec<InvoiceId> = drafts.iter().map(|invoice| invoice.id).collect();
    let begun = drafts.iter().filter_map(|invoice| Some((invoice.id, invoice.created_by?)));
    let mut keepers: HashMap<InvoiceId, UserId> = begun.collect();
    if !ids.is_empty() {
        for keeper in read.draft_keepers(organization, &ids).await? {
            keepers.insert(keeper.invoice, keeper.user);
        }
    }
    Ok(keepers)
}

/// The names of those who are still of the organisation: who has left keeps nothing.
pub(super) async fn named(
    read: &mut dyn Snapshot,
    actor: &Actor,
    keepers: &HashMap<InvoiceId, UserId>,
) -> Result<HashMap<UserId, Keeper>> {
    let own = Keeper { user: actor.user, name: actor.name.clone() };
    let mut names = HashMap::from([(actor.user, own)]);
    if keepers.values().any(|user| *user != actor.user) {
        for member in read.users_of(actor.organization).await? {
            let user = member.user;
            names.entry(user.id).or_insert(Keeper { user: user.id, name: user.name });
        }
    }
    Ok(names)
}

/// Who works on one draft.
pub(super) async fn keeper_of(
    read: &mut dyn Snapshot,
    actor: &Actor,
    invoice: &Invoice,
) -> Result<Option<Keeper>> {
    let keepers = keepers_of(read, actor.organization, &[invoice]).await?;
    let mut names = named(read, actor, &keepers).await?;
    Ok(keepers.get(&invoice.id).and_then(|user| names.remove(user)))
}
