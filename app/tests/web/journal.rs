//! The journal on screen: who sees it, how it is filtered, exported, and what is kept of it.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use domain::Role;
use operations::{Scope, ScopedStructure};
use test_desk::{Firm, actor_of, add_user};

use crate::browser::{TestSite, Visitor};

async fn ok(visitor: &Visitor<'_>, path: &str) -> String {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body
}

async fn member(site: &TestSite, email: &str, role: Role, scope: Scope) -> Firm {
    let firm = &site.desk.firm;
    let user = add_user(&site.desk.system, firm.organization, email, role, scope.clone()).await;
    let actor = actor_of(user, firm.organization, "Cabinet", email, role, scope);
    Firm { organization: firm.organization, actor, structure: firm.structure, email: email.to_owned() }
}

#[tokio::test]
async fn the_users_page_leads_to_the_journal_which_says_who_changed_what_from_what() {
    let site = TestSite::open().await;
    let person = member(&site, "p@cabinet.example", Role::Lecteur, Scope::Everything).await.actor.user;
    let visitor = site.sign_in(&site.desk.firm).await;
    assert!(ok(&visitor, "/utilisateurs").await.contains("href=\"/journal\""));
    visitor.post(&format!("/utilisateurs/{person}/role"), &[("role", "valideur")]).await;

    let page = ok(&visitor, "/journal").await;
    for part in ["Rôle changé", "Lecteur</del>", "Valideur</ins>", "Connexion", "Personne ajoutée", "Fait"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    for (query, role_is_there) in [
        ("sujet=personnes".to_owned(), true),
        ("sujet=flux".to_owned(), false),
        (format!("objet={person}"), true),
        ("objet=0".to_owned(), false),
        (format!("qui={}", site.desk.firm.actor.user), true),
        (format!("qui={person}"), false),
        ("resultat=done".to_owned(), true),
        ("resultat=refused".to_owned(), false),
        ("du=20/11/2026&au=20/11/2026".to_owned(), true),
        ("au=19/11/2026".to_owned(), false),
        ("avant=1".to_owned(), false),
    ] {
        let page = ok(&visitor, &format!("/journal?{query}")).await;
        let table = page.split("<table").nth(1).unwrap_or_default();
        assert_eq!(table.contains("Rôle changé"), role_is_there, "{query}");
    }
}

#[tokio::test]
async fn the_journal_is_of_its_organisation_and_of_administrators_who_reach_everything() {
    let site = TestSite::open().await;
    let only =
        Scope::Only(vec![ScopedStructure { structure: site.desk.firm.structure, services: Vec::new() }]);
    let limited = member(&site, "limite@cabinet.example", Role::Administrateur, only).await;
    let manager = member(&site, "g@cabinet.example", Role::Gestionnaire, Scope::Everything).await;
    for firm in [&limited, &manager] {
        let visitor = site.sign_in(firm).await;
        for path in ["/journal", "/journal/export.csv", "/journal/export.xlsx", "/journal/empreinte"] {
            assert_eq!(visitor.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    let visitor = site.sign_in(&limited).await;
    assert!(!ok(&visitor, "/utilisateurs").await.contains("href=\"/journal\""));
    let stranger = site.sign_in(&site.desk.stranger).await;
    for path in ["/journal", "/journal/export.csv", "/journal/empreinte"] {
        let body = ok(&stranger, path).await;
        for ours in [site.desk.firm.organization.to_string(), site.desk.firm.structure.to_string()] {
            assert!(!body.contains(&ours), "{path}");
        }
    }
}

#[tokio::test]
async fn pages_are_bounded_and_lead_on_to_the_first_entry() {
    let site = TestSite::open().await;
    for _ in 0..60 {
        site.desk.token_of(&site.desk.firm).await;
    }
    let visitor = site.sign_in(&site.desk.firm).await;
    let (mut path, mut pages, mut found) = ("/journal?sujet=connexions".to_owned(), 0, 0);
    loop {
        let page = ok(&visitor, &path).await;
        pages += 1;
        let rows = page.matches("title=\"Empreinte ").count();
        assert!(rows <= 50, "{rows}");
        found += rows;
        let Some((_, rest)) = page.split_once("<div class=\"list-foot journal-foot\">") else { break };
        let foot = rest.split("</div>").next().unwrap();
        let older = foot.split("<a href=\"").skip(1).find(|link| link.contains("rel=\"next\""));
        let Some(older) = older else { break };
        path = older.split('"').next().unwrap().replace("&amp;", "&");
        assert!(path.contains("sujet=connexions"), "{path}");
    }
    assert_eq!((pages, found), (2, 61));
}

#[tokio::test]
async fn the_journal_is_exported_as_it_is_filtered_and_nothing_in_it_is_a_formula() {
    let site = TestSite::open().await;
    let person = member(&site, "p@cabinet.example", Role::Lecteur, Scope::Everything).await.actor.user;
    let visitor = site.sign_in(&site.desk.firm).await;
    // A name that a spreadsheet would compute.
    let fields = [("nom", "=1+1"), ("name", "=1+1")];
    visitor.post("/circuit/equipes", &[fields[0], fields[1], ("membres", &person.to_string())]).await;
    let csv = visitor.get("/journal/export.csv?sujet=personnes").await;
    assert_eq!(csv.status, StatusCode::OK, "{}", csv.body);
    assert_eq!(csv.headers[CONTENT_TYPE], "text/csv; charset=utf-8");
    assert!(csv.headers[CONTENT_DISPOSITION].to_str().unwrap().contains("journal-2026-11-20.csv"));
    assert!(csv.body.contains("user.add") && csv.body.contains("Personne ajoutée"), "{}", csv.body);
    assert!(!csv.body.contains("sign_in"), "{}", csv.body);
    assert!(csv.body.lines().next().unwrap().contains("Empreinte"), "{}", csv.body);
    let xlsx = visitor.get("/journal/export.xlsx").await;
    assert!(xlsx.headers[CONTENT_TYPE].to_str().unwrap().contains("spreadsheetml"));
    assert!(xlsx.body.starts_with("PK"));
    // Who takes it away is in it.
    let page = ok(&visitor, "/journal?sujet=extractions").await;
    assert_eq!(page.matches(">Journal exporté").count(), 2, "{page}");
}

#[tokio::test]
async fn the_head_to_keep_is_the_one_that_verifies_the_journal() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = ok(&visitor, "/journal/empreinte").await;
    let start = page.find("pupitre-journal-1:").unwrap();
    let word: String = page[start..].chars().take_while(|sign| !matches!(sign, '<' | ' ')).collect();
    let kept: operations::KeptHead = word.parse().unwrap();
    let head = site.desk.desk.journal.head(&site.desk.firm.actor).await.unwrap().unwrap();
    assert_eq!(kept, head.to_keep());
    assert!(page.contains("pupitre journal verify --head"), "{page}");
    assert!(page.contains(&format!("<dd>{}</dd>", head.number)), "{page}");
    site.desk.token_of(&site.desk.firm).await;
    let verified = site.desk.system.verify_journal(kept.chain, &[kept]).await.unwrap();
    assert_eq!(verified.broken, None);
    assert_eq!(verified.whole, kept.number + 1);
}
