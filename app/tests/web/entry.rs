//! An invoice that is typed, by plain forms.

use std::time::Duration;

use axum::http::StatusCode;
use domain::MOST_LINES;
use test_desk::SCHOOL_SIRET;

use crate::browser::TestSite;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn an_invoice_is_typed_reviewed_and_sent_without_script() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let structure = site.desk.firm.structure.to_string();
    let draft = visitor.upload("/deposer/saisie", &[("structure", &structure)], &[]).await;
    let draft = draft.location().to_owned();
    let first = [
        ("line[0].name", "Pose"),
        ("line[0].quantity", "2,5"),
        ("line[0].price", "480"),
        ("line[0].rate", "20"),
    ];
    let mut typed = first.to_vec();
    typed.push(("action", "ajouter-poste"));
    let answer = visitor.edit(&draft, &typed, &[]).await;
    assert!(answer.status.is_redirection() || answer.status.is_success(), "{}", answer.body);
    let page = visitor.get(&draft).await.body;
    for part in
        ["value=\"Pose\"", "1\u{202f}200,00", "1\u{202f}440,00", "20\u{a0}% de", "name=\"line[1].name\""]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("name=\"net\"") && !page.contains("name=\"number\""), "nobody types these");
    let wrong =
        [("line[1].name", ""), ("line[1].price", "x"), ("line[1].rate", "20"), ("action", "verifier")];
    let refused = visitor.edit(&draft, &wrong, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#line-1-price\"") && refused.body.contains("value=\"x\""));
    let [name, price, rate, _] = wrong;
    let row = [name, ("line[1].quantity", "1"), price, rate, ("action", "retirer-poste:1")];
    visitor.edit(&draft, &row, &[]).await;
    assert!(!visitor.get(&draft).await.body.contains("name=\"line[1].name\""));
    visitor.edit(&draft, &[("recipient_siret", SCHOOL_SIRET), ("action", "enregistrer")], &[]).await;
    site.desk.pass(SECOND).await;
    let review = visitor.get(&format!("{draft}/verifier")).await;
    assert!(review.body.contains("Chorus Pro lui donnera son numéro"), "{}", review.body);
    let seal = review.hidden("seal");
    let sent = visitor.post(&format!("{draft}/envoyer"), &[("seal", &seal)]).await;
    let invoice = sent.location().to_owned();
    site.desk.pass(11 * SECOND).await;
    let page = visitor.get(&invoice).await.body;
    assert!(page.contains("Déposée") || page.contains("déposée"), "{page}");

    // The next invoice takes the article up again, in its first line, which says nothing yet.
    let next = visitor.upload("/deposer/saisie", &[("structure", &structure)], &[]).await;
    let next = next.location().to_owned();
    let page = visitor.get(&next).await.body;
    let start = page.find("value=\"ajouter-poste:").expect("an article is proposed") + "value=\"".len();
    let length = page[start..].find('"').unwrap();
    let article = page[start..start + length].replace("&quot;", "\"").replace("&amp;", "&");
    visitor.edit(&next, &[("action", &article)], &[]).await;
    let page = visitor.get(&next).await.body;
    for part in ["value=\"Pose\"", "value=\"480\""] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("name=\"line[1].name\""), "no empty line is left before it");
}

#[tokio::test]
async fn a_draft_without_its_pdf_may_be_typed_and_be_given_a_pdf_after_all() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let structure = site.desk.firm.structure.to_string();
    let draft = visitor.upload("/deposer/saisie", &[("structure", &structure)], &[]).await;
    let draft = draft.location().to_owned();
    let line = [("line[0].name", "Pose"), ("line[0].quantity", "2,5"), ("line[0].rate", "5,5")];
    visitor.edit(&draft, &[&line[..], &[("action", "donner-pdf")]].concat(), &[]).await;
    let page = visitor.get(&draft).await.body;
    assert!(page.contains("name=\"pdf\"") && page.contains("name=\"number\""), "{page}");
    visitor.edit(&draft, &[("action", "saisir")], &[]).await;
    let page = visitor.get(&draft).await.body;
    for typed in ["value=\"Pose\"", "value=\"2,5\"", "value=\"5,5\""] {
        assert!(page.contains(typed), "what was typed is not lost: {typed}");
    }
}

#[tokio::test]
async fn as_many_lines_as_may_be_typed_are_kept_and_no_more_are_offered() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let structure = site.desk.firm.structure.to_string();
    let draft = visitor.upload("/deposer/saisie", &[("structure", &structure)], &[]).await;
    let draft = draft.location().to_owned();
    let cells = |row: usize| {
        [
            ("name", format!("Désignation {row}")),
            ("quantity", "1".to_owned()),
            ("unit", "u".to_owned()),
            ("price", "0,01".to_owned()),
            ("discount", String::new()),
            ("rate", "20".to_owned()),
            ("reference", format!("R{row}")),
        ]
        .map(|(field, value)| (format!("line[{row}].{field}"), value))
    };
    let typed: Vec<(String, String)> = (0..MOST_LINES).flat_map(cells).collect();
    let mut fields: Vec<(&str, &str)> =
        typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("action", "enregistrer"));
    let answer = visitor.edit(&draft, &fields, &[]).await;
    assert!(answer.status.is_redirection(), "{} {}", answer.status, answer.body);
    let page = visitor.get(&draft).await.body;
    assert!(page.contains(&format!("Désignation {}", MOST_LINES - 1)));
    assert!(page.contains("100 lignes au plus") && !page.contains("value=\"ajouter-poste\""));
    assert!(page.contains("1,20"), "1,00 and its VAT");
}

#[tokio::test]
async fn the_mention_of_a_factor_comes_into_the_comment_and_asks_for_its_account() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let structure = site.desk.firm.structure.to_string();
    let draft = visitor.upload("/deposer/saisie", &[("structure", &structure)], &[]).await;
    let draft = draft.location().to_owned();
    let page = visitor.get(&draft).await.body;
    let folded = page.split_once("Facture cédée à un affactureur").unwrap().0;
    assert!(folded.ends_with("<details class=\"disclosure\"><summary>"), "it is folded: {page}");

    // Nothing is said of whom: it is asked for where it is typed, and what was typed elsewhere is kept.
    let nameless = [("comment", "Selon devis"), ("factor-name", " "), ("action", "affacturer")];
    let refused = visitor.edit(&draft, &nameless, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["Indiquez le nom de l’affactureur", "href=\"#factor\"", "Selon devis"] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }

    let named = [("comment", "Selon devis"), ("factor-name", "Banque <Factor>"), ("action", "affacturer")];
    let answer = visitor.edit(&draft, &named, &[]).await;
    assert!(answer.status.is_redirection(), "{} {}", answer.status, answer.body);
    let page = visitor.get(&draft).await.body;
    for part in [
        "Selon devis\nRèglement à effectuer, pour être libératoire, à l’ordre de Banque &lt;Factor&gt;, subrogé",
        "Cette mention désigne un affactureur",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("<Factor>"), "{page}");
    // A PDF says it itself.
    visitor.edit(&draft, &[("action", "donner-pdf")], &[]).await;
    assert!(!visitor.get(&draft).await.body.contains("Facture cédée à un affactureur"));
}
