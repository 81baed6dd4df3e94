//! Somebody at a browser who reaches a running server over the network, as plainly as can be: one connection for each
//! page.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::app::Answer;
use crate::demo::Demo;

/// Somebody who is signed in.
pub struct Visitor {
    /// Host and port.
    host: String,
    cookie: String,
}

impl Visitor {
    /// Signs in at a demonstration.
    pub fn of(demo: &Demo) -> Self {
        let host = demo.address.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let mut visitor = Self { host, cookie: String::new() };
        let (name, password) = &demo.sign_in;
        let signed_in = visitor.post("/sign-in", &[("name", name), ("password", password)]);
        signed_in.header("set-cookie").split(';').next().unwrap().clone_into(&mut visitor.cookie);
        assert_eq!(signed_in.location(), "/");
        visitor
    }

    /// Asks for a page.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "")
    }

    /// Sends a form.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let escape = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        self.send("POST", path, &pairs.join("&"))
    }

    /// Asks for the page of a run until the result is there; its address.
    pub fn result_of(&self, run: &str) -> String {
        loop {
            let page = self.get(run);
            if page.status == StatusCode::SEE_OTHER {
                return page.location().to_owned();
            }
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            assert!(!page.body.contains("This run failed"), "{}", page.body);
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// An answer of HTTP 1.0 is over when the connection is.
    fn send(&self, method: &str, path: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            self.cookie,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let headers: HeaderMap = headers
            .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap()))
            .collect();
        Answer { status, headers, body: body.to_owned() }
    }
}
