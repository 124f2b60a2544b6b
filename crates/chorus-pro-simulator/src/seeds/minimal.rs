//! A small world for tests: nobody but the platform acts in it.

use chrono::{DateTime, Days, Utc};

use super::billing_file::Parties;
use crate::amount::Amount;
use crate::clock::day;
use crate::world::{
    Account, Address, Application, BankAccount, Behaviour, EdiMemory, EdiSettings, Engagement, Party, Person,
    Rattachement, Requirements, Right, Service, Side, Structure, Switches, World, catalogue, purchase_order,
};

impl World {
    /// A world with fixed numbers and no invoices; recipients never act by themselves.
    ///
    /// | Number | Structure | Notes |
    /// |---|---|---|
    /// | 1001 | ATELIER EXEMPLE, `00000000900001`, supplier | account `TECH_1_000001@cpro.fr`, bank reference 1101 |
    /// | 1002 | BETON EXEMPLE, `00000000900002`, supplier and project manager (MOE) | account `TECH_1_000002@cpro.fr`, which also validates |
    /// | 2001 | VILLE EXEMPLE, `00000000900011`, recipient and project owner (MOA) | service required; `ACHATS` (2101), `TECHNIQUE` (2102, engagement required), `ARCHIVES` (2103, inactive), `FACTURES_PUBLIQUES` (2104); account `TECH_1_000011@cpro.fr` |
    /// | 2002 | ECOLE EXEMPLE, `00000000900012`, recipient | requires nothing |
    /// | 2003 | ETAT EXEMPLE, `00000000900013`, recipient | service `SFACT` (2105) and engagement required and published: `4500012345` |
    /// | 2004 | SYNDICAT EXEMPLE, `00000000900014`, recipient | inactive |
    /// | 2005 | OFFICE EXEMPLE, `00000000900015`, recipient | service or engagement; service `OFFICE` (2106) |
    ///
    /// Billing file 7001 (1001, MOE 1002, MOA and recipient 2001): `SIT-01` (7101, ASSOCIEE) followed by `EA-01`
    /// (7102, MISE_A_DISPOSITION_MOA), `SIT-02` (7103, MISE_A_DISPOSITION_MOE), `SIT-03` (7104, A_COMPLETER).
    ///
    /// Applications: `application-atelier`, `application-beton`, `application-ville` with the secret
    /// `secret-…` of the same ending. Every password is `mot-de-passe`.
    #[must_use]
    pub fn minimal(now: DateTime<Utc>) -> Self {
        let mut world = Self {
            seed: 1,
            now,
            structures: structures(now),
            applications: ["atelier", "beton", "ville"].map(application).to_vec(),
            accounts: vec![
                account(3001, "TECH_1_000001@cpro.fr", "atelier", 1001, &[Right::Supplier]),
                and_validates(account(
                    3002,
                    "TECH_1_000002@cpro.fr",
                    "beton",
                    1002,
                    &[Right::Supplier, Right::ProjectManager],
                )),
                account(
                    3003,
                    "TECH_1_000011@cpro.fr",
                    "ville",
                    2001,
                    &[Right::Recipient, Right::ProjectOwner],
                ),
            ],
            switches: Switches::default(),
            engagements: vec![Engagement {
                id: 4001,
                number: "4500012345".to_owned(),
                kind: purchase_order(),
                recipient: 2003,
                service_code: Some("SFACT".to_owned()),
                supplier: 1001,
                contract: None,
                state: "COMMANDE".to_owned(),
                notified_on: day(now).checked_sub_days(Days::new(60)).unwrap_or_default(),
                created_on: None,
                total_without_vat: None,
                total_with_vat: Amount::from_cents(500_000),
                lines: Vec::new(),
            }],
            attachment_types: catalogue::attachment_types(),
            vat_rates: catalogue::vat_rates(),
            files: Vec::new(),
            invoices: Vec::new(),
            flows: Vec::new(),
            last_flow_serial: 0,
            billing_files: Vec::new(),
            mandates: Vec::new(),
            last_id: 10_000,
            last_entered_number: 0,
            edi: EdiMemory::default(),
        };
        let parties = Parties {
            supplier: 1001,
            project_manager: 1002,
            project_owner: Party { structure: 2001, service: Some(2102) },
            recipient: Party { structure: 2001, service: Some(2101) },
        };
        world.add_billing_file(7001, 7101, &parties, now);
        world
    }
}

fn structures(now: DateTime<Utc>) -> Vec<Structure> {
    let service = |id, code: &str, name: &str| Service {
        id,
        code: code.to_owned(),
        name: name.to_owned(),
        active: true,
        engagement_required: false,
        payment_status_returned: true,
        valid_from: day(now).checked_sub_days(Days::new(2_000)).unwrap_or_default(),
        valid_until: None,
    };
    let mut atelier = structure(1001, "00000000900001", "ATELIER EXEMPLE", Side::Private);
    atelier.bank_accounts.push(BankAccount {
        id: 1101,
        name: "Compte principal".to_owned(),
        iban: "FR7630001007941234567890185".to_owned(),
        bic: "BDFEFRPPCCT".to_owned(),
    });
    let mut town = structure(2001, "00000000900011", "VILLE EXEMPLE", Side::Public);
    town.requirements.service = true;
    town.services = vec![
        service(2101, "ACHATS", "Service achats"),
        Service { engagement_required: true, ..service(2102, "TECHNIQUE", "Services techniques") },
        Service { active: false, ..service(2103, "ARCHIVES", "Archives") },
        service(2104, "FACTURES_PUBLIQUES", "Factures publiques"),
    ];
    let mut state = structure(2003, "00000000900013", "ETAT EXEMPLE", Side::Public);
    state.requirements = Requirements {
        service: true,
        engagement: true,
        engagements_published: true,
        ..Requirements::default()
    };
    state.services = vec![service(2105, "SFACT", "Service facturier")];
    let mut inactive = structure(2004, "00000000900014", "SYNDICAT EXEMPLE", Side::Public);
    inactive.active = false;
    let mut office = structure(2005, "00000000900015", "OFFICE EXEMPLE", Side::Public);
    office.requirements.service_or_engagement = true;
    office.services = vec![service(2106, "OFFICE", "Office")];
    vec![
        atelier,
        structure(1002, "00000000900002", "BETON EXEMPLE", Side::Private),
        town,
        structure(2002, "00000000900012", "ECOLE EXEMPLE", Side::Public),
        state,
        inactive,
        office,
    ]
}

fn structure(id: i64, identifier: &str, name: &str, side: Side) -> Structure {
    Structure {
        id,
        identifier: identifier.to_owned(),
        identifier_type: "SIRET".to_owned(),
        name: name.to_owned(),
        side,
        active: true,
        address: Address {
            street: "1 place de l'Exemple".to_owned(),
            postcode: "75000".to_owned(),
            city: "EXEMPLE".to_owned(),
        },
        email: None,
        vat_number: None,
        register_number: None,
        requirements: Requirements::default(),
        services: Vec::new(),
        bank_accounts: Vec::new(),
        documents: Vec::new(),
        edi: EdiSettings::default(),
        agents: vec![
            Person { first_name: "Anne".to_owned(), last_name: "Exemple".to_owned(), email: None },
            Person { first_name: "Paul".to_owned(), last_name: "Comptable".to_owned(), email: None },
        ],
        behaviour: Behaviour::default(),
    }
}

fn application(ending: &str) -> Application {
    Application {
        client_id: format!("application-{ending}"),
        client_secret: format!("secret-{ending}"),
        name: format!("APP_SANDBOX_{ending}"),
        subscriptions: catalogue::apis(),
        authorised: true,
    }
}

fn account(id: i64, login: &str, application: &str, structure: i64, rights: &[Right]) -> Account {
    Account {
        id,
        login: login.to_owned(),
        password: "mot-de-passe".to_owned(),
        active: true,
        password_expires: None,
        applications: vec![format!("application-{application}")],
        internal: false,
        certificate: None,
        attachments: vec![Rattachement { id: id + 500, structure, rights: rights.to_vec() }],
    }
}

/// The account also answers as validator of its structures' subcontractors and joint contractors.
fn and_validates(mut account: Account) -> Account {
    account.attachments.iter_mut().for_each(|link| link.rights.push(Right::Validator));
    account
}
