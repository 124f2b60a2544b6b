//! People without script: what they do to submit an invoice.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Client, Response, StatusCode, header};

pub(crate) const EMAIL: &str = "admin@cabinet.example";
pub(crate) const PASSWORD: &str = "tilleul cargo violon brume";
const SUPPLIER_SIRET: &str = "00000000900001";
/// Asks for neither service nor engagement.
const SCHOOL_SIRET: &str = "00000000900012";

/// A browser without script, signed in.
#[derive(Clone)]
pub(crate) struct Browser {
    client: Client,
    base: String,
    cookie: String,
}

impl Browser {
    pub(crate) fn new(address: SocketAddr, cookie: &str) -> Self {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(30))
            .build()
            .unwrap();
        Self { client, base: format!("http://{address}"), cookie: cookie.to_owned() }
    }

    pub(crate) async fn page(&self, path: &str) -> reqwest::Result<String> {
        let address = format!("{}{path}", self.base);
        self.client.get(address).header(header::COOKIE, &self.cookie).send().await?.text().await
    }

    pub(crate) async fn post(&self, path: &str, kind: &str, body: Vec<u8>) -> reqwest::Result<Response> {
        self.client
            .post(format!("{}{path}", self.base))
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, kind)
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin")
            .body(body)
            .send()
            .await
    }

    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Result<Response> {
        let mut body = reqwest::Url::parse("http://form/").unwrap();
        body.query_pairs_mut().extend_pairs(fields);
        let body = body.query().unwrap_or_default().to_owned();
        self.post(path, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    pub(crate) async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
    ) -> reqwest::Result<Response> {
        let mut body = Vec::new();
        for (name, value) in fields {
            write!(body, "--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .unwrap();
        }
        if let Some((name, content)) = file {
            let head = "content-disposition: form-data; name=\"file\"; filename";
            write!(body, "--x\r\n{head}=\"{name}\"\r\ncontent-type: application/pdf\r\n\r\n").unwrap();
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        self.post(path, "multipart/form-data; boundary=x", body).await
    }

    /// Hears of changes from now on.
    pub(crate) async fn listen(&self) -> reqwest::Result<Response> {
        // Read in the future: nothing that was before is told.
        let address = format!("{}/evenements?depuis={}", self.base, i64::from(u32::MAX) * 1_000);
        self.client.get(address).header(header::COOKIE, &self.cookie).send().await?.error_for_status()
    }

    /// Reads the review and presses its button.
    pub(crate) async fn confirm(&self, path: &str) -> reqwest::Result<Response> {
        let review = self.page(&format!("{path}/verifier")).await?;
        let seal = review.split_once("name=\"seal\" value=\"").expect("a complete draft").1;
        let seal = seal.split('"').next().unwrap_or_default();
        self.form(&format!("{path}/envoyer"), &[("seal", seal)]).await
    }

    /// A complete draft under a number: its address.
    pub(crate) async fn draft(&self, structure: &str, number: &str) -> reqwest::Result<String> {
        let pdf = pdf(&format!("Facture {number}"));
        let answer =
            self.upload("/deposer", &[("structure", structure)], Some(("facture.pdf", &pdf))).await?;
        let path = led_to(answer)?;
        let fields = [
            ("recipient_siret", SCHOOL_SIRET),
            ("framework", "A1"),
            ("kind", "FACTURE"),
            ("number", number),
            ("date", "02/11/2026"),
            ("currency", "EUR"),
            ("vat_type", "TVA_SUR_DEBIT"),
            ("payment_mode", "VIREMENT"),
            ("net", "1 000"),
            ("vat", "200"),
            ("gross", "1200"),
            ("due", "1200,00"),
            ("tax[0].rate", "20"),
            ("tax[0].base", "1000"),
            ("tax[0].tax", "200"),
            ("action", "verifier"),
        ];
        let review = led_to(self.upload(&path, &fields, None).await?)?;
        assert_eq!(review, format!("{path}/verifier"));
        Ok(path)
    }
}

/// Where a redirect leads; a failure of the server is one of the request.
fn led_to(answer: Response) -> reqwest::Result<String> {
    let answer = answer.error_for_status()?;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    Ok(location(&answer))
}

/// Where a redirect leads; anything else fails the test.
pub(crate) async fn redirected(answer: Response) -> String {
    let status = answer.status();
    let location = location(&answer);
    assert_eq!(status, StatusCode::SEE_OTHER, "{}", answer.text().await.unwrap_or_default());
    location
}

pub(crate) fn location(answer: &Response) -> String {
    let location = answer.headers().get(header::LOCATION);
    location.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

pub(crate) async fn sign_in(address: &SocketAddr) -> String {
    let browser = Browser::new(*address, "");
    let answer = browser.form("/connexion", &[("email", EMAIL), ("password", PASSWORD)]).await.unwrap();
    let cookie = answer.headers().get(header::SET_COOKIE).expect("a session").to_str().unwrap().to_owned();
    cookie.split(';').next().unwrap().to_owned()
}

/// A structure with its access to Chorus Pro; gives its identifier.
pub(crate) async fn set_up(address: &SocketAddr) -> String {
    let browser = Browser::new(*address, &sign_in(address).await);
    let fields = [
        ("siret", SUPPLIER_SIRET),
        ("name", "Atelier Exemple"),
        ("side", "fournisseur"),
        ("environment", "qualification"),
    ];
    let sheet = redirected(browser.form("/structures", &fields).await.unwrap()).await;
    let sheet = sheet.split('?').next().unwrap().to_owned();
    let access = [
        ("client_id", "application-atelier"),
        ("client_secret", "secret-atelier"),
        ("login", "TECH_1_000001@cpro.fr"),
        ("password", "mot-de-passe"),
    ];
    redirected(browser.upload(&format!("{sheet}/acces"), &access, None).await.unwrap()).await;
    sheet.strip_prefix("/structures/").unwrap().to_owned()
}

/// A one-page PDF with one line.
pub(crate) fn pdf(line: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 60 760 Td ({line}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut starts = String::new();
    for (index, object) in objects.iter().enumerate() {
        writeln!(starts, "{:010} 00000 n ", pdf.len()).unwrap();
        writeln!(pdf, "{} 0 obj{object}endobj", index + 1).unwrap();
    }
    let table = pdf.len();
    write!(
        pdf,
        "xref\n0 6\n0000000000 65535 f \n{starts}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"
    )
    .unwrap();
    pdf.into_bytes()
}
