//! The data of the demonstration, put in through the operations. The invoices come from the simulated Chorus Pro by the
//! first synchronisation; what Chorus Pro does not hold is made here and in [`super::states`]. Every step looks first,
//! so an interrupted seed is completed.

use anyhow::Context as _;
use chorus_pro_simulator::world::{Account, Right, Structure};
use chorus_pro_simulator::{CertificateFiles, World};
use chrono::TimeDelta;
use domain::{
    FlowSyntax, InvoiceForm, OrganizationId, Role, SessionId, StructureId, UserId, VatLineForm, format_day,
    paris_day,
};
use operations::{Actor, Credentials, EdiTyped, NewStructure, NewUser, Scope, ScopedStructure, new_id};
use secrecy::SecretString;

use super::sample::Paper;
use super::states::Work;
use crate::folder::DataFolder;
use crate::serve::Pupitre;
use crate::site::DemoLogin;
use crate::system::SystemEntropy;

/// Written once everything is there: what a visitor deletes afterwards stays deleted.
const DONE_FILE: &str = "seeded";
/// The folder of the client that exchanges files, and the code of its application.
pub(super) const EDI_PARTNER: &str = "cabinet";
pub(super) const EDI_APPLICATION: &str = "LEF001";
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
pub async fn seed(
    pupitre: &Pupitre,
    world: &World,
    certificates: &CertificateFiles,
    folder: &DataFolder,
) -> anyhow::Result<Vec<DemoLogin>> {
    let done = folder.path().join(DONE_FILE);
    if !done.is_file() {
        put_everything(pupitre, world, certificates).await?;
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

async fn put_everything(
    pupitre: &Pupitre,
    world: &World,
    certificates: &CertificateFiles,
) -> anyhow::Result<()> {
    let firm = organization(pupitre, FIRM).await?;
    let town = organization(pupitre, TOWN).await?;
    // The administrators first: they act for the rest.
    let firm_actor = administrator(pupitre, firm, FIRM, |person| person.firm).await?;
    let town_actor = administrator(pupitre, town, TOWN, |person| person.town).await?;
    let halls = accounts_of(world, Right::Recipient)?;
    let mut clients = accounts_of(world, Right::Supplier)?;
    let (_, hall) = *halls.first().context("the world has no town")?;
    let certified = clients.pop().context("the world has no clients")?;
    let work = Work { pupitre, actor: &firm_actor, town: hall };
    // Before any other job is there.
    let cut_off = *clients.last().context("the world has no clients")?;
    for known in structures(pupitre, &firm_actor, world, &[cut_off], Right::Supplier).await? {
        work.unconfirmed(known, credentials(world, cut_off.0)?).await?;
    }
    // The town before the firm's clients: connections are synchronised in the order in which they were made, and so
    // both sides have invoices at once.
    let recipients = structures(pupitre, &town_actor, world, &halls, Right::Recipient).await?;
    let suppliers = structures(pupitre, &firm_actor, world, &clients, Right::Supplier).await?;
    work.accesses(certified, certificates).await?;
    let (_, town_id) = *recipients.first().context("the world has no town")?;
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
    share(pupitre, &firm_actor, &suppliers).await?;
    link_by_edi(pupitre, &firm_actor, &suppliers).await?;
    work.drafts(&suppliers).await?;
    work.refused(world, &suppliers).await
}

/// The technical account that the client acts with that exchanges files.
///
/// # Errors
/// When the world has no clients.
pub(super) fn edi_account(world: &World) -> anyhow::Result<String> {
    let clients = accounts_of(world, Right::Supplier)?;
    Ok(clients.first().context("the world has no clients")?.0.login.clone())
}

/// The first client exchanges files too.
async fn link_by_edi(
    pupitre: &Pupitre,
    actor: &Actor,
    clients: &[(&Structure, StructureId)],
) -> anyhow::Result<()> {
    let (_, id) = *clients.first().context("the world has no clients")?;
    let edi = &pupitre.desk.edi;
    if edi.edi_page(actor, id).await?.link.is_some() {
        return Ok(());
    }
    let typed = EdiTyped {
        application: EDI_APPLICATION.to_owned(),
        syntaxes: vec![FlowSyntax::FacturX, FlowSyntax::Cii, FlowSyntax::CiiMinimal, FlowSyntax::Ubl],
        in_folder: true,
        root: EDI_PARTNER.to_owned(),
        outbox: "depart".to_owned(),
        inbox: "retour".to_owned(),
        ..EdiTyped::default()
    };
    edi.save_link(actor, id, typed).await?;
    edi.test_link(actor, id).await?;
    Ok(())
}

/// The people of the firm share its clients; the first one is nobody's yet.
async fn share(
    pupitre: &Pupitre,
    actor: &Actor,
    clients: &[(&Structure, StructureId)],
) -> anyhow::Result<()> {
    let portfolio = &pupitre.desk.portfolio;
    for (rank, (_, id)) in clients.iter().enumerate().skip(1) {
        let people = portfolio.people_for(actor, *id).await?;
        let person = people.get(rank % people.len().max(1)).map(|(user, _)| *user);
        portfolio.set_in_charge(actor, *id, person.as_slice()).await?;
    }
    Ok(())
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

/// The administrator of the firm, who acts in this process only.
///
/// # Errors
/// When the storage fails.
#[cfg(test)]
pub(super) async fn firm_administrator(pupitre: &Pupitre) -> anyhow::Result<Actor> {
    let firm = organization(pupitre, FIRM).await?;
    administrator(pupitre, firm, FIRM, |person| person.firm).await
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
        second_factor: operations::SecondFactorState::NotNeeded,
    })
}

/// The accounts of the world that act in this right, each with its structure.
fn accounts_of(world: &World, right: Right) -> anyhow::Result<Vec<(&Account, &Structure)>> {
    let mut found = Vec::new();
    for account in &world.accounts {
        let Some(link) = account.attachments.iter().find(|link| link.rights.contains(&right)) else {
            continue;
        };
        found.push((account, world.structure(link.structure).context("an account acts for nobody")?));
    }
    Ok(found)
}

/// What an account of the world calls with.
fn credentials(world: &World, account: &Account) -> anyhow::Result<Credentials> {
    let client = account.applications.first();
    let mut applications = world.applications.iter();
    let application = applications.find(|application| client == Some(&application.client_id));
    let application = application.context("an account has no application")?;
    Ok(Credentials {
        client_id: application.client_id.clone(),
        client_secret: SecretString::from(application.client_secret.clone()),
        login: account.login.clone(),
        password: SecretString::from(account.password.clone()),
        ..Credentials::default()
    })
}

/// Puts structures in, with their credentials.
async fn structures<'a>(
    pupitre: &Pupitre,
    actor: &Actor,
    world: &World,
    accounts: &[(&Account, &'a Structure)],
    right: Right,
) -> anyhow::Result<Vec<(&'a Structure, StructureId)>> {
    let mut made = Vec::new();
    for (account, structure) in accounts {
        let id = put_structure(pupitre, actor, structure, right, credentials(world, account)?).await?;
        made.push((*structure, id));
    }
    Ok(made)
}

pub(super) async fn put_structure(
    pupitre: &Pupitre,
    actor: &Actor,
    structure: &Structure,
    right: Right,
    credentials: Credentials,
) -> anyhow::Result<StructureId> {
    let known = pupitre.desk.portfolio.structures(actor).await?;
    let known = known.iter().find(|known| known.structure.identifier.as_str() == structure.identifier);
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
                identifier_kind: String::new(),
                siret: structure.identifier.clone(),
                name: structure.name.clone(),
                town: structure.address.city.clone(),
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

/// What is invoiced: label and amount without VAT, VAT, and total, all of which agree.
const SALES: [(&str, &str, &str, &str); 3] = [
    ("Remplacement de deux fenêtres, salle du conseil", "1 480,00", "296,00", "1 776,00"),
    ("Mise en conformité du tableau électrique, gymnase", "2 350,00", "470,00", "2 820,00"),
    ("Plateaux repas, commission des finances", "340,00", "68,00", "408,00"),
];

pub(super) fn paper(
    pupitre: &Pupitre,
    rank: usize,
    supplier: &Structure,
    town: &Structure,
    service: &str,
) -> Paper {
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

pub(super) fn form(paper: &Paper) -> InvoiceForm {
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
