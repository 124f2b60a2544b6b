//! Structures of a firm: who is in charge of them, and many of them from a table.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use bytes::Bytes;
use domain::{Environment, Permission, Reason, Role, StructureField, StructureId, UserId};
use operations::{
    Actor, ImportDefaults, MOST_IMPORTED, NewStructure, OperationError, RowFate, Scope, ScopedStructure,
};
use test_desk::{Desk, actor_of, add_user};

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
