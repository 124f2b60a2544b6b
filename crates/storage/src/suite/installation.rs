//! What an installation is recognised by.

use super::sample::{World, edi_link, free_writer, reader};
use crate::{Database, EdiPlace, Mark, SealedSecret, SecretPlace};

const ALL: [Mark; 3] = [Mark::Name, Mark::KeyCheck, Mark::Documents];

/// A mark is made once; whoever makes it again gets the first one.
pub async fn a_mark_that_was_made_stays(database: &dyn Database) {
    for mark in ALL {
        assert_eq!(reader(database).await.mark(mark).await.unwrap(), None);
        for value in ["first", "second"] {
            let mut transaction = free_writer(database).await;
            assert_eq!(transaction.make_mark(mark, value).await.unwrap(), "first");
            transaction.commit().await.unwrap();
        }
        assert_eq!(reader(database).await.mark(mark).await.unwrap().as_deref(), Some("first"));
    }
}

/// Of several that make a mark at once, all get the same.
pub async fn those_who_make_a_mark_at_once_agree(database: &dyn Database) {
    let make = |value: &'static str| async move {
        let mut transaction = free_writer(database).await;
        let standing = transaction.make_mark(Mark::Name, value).await.unwrap();
        transaction.commit().await.unwrap();
        standing
    };
    let all = tokio::join!(make("a"), make("b"), make("c"), make("d"));
    let stands = reader(database).await.mark(Mark::Name).await.unwrap().unwrap();
    assert_eq!(all, (stands.clone(), stands.clone(), stands.clone(), stands));
}

/// Another value takes the place of the one that was read, and of no other.
pub async fn a_mark_is_replaced_where_it_still_has_the_value_that_was_read(database: &dyn Database) {
    let mut transaction = free_writer(database).await;
    transaction.make_mark(Mark::KeyCheck, "first").await.unwrap();
    assert!(!transaction.replace_mark(Mark::KeyCheck, "other", "second").await.unwrap());
    assert!(!transaction.replace_mark(Mark::Name, "first", "second").await.unwrap());
    assert!(transaction.replace_mark(Mark::KeyCheck, "first", "second").await.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.mark(Mark::KeyCheck).await.unwrap().as_deref(), Some("second"));
}

async fn all_secrets(database: &dyn Database) -> Vec<SealedSecret> {
    let mut read = reader(database).await;
    let mut found = Vec::new();
    for place in SecretPlace::ALL {
        let mut after = None;
        loop {
            let some = read.sealed_secrets(place, after, 1).await.unwrap();
            let Some(last) = some.last() else { break };
            after = Some(last.row);
            found.extend(some);
        }
    }
    found
}

/// Every sealed text of every organisation is found once, and put again where it still stands.
pub async fn sealed_secrets_are_found_and_sealed_again_where_they_stand(database: &dyn Database) {
    for number in [1, 2] {
        let world = World::create(database, number).await;
        let mut transaction = world.writer(database).await;
        transaction.put_edi_link(&edi_link(&world, number)).await.unwrap();
        transaction.commit().await.unwrap();
    }
    let found = all_secrets(database).await;
    for number in [1, 2] {
        let world = World::of(number);
        let mut expected = vec![(SecretPlace::AccessCredentials, world.access.sealed_credentials.clone())];
        expected.extend(
            world.access.sealed_certificate.clone().map(|text| (SecretPlace::AccessCertificate, text)),
        );
        if let EdiPlace::Sftp { sealed_key, .. } = edi_link(&world, number).place {
            expected.push((SecretPlace::EdiKey, sealed_key));
        }
        assert!(expected.len() > 1);
        let organization = world.organization.id;
        let of_it = found.iter().filter(|secret| secret.organization == Some(organization));
        let of_it: Vec<_> = of_it.map(|secret| (secret.place, secret.text.clone())).collect();
        assert_eq!(of_it, expected);
    }
    let mut transaction = free_writer(database).await;
    for secret in &found {
        let stale = SealedSecret { text: "read long ago".to_owned(), ..secret.clone() };
        assert!(!transaction.reseal(&stale, "again").await.unwrap());
        assert!(transaction.reseal(secret, &format!("again {}", secret.row)).await.unwrap());
    }
    transaction.commit().await.unwrap();
    let again = all_secrets(database).await;
    assert_eq!(again.len(), found.len());
    assert!(again.iter().all(|secret| secret.text == format!("again {}", secret.row)));
    let world = World::of(1);
    let access =
        reader(database).await.access(world.organization.id, world.access.id).await.unwrap().unwrap();
    assert_eq!((access.generation, access.state), (world.access.generation, world.access.state));
}
