//! A Chromium of the test's own, driven by a chromedriver of the test's own on a free port. Both end with it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

/// Longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

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
        let mut process =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = String::new();
        for line in BufReader::new(process.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return Self { process, port: port.trim_end_matches('.').parse().unwrap() };
            }
            said.push_str(&line);
        }
        let _ = process.kill();
        panic!("chromedriver did not start: {said}");
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
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{selector} is not on {}: {error}\n{}", self.address().await, self.text().await),
        }
    }

    /// The first element of this name (`a`, `button`, ...) whose text is `text`, waited for.
    pub async fn named(&self, element: &str, text: &str) -> Element {
        let path = format!("//{element}[normalize-space(.)='{text}']");
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{text:?} is not on {}: {error}\n{}", self.address().await, self.text().await),
        }
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
        let is_whole = |path: &Path| path.extension().is_some_and(|end| end != "crdownload" && end != "tmp");
        for _ in 0..600 {
            let files = std::fs::read_dir(&folder).into_iter().flatten().map(|file| file.unwrap().path());
            if let Some(file) = files.filter(|path| is_whole(path)).next() {
                return file;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("nothing was downloaded");
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
