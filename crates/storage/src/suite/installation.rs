//! What an installation is recognised by.

use super::sample::{free_writer, reader};
use crate::{Database, Mark};

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
