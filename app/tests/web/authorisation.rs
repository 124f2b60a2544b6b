//! The authorisation table: every route and server function is in it, and it holds.

use std::collections::{HashMap, HashSet};

use app::web::{Access, route_table};
use axum::http::StatusCode;
use domain::Role;
use operations::Scope;
use test_desk::{Firm, actor_of, add_user};
use uuid::Uuid;

use crate::browser::TestSite;

/// Values for every parameter that a route may have; none of the objects exists.
fn nothing() -> HashMap<&'static str, String> {
    [
        "invoice",
        "attachment",
        "structure",
        "user",
        "session",
        "organization",
        "exchange",
        "act",
        "flow",
        "batch",
        "mandate",
        "rule",
        "team",
        "package",
        "access",
        "file",
        "validation",
        "works",
    ]
    .into_iter()
    .map(|name| (name, Uuid::nil().to_string()))
    .chain([
        ("page", "1.png".to_owned()),
        ("place", "0".to_owned()),
        ("recipient", "0".to_owned()),
        ("number", "0".to_owned()),
        ("service", "0".to_owned()),
        ("decision", "suspendre".to_owned()),
    ])
    .collect()
}

#[test]
fn the_table_is_the_one_that_was_reviewed() {
    let lines: Vec<String> = route_table()
        .iter()
        .map(|entry| format!("{} {} {:?}", entry.method, entry.path, entry.access))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_server_function_has_its_line_in_the_table() {
    let table: HashSet<&str> = route_table().iter().map(|entry| entry.path).collect();
    let functions: Vec<_> = server_fn::axum::server_fn_paths().collect();
    assert!(functions.len() >= 2, "the server functions are linked into this test");
    for (path, method) in functions {
        assert!(table.contains(path), "{method} {path} is not in the authorisation table");
        assert!(
            !path.chars().any(char::is_numeric),
            "{path} has a hash: an open tab would break at each deployment"
        );
    }
    for entry in route_table().iter().filter(|entry| entry.path.starts_with("/api/")) {
        let known = server_fn::axum::server_fn_paths().any(|(path, _)| path == entry.path);
        assert!(known, "{} is in the table but no function", entry.path);
    }
}

#[tokio::test]
async fn nobody_gets_anything_without_signing_in() {
    let site = TestSite::open().await;
    for entry in route_table().iter().filter(|entry| entry.access != Access::Public) {
        let answer = site.anonymous().call(entry, &nothing()).await;
        let to_sign_in =
            answer.status == StatusCode::SEE_OTHER && answer.location().starts_with("/connexion");
        assert!(
            to_sign_in || answer.status == StatusCode::UNAUTHORIZED,
            "{} {}: {}",
            entry.method,
            entry.path,
            answer.status
        );
    }
}

#[tokio::test]
async fn every_role_gets_exactly_what_the_table_says() {
    let site = TestSite::open().await;
    for role in Role::ALL {
        let email = format!("{}@cabinet.example", role.code());
        let organization = site.desk.firm.organization;
        let user = add_user(&site.desk.system, organization, &email, role, Scope::Everything).await;
        let actor = actor_of(user, organization, "Cabinet", &email, role, Scope::Everything);
        let firm = Firm { organization, actor, structure: site.desk.firm.structure, email };
        for entry in route_table().iter().filter(|entry| entry.path != "/deconnexion") {
            let visitor = site.sign_in(&firm).await;
            let answer = visitor.call(entry, &nothing()).await;
            let refused = answer.status == StatusCode::FORBIDDEN;
            let expected = matches!(entry.access, Access::Needs(permission) if !role.allows(permission));
            assert_eq!(refused, expected, "{role:?} {} {}: {}", entry.method, entry.path, answer.status);
        }
    }
}
