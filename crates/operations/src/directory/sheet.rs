//! The card of a recipient: what it asks for, and how it has dealt with what was sent there.

use chrono::{DateTime, Utc};
use domain::{Environment, Permission, Siret};
use storage::{DirectoryEntry, PublicStructure};

use super::Directory;
use super::find::chosen;
use super::history::RecipientHistory;
use crate::{Actor, OperationError, Result};

/// Invoices that tell the history, the latest ones.
const MOST_INVOICES: u32 = 200;
/// Signs of a number.
const LONGEST_IDENTIFIER: usize = 100;

/// A service as the card shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetService {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether it may be invoiced.
    pub active: bool,
    /// Whether it asks for an engagement; none while that was not read.
    pub engagement_compulsory: Option<bool>,
}

/// What a recipient asks of every invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// A service.
    pub service: bool,
    /// An engagement.
    pub engagement: bool,
    /// One of the two.
    pub either: bool,
}

/// The card of a recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientSheet {
    /// SIRET, or the number that stands in its place.
    pub identifier: String,
    /// Name, as it is written.
    pub name: String,
    /// In which environment.
    pub environment: Environment,
    /// Whether the person works in both.
    pub in_both: bool,
    /// As the directory lists it.
    pub listed: Option<PublicStructure>,
    /// What it asks of every invoice; none where nothing was read of it.
    pub asked: Option<Asked>,
    /// All of its services, by code.
    pub services: Vec<SheetService>,
    /// When services and what is asked were read.
    pub read_at: Option<DateTime<Utc>>,
    /// How it dealt with what was sent there.
    pub history: RecipientHistory,
}

impl Directory {
    /// The card of a recipient, of what is known here: nobody is asked.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when nothing is known of it: the directory does not list it, nobody has asked for it,
    /// and no invoice that the person may see was sent there.
    pub async fn recipient_sheet(
        &self,
        actor: &Actor,
        environment: Option<Environment>,
        identifier: &str,
    ) -> Result<RecipientSheet> {
        const UNKNOWN: OperationError = OperationError::NotFound("recipient");
        actor.require(Permission::Read)?;
        let plain = |sign: &char| !sign.is_whitespace() && !sign.is_control();
        let identifier: String = identifier.chars().filter(plain).take(LONGEST_IDENTIFIER).collect();
        if identifier.is_empty() {
            return Err(UNKNOWN);
        }
        let organization = actor.organization;
        let mut read = self.ground.read().await?;
        let environments = self.environments_of(actor, read.as_mut()).await?;
        let environment = chosen(&environments, environment).ok_or(UNKNOWN)?;
        let listed = read.public_structure(environment, &identifier).await?;
        let listed_at = read.public_directory(environment).await?.map(|directory| directory.completed_at);
        let known = match Siret::parse(&identifier) {
            Ok(siret) => read.directory_entry(organization, environment, &siret).await?,
            Err(_) => None,
        };
        let sent =
            read.sent_to(organization, environment, &actor.scope, &identifier, MOST_INVOICES + 1).await?;
        let cut = sent.len() > MOST_INVOICES as usize;
        let sent = sent.get(..MOST_INVOICES as usize).unwrap_or(&sent);
        let name = match (&known, &listed, sent.first()) {
            (Some(entry), _, _) if !entry.name.is_empty() => entry.name.clone(),
            (_, Some(listed), _) => listed.name.clone(),
            (_, None, Some(sent)) => sent.recipient_name.clone(),
            (Some(_), None, None) => String::new(),
            (None, None, None) => return Err(UNKNOWN),
        };
        // What was read last counts.
        let newer = known.filter(|entry| {
            listed.is_none() || listed_at.is_none_or(|listed_at| entry.fetched_at >= listed_at)
        });
        let (asked, services, read_at) = match (newer, &listed) {
            (Some(entry), _) => of_entry(entry),
            (None, Some(structure)) => {
                let services = read.public_services(environment, &identifier).await?;
                let services = services.into_iter().map(|service| SheetService {
                    code: service.code,
                    name: service.name,
                    active: service.active,
                    engagement_compulsory: Some(service.engagement_compulsory),
                });
                let asked = Asked {
                    service: structure.service_compulsory,
                    engagement: structure.engagement_compulsory,
                    either: structure.service_or_engagement,
                };
                (Some(asked), services.collect(), listed_at)
            }
            (None, None) => (None, Vec::new(), None),
        };
        Ok(RecipientSheet {
            identifier,
            name,
            environment,
            in_both: environments.len() > 1,
            asked,
            services,
            read_at,
            history: RecipientHistory::of(sent, cut),
            listed,
        })
    }
}

fn of_entry(entry: DirectoryEntry) -> (Option<Asked>, Vec<SheetService>, Option<DateTime<Utc>>) {
    let asked = Asked {
        service: entry.service_compulsory,
        engagement: entry.engagement_compulsory,
        either: entry.service_or_engagement,
    };
    let mut services: Vec<SheetService> = entry
        .services
        .into_iter()
        .map(|service| SheetService {
            code: service.code,
            name: service.name,
            active: service.active,
            engagement_compulsory: service.engagement_compulsory,
        })
        .collect();
    services.sort_by(|one, other| one.code.cmp(&other.code));
    (Some(asked), services, Some(entry.fetched_at))
}
