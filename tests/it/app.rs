//! The whole site in a test: its own data folder, its own clock, and browsers that keep their cookies.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tempfile::TempDir;
use tower::ServiceExt as _;
use usermetrics::app::AppState;
use usermetrics::auth::{self, NewPassword, Password, Role};
use usermetrics::cli::serve::site;
use usermetrics::platform::clock::ManualClock;
use usermetrics::platform::config::{Config, DataDir};
use usermetrics::platform::ids::UserId;

/// The password of everybody whom a test adds.
pub const PASSWORD: &str = "a password for tests";

/// Noon on 1 March 2026, where every test's clock begins.
pub const NOON: i64 = 1_772_366_400;

/// The site, without a network.
pub struct TestApp {
    pub state: AppState,
    pub clock: Arc<ManualClock>,
    router: Router,
    _folder: TempDir,
}

impl TestApp {
    /// A site with the default settings and nothing in it.
    pub async fn start() -> Self {
        Self::with(Config::default()).await
    }

    /// A site with these settings.
    pub async fn with(config: Config) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(ManualClock::new(NOON));
        let data = DataDir::new(folder.path());
        let state = AppState::build(data, config, clock.clone()).await.unwrap();
        let router = site(state.clone()).unwrap();
        Self { state, clock, router, _folder: folder }
    }

    /// Adds somebody who may sign in with [`PASSWORD`].
    pub async fn add_user(&self, name: &str) -> UserId {
        add_user(&self.state, name).await
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), address: ([203, 0, 113, 1], 50_000).into() }
    }

    /// A browser in which this person is signed in; they are added if they do not exist.
    pub async fn browser_of(&self, name: &str) -> Browser {
        let mut connection = self.state.pool.acquire().await.unwrap();
        let exists = auth::store::get_by_name(&mut connection, name).await.unwrap().is_some();
        drop(connection);
        if !exists {
            self.add_user(name).await;
        }
        let mut browser = self.browser();
        let answer = browser.sign_in(name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        browser
    }
}

/// Adds somebody who may sign in with [`PASSWORD`].
pub async fn add_user(state: &AppState, name: &str) -> UserId {
    let password = NewPassword::choose(Password::new(PASSWORD.to_owned())).unwrap();
    auth::add(&state.pool, &*state.clock, name, password, Role::Evaluator).await.unwrap()
}

/// A browser: keeps cookies, sends what browsers send, does not follow redirects, runs no script.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// Cookies by name.
    pub cookies: BTreeMap<String, String>,
    /// Where it seems to be.
    pub address: SocketAddr,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it leads to.
    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.header("location")
    }

    /// Asserts that it is a page that holds all of these texts.
    #[track_caller]
    pub fn assert_shows(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.body.contains(text), "no {text:?} in\n{}", self.body);
        }
    }
}

impl Browser {
    /// Signs in by the form.
    pub async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("name", name), ("password", password)]).await
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Asks for a part of a page, as htmx does.
    pub async fn get_part(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).header("hx-request", "true").body(Body::empty()).unwrap()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let escape = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(pairs.join("&"))).unwrap()).await
    }

    /// Sends a request with what a browser adds to it, and checks what holds for every answer.
    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let headers = request.headers_mut();
        headers.entry(header::HOST).or_insert("metrics.example.org".parse().unwrap());
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            headers.insert(header::COOKIE, pairs.join("; ").parse().unwrap());
        }
        if request.method() == Method::POST {
            request.headers_mut().entry("sec-fetch-site").or_insert("same-origin".parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(self.address));
        let path = request.uri().to_string();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let answer =
            Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() };
        self.keep_cookies(&answer.headers);
        check_every_answer(&path, &answer);
        answer
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// What holds for every answer of the site, whoever made it.
fn check_every_answer(path: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'self';"), "{path}: {policy:?}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{path}: {policy:?}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow", "{path}");
    assert!(!answer.header("cache-control").is_empty(), "{path}");
    assert!(!answer.header("x-request-id").is_empty(), "{path}");
    if !answer.header("content-type").starts_with("text/html") {
        return;
    }
    let body = &answer.body;
    assert!(!body.contains('⧼'), "{path}: a message is missing\n{body}");
    for inline in ["<style", " style=", " onclick=", " onload=", "javascript:", "hx-on"] {
        assert!(!body.contains(inline), "{path}: inline {inline}\n{body}");
    }
    for script in body.match_indices("<script") {
        assert!(body[script.0..].starts_with("<script src=\"/assets/"), "{path}: inline script\n{body}");
    }
    for other in ["src=\"http", "src=\"//", "href=\"//"] {
        assert!(!body.contains(other), "{path}: another host\n{body}");
    }
}
