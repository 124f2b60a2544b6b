//! Planted secrets appear nowhere in clear: not on a page, not in the log, not in a file of the data folder.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use operations::Credentials;
use tracing_subscriber::fmt::MakeWriter;

use crate::browser::TestSite;

const CANARIES: [&str; 2] = ["canari-secret-piste-7f3a", "canari-mot-de-passe-91bd"];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn search(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, found);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for canary in CANARIES.into_iter().chain([test_desk::PASSWORD]) {
            if bytes.windows(canary.len()).any(|window| window == canary.as_bytes()) {
                found.push(format!("{canary} in {}", path.display()));
            }
        }
    }
}

#[tokio::test]
async fn planted_secrets_are_on_no_page_in_no_log_and_in_no_file() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let site = TestSite::open().await;
    let (desk, firm) = (&site.desk, &site.desk.firm);
    let visitor = site.sign_in(firm).await;
    let path = format!("/structures/{}", firm.structure);
    let saved = visitor
        .upload(
            &format!("{path}/acces"),
            &[
                ("client_id", "application-atelier"),
                ("client_secret", CANARIES[0]),
                ("login", "TECH_1_000001@cpro.fr"),
                ("password", CANARIES[1]),
            ],
            &[],
        )
        .await;
    assert!(saved.status.is_redirection(), "{} {}", saved.status, saved.body);
    let id = desk.complete_draft("FA-1").await;
    desk.submit(&firm.actor, id).await.unwrap();
    desk.pass(std::time::Duration::from_secs(20)).await;
    let mut seen = String::new();
    seen += &visitor.post(&format!("{path}/tester"), &[]).await.body;
    let wrong = Credentials { client_secret: CANARIES[0].to_owned().into(), ..Credentials::default() };
    desk.desk.connecting.save_credentials(&firm.actor, firm.structure, wrong).await.unwrap();
    for page in
        ["/", "/factures", "/structures", &path, "/compte", "/utilisateurs", &format!("/factures/{id}")]
    {
        seen += &visitor.get(page).await.body;
    }
    seen += &visitor
        .upload(&format!("{path}/acces"), &[("client_id", ""), ("client_secret", CANARIES[0])], &[])
        .await
        .body;
    let answer =
        site.anonymous().post("/connexion", &[("email", &firm.email), ("password", CANARIES[1])]).await;
    seen += &answer.body;
    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(log.contains("access test failed"), "the log was captured");
    for canary in CANARIES {
        assert!(!seen.contains(canary), "{canary} is on a page");
        assert!(!log.contains(canary), "{canary} is in the log");
    }
    let token = visitor.cookie.as_deref().unwrap().trim_start_matches("pupitre=");
    assert!(!log.contains(token) && !seen.contains(token), "the session token leaked");
    let mut found = Vec::new();
    search(desk.folder.path(), &mut found);
    assert_eq!(found, Vec::<String>::new());
}
