//! The files of an act on a works document, given to Chorus Pro before it leaves.

use chorus_pro::Client;
use documents::DocumentStore;
use jobs::{Failure, Work};
use storage::{Snapshot, WorksAct, WorksActFile};

use crate::Result;
use crate::ground::Ground;
use crate::issuing::{Step, give_attachment};

/// How many files go with an act.
pub(super) async fn attached(read: &mut dyn Snapshot, act: &WorksAct) -> Result<usize> {
    Ok(read.works_act_files(act.organization, act.id).await?.len())
}

/// Uploads the files of an act that Chorus Pro does not hold yet, each kept as soon as it is known.
pub(super) async fn give_files(
    ground: &Ground,
    documents: &DocumentStore,
    work: &Work,
    client: &Client,
    act: &WorksAct,
) -> std::result::Result<std::result::Result<Vec<WorksActFile>, Step>, Failure> {
    let mut files = {
        let mut read = ground.read().await.map_err(Failure::from)?;
        read.works_act_files(act.organization, act.id).await?
    };
    for file in files.iter_mut().filter(|file| file.chorus_id.is_none()) {
        let number = match give_attachment(documents, work, client, &file.document, &file.extension).await? {
            Ok(number) => number,
            Err(step) => return Ok(Err(step)),
        };
        let mut transaction = ground.write(act.organization).await.map_err(Failure::from)?;
        transaction.set_works_act_file_chorus_id(act.organization, act.id, file.id, number).await?;
        transaction.commit().await?;
        file.chorus_id = Some(number);
    }
    Ok(Ok(files))
}
