//! Received invoices before a decision: who looks after them, and what looks wrong with them.

use domain::{Direction, Reason, Role};
use operations::{NamedInvoice, OperationError, Scope, ScopedStructure, Suspicion};
use storage::InvoiceFilter;
use test_desk::{Desk, actor_of, add_user};

#[tokio::test]
async fn an_invoice_is_given_to_who_reaches_it_and_may_decide_and_the_list_tells() {
    let desk = Desk::open().await;
    let town = desk.add_town().await;
    let id = desk.receive(town, &["FA-1"]).await[0];
    let firm = &desk.firm;
    let organization = firm.organization;
    let of_purchases =
        Scope::Only(vec![ScopedStructure { structure: town, services: vec!["ACHATS".to_owned()] }]);
    let of_others =
        Scope::Only(vec![ScopedStructure { structure: town, services: vec!["AUTRE".to_owned()] }]);
    let person = async |email: &str, role, scope: &Scope| {
        let user = add_user(&desk.system, organization, email, role, scope.clone()).await;
        actor_of(user, organization, "Ville", email, role, scope.clone())
    };
    let hugo = person("hugo@exemple.fr", Role::Valideur, &of_purchases).await;
    let other = person("autre@exemple.fr", Role::Valideur, &of_others).await;
    let reader = person("lecteur@exemple.fr", Role::Lecteur, &Scope::Everything).await;
    let receiving = &desk.desk.receiving;

    let people = receiving.may_be_assigned(&hugo, id).await.unwrap();
    let named: Vec<_> = people.iter().map(|(user, _)| *user).collect();
    assert!(named.contains(&hugo.user) && named.contains(&firm.actor.user), "{named:?}");
    assert!(!named.contains(&other.user) && !named.contains(&reader.user), "{named:?}");

    receiving.assign(&firm.actor, id, Some(hugo.user)).await.unwrap();
    assert_eq!(receiving.assignee(&reader, id).await.unwrap().unwrap().user, hugo.user);
    let rows = async |actor| {
        let filter = InvoiceFilter::new(Direction::Received, Scope::Everything);
        let rows = desk.desk.portfolio.list(&firm.actor, filter).await.unwrap().rows;
        receiving.assignees(actor, &rows).await.unwrap()
    };
    assert_eq!(rows(&hugo).await[&id].user, hugo.user);
    assert!(rows(&other).await.is_empty(), "of another service nothing is told");
    let view = desk.desk.portfolio.invoice_view(&firm.actor, id).await.unwrap();
    assert!(view.events.iter().any(|event| event.code == "ASSIGNED"));

    for absent in [other.user, reader.user, desk.stranger.actor.user] {
        let refused = receiving.assign(&firm.actor, id, Some(absent)).await;
        assert!(matches!(refused, Err(OperationError::NotFound(_))), "{refused:?}");
    }
    let forbidden = receiving.assign(&reader, id, Some(hugo.user)).await;
    assert!(matches!(forbidden, Err(OperationError::Forbidden(_))), "{forbidden:?}");
    for foreign in [&other, &desk.stranger.actor] {
        let absent = receiving.assign(foreign, id, None).await;
        assert!(matches!(absent, Err(OperationError::NotFound(_))), "{absent:?}");
        assert!(receiving.assignee(foreign, id).await.is_err());
    }
    receiving.assign(&hugo, id, None).await.unwrap();
    assert_eq!(receiving.assignee(&hugo, id).await.unwrap(), None);
}

#[tokio::test]
async fn a_table_of_payment_orders_names_invoices_within_reach_each_once() {
    let desk = Desk::open().await;
    let town = desk.add_town().await;
    let ids = desk.receive(town, &["FA-1", "FA-2"]).await;
    let receiving = &desk.desk.receiving;
    let table = "Export du 20/11/2026\nN° facture;SIRET fournisseur;N° mandat\nFA-1;000 000 009 00001;118\n\
                 FA-2;;119\nFA-1;;120\nFA-9;;121\nFA-2;00000000900002;122\n;;123\n";
    let file = || table.as_bytes().to_vec().into();
    let rows = receiving.read_mandates(&desk.firm.actor, file()).await.unwrap();
    let found: Vec<_> = rows.iter().map(|row| (row.row, row.mandate.as_str(), row.invoice)).collect();
    assert_eq!(
        found,
        [
            (3, "118", NamedInvoice::One(ids[0])),
            (4, "119", NamedInvoice::One(ids[1])),
            (5, "120", NamedInvoice::Repeated),
            (6, "121", NamedInvoice::None),
            (7, "122", NamedInvoice::None),
        ]
    );
    let elsewhere =
        Scope::Only(vec![ScopedStructure { structure: town, services: vec!["AUTRE".to_owned()] }]);
    let organization = desk.firm.organization;
    for (role, scope) in [(Role::Valideur, elsewhere), (Role::Lecteur, Scope::Everything)] {
        let email = format!("{}@exemple.fr", role.code());
        let user = add_user(&desk.system, organization, &email, role, scope.clone()).await;
        let actor = actor_of(user, organization, "Ville", &email, role, scope);
        match (role, receiving.read_mandates(&actor, file()).await) {
            (Role::Lecteur, Err(OperationError::Forbidden(_))) => {}
            (Role::Valideur, Ok(rows)) => {
                assert!(rows.iter().all(|row| row.invoice == NamedInvoice::None), "{rows:?}");
            }
            other => panic!("{other:?}"),
        }
    }
    for (content, reason) in [("a;b\n1;2\n", Reason::MandateTableLacksNumber), ("", Reason::TableNotGiven)] {
        let refused = receiving.read_mandates(&desk.firm.actor, content.as_bytes().to_vec().into()).await;
        let Err(OperationError::Refused(found)) = refused else { panic!("{refused:?}") };
        assert_eq!(found, reason);
    }
}

#[tokio::test]
async fn what_was_perhaps_invoiced_before_is_said_to_who_may_see_both() {
    let desk = Desk::open().await;
    let town = desk.add_town().await;
    let ids = desk.receive(town, &["FA-1", "FA-2"]).await;
    let receiving = &desk.desk.receiving;
    let found = receiving.suspicions(&desk.firm.actor, ids[1]).await.unwrap();
    let [Suspicion::NearDuplicate(other)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(other.id, ids[0]);
    let elsewhere =
        Scope::Only(vec![ScopedStructure { structure: town, services: vec!["AUTRE".to_owned()] }]);
    let organization = desk.firm.organization;
    let user = add_user(&desk.system, organization, "s@exemple.fr", Role::Valideur, elsewhere.clone()).await;
    let actor = actor_of(user, organization, "Ville", "s@exemple.fr", Role::Valideur, elsewhere);
    assert!(matches!(receiving.suspicions(&actor, ids[1]).await, Err(OperationError::NotFound(_))));
}
