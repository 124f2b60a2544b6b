//! Who has taken a draft over.

use super::sample::{World, add_invoices, at, draft_keeper, invoice, reader};
use crate::{Database, DraftKeeper};

/// The last one who took it has it, in their organisation only.
pub async fn a_draft_is_of_who_took_it_last(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let [taken, left] = [1, 2].map(|number| invoice(&world.structure, number));
    add_invoices(database, &[taken.clone(), left.clone()]).await;
    let first = draft_keeper(&world, &taken);
    let last = DraftKeeper { user: other.user.id, taken_at: at(9), ..first };
    let mut transaction = world.writer(database).await;
    for keeper in [first, last] {
        transaction.put_draft_keeper(&keeper).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let asked = [taken.id, left.id];
    assert_eq!(read.draft_keepers(world.organization.id, &asked).await.unwrap(), [last]);
    assert_eq!(read.draft_keepers(other.organization.id, &asked).await.unwrap(), []);
}
