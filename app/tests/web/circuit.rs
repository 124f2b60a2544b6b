//! The circuit of received invoices, by plain forms.

use axum::http::StatusCode;
use domain::{Approver, InvoiceId, Role};
use operations::Scope;
use test_desk::{Firm, actor_of, add_user};

use crate::browser::TestSite;

async fn received(site: &TestSite, numbers: &[&str]) -> Vec<InvoiceId> {
    let town = site.desk.add_town().await;
    site.desk.receive(town, numbers).await
}

/// Somebody else of the firm, who decides.
async fn colleague(site: &TestSite, name: &str) -> Firm {
    let firm = &site.desk.firm;
    let email = format!("{name}@cabinet.example");
    let user =
        add_user(&site.desk.system, firm.organization, &email, Role::Valideur, Scope::Everything).await;
    let actor = actor_of(user, firm.organization, "Cabinet", &email, Role::Valideur, Scope::Everything);
    Firm { organization: firm.organization, actor, structure: firm.structure, email }
}

#[tokio::test]
async fn a_rule_is_typed_corrected_tried_and_applied() {
    let site = TestSite::open().await;
    let id = received(&site, &["FA-1"]).await[0];
    let chief = colleague(&site, "cheffe").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = visitor.get("/recues").await.body;
    assert!(page.contains("href=\"/circuit\""), "{page}");
    let step = Approver::Person(chief.actor.user).code();
    let typed = [("rule_name", "Marchés <b>"), ("from", "beaucoup"), ("step1", &*step)];
    let refused = visitor.post("/circuit/regles", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Marchés &lt;b&gt;") && refused.body.contains("value=\"beaucoup\""));
    assert!(refused.body.contains(&format!("value=\"{step}\" selected")), "{}", refused.body);
    let typed = [("rule_name", "Marchés"), ("from", "1 000"), ("step1", &*step)];
    assert_eq!(visitor.post("/circuit/regles", &typed).await.location(), "/circuit?fait=regle");
    let page = visitor.get("/circuit").await.body.replace('\u{202f}', " ");
    assert!(page.contains("à partir de 1 000,00"), "{page}");
    let trial = visitor.get("/circuit/essai").await.body;
    assert!(trial.contains("FA-1") && trial.contains("1 des 1 dernières factures"), "{trial}");
    visitor.post("/circuit/appliquer", &[]).await;
    let page = visitor.get(&format!("/factures/{id}")).await.body;
    assert!(page.contains("Visas") && page.contains("attendu") && !page.contains(">Viser<"), "{page}");

    let other = site.sign_in(&chief).await;
    let home = other.get("/").await.body;
    assert!(home.contains(&format!("/factures/{id}#visas")), "{home}");
    let visa = format!("/factures/{id}/visa");
    let answer = other.post(&visa, &[("position", "0"), ("action", "refuser")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Écrivez pourquoi vous refusez"), "{}", answer.body);
    let answer = other.post(&visa, &[("position", "0"), ("action", "viser"), ("comment", "Vu <i>")]).await;
    assert_eq!(answer.location(), format!("/factures/{id}?fait=visa"));
    let page = other.get(&format!("/factures/{id}")).await.body;
    assert!(page.contains("donné") && page.contains("Vu &lt;i&gt;"), "{page}");
    let reader = other.post("/circuit/regles", &[("rule_name", "Non")]).await;
    assert_eq!(reader.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_payment_order_is_not_sent_while_an_approval_is_missing_and_keeps_what_was_typed() {
    let site = TestSite::open().await;
    let id = received(&site, &["FA-1"]).await[0];
    let chief = colleague(&site, "cheffe").await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let approver = Approver::Person(chief.actor.user).code();
    visitor.post(&format!("/factures/{id}/visas"), &[("approver", &*approver)]).await;
    let act = format!("/factures/{id}/decider/mandater");
    let page = visitor.get(&act).await;
    assert!(page.body.contains("Paiement retenu") && page.body.contains("manque"), "{}", page.body);
    let typed = [("version", "0"), ("mandate_number", "M-118"), ("action", "envoyer")];
    let answer = visitor.upload(&act, &typed, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("value=\"M-118\""), "{}", answer.body);
}

#[tokio::test]
async fn a_rejection_that_needs_two_is_confirmed_by_another_person() {
    let site = TestSite::open().await;
    let id = received(&site, &["FA-1"]).await[0];
    let chief = colleague(&site, "cheffe").await;
    let (visitor, other) = (site.sign_in(&site.desk.firm).await, site.sign_in(&chief).await);
    visitor.post("/circuit/rejets", &[("deux", "oui")]).await;
    let act = format!("/factures/{id}/decider/rejeter");
    let typed = [("version", "0"), ("motif", "Doublon <b>"), ("action", "envoyer")];
    let answer = visitor.upload(&act, &typed, &[]).await;
    assert_eq!(answer.location(), format!("/factures/{id}?fait=rejet-deux"));
    let page = visitor.get(answer.location()).await.body;
    assert!(page.contains("Attend une deuxième personne") && page.contains("Doublon &lt;b&gt;"), "{page}");
    assert!(!page.contains("Confirmer le rejet") && page.contains("Reprendre"), "{page}");
    let page = other.get(&format!("/factures/{id}")).await.body;
    let mut forms = page.split("action=\"").map(|rest| rest.split('"').next().unwrap_or_default());
    let second = forms.find(|action| action.ends_with("/seconde")).unwrap().to_owned();
    let answer = visitor.post(&second, &[("action", "confirmer")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Il faut une deuxième personne"), "{}", answer.body);
    let answer = other.post(&second, &[("action", "confirmer")]).await;
    assert_eq!(answer.location(), format!("/factures/{id}?fait=rejet-confirme"));
    let page = other.get(&format!("/factures/{id}")).await.body;
    assert!(page.contains("Le rejet de FA-1 part à"), "{page}");
}

#[tokio::test]
async fn a_colleague_is_told_of_a_note_and_says_that_they_have_read_it() {
    let site = TestSite::open().await;
    let id = received(&site, &["FA-1"]).await[0];
    let chief = colleague(&site, "cheffe").await;
    let (visitor, other) = (site.sign_in(&site.desk.firm).await, site.sign_in(&chief).await);
    let told = chief.actor.user.to_string();
    let note = [("note", "Le bon <manque> ?"), ("prevenir", &*told)];
    visitor.post(&format!("/factures/{id}/notes"), &note).await;
    let home = other.get("/").await.body;
    assert!(
        home.contains("Le bon &lt;manque&gt; ?") && home.contains(&format!("/factures/{id}#notes")),
        "{home}"
    );
    other.post(&format!("/factures/{id}/notes/lues"), &[]).await;
    assert!(!other.get("/").await.body.contains("Le bon"));
    let page = visitor.get(&format!("/factures/{id}")).await.body;
    assert!(page.contains("(lu)"), "{page}");
}
