//! Whether the journals are whole, for who works on the machine.

use storage::{JournalChain, JournalHead, KeptHead, VerifiedChain, verify_journal};

use crate::Result;
use crate::ground::Ground;

/// A journal that can be verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Which.
    pub chain: JournalChain,
    /// The name of its organisation; none for what belongs to no organisation.
    pub name: Option<String>,
}

/// All journals: that of the installation, then those of its organisations by name.
pub(crate) async fn chains(ground: &Ground) -> Result<Vec<Chain>> {
    let organizations = ground.read().await?.organizations().await?;
    let of_all = organizations.into_iter().map(|organization| Chain {
        chain: JournalChain::Organization(organization.id),
        name: Some(organization.name),
    });
    Ok(std::iter::once(Chain { chain: JournalChain::Installation, name: None }).chain(of_all).collect())
}

/// The end of a journal at present.
pub(crate) async fn head_of(ground: &Ground, chain: JournalChain) -> Result<Option<JournalHead>> {
    Ok(ground.read().await?.journal_head(chain).await?)
}

/// Walks along a whole journal.
pub(crate) async fn verify(ground: &Ground, chain: JournalChain, kept: &[KeptHead]) -> Result<VerifiedChain> {
    let mut read = ground.read().await?;
    Ok(verify_journal(read.as_mut(), chain, kept).await?)
}
