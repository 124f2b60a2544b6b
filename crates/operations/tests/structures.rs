//! Structures of a firm: who is in charge of them, and many of them from a table.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use bytes::Bytes;
use chorus_pro_simulator::{Fault, FaultKind};
use domain::{
    Environment, IdentifierKind, Permission, Reason, Role, SiretStep, StructureField, StructureId, UserId,
};
use operations::{
    Actor, Credentials, ImportDefaults, ImportRow, MOST_IMPORTED, NewStructure, OperationError, RowFate,
    Scope, ScopedStructure, SiretChangeView, SiretStepView, structures_called,
};
use test_desk::{Desk, actor_of, add_user, complete_form, invoice_pdf};

async fn person(desk: &Desk, email: &str, role: Role, scope: Scope) -> Actor {
    let organization = desk.firm.organization;
    let user = add_user(&desk.system, organization, email, role, scope.clone()).await;
    actor_of(user, organization, "Cabinet d’essai", email, role, scope)
}

fn only(structure: StructureId) -> Scope {
    Scope::Only(vec![ScopedStructure { structure, services: Vec::new() }])
}

async fn in_charge(desk: &Desk, actor: &Actor) -> Vec<(StructureId, UserId)> {
    let told = desk.desk.portfolio.in_charge(actor).await.unwrap();
    told.into_iter().map(|charge| (charge.structure, charge.user)).collect()
}

fn new_structure(siret: &str, name: &str) -> NewStructure {
    NewStructure {
        identifier_kind: String::new(),
        siret: siret.to_owned(),
        name: name.to_owned(),
        town: String::new(),
        side: "fournisseur".to_owned(),
        environment: "qualification".to_owned(),
    }
}

#[tokio::test]
async fn only_administrators_choose_who_is_in_charge_among_those_who_reach_the_structure() {
    let desk = Desk::open().await;
    let (portfolio, admin, structure) = (&desk.desk.portfolio, &desk.firm.actor, desk.firm.structure);
    let other = portfolio.add_structure(admin, &new_structure("00000000900103", "Autre")).await.unwrap();
    let limited = person(&desk, "zoe@cabinet.example", Role::Deposant, only(structure)).await;
    let manager = person(&desk, "luc@cabinet.example", Role::Gestionnaire, Scope::Everything).await;
    let nearly = person(&desk, "ana@cabinet.example", Role::Administrateur, only(structure)).await;

    for actor in [&limited, &manager, &nearly] {
        let refused = portfolio.set_in_charge(actor, structure, &[limited.user]).await;
        assert!(matches!(refused, Err(OperationError::Forbidden(Permission::ManageUsers))), "{refused:?}");
        let refused = portfolio.people_for(actor, structure).await;
        assert!(matches!(refused, Err(OperationError::Forbidden(Permission::ManageUsers))), "{refused:?}");
    }
    let offered: Vec<UserId> =
        portfolio.people_for(admin, other).await.unwrap().into_iter().map(|(user, _)| user).collect();
    assert!(offered.contains(&manager.user) && !offered.contains(&limited.user), "{offered:?}");

    portfolio.set_in_charge(admin, structure, &[limited.user, manager.user, limited.user]).await.unwrap();
    portfolio.set_in_charge(admin, other, &[manager.user]).await.unwrap();
    assert_eq!(in_charge(&desk, admin).await.len(), 3, "named twice is once");
    let seen = in_charge(&desk, &limited).await;
    assert!(seen.len() == 2 && seen.iter().all(|(of, _)| *of == structure), "{seen:?}");
    assert_eq!(in_charge(&desk, &desk.stranger.actor).await, []);

    for (of, user) in [(other, limited.user), (structure, desk.stranger.actor.user)] {
        let refused = portfolio.set_in_charge(admin, of, &[user]).await;
        assert!(matches!(refused, Err(OperationError::NotFound("user"))), "{refused:?}");
    }
    let foreign = portfolio.set_in_charge(admin, desk.stranger.structure, &[]).await;
    assert!(matches!(foreign, Err(OperationError::NotFound("structure"))), "{foreign:?}");
    assert_eq!(in_charge(&desk, admin).await.len(), 3, "nothing of what was refused");
}

#[tokio::test]
async fn who_no_longer_reaches_a_structure_or_leaves_is_in_charge_of_it_no_more() {
    let desk = Desk::open().await;
    let (portfolio, admin, structure) = (&desk.desk.portfolio, &desk.firm.actor, desk.firm.structure);
    let other = portfolio.add_structure(admin, &new_structure("00000000900103", "Autre")).await.unwrap();
    let colleague = person(&desk, "zoe@cabinet.example", Role::Deposant, Scope::Everything).await.user;
    for of in [structure, other] {
        portfolio.set_in_charge(admin, of, &[colleague]).await.unwrap();
    }
    desk.desk.accounts.set_reach(admin, colleague, only(other)).await.unwrap();
    assert_eq!(in_charge(&desk, admin).await, [(other, colleague)]);
    desk.desk.accounts.remove_user(admin, colleague).await.unwrap();
    assert_eq!(in_charge(&desk, admin).await, []);
}

#[tokio::test]
async fn an_administrator_of_a_moment_ago_chooses_nobody() {
    let desk = Desk::open().await;
    let structure = desk.firm.structure;
    let second = person(&desk, "zoe@cabinet.example", Role::Administrateur, Scope::Everything).await;
    desk.desk.accounts.set_role(&desk.firm.actor, second.user, Role::Lecteur).await.unwrap();
    let refused = desk.desk.portfolio.set_in_charge(&second, structure, &[second.user]).await;
    assert!(matches!(refused, Err(OperationError::Forbidden(Permission::ManageUsers))), "{refused:?}");
    assert_eq!(in_charge(&desk, &desk.firm.actor).await, []);
}

fn defaults() -> ImportDefaults {
    ImportDefaults { side: "fournisseur".to_owned(), environment: "qualification".to_owned() }
}

fn csv(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

#[tokio::test]
async fn a_table_says_what_would_become_of_each_row_and_creates_nothing() {
    let desk = Desk::open().await;
    let (portfolio, admin) = (&desk.desk.portfolio, &desk.firm.actor);
    let before = portfolio.structures(admin).await.unwrap().len();
    let table = "Mes clients\n\
                 N° SIRET;Désignation;Commune;Environnement\n\
                 00000000900001;Déjà là;;\n\
                 00000000900001;Le même en production;;Production\n\
                 12345678900012;Menuiserie;Angers;\n\
                 123 456 789 00012;Menuiserie encore;;\n\
                 1234;;;\n";
    let rows = portfolio.examine_table(admin, csv(table), &defaults()).await.unwrap();
    let fates: Vec<(u32, RowFate)> = rows.iter().map(|row| (row.number, row.fate.clone())).collect();
    assert_eq!(fates[0], (3, RowFate::There));
    assert_eq!(fates[1], (4, RowFate::New { doubtful: true }), "its key is wrong, which counts there");
    assert_eq!(fates[2], (5, RowFate::New { doubtful: false }));
    assert_eq!(fates[3], (6, RowFate::Repeated { row: 5 }));
    let (number, RowFate::Wrong(notes)) = &fates[4] else { panic!("{fates:?}") };
    assert_eq!(*number, 7);
    assert_eq!(notes.errors().count(), 2);
    assert!(notes.of(&StructureField::Name.into()).next().is_some(), "{notes:?}");
    assert_eq!((rows[2].new.town.as_str(), rows[1].new.environment.as_str()), ("Angers", "production"));
    assert_eq!(portfolio.structures(admin).await.unwrap().len(), before);
}

#[tokio::test]
async fn the_right_rows_are_created_whatever_the_others_are() {
    let desk = Desk::open().await;
    let (portfolio, admin) = (&desk.desk.portfolio, &desk.firm.actor);
    let rows = vec![
        new_structure("00000000900001", "Déjà là"),
        new_structure("12345678900012", "Menuiserie"),
        new_structure("1234", "Fausse"),
        new_structure("12345678900012", "La même"),
        NewStructure { side: "notaire".to_owned(), ..new_structure("12345678200017", "Sans rôle") },
        NewStructure { town: " Brest ".to_owned(), ..new_structure("98765432400019", "Jardins") },
    ];
    assert_eq!(portfolio.create_structures(admin, rows.clone()).await.unwrap(), 2);
    let all = portfolio.structures(admin).await.unwrap();
    let made: Vec<(&str, &str)> = all
        .iter()
        .map(|summary| (summary.structure.name.as_str(), summary.structure.town.as_str()))
        .filter(|(name, _)| !name.starts_with("Structure de"))
        .collect();
    assert_eq!(made, [("Jardins", "Brest"), ("Menuiserie", "")]);
    assert!(all.iter().all(|summary| summary.structure.environment == Environment::Qualification));
    assert_eq!(portfolio.create_structures(admin, rows).await.unwrap(), 0, "done twice is done once");
}

#[tokio::test]
async fn a_table_is_read_only_for_who_may_add_structures_and_within_its_bounds() {
    let desk = Desk::open().await;
    let portfolio = &desk.desk.portfolio;
    let depositor = person(&desk, "zoe@cabinet.example", Role::Deposant, Scope::Everything).await;
    let limited = person(&desk, "luc@cabinet.example", Role::Gestionnaire, only(desk.firm.structure)).await;
    for actor in [&depositor, &limited] {
        let refused = portfolio.examine_table(actor, csv("SIRET;Nom\n1;A\n"), &defaults()).await;
        assert!(matches!(refused, Err(OperationError::Forbidden(_))), "{refused:?}");
        let refused = portfolio.create_structures(actor, vec![new_structure("12345678900012", "A")]).await;
        assert!(matches!(refused, Err(OperationError::Forbidden(_))), "{refused:?}");
    }
    let many = format!("SIRET;Nom\n{}", "1;A\n".repeat(MOST_IMPORTED + 1));
    let too_many = || Reason::TableTooManyRows { most: MOST_IMPORTED };
    for (file, reason) in [
        (csv(""), Reason::TableNotGiven),
        (csv(&many), too_many()),
        (Bytes::from(vec![b'x'; 2_000_001]), Reason::TableTooLarge { megabytes: 2 }),
        (csv("SIRET;Ville\n1;A\n"), Reason::TableLacksColumns),
        (csv("SIRET;Nom\n"), Reason::TableEmpty),
        (csv("PK\u{3}\u{4}"), Reason::NoTable),
    ] {
        let refused = portfolio.examine_table(&desk.firm.actor, file, &defaults()).await;
        assert!(
            matches!(&refused, Err(OperationError::Refused(said)) if *said == reason),
            "{refused:?} {reason:?}"
        );
    }
    let rows = vec![new_structure("12345678900012", "A"); MOST_IMPORTED + 1];
    let refused = portfolio.create_structures(&desk.firm.actor, rows).await;
    assert!(matches!(&refused, Err(OperationError::Refused(said)) if *said == too_many()), "{refused:?}");
}

const BELGIAN: &str = "BE0123456789";

/// The simulator's supplier, as one that has no SIRET.
async fn with_a_belgian_supplier() -> Desk {
    Desk::open_in(|world| {
        let supplier =
            world.structures.iter_mut().find(|known| known.identifier == test_desk::SUPPLIER_SIRET).unwrap();
        supplier.identifier = BELGIAN.to_owned();
        supplier.identifier_type = "UE_HORS_FRANCE".to_owned();
    })
    .await
}

fn without_siret(kind: &str, identifier: &str) -> NewStructure {
    NewStructure { identifier_kind: kind.to_owned(), ..new_structure(identifier, "Sans SIRET") }
}

#[tokio::test]
async fn a_supplier_without_a_siret_deposits_under_its_own_identifier() {
    let desk = with_a_belgian_supplier().await;
    let (portfolio, issuing, actor) = (&desk.desk.portfolio, &desk.desk.issuing, &desk.firm.actor);
    let belgian = without_siret("UE_HORS_FRANCE", "be 0123.456.789");
    let structure = portfolio.add_structure(actor, &belgian).await.unwrap();
    let credentials = Credentials {
        client_id: "application-atelier".to_owned(),
        client_secret: "secret-atelier".to_owned().into(),
        login: "TECH_1_000001@cpro.fr".to_owned(),
        password: "mot-de-passe".to_owned().into(),
        ..Credentials::default()
    };
    desk.desk.connecting.save_credentials(actor, structure, credentials).await.unwrap();
    let file = desk.store(&invoice_pdf(&["Facture n° BE-1".to_owned()])).await;
    let draft = issuing.begin_deposit(actor, structure, file, "facture.pdf").await.unwrap();
    desk.type_in(actor, draft, &complete_form("BE-1")).await;
    desk.submit(actor, draft).await.unwrap();
    desk.pass(Duration::from_secs(11)).await;
    assert_eq!(desk.count_at_chorus_pro("BE-1"), 1);
    let view = portfolio.invoice_view(actor, draft).await.unwrap();
    assert!(view.invoice.status.is_at_chorus_pro(), "{:?}", view.invoice.status);
    // It is found by its identifier, however it is typed.
    assert_eq!(structures_called(&portfolio.structures(actor).await.unwrap(), "be0123456789"), [structure]);
}

#[tokio::test]
async fn each_kind_of_identifier_is_checked_as_far_as_it_is_known() {
    let desk = Desk::open().await;
    let (portfolio, actor) = (&desk.desk.portfolio, &desk.firm.actor);
    let wrong = async |new: NewStructure| match portfolio.add_structure(actor, &new).await {
        Err(OperationError::Invalid(notes)) => {
            notes.errors().map(|note| note.path.field().to_owned()).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    for (kind, identifier, fields) in [
        ("SIRET", "1234", vec!["siret"]),
        ("UE_HORS_FRANCE", "FR73282932007", vec!["siret"]),
        ("RIDET", " ", vec!["siret"]),
        ("PASSEPORT", "123", vec!["identifier_kind"]),
    ] {
        assert_eq!(wrong(without_siret(kind, identifier)).await, fields, "{kind}");
    }
    let receives = NewStructure { side: "destinataire".to_owned(), ..without_siret("RIDET", "0123456001") };
    assert_eq!(wrong(receives).await, ["side"], "who receives has a SIRET");
    for (kind, identifier) in [("RIDET", "0123456.001"), ("TAHITI", "A12345"), ("PARTICULIER", "Zoé Roux")] {
        portfolio.add_structure(actor, &without_siret(kind, identifier)).await.unwrap();
    }
    let twice = wrong(without_siret("RIDET", "0123456001")).await;
    assert_eq!(twice, ["siret"], "it is there already");
}

#[tokio::test]
async fn a_table_brings_suppliers_without_a_siret() {
    let desk = Desk::open().await;
    let (portfolio, admin) = (&desk.desk.portfolio, &desk.firm.actor);
    let table = "Type identifiant structure;Identifiant;Raison sociale\n\
                 SIRET;12345678900012;Menuiserie\n\
                 UE_HORS_FRANCE;BE0123456789;Hout NV\n\
                 4;0123456001;Nickel SARL\n\
                 N° de TVA;FR12345678901;Française\n";
    let rows = portfolio.examine_table(admin, csv(table), &defaults()).await.unwrap();
    let fates: Vec<bool> = rows.iter().map(|row| matches!(row.fate, RowFate::New { .. })).collect();
    assert_eq!(fates, [true, true, true, false], "{rows:?}");
    let new = rows.into_iter().map(|row| row.new).collect();
    assert_eq!(portfolio.create_structures(admin, new).await.unwrap(), 3);
    let all = portfolio.structures(admin).await.unwrap();
    let kind = |name: &str| {
        all.iter().find(|known| known.structure.name == name).unwrap().structure.identifier.kind()
    };
    assert_eq!(kind("Hout NV"), IdentifierKind::EuropeanVat);
    assert_eq!(kind("Nickel SARL"), IdentifierKind::Ridet);
}

/// The sides and SIRETs of the rows that would be created.
fn created(rows: &[ImportRow]) -> Vec<(u32, &str, &str)> {
    let new = rows.iter().filter(|row| matches!(row.fate, RowFate::New { .. }));
    new.map(|row| (row.number, row.new.siret.as_str(), row.new.side.as_str())).collect()
}

#[tokio::test]
async fn the_data_set_of_a_qualification_account_is_read_as_it_is_handed_over() {
    let desk = Desk::open().await;
    let (portfolio, admin) = (&desk.desk.portfolio, &desk.firm.actor);
    // Words before the titles, SIRETs with spaces, a structure in two roles, parts of other things with their own titles.
    let table = "Jeu de données;Qualification\r\n\
                 \r\n\
                 Acteur;Raison sociale fictive;Numéro SIRET (fictif);Code service\r\n\
                 Fournisseur;Société dédiée 1;212 345 678 00017;\r\n\
                 Destinataire 1;Mairie d’essai;21234567800025;SRV1\r\n\
                 Destinataire 2;Région d’essai;21 234 567 800 033;\r\n\
                 Valideur;Société dédiée 1;21234567800017;\r\n\
                 Maître d’œuvre (MOE);Bureau d’études;415049;\r\n\
                 Compte technique;TECH_1_123456@cpro.fr;;\r\n\
                 ;;;EJ-2026-001\r\n\
                 SIRET;Désignation\r\n\
                 21234567800058;Autre partie\r\n";
    let latin = |text: &str| -> Bytes {
        let byte = |sign: char| match sign {
            '’' => 0x92,
            'œ' => 0x9c,
            sign => u8::try_from(u32::from(sign)).unwrap(),
        };
        text.chars().map(byte).collect::<Vec<u8>>().into()
    };
    let marked = csv(&format!("\u{feff}{table}"));
    for file in [csv(table), marked, latin(table), csv(&table.replace(';', "\t"))] {
        let rows = portfolio.examine_table(admin, file, &defaults()).await.unwrap();
        let expected = [
            (4, "212 345 678 00017", "les_deux"),
            (5, "21234567800025", "destinataire"),
            (6, "21 234 567 800 033", "destinataire"),
            (8, "00000000415049", "destinataire"),
            (12, "21234567800058", "fournisseur"),
        ];
        assert_eq!(created(&rows), expected, "{rows:#?}");
        let fates: Vec<(u32, &RowFate)> = rows.iter().map(|row| (row.number, &row.fate)).collect();
        assert!(fates.contains(&(7, &RowFate::Repeated { row: 4 })), "{fates:?}");
        let beside = fates.iter().filter(|(_, fate)| **fate == RowFate::NoStructure);
        assert_eq!(beside.map(|(number, _)| *number).collect::<Vec<_>>(), [9, 10]);
        assert_eq!(rows[2].new.name, "Région d’essai");
    }
}

#[tokio::test]
async fn a_row_that_lacks_only_its_siret_is_still_to_be_corrected() {
    let desk = Desk::open().await;
    let table = "SIRET;Nom;Courriel\n;Menuiserie sans numéro;atelier@exemple.fr\n;;\n";
    let rows = desk.desk.portfolio.examine_table(&desk.firm.actor, csv(table), &defaults()).await.unwrap();
    assert!(matches!(rows[..], [ImportRow { number: 2, fate: RowFate::Wrong(_), .. }]), "{rows:?}");
}

fn step(view: &SiretChangeView, wanted: SiretStep) -> &SiretStepView {
    view.steps.iter().find(|step| step.step == wanted).unwrap()
}

#[tokio::test]
async fn a_change_of_siret_is_walked_through_and_left_at_any_time() {
    let desk = Desk::open().await;
    let (portfolio, actor, structure) = (&desk.desk.portfolio, &desk.firm.actor, desk.firm.structure);
    desk.complete_draft("FA-1").await;
    let sent = desk.complete_draft("FA-2").await;
    desk.submit(actor, sent).await.unwrap();
    desk.pass(Duration::from_secs(11)).await;
    let view = portfolio.siret_change(actor, structure).await.unwrap();
    assert_eq!((view.steps.len(), view.done(), view.change.is_none()), (7, 0, true));
    let known = |wanted| (step(&view, wanted).count, step(&view, wanted).seen);
    assert_eq!(known(SiretStep::Access), (1, Some(false)));
    assert_eq!(known(SiretStep::Drafts), (1, Some(false)));
    assert_eq!(known(SiretStep::UnderWay), (1, Some(false)));
    assert_eq!(known(SiretStep::Payers), (1, None), "only a person knows");
    assert_eq!(known(SiretStep::Mandate), (0, None), "nobody keeps mandates");

    let tick = portfolio.tick_siret_step(actor, structure, "payers", true).await;
    assert!(matches!(tick, Err(OperationError::NotFound(_))), "nothing is under way: {tick:?}");
    for wrong in ["1234", test_desk::SUPPLIER_SIRET] {
        let refused = portfolio.begin_siret_change(actor, structure, wrong, false).await;
        assert!(matches!(refused, Err(OperationError::Invalid(_))), "{refused:?}");
    }
    portfolio.set_in_charge(actor, structure, &[actor.user]).await.unwrap();
    portfolio.begin_siret_change(actor, structure, "00000000900 103", true).await.unwrap();
    portfolio.tick_siret_step(actor, structure, "payers", true).await.unwrap();
    let view = portfolio.siret_change(actor, structure).await.unwrap();
    let new = view.new_structure.as_ref().unwrap().structure.clone();
    assert_eq!(
        (new.name.as_str(), new.identifier.as_str()),
        ("Structure de Cabinet d’essai", "00000000900103")
    );
    assert!(in_charge(&desk, actor).await.contains(&(new.id, actor.user)), "who is in charge stays so");
    assert_eq!((view.done(), step(&view, SiretStep::Payers).is_done()), (1, true));

    // The same again keeps what was ticked and finds the structure that is there; another SIRET begins anew.
    let before = portfolio.structures(actor).await.unwrap().len();
    portfolio.begin_siret_change(actor, structure, "00000000900103", true).await.unwrap();
    assert_eq!(portfolio.siret_change(actor, structure).await.unwrap().done(), 1);
    assert_eq!(portfolio.structures(actor).await.unwrap().len(), before);
    // Drafts that were given away are seen to be done.
    let draft = desk.desk.issuing.draft_desk(actor).await.unwrap().drafts[0].invoice.id;
    desk.desk.issuing.change_issuer(actor, draft, new.id).await.unwrap();
    let view = portfolio.siret_change(actor, structure).await.unwrap();
    assert_eq!(step(&view, SiretStep::Drafts).seen, Some(true));
    portfolio.tick_siret_step(actor, structure, "payers", false).await.unwrap();
    assert!(!step(&portfolio.siret_change(actor, structure).await.unwrap(), SiretStep::Payers).is_done());
    portfolio.tick_siret_step(actor, structure, "bank", true).await.unwrap();
    portfolio.begin_siret_change(actor, structure, "00000000900111", false).await.unwrap();
    let view = portfolio.siret_change(actor, structure).await.unwrap();
    assert!(view.new_structure.is_none() && !step(&view, SiretStep::BankAccounts).is_done());
    portfolio.forget_siret_change(actor, structure).await.unwrap();
    assert!(portfolio.siret_change(actor, structure).await.unwrap().change.is_none());
}

#[tokio::test]
async fn a_change_of_siret_is_for_who_manages_the_whole_structure() {
    let desk = Desk::open().await;
    let (portfolio, structure) = (&desk.desk.portfolio, desk.firm.structure);
    let depositor = person(&desk, "zoe@cabinet.example", Role::Deposant, Scope::Everything).await;
    let limited = person(&desk, "luc@cabinet.example", Role::Gestionnaire, only(structure)).await;
    assert!(portfolio.siret_change(&depositor, structure).await.is_ok());
    let refused = portfolio.begin_siret_change(&depositor, structure, "00000000900103", false).await;
    assert!(matches!(refused, Err(OperationError::Forbidden(_))), "{refused:?}");
    let refused = portfolio.begin_siret_change(&limited, structure, "00000000900103", true).await;
    assert!(matches!(refused, Err(OperationError::Forbidden(_))), "they would not reach it: {refused:?}");
    portfolio.begin_siret_change(&limited, structure, "00000000900103", false).await.unwrap();
    let stranger = &desk.stranger.actor;
    for refused in [
        portfolio.siret_change(stranger, structure).await.map(drop),
        portfolio.begin_siret_change(stranger, structure, "00000000900103", true).await,
        portfolio.tick_siret_step(stranger, structure, "bank", true).await,
        portfolio.forget_siret_change(stranger, structure).await,
    ] {
        assert!(matches!(refused, Err(OperationError::NotFound(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn the_register_of_establishments_is_told_and_missed_without_harm() {
    let desk = Desk::open_in(|world| world.switches.siret_information = true).await;
    let (directory, actor, structure) = (&desk.desk.directory, &desk.firm.actor, desk.firm.structure);
    let found =
        directory.establishment(actor, Environment::Qualification, test_desk::TOWN_SIRET).await.unwrap();
    let found = found.unwrap();
    assert!(!found.name.is_empty() && found.active == Some(true), "{found:?}");
    let nobody = directory.establishment(actor, Environment::Production, test_desk::TOWN_SIRET).await;
    assert!(matches!(nobody, Err(OperationError::Refused(Reason::NoAccess))), "{nobody:?}");
    let wrong = directory.establishment(actor, Environment::Qualification, "12").await;
    assert!(matches!(wrong, Err(OperationError::Refused(Reason::SiretUnusable { .. }))), "{wrong:?}");

    // The platform of qualification does not have the service: everything else is read.
    let path = "transverses/v1/consulter/information/siret".to_owned();
    let kind = FaultKind::Status { status: 403, retry_after: None };
    desk.simulator.faults().order(Fault { path, count: 1, skip: 0, order: 0, kind });
    let facts = async || {
        desk.desk.portfolio.ask_for_facts(actor, structure, true).await.unwrap();
        desk.pass(Duration::from_secs(1)).await;
        desk.desk.portfolio.sheet(actor, structure).await.unwrap().known.facts.unwrap().0
    };
    let without = facts().await;
    assert!(without.register.is_none() && !without.name.is_empty(), "{without:?}");
    let with = facts().await;
    assert!(with.register.is_some_and(|register| !register.name.is_empty()));
}
