//! The real binary, and a browser that asks it.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, StatusCode, redirect};

use super::engine::Place;

/// The binary beside this program.
pub fn binary() -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().join("../pupitre")
}

/// A running `pupitre serve`.
pub struct Pupitre {
    child: Child,
    address: String,
    /// From the start of the process to the first ready answer.
    pub started_in: Duration,
}

impl Pupitre {
    /// Starts it with further flags.
    pub async fn start(place: &Place, flags: &[String]) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("http://127.0.0.1:{port}");
        let start = Instant::now();
        let child = Command::new(binary())
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--log", "warn"])
            .args(["--database", &place.address()])
            .arg("--folder")
            .arg(&place.folder)
            .arg("--key-file")
            .arg(place.folder.join("key"))
            .args(flags)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let client = Client::new();
        while client.get(format!("{address}/health/ready")).send().await.is_err() {
            assert!(start.elapsed() < Duration::from_secs(60), "pupitre does not start");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Self { child, address, started_in: start.elapsed() }
    }

    /// Ends it as an operator does.
    pub async fn stop(mut self) {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().unwrap();
        tokio::task::spawn_blocking(move || self.child.wait().unwrap()).await.unwrap();
    }

    /// Resident memory of the process.
    pub fn resident_megabytes(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or("VmRSS: 0");
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }

    /// Milliseconds of processor time that the process has used: what it costs, however busy the machine is.
    pub fn processor_milliseconds(&self) -> f64 {
        // In ticks of a hundredth of a second, behind the name of the program, which is in brackets.
        let status = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields = status.rsplit(')').next().unwrap_or_default().split_whitespace();
        fields.skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap() * 10.0).sum()
    }

    /// A browser with a session.
    pub async fn sign_in(&self, email: &str, password: &str) -> Browser {
        let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        let body = format!("email={email}&password={}", password.replace(' ', "+"));
        let answer = client
            .post(format!("{}/connexion", self.address))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .unwrap();
        let cookie = answer.headers().get(SET_COOKIE).unwrap().to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Browser { client, address: self.address.clone(), cookie }
    }

    /// So many failed sign-ins, eight at a time, each of another person from another address, for which this must be
    /// behind a proxy. Each costs a hash.
    pub async fn fail_to_sign_in(&self, times: u32) {
        use futures::StreamExt as _;
        let client = Client::new();
        let tries = futures::stream::iter(0..times).map(|number| {
            let request = client
                .post(format!("{}/connexion", self.address))
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("x-forwarded-for", format!("10.7.{}.{}", number / 250, number % 250))
                .body(format!("email=personne{number}@example.org&password=pas+le+bon+du+tout"));
            async move { assert_eq!(request.send().await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY) }
        });
        tries.buffer_unordered(8).collect::<Vec<()>>().await;
    }
}

/// Strangers who try passwords until they are stopped.
pub struct Flood {
    strangers: tokio::task::JoinSet<()>,
    answered: Arc<AtomicU64>,
}

impl Flood {
    /// Tries that were answered so far, whatever the answer.
    #[expect(clippy::cast_precision_loss, reason = "thousands of tries")]
    pub fn answered(&self) -> f64 {
        self.answered.load(Ordering::Relaxed) as f64
    }

    /// Ends it; nobody tries any more afterwards.
    pub async fn stop(mut self) {
        self.strangers.shutdown().await;
    }
}

impl Pupitre {
    /// So many strangers, each of whom tries the next account from the next address as soon as the last try was answered;
    /// for this Pupitre must be behind a proxy. Comes back once as many tries were answered as there are strangers.
    pub async fn flood(&self, strangers: u32) -> Flood {
        let answered = Arc::new(AtomicU64::new(0));
        let client = Client::new();
        let mut flood = tokio::task::JoinSet::new();
        for stranger in 0..strangers {
            let (client, answered) = (client.clone(), Arc::clone(&answered));
            let address = format!("{}/connexion", self.address);
            flood.spawn(async move {
                for number in 0_u32.. {
                    let from = format!("10.{stranger}.{}.{}", number / 250 % 250, number % 250);
                    let body =
                        format!("email=inconnu{stranger}-{number}@example.org&password=pas+le+bon+du+tout");
                    let request = client
                        .post(&address)
                        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                        .header("x-forwarded-for", from)
                        .body(body);
                    // Turned away or refused: both are answers. A password that fits would be a surprise.
                    assert!(!request.send().await.unwrap().status().is_redirection());
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let flood = Flood { strangers: flood, answered };
        while flood.answered() < f64::from(strangers) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        flood
    }
}

impl Drop for Pupitre {
    fn drop(&mut self) {
        // Stopped already, or this program is breaking off.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A signed-in browser.
pub struct Browser {
    client: Client,
    address: String,
    cookie: String,
}

/// Kilobytes on the wire.
pub struct Weight {
    /// HTML and CSS.
    pub page: f64,
    /// JavaScript and WASM.
    pub scripts: f64,
}

impl Browser {
    /// Reads a page, compressed as a browser has it.
    pub async fn page(&self, path: &str) {
        let answer = self
            .client
            .get(format!("{}{path}", self.address))
            .header(COOKIE, &self.cookie)
            .header(ACCEPT_ENCODING, "br, gzip")
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.bytes().await.unwrap();
    }

    /// Deposits a file that was never seen before.
    pub async fn deposit(&self, structure: &str, pdf: &[u8]) {
        let unique = format!("%{:?}\n", Instant::now());
        let content = [pdf, unique.as_bytes()].concat();
        let answer = self.give("/deposer", structure, "f.pdf", "application/pdf", &content).await;
        assert_eq!(answer.status().as_u16(), 303, "deposit");
    }

    /// Has everything of a list of issued invoices made ready to be taken away, with this address of the list; gives the
    /// path of the package.
    pub async fn begin_package(&self, list: &str) -> String {
        let list = list.replace('&', "%26").replace('=', "%3D");
        let answer = self
            .client
            .post(format!("{}/telechargements", self.address))
            .header(COOKIE, &self.cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(format!("liste=emise&requete={list}&contents=pdf&attachments=1&pattern=%7Bnumero%7D"))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), 303, "package");
        let place = answer.headers().get(LOCATION).unwrap().to_str().unwrap();
        place.split('?').next().unwrap().to_owned()
    }

    /// Takes a package away, and looks at something at each piece that comes; gives how many bytes came.
    pub async fn take_package(&self, path: &str, mut look: impl FnMut()) -> u64 {
        let mut answer = self
            .client
            .get(format!("{}{path}/factures.zip", self.address))
            .header(COOKIE, &self.cookie)
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        let mut bytes = 0;
        while let Some(piece) = answer.chunk().await.unwrap() {
            bytes += piece.len() as u64;
            look();
        }
        bytes
    }

    /// Gives a table of invoices, and opens what became of it.
    pub async fn give_table(&self, structure: &str, csv: &[u8]) {
        let answer = self.give("/lots", structure, "factures.csv", "text/csv", csv).await;
        assert_eq!(answer.status().as_u16(), 303, "table");
        let batch = answer.headers().get(LOCATION).unwrap().to_str().unwrap().to_owned();
        assert!(batch.starts_with("/lots/"), "{batch}");
        self.page(&batch).await;
    }

    /// Sends a form with a file.
    async fn give(&self, path: &str, structure: &str, name: &str, kind: &str, content: &[u8]) -> Response {
        let mut body = format!(
            "--x\r\ncontent-disposition: form-data; name=\"structure\"\r\n\r\n{structure}\r\n--x\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: {kind}\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--x--\r\n");
        self.client
            .post(format!("{}{path}", self.address))
            .header(COOKIE, &self.cookie)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(body)
            .send()
            .await
            .unwrap()
    }

    async fn size(&self, path: &str) -> (f64, String) {
        let url = format!("{}{path}", self.address);
        let asked = || self.client.get(&url).header(COOKIE, &self.cookie);
        let wire = asked().header(ACCEPT_ENCODING, "br, gzip").send().await.unwrap();
        let size = wire.bytes().await.unwrap().len();
        let text = asked().send().await.unwrap().text().await.unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "a file")]
        let kilobytes = size as f64 / 1000.0;
        (kilobytes, text)
    }

    /// The list page and everything it loads.
    pub async fn weight(&self) -> Weight {
        let (html, text) = self.size("/factures").await;
        let file = |start: &str, end: &str| {
            let from = text.find(start).unwrap_or_default();
            let length = text[from..].find(end).unwrap_or_default() + end.len();
            text[from..from + length].to_owned()
        };
        let quoted = |start: &str| {
            text.split(start).nth(1).unwrap_or_default().split('"').next().unwrap_or_default().to_owned()
        };
        let css = self.size(&file("/pkg/pupitre.", ".css")).await.0;
        let (js, wasm) = (quoted("data-js=\""), quoted("data-wasm=\""));
        let scripts = self.size(&js).await.0 + self.size(&wasm).await.0 + self.size("/boot.js").await.0;
        Weight { page: html + css, scripts }
    }
}
