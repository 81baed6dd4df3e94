//! A Chromium of the test's own, driven by a chromedriver of the test's own on a free port. Both end with it.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

/// Longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_mins(1);

/// A browser with an empty profile.
pub struct Browser {
    pub client: Client,
    profile: TempDir,
    driver: Driver,
}

/// The chromedriver's process.
struct Driver {
    process: Child,
    port: u16,
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Driver {
    fn start() -> Self {
        let process = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut driver = Self { process: process.unwrap(), port: 0 };
        let mut said = BufReader::new(driver.process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let port = said.find_map(|line| Some(line.split_once("successfully on port ")?.1.to_owned()));
        driver.port = port.expect("chromedriver did not start").trim_end_matches('.').parse().unwrap();
        driver
    }
}

/// Whether there is a browser; where there is none, says that `test` is skipped.
pub fn is_there(test: &str) -> bool {
    let works = |program: &str| {
        let version = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        version.is_ok_and(|status| status.success())
    };
    let there = works("chromedriver") && works("chromium");
    if !there {
        crate::program::skip(&format!("{test}: chromium and chromedriver are not there"));
    }
    there
}

impl Browser {
    /// Starts a browser, with scripts or without.
    pub async fn start(scripts: bool) -> Self {
        let driver = Driver::start();
        let profile = tempfile::tempdir().unwrap();
        let downloads = profile.path().join("downloads");
        let mut preferences = json!({
            "download.default_directory": downloads,
            "download.prompt_for_download": false,
            "intl.accept_languages": "en",
        });
        if !scripts {
            preferences["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        let arguments = json!([
            "--headless=new",
            // Chromium refuses to run as root in its sandbox.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--window-size=1280,900",
            "--enable-logging",
            format!("--user-data-dir={}", profile.path().join("profile").display()),
        ]);
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:chromeOptions".to_owned(), json!({"args": arguments, "prefs": preferences}));
        let address = format!("http://127.0.0.1:{}", driver.port);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&address)
            .await
            .expect("chromedriver starts a browser");
        Self { client, profile, driver }
    }

    /// The first element that fits a CSS selector, waited for.
    pub async fn see(&self, selector: &str) -> Element {
        self.find(Locator::Css(selector), selector).await
    }

    /// The first element of this name (`a`, `button`, ...) whose text is `text`, waited for.
    pub async fn named(&self, element: &str, text: &str) -> Element {
        self.find(Locator::XPath(&format!("//{element}[normalize-space(.)='{text}']")), text).await
    }

    async fn find(&self, what: Locator<'_>, name: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(what).await;
        if found.is_err() {
            eprintln!("{name} is not on {}:\n{}", self.address().await, self.text().await);
        }
        found.unwrap()
    }

    /// The text that a person reads.
    pub async fn text(&self) -> String {
        self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }

    /// Path of the page.
    pub async fn address(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// Waits for a whole file in the folder of downloads.
    pub async fn download(&self) -> PathBuf {
        let folder = self.profile.path().join("downloads");
        let is_whole = |path: &PathBuf| path.extension().is_some_and(|end| end != "crdownload" && end != "tmp");
        let look = || {
            let files = std::fs::read_dir(&folder).into_iter().flatten();
            files.map(|file| file.unwrap().path()).find(is_whole)
        };
        let mut found = look();
        for _ in 0..600 {
            if found.is_none() {
                tokio::time::sleep(Duration::from_millis(100)).await;
                found = look();
            }
        }
        found.expect("nothing was downloaded")
    }

    /// Ends the browser; gives what pages wrote to its console, violations of the content policy among them.
    pub async fn end(self) -> Vec<String> {
        let Self { client, profile, driver } = self;
        client.close().await.unwrap();
        drop(driver);
        let log = std::fs::read_to_string(profile.path().join("profile/chrome_debug.log")).unwrap();
        log.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect()
    }
}
