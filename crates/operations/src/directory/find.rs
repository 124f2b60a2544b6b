//! The search in the directory of public recipients.

use domain::{Environment, Permission};
use storage::{FoundStructures, PageAsked, PublicDirectory, PublicStructure, Snapshot, directory_question};

use super::Directory;
use crate::{Actor, Result};

/// Structures of one page.
const PER_PAGE: u32 = 50;
/// Signs of a question that are read.
const LONGEST_QUESTION: usize = 200;

/// A page of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryPage {
    /// The environments of the structures within reach.
    pub environments: Vec<Environment>,
    /// The one that is searched; none where no structure is within reach.
    pub environment: Option<Environment>,
    /// The edition in use.
    pub directory: Option<PublicDirectory>,
    /// Whether what was typed can be looked for.
    pub is_question: bool,
    /// What was found.
    pub found: FoundStructures,
    /// Which page of it, from 1.
    pub page: u32,
    /// Structures of a page.
    pub per_page: u32,
}

/// The environments that a person works in, and the one to show: the one asked for where it is one of them, else
/// production before qualification.
pub(super) fn chosen(known: &[Environment], asked: Option<Environment>) -> Option<Environment> {
    let asked = asked.filter(|asked| known.contains(asked));
    let production = || known.iter().copied().find(|known| *known == Environment::Production);
    asked.or_else(production).or_else(|| known.first().copied())
}

impl Directory {
    /// The environments of the structures within reach, in the order of a select box.
    pub(super) async fn environments_of(
        &self,
        actor: &Actor,
        read: &mut dyn Snapshot,
    ) -> Result<Vec<Environment>> {
        let structures = self.ground.within_reach(actor, read).await?;
        let has = |environment: &Environment| {
            structures.iter().any(|summary| summary.structure.environment == *environment)
        };
        Ok(Environment::ALL.into_iter().filter(has).collect())
    }

    /// Public recipients by the beginnings of words of their names and towns, by postcode or by SIRET.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn search(
        &self,
        actor: &Actor,
        environment: Option<Environment>,
        typed: &str,
        page: u32,
    ) -> Result<DirectoryPage> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let environments = self.environments_of(actor, read.as_mut()).await?;
        let environment = chosen(&environments, environment);
        let typed: String = typed.chars().take(LONGEST_QUESTION).collect();
        let words = directory_question(&typed);
        let mut answer = DirectoryPage {
            environments,
            environment,
            directory: None,
            is_question: !words.is_empty(),
            found: FoundStructures::default(),
            page: page.max(1),
            per_page: PER_PAGE,
        };
        let Some(environment) = environment else { return Ok(answer) };
        answer.directory = read.public_directory(environment).await?;
        let mut asked = PageAsked { page: answer.page, per_page: PER_PAGE, only_active: false };
        answer.found = read.find_public_structures(environment, &words, asked).await?;
        // Beyond the last page there is the first one.
        if answer.found.rows.is_empty() && answer.page > 1 {
            (asked.page, answer.page) = (1, 1);
            answer.found = read.find_public_structures(environment, &words, asked).await?;
        }
        Ok(answer)
    }

    /// The first active structures of the directory that have all words, and how many there are; none where there is no
    /// directory.
    pub(super) async fn find_listed(
        &self,
        environment: Environment,
        typed: &str,
        most: u32,
    ) -> Result<(Vec<PublicStructure>, u32)> {
        let words = directory_question(typed);
        let mut read = self.ground.read().await?;
        let asked = PageAsked { page: 1, per_page: most, only_active: true };
        let FoundStructures { rows, found, .. } =
            read.find_public_structures(environment, &words, asked).await?;
        Ok((rows, found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_is_shown_first_and_no_foreign_environment_ever() {
        use Environment::{Production, Qualification};
        assert_eq!(chosen(&Environment::ALL, None), Some(Production));
        assert_eq!(chosen(&Environment::ALL, Some(Qualification)), Some(Qualification));
        assert_eq!(chosen(&[Qualification], Some(Production)), Some(Qualification));
        assert_eq!(chosen(&[], Some(Production)), None);
    }
}
