//! Worlds as JSON text and files, and their consistency.

use std::collections::HashSet;
use std::path::Path;

use super::whole::World;

/// A world that could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The file cannot be opened, read or written.
    #[error("the file {path} cannot be read or written: {source}")]
    File {
        /// The file's path.
        path: String,
        /// What the system answered.
        source: std::io::Error,
    },
    /// The text is not a world.
    #[error("the text is not a world: {0}")]
    Format(#[from] serde_json::Error),
    /// Two objects share a technical number, or an object names an unknown one.
    #[error("the world contradicts itself: {0}")]
    Contradiction(String),
}

impl World {
    /// Reads a world from its JSON text.
    ///
    /// # Errors
    /// [`WorldError::Format`] when the text is no world, [`WorldError::Contradiction`] when it is inconsistent.
    pub fn from_json(text: &str) -> Result<Self, WorldError> {
        let world: Self = serde_json::from_str(text)?;
        world.check()?;
        Ok(world)
    }

    /// The readable JSON of the world.
    ///
    /// # Errors
    /// [`WorldError::Format`] when the world cannot be written as JSON.
    pub fn to_json(&self) -> Result<String, WorldError> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    /// Reads a world from a file.
    ///
    /// # Errors
    /// [`WorldError::File`] when the file cannot be read, and those of [`World::from_json`].
    pub fn load(path: &Path) -> Result<Self, WorldError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| WorldError::File { path: path.display().to_string(), source })?;
        Self::from_json(&text)
    }

    /// Writes the world to a file: first beside it, then renamed, so a reader never sees half of it.
    ///
    /// # Errors
    /// [`WorldError::File`] when the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), WorldError> {
        let text = self.to_json()?;
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        std::fs::write(&beside, text)
            .and_then(|()| std::fs::rename(&beside, path))
            .map_err(|source| WorldError::File { path: path.display().to_string(), source })
    }

    /// Verifies that numbers are unique, that names lead somewhere and that `last_id` is not behind.
    ///
    /// # Errors
    /// [`WorldError::Contradiction`] naming the first fault found.
    pub fn check(&self) -> Result<(), WorldError> {
        let mut seen = HashSet::new();
        let ids = self.structures.iter().map(|structure| structure.id);
        let ids = ids.chain(self.structures.iter().flat_map(|s| s.services.iter().map(|service| service.id)));
        let ids = ids.chain(self.files.iter().map(|file| file.id));
        let ids = ids.chain(self.invoices.iter().flat_map(|invoice| [invoice.id, invoice.recipient_side_id]));
        for id in ids {
            if !seen.insert(id) || id > self.last_id {
                return Err(WorldError::Contradiction(format!("number {id} is used twice or above last_id")));
            }
        }
        self.check_works(&mut seen)?;
        self.check_names()?;
        let linked = self.accounts.iter().flat_map(|account| account.attachments.iter());
        let named = linked.map(|link| link.structure);
        let named =
            named.chain(self.invoices.iter().flat_map(|invoice| [invoice.supplier, invoice.recipient]));
        let named = named.chain(self.engagements.iter().flat_map(|order| [order.supplier, order.recipient]));
        let named = named.chain(self.mandates.iter().flat_map(|mandate| [mandate.principal, mandate.holder]));
        let parties = self.billing_files.iter().flat_map(|file| file.parties());
        let named = named.chain(parties.map(|(_, party)| party.structure));
        for id in named {
            if self.structure(id).is_none() {
                return Err(WorldError::Contradiction(format!("structure {id} does not exist")));
            }
        }
        Ok(())
    }

    /// Works documents have numbers of their own, except those handed over: they share the invoice's.
    fn check_works(&self, seen: &mut HashSet<i64>) -> Result<(), WorldError> {
        for file in &self.billing_files {
            let own = file.documents.iter().map(|document| (document.id(), document.handed_over));
            for (id, handed_over) in std::iter::once((file.id, false)).chain(own) {
                if id > self.last_id || handed_over == seen.insert(id) {
                    let text = format!("number {id} of a billing file is used twice or above last_id");
                    return Err(WorldError::Contradiction(text));
                }
            }
        }
        Ok(())
    }

    /// Client ids and logins are unique, and accounts name applications that exist.
    fn check_names(&self) -> Result<(), WorldError> {
        let mut known = HashSet::new();
        for application in &self.applications {
            if !known.insert(&application.client_id) {
                let text = format!("application {} is there twice", application.client_id);
                return Err(WorldError::Contradiction(text));
            }
        }
        let mut logins = HashSet::new();
        for account in &self.accounts {
            let login = &account.login;
            if !logins.insert(login) {
                return Err(WorldError::Contradiction(format!("account {login} is there twice")));
            }
            if let Some(unknown) = account.applications.iter().find(|id| !known.contains(id)) {
                let text = format!("account {login} names the application {unknown}, which does not exist");
                return Err(WorldError::Contradiction(text));
            }
            if account.internal && account.applications.is_empty() {
                let text = format!("internal account {login} names no application");
                return Err(WorldError::Contradiction(text));
            }
        }
        Ok(())
    }
}
