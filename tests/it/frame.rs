//! What stands around every page: who may see what, headers, files, errors, the log, and an orderly end.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::thread;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use usermetrics::app;
use usermetrics::cli::serve::site;
use usermetrics::platform::hash::sha256;
use usermetrics::web::routes;

use crate::app::{PASSWORD, TestApp};

/// What anybody may see.
const OPEN: [&str; 4] = ["/sign-in", "/metrics", "/help", "/healthz"];

#[tokio::test]
async fn strangers_see_only_what_is_meant_for_everybody() {
    let app = TestApp::start().await;
    for pattern in routes::ALL {
        let parts: Vec<&str> = pattern.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect();
        let path = parts.join("/");
        for method in ["GET", "POST"] {
            let mut browser = app.browser();
            let answer = browser.send(Request::builder().method(method).uri(&path).body(Body::empty()).unwrap()).await;
            let to_sign_in = answer.header("location").starts_with("/sign-in");
            let refused = matches!(
                answer.status,
                StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
            );
            // Forms that are open have nothing in them yet.
            let open =
                OPEN.contains(pattern) && (method == "GET" || answer.status == StatusCode::UNSUPPORTED_MEDIA_TYPE);
            assert!(
                to_sign_in || refused || open || answer.status == StatusCode::BAD_REQUEST,
                "{method} {path}: {}",
                answer.status
            );
        }
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_is_ours_and_knows_who_asks() {
    let app = TestApp::start().await;
    let stranger = app.browser().get("/nothing/here").await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    stranger.assert_shows(&["There is no such page", "href=\"/sign-in\""]);
    let known = app.browser_of("Amina").await.get("/nothing/here").await;
    known.assert_shows(&["There is no such page", "<bdi>Amina</bdi>"]);
}

#[tokio::test]
async fn requests_that_do_not_work_are_answered_by_pages() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for (path, kind, body, status, text) in [
        ("/sign-in", "text/plain", "name=a", StatusCode::BAD_REQUEST, "could not be read"),
        ("/sign-in", "application/x-www-form-urlencoded", "name=a", StatusCode::BAD_REQUEST, "could not be read"),
        (
            "/healthz",
            "application/x-www-form-urlencoded",
            "",
            StatusCode::METHOD_NOT_ALLOWED,
            "only as the target of a form",
        ),
    ] {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
        let answer = browser.send(request).await;
        assert_eq!(answer.status, status, "{path}");
        answer.assert_shows(&[text, "Go to your work"]);
    }
    let long = "x".repeat(70_000);
    let answer = browser.post("/sign-in", &[("name", &long), ("password", "y")]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    answer.assert_shows(&["This is too much at once"]);
    let answer = browser.get("/sign-in?next=a&next=b").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    answer.assert_shows(&["part after the question mark"]);
}

#[tokio::test]
async fn htmx_is_led_to_the_form_to_sign_in_and_forms_are_not_lost_silently() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let request = Request::get("/account").header("hx-request", "true").body(Body::empty()).unwrap();
    let answer = browser.send(request).await;
    assert_eq!((answer.status, answer.header("hx-redirect")), (StatusCode::UNAUTHORIZED, "/sign-in"));
    let answer = browser.post("/account/sessions", &[]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    answer.assert_shows(&["You are signed out", "nothing was saved"]);
}

#[tokio::test]
async fn files_are_kept_for_good_under_an_address_of_their_content() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let page = browser.get("/sign-in").await.body;
    let addresses: Vec<&str> =
        page.match_indices("/assets/").map(|(at, _)| page[at..].split('"').next().unwrap()).collect();
    assert!(addresses.len() > 8, "{addresses:?}");
    for address in addresses {
        let answer = browser.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{address}");
        assert!(answer.header("set-cookie").is_empty());
        let hash = address.split('/').nth(2).unwrap();
        assert!(sha256(answer.body.as_bytes()).starts_with(hash), "{address}");
    }
    let old = browser.get("/assets/000000000000/css/base.css").await;
    assert_eq!((old.status, old.header("cache-control")), (StatusCode::OK, "no-cache"));
    assert_eq!(old.header("content-type"), "text/css; charset=utf-8");
    for path in ["/assets/000000000000/css/none.css", "/assets/0/../Cargo.toml", "/assets/0/vendor/README.md"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let request = Request::get("/assets/0/css/base.css").header(header::ACCEPT_ENCODING, "gzip");
    assert_eq!(browser.send(request.body(Body::empty()).unwrap()).await.header("content-encoding"), "gzip");
}

#[test]
fn files_of_others_are_what_their_list_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("static/vendor");
    let list = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let mut listed = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "README.md" {
            continue;
        }
        let row = list.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        assert!(row.is_some(), "{name} is not listed in static/vendor/README.md");
        let sum = sha256(&std::fs::read(&path).unwrap());
        assert!(row.unwrap().contains(&sum), "{name} was changed: {sum}");
        listed += 1;
    }
    assert_eq!(list.lines().filter(|line| line.starts_with("| `")).count(), listed);
}

#[tokio::test]
async fn a_page_can_be_laid_out_from_right_to_left() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.get("/help").await.assert_shows(&["<html lang=\"en\" dir=\"ltr\">"]);
    browser.get("/help?uselang=x-rtl").await.assert_shows(&["<html lang=\"en\" dir=\"rtl\">"]);
}

#[tokio::test]
async fn forms_work_over_plain_http_where_browsers_do_not_say_where_they_come_from() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for (host, policy) in [
        ("localhost:8080", "no-referrer"),
        ("127.0.0.1", "no-referrer"),
        ("[::1]:8080", "no-referrer"),
        ("metrics.lan:8080", "same-origin"),
    ] {
        let request = Request::get("/help").header(header::HOST, host).body(Body::empty()).unwrap();
        assert_eq!(browser.send(request).await.header("referrer-policy"), policy, "{host}");
    }
}

/// Everything that is logged, at the most talkative level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_secret_is_in_the_log() {
    let log = Log::default();
    let (writer, here) = (log.clone(), thread::current().id());
    // For the whole process, because whether a place logs at all is remembered for the whole process; what other
    // tests log meanwhile goes nowhere.
    tracing_subscriber::fmt()
        .with_max_level(tracing::level_filters::LevelFilter::TRACE)
        .with_writer(move || -> Box<dyn Write> {
            if thread::current().id() == here { Box::new(writer.clone()) } else { Box::new(io::sink()) }
        })
        .with_ansi(false)
        .init();

    let app = TestApp::start().await;
    let mut browser = app.browser_of("Amina").await;
    let first = browser.cookies["um_session"].clone();
    app.browser().sign_in("Amina", "a secret that is wrong").await;
    browser.get("/account?done=a-secret-query").await;
    let fields = [("present", PASSWORD), ("chosen", "another secret one"), ("repeated", "another secret one")];
    browser.post("/account/password", &fields).await;
    let second = browser.cookies["um_session"].clone();
    browser.post("/sign-out", &[]).await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("path=\"/account/password\""), "{log}");
    for secret in [&first, &second, PASSWORD, "secret", "$argon2id", "mark"] {
        let at = log.find(secret);
        assert!(at.is_none(), "{secret} is in the log: {}", log.lines().find(|line| line.contains(secret)).unwrap());
    }
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_answers_what_it_has_begun() {
    let app = TestApp::start().await;
    app.add_user("Amina").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let router = site(app.state.clone()).unwrap();
    let serving = tokio::spawn(app::serve(listener, router, app.state.clone(), stop.clone()));

    let mut stream = TcpStream::connect(address).await.unwrap();
    let body = format!("name=Amina&password={}", PASSWORD.replace(' ', "+"));
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the rest of the request: it has begun to answer.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stop.cancel();
    assert!(!serving.is_finished());
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    serving.await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}
