//! Who lives in the demonstration world: structures, credentials, orders.

use chrono::{Days, Duration, NaiveDate};

use super::data::{RECIPIENTS, RecipientData, SUPPLIERS, SupplierData};
use super::maker::{DAYS, Maker};
use crate::amount::Amount;
use crate::clock::day;
use crate::ledger::Ledger;
use crate::pace::Pace;
use crate::random::fingerprint;
use crate::world::{
    Account, Address, Application, BankAccount, Behaviour, Document, DocumentSubject, EdiSettings,
    Engagement, Person, Rattachement, Requirements, Right, Service, Side, StoredFile, Structure, catalogue,
    purchase_order,
};

impl Maker {
    /// Suppliers, recipients, their credentials and orders.
    pub(super) fn people_and_places(&mut self) {
        for data in SUPPLIERS {
            let structure = self.supplier(data);
            self.suppliers.push((structure.id, data));
            self.access(&structure, Right::Supplier);
            self.ledger.world.structures.push(structure);
        }
        for data in RECIPIENTS {
            let structure = self.recipient(data);
            if self.recipients.is_empty() {
                self.access(&structure, Right::Recipient);
            }
            self.recipients.push(structure.id);
            self.ledger.world.structures.push(structure);
        }
        let dissolved = RecipientData {
            name: "SYNDICAT DES EAUX DE LA BIONNE (DISSOUS)",
            siret: "25450031800013",
            street: "2 rue de la Mairie",
            postcode: "45460",
            city: "BRAY-SAINT-AIGNAN",
            requirements: [false; 5],
            services: &[],
            behaviour: [0; 5],
            agents: &[],
        };
        let structure = Structure { active: false, ..self.recipient(&dissolved) };
        self.ledger.world.structures.push(structure);
        self.engagements();
        // The ledger indexes the structures it is given.
        let world = self.ledger.world.clone();
        self.ledger = Ledger::new(world, Pace::realistic());
    }

    pub(super) fn supplier(&mut self, data: &SupplierData) -> Structure {
        let id = self.id();
        let bank = self.id();
        let siren = data.siret.get(..9).unwrap_or_default();
        let domain = domain(data.name);
        Structure {
            id,
            identifier: data.siret.to_owned(),
            identifier_type: "SIRET".to_owned(),
            name: data.name.to_owned(),
            side: Side::Private,
            active: true,
            address: address(data.street, data.postcode, data.city),
            email: Some(format!("facturation@{domain}")),
            vat_number: Some(format!("FR{:02}{siren}", self.random.below(97))),
            register_number: Some(format!("RCS Orléans {siren}")),
            requirements: Requirements::default(),
            services: Vec::new(),
            bank_accounts: vec![BankAccount {
                id: bank,
                name: "Compte principal".to_owned(),
                iban: french_iban(self.random.below(1_000_000_000_000_000)),
                bic: "EXEMFRPPXXX".to_owned(),
            }],
            documents: Vec::new(),
            edi: EdiSettings::default(),
            agents: vec![person("Camille", "Durand", &domain), person("Louis", "Marchand", &domain)],
            // As validators of their subcontractors.
            behaviour: Behaviour { pay: 85, reject: 5, wait: 10, ..Behaviour::default() },
        }
    }

    fn recipient(&mut self, data: &RecipientData) -> Structure {
        let [service, engagement, service_or_engagement, payment_status_withheld, engagements_published] =
            data.requirements;
        let [pay, suspend, reject, recycle, wait] = data.behaviour;
        let domain = domain(data.name);
        let valid_from = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default();
        let mut services: Vec<Service> = Vec::new();
        for known in data.services {
            services.push(Service {
                id: self.id(),
                code: known.code.to_owned(),
                name: known.name.to_owned(),
                active: true,
                engagement_required: known.engagement,
                payment_status_returned: true,
                valid_from,
                valid_until: None,
            });
        }
        if !services.is_empty() {
            let (id, name) = (self.id(), "Factures entre structures publiques".to_owned());
            let known = services.first().cloned();
            services.extend(known.map(|known| Service {
                id,
                code: "FACTURES_PUBLIQUES".to_owned(),
                name,
                engagement_required: false,
                ..known
            }));
        }
        Structure {
            id: self.id(),
            identifier: data.siret.to_owned(),
            identifier_type: "SIRET".to_owned(),
            name: data.name.to_owned(),
            side: Side::Public,
            active: true,
            address: address(data.street, data.postcode, data.city),
            email: Some(format!("factures@{domain}")),
            vat_number: None,
            register_number: None,
            requirements: Requirements {
                service,
                engagement,
                service_or_engagement,
                payment_status_withheld,
                engagements_published,
                ..Requirements::default()
            },
            services,
            bank_accounts: Vec::new(),
            documents: Vec::new(),
            edi: EdiSettings::default(),
            agents: data.agents.iter().map(|(first, last)| person(first, last, &domain)).collect(),
            behaviour: Behaviour { pay, suspend, reject, recycle, wait },
        }
    }

    /// Each supplier keeps its bank reference as a document. Last, so that no other number depends on it.
    pub(super) fn documents(&mut self) {
        for (supplier, data) in self.suppliers.clone() {
            let (file, link) = (self.id(), self.id());
            let mut accounts = self.ledger.world.accounts.iter();
            let account = accounts.find(|account| account.is_attached(supplier));
            self.ledger.add_file(StoredFile {
                id: file,
                name: "rib.pdf".to_owned(),
                extension: "PDF".to_owned(),
                media_type: "application/pdf".to_owned(),
                size: 24_000,
                sha256: fingerprint(&[b"rib", data.siret.as_bytes()]),
                account: account.map(|account| account.login.clone()).unwrap_or_default(),
                received_at: self.now - Duration::days(DAYS),
            });
            let document = Document {
                id: link,
                file,
                label: "Relevé d'identité bancaire".to_owned(),
                kind: "RIB".to_owned(),
                subject: DocumentSubject::BankAccount,
            };
            let mut structures = self.ledger.world.structures.iter_mut();
            if let Some(structure) = structures.find(|structure| structure.id == supplier) {
                structure.documents.push(document);
            }
        }
    }

    /// One application and one technical account of its own.
    pub(super) fn access(&mut self, structure: &Structure, right: Right) {
        let rank = self.ledger.world.accounts.len() + 1;
        let secret = |purpose: &str| {
            let seed = self.ledger.world.seed.to_be_bytes();
            fingerprint(&[&seed, purpose.as_bytes(), structure.identifier.as_bytes()])
        };
        let (client, client_secret, password) = (secret("client"), secret("secret"), secret("password"));
        let part = |from: usize, to: usize| client.get(from..to).unwrap_or_default().to_owned();
        let client_id =
            format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32));
        self.ledger.world.applications.push(Application {
            client_id: client_id.clone(),
            client_secret: client_secret.get(..32).unwrap_or_default().to_owned(),
            name: format!("APP_SANDBOX_{}", domain(&structure.name)),
            subscriptions: catalogue::apis(),
            authorised: true,
        });
        // A company may be named as validator by its subcontractors.
        let rights = match right {
            Right::Supplier => vec![Right::Supplier, Right::Validator],
            other => vec![other],
        };
        let account = Account {
            id: self.id(),
            login: format!("TECH_1_{:06}@cpro.fr", 450_000 + rank),
            password: format!("Tech{}+", password.get(..12).unwrap_or_default()),
            active: true,
            password_expires: day(self.now).checked_add_days(Days::new(60 + 20 * rank as u64)),
            applications: vec![client_id],
            internal: false,
            certificate: None,
            attachments: vec![Rattachement { id: self.id(), structure: structure.id, rights }],
        };
        self.ledger.world.accounts.push(account);
    }

    /// Orders of the bodies that publish them: two for each supplier.
    fn engagements(&mut self) {
        let publishing: Vec<Structure> = self
            .ledger
            .world
            .structures
            .iter()
            .filter(|structure| structure.requirements.engagements_published)
            .cloned()
            .collect();
        let suppliers: Vec<i64> = self.suppliers.iter().map(|(id, _)| *id).collect();
        let orders = publishing.iter().flat_map(|structure| suppliers.iter().map(move |id| (structure, *id)));
        for (rank, (structure, supplier)) in orders.flat_map(|order| [order, order]).enumerate() {
            let service = structure.services.get(rank % 2);
            let engagement = Engagement {
                id: self.id(),
                number: format!("45{:08}", 10_012_300 + rank as u64 * 37),
                kind: purchase_order(),
                recipient: structure.id,
                service_code: service.map(|service| service.code.clone()),
                supplier,
                contract: None,
                state: "COMMANDE".to_owned(),
                notified_on: day(self.now - Duration::days(DAYS + 20)),
                created_on: None,
                total_without_vat: None,
                total_with_vat: Amount::from_cents(self.random.between(2_000, 40_000) * 100),
                lines: Vec::new(),
            };
            self.ledger.world.engagements.push(engagement);
        }
    }
}

fn address(street: &str, postcode: &str, city: &str) -> Address {
    Address { street: street.to_owned(), postcode: postcode.to_owned(), city: city.to_owned() }
}

/// A name in lower case with hyphens under a reserved domain.
fn domain(name: &str) -> String {
    let words: Vec<String> = name
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| word.len() > 2)
        .map(str::to_lowercase)
        .take(3)
        .collect();
    format!("{}.example", words.join("-"))
}

fn person(first: &str, last: &str, domain: &str) -> Person {
    let part = |text: &str| text.to_lowercase().replace(' ', "-").replace(['é', 'è'], "e");
    Person {
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        email: Some(format!("{}.{}@{domain}", part(first), part(last))),
    }
}
/// A French IBAN of an account number, with its right key (ISO 13616): the letters FR count as 15 and 27.
fn french_iban(account: u64) -> String {
    let key = 98 - (u128::from(account) * 1_000_000 + 152_700) % 97;
    format!("FR{key:02}{account:023}")
}
