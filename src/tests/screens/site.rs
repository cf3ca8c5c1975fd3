//! What the test stands on: a reference server with a union, a browser in front of it, and
//! the sentences in which the test uses them.

use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use thirtyfour::{ChromiumLikeCapabilities, prelude::*};

/// A process that ends with the test, whatever becomes of it.
pub(crate) struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// Starts a program and waits for the line of its output that holds `mark`.
#[expect(clippy::disallowed_methods, reason = "the test starts what it tests, and a browser")]
fn start(program: &str, arguments: &[&str], mark: &str) -> (Process, String) {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("{program} cannot be started ({error}). The browser tests need chromium and chromedriver: apt-get install chromium chromium-driver fonts-ipafont-gothic")
        });
    let mut process = Process(child);
    let mut output = BufReader::new(process.0.stdout.take().expect("output"));
    let mut line = String::new();
    while !line.contains(mark) {
        line.clear();
        assert!(output.read_line(&mut line).expect("output") > 0, "{program} ended before it was ready");
    }
    // Read on, so that the program never waits for its reader.
    std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
    (process, line)
}

/// Server and browser.
pub(crate) struct Site {
    pub(crate) driver: WebDriver,
    http: reqwest::Client,
    operator: String,
    control: String,
    folder: tempfile::TempDir,
    _server: Process,
    _chromedriver: Process,
}

impl Site {
    pub(crate) async fn open() -> Self {
        // Whoever installs it first is right.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let arguments = ["serve", "--port", "0", "--control-port", "0", "--quit-on-stdin-eof"];
        let (server, line) = start(env!("CARGO_BIN_EXE_sogo"), &arguments, "sogo serve:");
        let address = |number: usize| {
            let addresses = line.split_whitespace().filter_map(|word| word.split_once('='));
            addresses.map(|(_, address)| address.to_owned()).nth(number).expect("address")
        };
        let (chromedriver, line) = start("chromedriver", &["--port=0"], "started successfully on port");
        let port = line.trim().trim_end_matches('.').rsplit(' ').next().expect("port").to_owned();
        let folder = tempfile::tempdir().expect("folder");
        let mut capabilities = DesiredCapabilities::chrome();
        let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            "--window-size=1360,1000",
            &profile,
        ] {
            capabilities.add_arg(argument).expect("argument");
        }
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await.expect("browser");
        Self {
            driver,
            http: reqwest::Client::new(),
            operator: address(0),
            control: address(1),
            folder,
            _server: server,
            _chromedriver: chromedriver,
        }
    }

    /// Sets something on the control port.
    pub(crate) async fn set(&self, method: &str, path: &str, body: Value) {
        let method = method.parse().expect("method");
        let request = self.http.request(method, format!("{}{path}", self.control)).json(&body);
        let answer = request.send().await.expect("control port");
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap_or_default());
    }

    pub(crate) async fn let_pass(&self, seconds: u32) {
        self.set("POST", "/control/clock/advance", json!({ "seconds": seconds })).await;
    }

    pub(crate) async fn go(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.operator)).await.expect("page");
    }

    /// Fills in the form of an act and sends it.
    pub(crate) async fn send(&self, act: &str, fields: &[(&str, &str)]) {
        let form = self.one(&format!("form[data-act='{act}']")).await;
        for (name, value) in fields {
            let field = form.find(By::Css(format!("[name='{name}']"))).await.expect("field");
            match field.tag_name().await.expect("tag").as_str() {
                "select" => {
                    let option =
                        field.find(By::Css(format!("option[value='{value}']"))).await.expect("option");
                    option.click().await.expect("choice");
                }
                _ => field.send_keys(*value).await.expect("input"),
            }
        }
        // The click is answered before the next page is there.
        form.find(By::Css("button")).await.expect("button").click().await.expect("click");
    }

    /// Writes a file and uploads it.
    pub(crate) async fn upload(&self, page: &str, kind: Option<&str>, rows: &str) -> String {
        let path = self.folder.path().join("登録.csv");
        std::fs::write(&path, rows.replace('\n', "\r\n")).expect("file");
        self.go(page).await;
        let kind = kind.map(|kind| ("kind", kind));
        let fields: Vec<_> = kind.into_iter().chain([("file", path.to_str().expect("path"))]).collect();
        self.send("upload", &fields).await;
        self.text("[data-field='receipt_number']").await
    }

    /// What a link of the page leads to, with the browser's cookies.
    pub(crate) async fn download(&self) -> String {
        let link = self.one("a[data-download]").await.prop("href").await.expect("link").expect("address");
        let cookies = self.driver.get_all_cookies().await.expect("cookies");
        let cookies: Vec<_> = cookies.iter().map(|one| format!("{}={}", one.name, one.value)).collect();
        let answer = self.http.get(link).header("cookie", cookies.join("; ")).send().await.expect("file");
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.text().await.expect("text")
    }

    pub(crate) async fn one(&self, css: &str) -> WebElement {
        match self.driver.query(By::Css(css)).first().await {
            Ok(element) => element,
            Err(_) => panic!("no {css} on:\n{}", self.driver.source().await.unwrap_or_default()),
        }
    }

    pub(crate) async fn text(&self, css: &str) -> String {
        self.one(css).await.text().await.expect("text")
    }

    /// Addresses of the menu, and of nothing else.
    pub(crate) async fn menu(&self) -> Vec<String> {
        let links = self.driver.find_all(By::Css("nav[aria-label='メニュー'] a")).await.expect("menu");
        let mut addresses = Vec::new();
        for link in links {
            addresses.push(link.attr("href").await.expect("link").expect("address"));
        }
        addresses
    }

    /// Logs in for the first time and changes the password.
    pub(crate) async fn enter(&self, user: &str, initial: &str) {
        self.go("/terminal/cert-13").await;
        self.send("log-in", &[("user_id", user), ("password", initial)]).await;
        self.one("form[data-act='change-password']").await;
        self.send("change-password", &[("current_password", initial), ("new_password", "Changed-Pass-2")])
            .await;
        self.one("[data-done]").await;
    }

    pub(crate) async fn leave(&self) {
        self.send("log-out", &[]).await;
        self.one("body[data-screen='ログイン'] [data-done]").await;
    }
}

/// The axe-core that was fetched with npm.
pub(crate) fn axe() -> String {
    let path = package().join("target/screens/node_modules/axe-core/axe.min.js");
    let mut text = String::new();
    let read = std::fs::File::open(&path).and_then(|mut file| file.read_to_string(&mut text));
    if let Err(error) = read {
        panic!(
            "{}: {error}. The accessibility check needs axe-core: npm install --prefix target/screens axe-core@4.14.1",
            path.display()
        );
    }
    text
}

/// Where pictures of the screens go.
pub(crate) fn pictures() -> PathBuf {
    package().join("target/screens/pictures")
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
