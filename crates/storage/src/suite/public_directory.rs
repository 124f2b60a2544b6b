//! The directory of public recipients.

use domain::Environment;

use super::sample::{at, free_writer, reader};
use crate::{
    Database, FoundStructures, MOST_FOUND, PageAsked, PublicService, PublicStructure, StorageError,
    directory_question,
};

const HERE: Environment = Environment::Qualification;
const FIRST_PAGE: PageAsked = PageAsked { page: 1, per_page: 20, only_active: false };

pub(super) fn public_structure(number: u64, name: &str, town: &str) -> PublicStructure {
    PublicStructure {
        identifier: format!("{number:014}"),
        name: name.to_owned(),
        address: format!("{number} rue de l’Hôtel"),
        postcode: "69003".to_owned(),
        town: town.to_owned(),
        email: "contact@exemple.fr".to_owned(),
        telephone: "0400000000".to_owned(),
        service_compulsory: number.is_multiple_of(2),
        engagement_compulsory: false,
        service_or_engagement: true,
        tells_payment: true,
        active: !number.is_multiple_of(5),
    }
}

pub(super) fn public_service(number: u64, code: &str) -> PublicService {
    PublicService {
        identifier: format!("{number:014}"),
        code: code.to_owned(),
        name: format!("Service {code}"),
        active: code != "ANCIEN",
        engagement_compulsory: code == "DRH",
    }
}

/// Brings in a whole edition; gives its number.
pub(super) async fn import(
    database: &dyn Database,
    environment: Environment,
    structures: &[PublicStructure],
    services: &[PublicService],
) -> i64 {
    let mut transaction = free_writer(database).await;
    let edition = transaction.begin_public_directory(environment, at(1)).await.unwrap();
    transaction.add_public_structures(edition, structures).await.unwrap();
    transaction.add_public_services(edition, services).await.unwrap();
    transaction.complete_public_directory(edition, at(2)).await.unwrap();
    transaction.commit().await.unwrap();
    edition
}

async fn search(database: &dyn Database, typed: &str, asked: PageAsked) -> FoundStructures {
    let words = directory_question(typed);
    reader(database).await.find_public_structures(HERE, &words, asked).await.unwrap()
}

async fn names(database: &dyn Database, typed: &str) -> Vec<String> {
    search(database, typed, FIRST_PAGE).await.rows.into_iter().map(|row| row.name).collect()
}

/// An edition reads back, of its environment only; of several rows with one number the first stays.
pub async fn a_public_directory_reads_back_in_its_environment(database: &dyn Database) {
    let [town, school] = [public_structure(1, "Ville", "Lyon"), public_structure(2, "École", "Lyon")];
    let twice = PublicStructure { name: "Encore".to_owned(), ..town.clone() };
    let services = [public_service(1, "DRH"), public_service(1, "ANCIEN"), public_service(2, "UN")];
    let again = PublicService { name: "Encore".to_owned(), ..services[0].clone() };
    let rows = [town.clone(), school, twice];
    let mut listed = services.to_vec();
    listed.push(again);
    let edition = import(database, HERE, &rows, &listed).await;
    let mut read = reader(database).await;
    let directory = read.public_directory(HERE).await.unwrap().unwrap();
    assert_eq!((directory.edition, directory.completed_at), (edition, at(2)));
    assert_eq!((directory.structures, directory.services), (2, 3));
    assert_eq!(read.public_structure(HERE, &town.identifier).await.unwrap(), Some(town.clone()));
    let kept = read.public_services(HERE, &town.identifier).await.unwrap();
    assert_eq!(kept, [services[1].clone(), services[0].clone()]);
    assert_eq!(read.public_directory(Environment::Production).await.unwrap(), None);
    assert_eq!(read.public_structure(Environment::Production, &town.identifier).await.unwrap(), None);
}

/// Beginnings of words of name, town, postcode and number, without case and accents; nothing typed is an operator.
pub async fn public_structures_are_found_by_beginnings_of_words(database: &dyn Database) {
    let rows = [
        public_structure(7, "MAIRIE DE L'HAŸ-LES-ROSES", "L’Haÿ-les-Roses"),
        public_structure(8, "Mairie", "Lyon"),
        public_structure(9, "Collège 1er", "Lyon"),
    ];
    import(database, HERE, &rows, &[]).await;
    // Of the other environment: never found here.
    import(database, Environment::Production, &[public_structure(10, "Mairie", "Lyon")], &[]).await;
    for (typed, found) in [
        ("mai", vec!["Mairie", "MAIRIE DE L'HAŸ-LES-ROSES"]),
        ("l’hay", vec!["MAIRIE DE L'HAŸ-LES-ROSES"]),
        ("mairie lyon", vec!["Mairie"]),
        ("LYON 690", vec!["Collège 1er", "Mairie"]),
        ("1er", vec!["Collège 1er"]),
        ("000 000 000 00009", vec!["Collège 1er"]),
        ("irie", vec![]),
        ("mairie OR lyon*", vec![]),
        ("\" AND #1", vec![]),
        ("' & lyon", vec!["Collège 1er", "Mairie"]),
    ] {
        assert_eq!(names(database, typed).await, found, "{typed}");
    }
}

/// By name and page by page; of very many, a thousand are found, and it is said that there are more.
pub async fn found_public_structures_come_by_name_and_in_pages(database: &dyn Database) {
    let many = u64::from(MOST_FOUND) + 5;
    let rows: Vec<_> = (1..=many).map(|number| public_structure(number, "Commune", "Ville")).collect();
    let mut all = rows;
    all.extend([public_structure(5_001, "Évry", "Rare"), public_structure(5_002, "Agen", "Rare")]);
    import(database, HERE, &all, &[]).await;
    assert_eq!(names(database, "rare").await, ["Agen", "Évry"]);
    let page = |page, per_page| PageAsked { page, per_page, only_active: false };
    let second = search(database, "rare", page(2, 1)).await;
    assert_eq!((second.rows[0].name.as_str(), second.found, second.cut), ("Évry", 2, false));
    assert_eq!(search(database, "rare", page(3, 1)).await, FoundStructures::default());
    let cut = search(database, "commune", FIRST_PAGE).await;
    assert_eq!((cut.rows.len(), cut.found, cut.cut), (20, MOST_FOUND, true));
    assert!(search(database, "commune", page(51, 20)).await.rows.is_empty());

    // Where only those that may be invoiced are asked for, only they are counted.
    let rows: Vec<_> = (1..=10).map(|number| public_structure(number, "Bourg", "Lyon")).collect();
    import(database, HERE, &rows, &[]).await;
    assert_eq!(search(database, "bourg", FIRST_PAGE).await.found, 10);
    let asked = PageAsked { only_active: true, ..page(1, 3) };
    let active = search(database, "bourg", asked).await;
    assert!(active.rows.len() == 3 && active.rows.iter().all(|row| row.active), "{active:?}");
    assert_eq!((active.found, active.cut), (8, false));
}

/// Nobody sees an edition before it is whole, and one that was given up is never seen.
pub async fn an_edition_is_seen_only_when_it_is_whole(database: &dyn Database) {
    import(database, HERE, &[public_structure(1, "Ancienne", "Lyon")], &[public_service(1, "A")]).await;
    let mut transaction = free_writer(database).await;
    let broken = transaction.begin_public_directory(HERE, at(3)).await.unwrap();
    let other = [public_structure(1, "Nouvelle", "Lyon"), public_structure(2, "Autre", "Lyon")];
    transaction.add_public_structures(broken, &other).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(names(database, "lyon").await, ["Ancienne"]);
    assert_eq!(reader(database).await.public_directory_begun(HERE).await.unwrap(), Some(at(3)));

    let next = import(database, HERE, &other, &[]).await;
    assert!(next > broken);
    assert_eq!(reader(database).await.public_directory_begun(HERE).await.unwrap(), None);
    assert_eq!(names(database, "lyon").await, ["Autre", "Nouvelle"]);
    assert_eq!(reader(database).await.public_services(HERE, &other[0].identifier).await.unwrap(), []);
    let mut transaction = free_writer(database).await;
    let late = transaction.complete_public_directory(broken, at(9)).await;
    assert!(matches!(late, Err(StorageError::ChangedMeanwhile(_))), "{late:?}");
}

/// What nobody sees any more goes in portions, and nothing else does.
pub async fn old_editions_go_in_portions(database: &dyn Database) {
    let rows = [1, 2, 3].map(|number| public_structure(number, "Ville", "Lyon"));
    let services = [public_service(1, "A"), public_service(1, "B")];
    for _ in 0..2 {
        import(database, HERE, &rows, &services).await;
    }
    let mut portions = Vec::new();
    loop {
        let mut transaction = free_writer(database).await;
        let gone = transaction.delete_old_public_directories(2).await.unwrap();
        transaction.commit().await.unwrap();
        portions.push(gone);
        if gone < 2 {
            break;
        }
    }
    assert_eq!(portions, [2, 2, 2, 0].map(|gone: u64| gone), "three rows and two, and the edition itself");
    assert_eq!(names(database, "ville").await.len(), 3);
    let mut read = reader(database).await;
    assert_eq!(read.public_services(HERE, &rows[0].identifier).await.unwrap(), services);
}
