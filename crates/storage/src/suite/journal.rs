//! The journal: one chain for each organisation, in the order in which things came about.

use std::collections::BTreeMap;

use domain::OrganizationId;

use super::sample::{World, at, free_writer, organization, reader, user};
use crate::{
    Database, JournalAuthor, JournalChain, JournalEntry, JournalFilter, JournalHash, JournalLine,
    JournalResult, KeptHead, Turn, verify_journal,
};

fn entry(world: &World, action: &'static str, object: &str) -> JournalEntry {
    JournalEntry {
        organization: Some(world.organization.id),
        user: Some(world.user.id),
        at: at(1),
        action,
        object: object.to_owned(),
        detail: String::new(),
        result: JournalResult::Done,
        before: None,
        after: None,
    }
}

async fn add(database: &dyn Database, entries: &[JournalEntry]) {
    let mut transaction = free_writer(database).await;
    for entry in entries {
        transaction.journal(entry).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

async fn page(
    database: &dyn Database,
    organization: OrganizationId,
    filter: &JournalFilter,
) -> Vec<JournalLine> {
    reader(database).await.journal_page(organization, filter).await.unwrap().lines
}

fn all() -> JournalFilter {
    JournalFilter { most: 1_000, ..JournalFilter::default() }
}

/// How many entries of a chain follow from each other; fails where it breaks.
async fn whole(database: &dyn Database, chain: JournalChain) -> u64 {
    let mut read = reader(database).await;
    let verified = verify_journal(read.as_mut(), chain, &[]).await.unwrap();
    assert_eq!(verified.broken, None);
    assert_eq!(verified.head.map_or(0, |head| head.number), verified.whole);
    verified.whole
}

/// What belongs to no organisation is a chain of its own, and what is read is what was written.
pub async fn entries_read_back_in_the_chain_of_their_owner(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let first = JournalEntry {
        detail: "é\n'\"".to_owned(),
        before: Some("lecteur".to_owned()),
        after: Some(String::new()),
        ..entry(&world, "user.role", "x")
    };
    let nobody =
        JournalEntry { user: None, result: JournalResult::Failed, ..entry(&world, "access.test", "y") };
    let foreign = entry(&other, "sign_in", "z");
    let ownerless = JournalEntry { organization: None, ..nobody.clone() };
    add(database, &[first.clone(), foreign, ownerless, nobody]).await;

    let lines = page(database, world.organization.id, &all()).await;
    let told: Vec<_> = lines.iter().map(|line| (line.number, line.action.as_str(), line.result)).collect();
    assert_eq!(
        told,
        [(2, "access.test", Some(JournalResult::Failed)), (1, "user.role", Some(JournalResult::Done))]
    );
    let line = &lines[1];
    assert_eq!((line.user, line.user_name.as_deref()), (Some(world.user.id), Some(world.user.name.as_str())));
    assert_eq!((line.at, &line.object, &line.detail), (first.at, &first.object, &first.detail));
    assert_eq!((&line.before, &line.after), (&first.before, &first.after));
    assert_eq!(page(database, other.organization.id, &all()).await.len(), 1);
    for (chain, entries) in [
        (JournalChain::Organization(world.organization.id), 2),
        (JournalChain::Organization(other.organization.id), 1),
        (JournalChain::Installation, 1),
    ] {
        assert_eq!(whole(database, chain).await, entries);
        let head = reader(database).await.journal_head(chain).await.unwrap().unwrap();
        assert_eq!((head.chain, head.number, head.at), (chain, entries, at(1)));
    }
    assert_eq!(whole(database, JournalChain::Organization(organization(77).id)).await, 0);
}

/// Nothing is done whose entry cannot be written.
pub async fn an_entry_of_an_unknown_organisation_keeps_its_transaction_from_being_committed(
    database: &dyn Database,
) {
    let world = World::create(database, 1).await;
    let unknown = JournalEntry {
        organization: Some(organization(99).id),
        ..entry(&world, "invoice.submit", "facture")
    };
    let mut transaction = world.writer(database).await;
    transaction.insert_user(&user(50)).await.unwrap();
    transaction.journal(&unknown).await.unwrap();
    assert!(transaction.commit().await.is_err());
    assert_eq!(reader(database).await.user(user(50).id).await.unwrap(), None);
}

/// A number is only given to what came about.
pub async fn what_is_not_committed_leaves_no_gap(database: &dyn Database) {
    let world = World::create(database, 1).await;
    for number in 0..4 {
        let mut transaction = world.writer(database).await;
        transaction.journal(&entry(&world, "invoice.submit", &number.to_string())).await.unwrap();
        if number % 2 == 0 {
            transaction.commit().await.unwrap();
        }
    }
    let lines = page(database, world.organization.id, &all()).await;
    let told: Vec<_> = lines.iter().map(|line| (line.number, line.object.as_str())).collect();
    assert_eq!(told, [(2, "2"), (1, "0")]);
    assert_eq!(whole(database, JournalChain::Organization(world.organization.id)).await, 2);
}

/// Whatever their turns are: those of an organisation, of an account, and those that wait for nobody. Each tells of two
/// organisations in its own order.
pub async fn writers_at_once_make_one_chain_without_gaps(database: &dyn Database) {
    const TIMES: usize = 8;
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let write = async |writer: usize| {
        for time in 0..TIMES {
            let key = format!("account:{}", writer % 2);
            let turn = match writer % 3 {
                0 => Turn::Organization(world.organization.id),
                1 => Turn::Account(&key),
                _ => Turn::Free,
            };
            let mut transaction = database.write(turn).await.unwrap();
            let object = format!("{writer}/{time}");
            let mut entries = [
                entry(&world, "invoice.submit", &object),
                entry(&other, "invoice.submit", &object),
                entry(&world, "invoice.undo", &object),
                JournalEntry { organization: None, ..entry(&world, "sign_in.failed", &object) },
            ];
            if writer.is_multiple_of(2) {
                entries.reverse();
            }
            for entry in &entries {
                transaction.journal(entry).await.unwrap();
                tokio::task::yield_now().await;
            }
            // Some think better of it.
            if time % 4 != 3 {
                transaction.commit().await.unwrap();
            }
        }
    };
    tokio::join!(write(0), write(1), write(2), write(3), write(4), write(5), write(6), write(7), write(8));
    let transactions = 9 * 6;
    for (chain, each) in [
        (JournalChain::Organization(world.organization.id), 2),
        (JournalChain::Organization(other.organization.id), 1),
        (JournalChain::Installation, 1),
    ] {
        assert_eq!(whole(database, chain).await, transactions * each);
    }
    // Each transaction stands together, and each writer in its own order.
    let lines = page(database, world.organization.id, &all()).await;
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    for pair in lines.rchunks_exact(2) {
        assert_eq!(pair[0].object, pair[1].object);
        let (writer, time) = pair[0].object.split_once('/').unwrap();
        let time = time.parse::<usize>().unwrap();
        let before = last.insert(writer.to_owned(), time);
        assert!(before.is_none_or(|before| before < time), "{writer}: {before:?} then {time}");
    }
}

/// Period, person, action, object, result.
pub async fn each_part_of_the_filter_of_the_journal_selects(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let mut entries = Vec::new();
    for (number, (action, object)) in
        [("sign_in", "a"), ("user.role", "b"), ("user.reach", "b"), ("users_x", "c"), ("invoice.submit", "b")]
            .into_iter()
            .enumerate()
    {
        let at = at(i64::try_from(number).unwrap() * 10);
        entries.push(JournalEntry { at, ..entry(&world, action, object) });
    }
    entries[1].user = None;
    entries[2].user = Some(other.user.id);
    entries[4].result = JournalResult::Refused;
    add(database, &entries).await;
    let id = world.organization.id;
    for (filter, numbers) in [
        (all(), vec![5, 4, 3, 2, 1]),
        (JournalFilter { from: Some(at(10)), until: Some(at(30)), ..all() }, vec![3, 2]),
        (JournalFilter { author: Some(JournalAuthor::Person(world.user.id)), ..all() }, vec![5, 4, 1]),
        (JournalFilter { author: Some(JournalAuthor::Nobody), ..all() }, vec![2]),
        (JournalFilter { actions: vec!["user."], ..all() }, vec![3, 2]),
        (JournalFilter { actions: vec!["sign_in", "invoice."], ..all() }, vec![5, 1]),
        (JournalFilter { object: Some("b".to_owned()), ..all() }, vec![5, 3, 2]),
        (JournalFilter { object: Some("%".to_owned()), ..all() }, vec![]),
        (JournalFilter { result: Some(JournalResult::Refused), ..all() }, vec![5]),
        (JournalFilter { before: Some(3), ..all() }, vec![2, 1]),
    ] {
        let found: Vec<u64> = page(database, id, &filter).await.iter().map(|line| line.number).collect();
        assert_eq!(found, numbers, "{filter:?}");
    }
    assert_eq!(page(database, other.organization.id, &all()).await, []);
}

/// The cursor is a number: what is added meanwhile moves nothing.
pub async fn a_page_of_the_journal_goes_on_where_the_last_one_ended(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let entries: Vec<JournalEntry> =
        (1..=7).map(|number| entry(&world, "invoice.submit", &number.to_string())).collect();
    add(database, &entries).await;
    let (mut before, mut found) = (None, Vec::new());
    loop {
        let filter = JournalFilter { before, most: 3, ..JournalFilter::default() };
        let page = reader(database).await.journal_page(world.organization.id, &filter).await.unwrap();
        found.push(page.lines.iter().map(|line| line.number).collect::<Vec<_>>());
        add(database, &[entry(&world, "sign_in", "later")]).await;
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(found, [vec![7, 6, 5], vec![4, 3, 2], vec![1]]);
    for before in [0, 1, u64::MAX] {
        let filter = JournalFilter { before: Some(before), most: 0, ..JournalFilter::default() };
        let page = reader(database).await.journal_page(world.organization.id, &filter).await.unwrap();
        assert_eq!(page.lines.len(), usize::from(before == u64::MAX), "{before}");
    }
}

/// Who verifies keeps nobody from working, and finds nothing wrong in that.
pub async fn a_chain_that_grows_while_it_is_verified_is_whole(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let chain = JournalChain::Organization(world.organization.id);
    add(database, &[entry(&world, "sign_in", "first")]).await;
    let kept: KeptHead = reader(database).await.journal_head(chain).await.unwrap().unwrap().to_keep();
    let write = async {
        for number in 0..30 {
            add(database, &[entry(&world, "invoice.submit", &number.to_string())]).await;
        }
    };
    let verify = async {
        for _ in 0..10 {
            let mut read = reader(database).await;
            let verified = verify_journal(read.as_mut(), chain, &[kept]).await.unwrap();
            assert_eq!(verified.broken, None);
            drop(read);
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(write, verify);
    assert_eq!(whole(database, chain).await, 31);
    assert_ne!(kept.hash, JournalHash::BEGINNING);
}
