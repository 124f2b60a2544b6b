//! What the register of establishments (Sirene, by INSEE) says of a SIRET, as far as Chorus Pro passes it on: the platform
//! of qualification does not (API.md §5.3).

use chorus_pro::transverses::{ConsulterInformationSiret, ConsulterInformationSiretOutput};
use chorus_pro::{Client, Error};
use domain::{Environment, Permission, Reason, Siret};
use storage::Establishment;

use super::Directory;
use crate::access::{Use, choose, refuses_credentials};
use crate::{Actor, OperationError, Result};

/// Asks for an establishment; none where Chorus Pro does not tell. Only refused credentials are a failure: everything else
/// works without the register.
pub(crate) async fn find_establishment(
    client: &Client,
    siret: &Siret,
) -> std::result::Result<Option<Establishment>, Error> {
    let asked = ConsulterInformationSiret::new(siret.as_str().to_owned());
    match client.transverses().consulter_information_siret(&asked).await {
        Ok(answer) => Ok(establishment_of(answer)),
        Err(error) if refuses_credentials(&error) => Err(error),
        Err(error) => {
            tracing::info!(%error, "the register of establishments was not told");
            Ok(None)
        }
    }
}

/// None of an answer that says nothing.
fn establishment_of(answer: ConsulterInformationSiretOutput) -> Option<Establishment> {
    let text = |text: Option<String>| text.unwrap_or_default().trim().to_owned();
    let found = Establishment {
        name: text(answer.raison_sociale),
        address: text(answer.adresse),
        active: answer.est_actif,
        seat: answer.siege.as_deref().map(str::trim).map(|said| said.eq_ignore_ascii_case("oui")),
        company_category: text(answer.categorie_entreprise),
        legal_category: text(answer.categorie_juridique),
        opened_on: text(answer.date_creation_etablissement),
        successor: text(answer.siret_predecesseur_successeur),
    };
    (found != Establishment::default()).then_some(found)
}

impl Directory {
    /// Asks Chorus Pro what the register says of a SIRET, with an access of an environment that works; none where it does
    /// not tell.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when the SIRET is none or no structure within reach has an access there,
    /// [`OperationError::ChorusPro`] when the access is refused.
    pub async fn establishment(
        &self,
        actor: &Actor,
        environment: Environment,
        siret: &str,
    ) -> Result<Option<Establishment>> {
        actor.require(Permission::Deposit)?;
        let siret =
            Siret::parse(siret).map_err(|error| OperationError::Refused(Reason::SiretUnusable { error }))?;
        let mut read = self.ground.read().await?;
        let structures = self.ground.within_reach(actor, read.as_mut()).await?;
        let mut able = None;
        for summary in structures.iter() {
            let fits = summary.structure.environment == environment
                && summary.access.as_ref().is_some_and(|access| !access.state.is_broken());
            if !fits {
                continue;
            }
            let overview = read.structure(actor.organization, summary.structure.id).await?;
            able = overview.filter(|overview| choose(overview, Use::Any).is_ok());
            if able.is_some() {
                break;
            }
        }
        drop(read);
        let overview = able.ok_or(OperationError::Refused(Reason::NoAccess))?;
        let connected = self.clients.connect(&overview, Use::Any).await?;
        let answer = find_establishment(&connected.client, &siret).await;
        self.clients.heed(&connected.access, overview.structure.id, answer).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_says_nothing_is_none() {
        assert_eq!(establishment_of(ConsulterInformationSiretOutput::default()), None);
        let answer = ConsulterInformationSiretOutput {
            raison_sociale: Some(" VILLE EXEMPLE ".to_owned()),
            siege: Some("OUI".to_owned()),
            est_actif: Some(false),
            ..ConsulterInformationSiretOutput::default()
        };
        let found = establishment_of(answer).unwrap();
        assert_eq!(
            (found.name.as_str(), found.seat, found.active),
            ("VILLE EXEMPLE", Some(true), Some(false))
        );
    }
}
