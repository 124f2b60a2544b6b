//! The structures of a firm by plain links and forms: narrowed, gone through one by one, given into somebody's charge,
//! imported; and all their accesses in one view.

use axum::http::StatusCode;
use domain::{Role, UserId};
use operations::{NewUser, Scope, ScopedStructure};
use test_desk::{Desk, PASSWORD};

use crate::browser::{Answer, TestSite, Visitor};

/// The text of a page as a person reads it: signs that tie words are plain spaces.
fn text(answer: &Answer) -> String {
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

async fn add_structure(visitor: &Visitor<'_>, siret: &str, name: &str, town: &str) -> String {
    let fields = [
        ("siret", siret),
        ("name", name),
        ("town", town),
        ("side", "fournisseur"),
        ("environment", "qualification"),
    ];
    let answer = visitor.post("/structures", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().split('?').next().unwrap().to_owned()
}

async fn add_person(desk: &Desk, email: &str, name: &str, scope: Scope) -> UserId {
    let new = NewUser {
        email: email.to_owned(),
        name: name.to_owned(),
        password: PASSWORD.to_owned().into(),
        role: Role::Deposant,
        scope,
    };
    desk.system.registry.add_user(desk.firm.organization, new).await.unwrap()
}

#[tokio::test]
async fn a_structure_is_found_by_its_town_and_one_goes_on_in_the_order_of_the_list() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let second = add_structure(&visitor, "00000000900103", "Atelier du port", "Saint-Malo").await;
    let third = add_structure(&visitor, "00000000900104", "Zinguerie", "Saint-Malo").await;
    let list = visitor.get("/structures?nom=saint+malo&tri=nom").await;
    assert!(list.body.contains("Atelier du port") && list.body.contains("Zinguerie"), "{}", list.body);
    assert!(!list.body.contains("Structure de Cabinet"), "{}", list.body);
    assert!(list.body.contains(&format!("href=\"{second}?nom=saint+malo&amp;tri=nom\"")), "{}", list.body);

    let sheet = visitor.get(&format!("{second}?nom=saint+malo&tri=nom")).await;
    assert_eq!(sheet.status, StatusCode::OK);
    let page = text(&sheet);
    assert!(page.contains("1 sur 2") && page.contains("Saint-Malo"), "{page}");
    assert!(page.contains(&format!("href=\"{third}?nom=saint+malo&amp;tri=nom\"")), "{page}");
    assert!(page.contains("aria-keyshortcuts=\"j\"") && page.contains("Structure suivante"), "{page}");
    assert!(!page.contains("aria-keyshortcuts=\"k\""), "it is the first: {page}");
    assert!(page.contains("href=\"/structures?nom=saint+malo&amp;tri=nom\""), "back to the list: {page}");
}

#[tokio::test]
async fn an_administrator_gives_a_structure_into_somebodys_charge_and_they_find_it_under_theirs() {
    let site = TestSite::open().await;
    let desk = &site.desk;
    let visitor = site.sign_in(&desk.firm).await;
    add_structure(&visitor, "00000000900103", "Atelier du port", "").await;
    let structure = desk.firm.structure;
    let reach = Scope::Only(vec![ScopedStructure { structure, services: Vec::new() }]);
    let zoe = add_person(desk, "zoe@cabinet.example", "Zoé Martin", reach).await;
    let sheet = format!("/structures/{structure}");
    assert!(text(&visitor.get(&sheet).await).contains(&format!("value=\"{zoe}\"")));

    let saved = visitor.post(&format!("{sheet}/charge"), &[("user", &zoe.to_string())]).await;
    assert_eq!(saved.location(), format!("{sheet}?fait=en-charge"));
    assert!(visitor.get(saved.location()).await.body.contains("Zoé Martin"));
    let theirs = visitor.get(&format!("/structures?charge={zoe}")).await;
    assert!(theirs.body.contains("Structure de Cabinet") && !theirs.body.contains("Atelier du port"));
    let nobodys = visitor.get("/structures?charge=personne").await;
    assert!(!nobodys.body.contains("Structure de Cabinet") && nobodys.body.contains("Atelier du port"));

    // Whom the structure is out of reach of, and who is of another organisation, cannot be put in charge.
    let other = add_structure(&visitor, "00000000900104", "Zinguerie", "").await;
    for user in [zoe.to_string(), desk.stranger.actor.user.to_string(), "nobody".to_owned()] {
        let refused = visitor.post(&format!("{other}/charge"), &[("user", &user)]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{user}");
    }
}

#[tokio::test]
async fn a_replacement_that_is_refused_leaves_the_access_in_force_and_one_that_passes_takes_its_place() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let sheet = format!("/structures/{}", site.desk.firm.structure);
    visitor.post(&format!("{sheet}/tester"), &[]).await;
    let wrong = [("password", "faux"), ("act", "replace")];
    let refused = visitor.upload(&format!("{sheet}/acces"), &wrong, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(&refused);
    assert!(page.contains("Ceux d’avant restent utilisés.") && page.contains("id=\"report\""), "{page}");
    assert!(page.contains("Compte technique") && page.contains("en échec"), "{page}");
    assert!(!page.contains("faux\""), "{page}");
    let home = text(&visitor.get("/compte").await);
    assert!(!home.contains("interrompu"), "what is in force still works: {home}");

    let right = [("password", "mot-de-passe"), ("act", "replace")];
    let replaced = visitor.upload(&format!("{sheet}/acces"), &right, &[]).await;
    assert_eq!(replaced.location(), format!("{sheet}?fait=acces-remplaces"), "{}", replaced.body);
}

#[tokio::test]
async fn all_accesses_are_one_view_with_what_is_to_be_done() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let second = add_structure(&visitor, "00000000900103", "Atelier du port", "").await;
    let page = text(&visitor.get("/acces").await);
    let sheet = format!("/structures/{}", site.desk.firm.structure);
    assert!(page.contains("Structure de Cabinet") && page.contains(&format!("href=\"{sheet}")), "{page}");
    assert!(page.contains("1 structure n’a pas encore d’accès"), "{page}");
    assert!(page.contains("Mot de passe") && page.contains("valable jusqu’au"), "{page}");
    assert!(!page.contains(&second), "it has no access: {page}");
    let stranger = text(&site.sign_in(&site.desk.stranger).await.get("/acces").await);
    assert!(!stranger.contains("Structure de Cabinet"), "{stranger}");
}

#[tokio::test]
async fn a_table_is_tried_out_row_by_row_then_creates_what_is_right() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    assert!(visitor.get("/structures/importer").await.body.contains("enctype=\"multipart/form-data\""));
    let table = "Raison sociale;SIRET;Ville;Rôle\n\
                 Menuiserie Hébert;123 456 789 00012;Angers;Fournisseur\n\
                 Sans numéro;1234;;\n\
                 Ville de Brest;12345678200017;Brest;Destinataire\n\
                 Menuiserie Hébert;12345678900012;;\n";
    let defaults = [("side", "fournisseur"), ("environment", "qualification")];
    let files = [("file", "clients.csv", table.as_bytes())];
    let tried = visitor.upload("/structures/importer", &defaults, &files).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.body);
    let page = text(&tried);
    assert!(page.contains("2 lignes seront créées, 1 ligne est en double, 1 ligne est à corriger"), "{page}");
    assert!(
        page.contains("celui-ci en compte 4") && page.contains("la même structure qu’à la ligne 2"),
        "{page}"
    );
    assert!(!visitor.get("/structures").await.body.contains("Hébert"), "nothing is created yet");

    let created = visitor.post("/structures/importer/creer", &[("rows", &tried.hidden("rows"))]).await;
    assert_eq!(created.location(), "/structures?fait=structures-importees", "{}", created.body);
    let list = visitor.get("/structures").await;
    assert!(list.body.contains("Menuiserie Hébert") && list.body.contains("Angers"), "{}", list.body);
    assert!(list.body.contains("À traiter"), "one of them receives: {}", list.body);
    let again = visitor.post("/structures/importer/creer", &[("rows", &tried.hidden("rows"))]).await;
    assert_eq!(again.location(), "/structures?fait=structures-connues");
}

#[tokio::test]
async fn a_file_that_is_no_table_is_refused_where_it_is_given() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let defaults = [("side", "fournisseur"), ("environment", "qualification")];
    for (content, said) in [
        (b"".as_slice(), "Choisissez le tableau à importer"),
        (b"Couleur;Taille\nrouge;3\n".as_slice(), "Deux colonnes au moins"),
        (b"SIRET;Nom\n".as_slice(), "n’a pas de ligne à lire"),
        (b"PK\x03\x04 broken".as_slice(), "n’est pas un tableau"),
        (vec![b'x'; 2_000_001].as_slice(), "trop lourd pour être lu"),
    ] {
        let refused =
            visitor.upload("/structures/importer", &defaults, &[("file", "clients.csv", content)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        let page = text(&refused);
        assert!(page.contains(said), "{said} in {page}");
        assert!(page.contains("value=\"qualification\" selected"), "{page}");
    }
    let made_up = visitor.post("/structures/importer/creer", &[("rows", "une ligne")]).await;
    assert_eq!(made_up.status, StatusCode::BAD_REQUEST);
}
