//! The Tableau de bord over a large organisation: all pictures at once, as a person opens the page.

use super::engine::Place;
use super::fill::Cabinet;
use super::measure::{Figure, Target, latency};
use super::process::Pupitre;

/// Invoices that are looked at.
pub const INVOICES: u32 = 500_000;
/// Requests of a round.
const RUNS: u32 = 20;

/// What the page costs whoever sees everything, one structure, and the table of one picture.
pub async fn measure(place: &Place, cabinet: &Cabinet) -> Vec<Figure> {
    let pupitre = Pupitre::start(place, &[]).await;
    let (email, password) = cabinet.login();
    let browser = pupitre.sign_in(email, password).await;
    let ask = |path: String| {
        let browser = &browser;
        async move { browser.page(&path).await }
    };
    let structure = |round: u32| cabinet.structures[round as usize % cabinet.structures.len()];
    let before = pupitre.processor_milliseconds();
    let whole =
        latency("Tableau de bord, everything, p95", 200.0, RUNS, |_| ask("/tableau-de-bord".to_owned()))
            .await;
    let spent = pupitre.processor_milliseconds() - before;
    let one = latency("Tableau de bord, one structure, p95", 200.0, RUNS, |round| {
        ask(format!("/tableau-de-bord?structure={}", structure(round)))
    });
    let one = one.await;
    let csv = latency("Tableau de bord, the balance as CSV, p95", 200.0, RUNS, |_| {
        ask("/tableau-de-bord/balance-agee.csv".to_owned())
    });
    let csv = csv.await;
    pupitre.stop().await;
    let spent = Figure::once("Tableau de bord, processor time of all rounds", "ms", Target::None, spent);
    vec![whole, one, csv, spent]
}
