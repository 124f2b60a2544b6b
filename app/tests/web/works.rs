//! Works documents on their board and in their billing file.

use std::time::Duration;

use axum::http::StatusCode;

use crate::browser::TestSite;

#[tokio::test]
async fn the_board_leads_to_the_billing_file_and_tells_whose_turn_it_is() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let before = visitor.get("/travaux").await.body;
    assert!(
        before.contains("n’ont pas encore été lues") && !before.contains("href=\"/travaux\" aria"),
        "{before}"
    );
    site.desk.pass(Duration::from_secs(400)).await;
    let answer = visitor.post("/travaux/actualiser", &[]).await;
    assert!(answer.location().starts_with("/travaux?"), "{}", answer.location());
    site.desk.pass(Duration::from_secs(1)).await;
    let board = visitor.get("/travaux").await.body;
    for said in
        ["lane-fournisseur", "lane-moe", "lane-moa", "lane-destinataire", "SIT-02", "A4, projet de décompte"]
    {
        assert!(board.contains(said), "{said}: {board}");
    }
    assert!(visitor.get("/").await.body.contains("href=\"/travaux\""), "the rail leads there");
    let links: Vec<&str> = board
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with("/travaux/"))
        .collect();
    assert!(links.len() >= 4, "{links:?}");
    let file = visitor.get(links[0]).await;
    assert_eq!(file.status, StatusCode::OK);
    for said in ["Dossier de facturation DF-7001", "À partir de SIT-01", "À la MOA d’agir", "À la MOE d’agir"]
    {
        assert!(file.body.contains(said), "{said}: {}", file.body);
    }
    let stranger = site.sign_in(&site.desk.stranger).await;
    assert_eq!(stranger.get(links[0]).await.status, StatusCode::NOT_FOUND);
}
