//! The data of the demonstration, put in through the operations. The invoices come from the simulated Chorus Pro by the
//! first synchronisation; only drafts are made here. Every step looks first, so an interrupted seed is completed.

use anyhow::Context as _;
use bytes::Bytes;
use chorus_pro_simulator::World;
use chorus_pro_simulator::world::{Right, Structure};
use chrono::TimeDelta;
use domain::{
    Direction, InvoiceForm, InvoiceStatus, OrganizationId, Role, SessionId, StructureId, UserId, VatLineForm,
    format_day, paris_day,
};
use operations::{
    Actor, Credentials, DraftEdit, InvoiceFilter, NewStructure, NewUser, OperationError, Scope,
    ScopedStructure, new_id,
};
use secrecy::SecretString;

use super::sample::{Paper, pdf};
use crate::folder::DataFolder;
use crate::serve::Pupitre;
use crate::site::DemoLogin;
use crate::system::SystemEntropy;

/// Written once everything is there: what a visitor deletes afterwards stays deleted.
const DONE_FILE: &str = "seeded";
const FIRM: &str = "Cabinet Lefèvre & Associés";
const TOWN: &str = "Ville de Saint-Aubin-sur-Loire";
/// The one password of the demonstration.
pub const PASSWORD: &str = "tilleul cargo violon brume";

/// A person of the demonstration.
struct Person {
    email: &'static str,
    name: &'static str,
    /// Role in the firm.
    firm: Option<Role>,
    /// Role in the town.
    town: Option<Role>,
    /// The only service of the town in reach; all when none is named.
    service: Option<&'static str>,
    description: &'static str,
}

const PEOPLE: [Person; 8] = [
    Person {
        email: "helene@lefevre.example",
        name: "Hélène Lefèvre",
        firm: Some(Role::Administrateur),
        town: None,
        service: None,
        description: "Administratrice du cabinet",
    },
    Person {
        email: "karim@lefevre.example",
        name: "Karim Haddad",
        firm: Some(Role::Gestionnaire),
        town: None,
        service: None,
        description: "Gestionnaire du cabinet",
    },
    Person {
        email: "manon@lefevre.example",
        name: "Manon Petit",
        firm: Some(Role::Deposant),
        town: None,
        service: None,
        description: "Déposante du cabinet",
    },
    Person {
        email: "paul@lefevre.example",
        name: "Paul Roche",
        firm: Some(Role::Lecteur),
        town: None,
        service: None,
        description: "Lecteur du cabinet",
    },
    Person {
        email: "claire@saint-aubin.example",
        name: "Claire Fontaine",
        firm: None,
        town: Some(Role::Administrateur),
        service: None,
        description: "Administratrice de la ville",
    },
    Person {
        email: "hugo@saint-aubin.example",
        name: "Hugo Lemaire",
        firm: None,
        town: Some(Role::Valideur),
        service: Some("TECHNIQUE"),
        description: "Valideur de la ville, services techniques seulement",
    },
    Person {
        email: "nadia@saint-aubin.example",
        name: "Nadia Benali",
        firm: None,
        town: Some(Role::Lecteur),
        service: None,
        description: "Lectrice de la ville",
    },
    Person {
        email: "camille@lefevre.example",
        name: "Camille Durand",
        firm: Some(Role::Gestionnaire),
        town: Some(Role::Lecteur),
        service: None,
        description: "Gestionnaire du cabinet et lectrice de la ville",
    },
];

/// Puts the data in when it is not there yet, and gives the logins.
///
/// # Errors
/// When an operation refuses, which would be a defect of the demonstration, or the storage fails.
pub async fn seed(pupitre: &Pupitre, world: &World, folder: &DataFolder) -> anyhow::Result<Vec<DemoLogin>> {
    let done = folder.path().join(DONE_FILE);
    if !done.is_file() {
        put_everything(pupitre, world).await?;
        std::fs::write(&done, "The demonstration has its data.\n")
            .with_context(|| format!("{} cannot be written", done.display()))?;
    }
    let login = |person: &Person| DemoLogin {
        email: person.email.to_owned(),
        password: PASSWORD.to_owned(),
        description: person.description.to_owned(),
    };
    Ok(PEOPLE.iter().map(login).collect())
}

async fn put_everything(pupitre: &Pupitre, world: &World) -> anyhow::Result<()> {
    let firm = organization(pupitre, FIRM).await?;
    let town = organization(pupitre, TOWN).await?;
    // The administrators first: they act for the rest.
    let firm_actor = administrator(pupitre, firm, FIRM, |person| person.firm).await?;
    let town_actor = administrator(pupitre, town, TOWN, |person| person.town).await?;
    // The town before the firm's clients: connections are synchronised in the order in which they were made, and so
    // both sides have invoices at once.
    let recipients = structures(pupitre, &town_actor, world, Right::Recipient).await?;
    let suppliers = structures(pupitre, &firm_actor, world, Right::Supplier).await?;
    let (town_hall, town_id) = *recipients.first().context("the world has no town")?;
    for person in &PEOPLE {
        for (organization, role) in [(firm, person.firm), (town, person.town)] {
            let Some(role) = role else { continue };
            let scope = match person.service {
                Some(service) if organization == town => Scope::Only(vec![ScopedStructure {
                    structure: town_id,
                    services: vec![service.to_owned()],
                }]),
                _ => Scope::Everything,
            };
            member(pupitre, organization, person, role, scope).await?;
        }
    }
    drafts(pupitre, &firm_actor, &suppliers, town_hall).await
}

async fn organization(pupitre: &Pupitre, name: &str) -> anyhow::Result<OrganizationId> {
    let known = pupitre.system.registry.organizations().await?;
    match known.iter().find(|known| known.name == name) {
        Some(known) => Ok(known.id),
        None => Ok(pupitre.system.registry.add_organization(name).await?),
    }
}

/// Makes a person a member unless they are one already.
async fn member(
    pupitre: &Pupitre,
    organization: OrganizationId,
    person: &Person,
    role: Role,
    scope: Scope,
) -> anyhow::Result<UserId> {
    if let Some(user) = pupitre.system.registry.user_by_email(person.email).await? {
        let memberships = pupitre.system.registry.memberships(user.id).await?;
        if memberships.iter().any(|known| known.organization.id == organization) {
            return Ok(user.id);
        }
    }
    let new = NewUser {
        email: person.email.to_owned(),
        name: person.name.to_owned(),
        password: SecretString::from(PASSWORD),
        role,
        scope,
    };
    pupitre
        .system
        .registry
        .add_user(organization, new)
        .await
        .with_context(|| format!("{} cannot be added", person.email))
}

async fn administrator(
    pupitre: &Pupitre,
    organization: OrganizationId,
    organization_name: &str,
    role: fn(&Person) -> Option<Role>,
) -> anyhow::Result<Actor> {
    let person = PEOPLE
        .iter()
        .find(|person| role(person) == Some(Role::Administrateur))
        .context("an organisation has no administrator")?;
    let user = member(pupitre, organization, person, Role::Administrateur, Scope::Everything).await?;
    Ok(Actor {
        user,
        name: person.name.to_owned(),
        email: person.email.to_owned(),
        // Never stored: this actor acts in this process only.
        session: SessionId(new_id(pupitre.desk.now(), &SystemEntropy)),
        organization,
        organization_name: organization_name.to_owned(),
        role: Role::Administrateur,
        scope: Scope::Everything,
    })
}

/// The structures that an account of the world acts for in this right, with their credentials.
async fn structures<'a>(
    pupitre: &Pupitre,
    actor: &Actor,
    world: &'a World,
    right: Right,
) -> anyhow::Result<Vec<(&'a Structure, StructureId)>> {
    let mut made = Vec::new();
    for account in &world.accounts {
        let Some(link) = account.attachments.iter().find(|link| link.rights.contains(&right)) else {
            continue;
        };
        let structure = world.structure(link.structure).context("an account acts for nobody")?;
        let client = account.applications.first();
        let application = world
            .applications
            .iter()
            .find(|application| client == Some(&application.client_id))
            .context("an account has no application")?;
        let credentials = Credentials {
            client_id: application.client_id.clone(),
            client_secret: SecretString::from(application.client_secret.clone()),
            login: account.login.clone(),
            password: SecretString::from(account.password.clone()),
            ..Credentials::default()
        };
        made.push((structure, put_structure(pupitre, actor, structure, right, credentials).await?));
    }
    Ok(made)
}

async fn put_structure(
    pupitre: &Pupitre,
    actor: &Actor,
    structure: &Structure,
    right: Right,
    credentials: Credentials,
) -> anyhow::Result<StructureId> {
    let known = pupitre.desk.portfolio.structures(actor).await?;
    let known = known.iter().find(|known| known.structure.siret.as_str() == structure.identifier);
    let id = match known {
        Some(known) => known.structure.id,
        None => {
            let side = match right {
                Right::Supplier => domain::Side::Supplier,
                Right::Recipient | Right::Validator | Right::ProjectManager | Right::ProjectOwner => {
                    domain::Side::Recipient
                }
            };
            let new = NewStructure {
                siret: structure.identifier.clone(),
                name: structure.name.clone(),
                side: side.code().to_owned(),
                environment: domain::Environment::Qualification.code().to_owned(),
            };
            pupitre
                .desk
                .portfolio
                .add_structure(actor, &new)
                .await
                .with_context(|| format!("{} cannot be added", structure.name))?
        }
    };
    if known.is_none_or(|known| known.access.is_none()) {
        pupitre.desk.connecting.save_credentials(actor, id, credentials).await?;
    }
    Ok(id)
}

/// Three drafts of the first suppliers: one complete, one without recipient, one whose totals do not agree.
async fn drafts(
    pupitre: &Pupitre,
    actor: &Actor,
    suppliers: &[(&Structure, StructureId)],
    town: &Structure,
) -> anyhow::Result<()> {
    let mut filter = InvoiceFilter::new(Direction::Issued, Scope::Everything);
    filter.status = Some(InvoiceStatus::Draft);
    let present = pupitre.desk.portfolio.list(actor, filter).await?;
    let service = town.services.first().map(|service| service.code.clone()).unwrap_or_default();
    for (rank, (structure, id)) in suppliers.iter().take(3).enumerate() {
        if present.rows.iter().any(|row| row.structure == *id) {
            continue;
        }
        let paper = paper(pupitre, rank, structure, town, &service);
        let content = futures::stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from(pdf(&paper)))]);
        let file = pupitre.desk.issuing.receive_file(actor, content).await?;
        let name = format!("{}.pdf", paper.number);
        let draft = pupitre.desk.issuing.begin_deposit(actor, *id, file, &name).await?;
        let mut form = form(&paper);
        match rank {
            0 => {
                // What the recipient asks for is known from here on, so that the draft can be checked at once.
                match pupitre.desk.directory.recipient_card(actor, *id, &town.identifier).await {
                    Ok(_) => {}
                    Err(error @ OperationError::ChorusPro { .. }) => {
                        tracing::warn!(%error, "the recipient of the complete draft was not read");
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            1 => {
                form.recipient_siret.clear();
                form.recipient_name.clear();
                form.service_code.clear();
            }
            _ => form.vat = "0,00".to_owned(),
        }
        let begun = pupitre.desk.issuing.deposit_view(actor, draft).await?.draft;
        pupitre.desk.issuing.save_draft(actor, draft, DraftEdit::over(&begun, &form)).await?;
    }
    Ok(())
}

/// What is invoiced: label and amount without VAT, VAT, and total, all of which agree.
const SALES: [(&str, &str, &str, &str); 3] = [
    ("Remplacement de deux fenêtres, salle du conseil", "1 480,00", "296,00", "1 776,00"),
    ("Mise en conformité du tableau électrique, gymnase", "2 350,00", "470,00", "2 820,00"),
    ("Plateaux repas, commission des finances", "340,00", "68,00", "408,00"),
];

fn paper(pupitre: &Pupitre, rank: usize, supplier: &Structure, town: &Structure, service: &str) -> Paper {
    let (label, net, vat, gross) = SALES[rank % SALES.len()];
    let days = i64::try_from(rank).unwrap_or(0) + 1;
    let day = paris_day(pupitre.desk.now() - TimeDelta::days(days));
    Paper {
        supplier: supplier.name.clone(),
        supplier_siret: supplier.identifier.clone(),
        recipient: town.name.clone(),
        recipient_siret: town.identifier.clone(),
        service: service.to_owned(),
        number: format!("BR-{}", 2_601 + rank),
        date: format_day(day),
        lines: vec![(label.to_owned(), net.to_owned())],
        net: net.to_owned(),
        vat: vat.to_owned(),
        gross: gross.to_owned(),
    }
}

fn form(paper: &Paper) -> InvoiceForm {
    InvoiceForm {
        recipient_siret: paper.recipient_siret.clone(),
        recipient_name: paper.recipient.clone(),
        service_code: paper.service.clone(),
        number: paper.number.clone(),
        date: paper.date.clone(),
        net: paper.net.clone(),
        vat: paper.vat.clone(),
        gross: paper.gross.clone(),
        due: paper.gross.clone(),
        vat_lines: vec![VatLineForm {
            rate: "20".to_owned(),
            base: paper.net.clone(),
            tax: paper.vat.clone(),
        }],
        ..InvoiceForm::new()
    }
}
