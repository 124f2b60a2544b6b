//! Confirmed forms of services of works.

use domain::WorksForm;

use super::sample::{World, at, confirmed_form, reader};
use crate::{ConfirmedForm, Database};

/// The last confirmation counts; one organisation's is no other's.
pub async fn a_form_is_confirmed_for_one_organisation_and_taken_back(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, foreign) = (world.organization.id, other.organization.id);
    let first = confirmed_form(&world);
    let refuse = ConfirmedForm { form: WorksForm::Refuse, ..first.clone() };
    let later =
        ConfirmedForm { source: "Réponse de l’AIFE".to_owned(), confirmed_at: at(9), ..first.clone() };
    let mut transaction = world.writer(database).await;
    for form in [&first, &refuse, &later] {
        transaction.put_confirmed_form(form).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.confirmed_forms(organization).await.unwrap(), [later, refuse.clone()]);
    assert_eq!(read.confirmed_forms(foreign).await.unwrap(), []);
    drop(read);
    let mut transaction = other.writer(database).await;
    assert!(!transaction.forget_confirmed_form(foreign, WorksForm::Complete).await.unwrap());
    drop(transaction);
    let mut transaction = world.writer(database).await;
    assert!(transaction.forget_confirmed_form(organization, WorksForm::Complete).await.unwrap());
    assert!(!transaction.forget_confirmed_form(organization, WorksForm::Complete).await.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.confirmed_forms(organization).await.unwrap(), [refuse]);
}
