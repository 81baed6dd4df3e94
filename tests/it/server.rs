//! The server as a process of its own, and the simplest browser that can talk to it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::program::Program;

/// A running server; it is ended when the test is over.
pub struct Server {
    child: Child,
    address: String,
    cookie: String,
    said: Arc<Mutex<String>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts the server of a data folder on a free port, and waits until it serves.
    pub fn start(program: &Program) -> Self {
        let mut child = program.command(&["serve", "--port", "0"]).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the server ended before it served").unwrap();
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.split('/').next().unwrap().to_owned();
            }
        };
        // It must not wait for a reader.
        let said = Arc::new(Mutex::new(String::new()));
        let heard = said.clone();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                *heard.lock().unwrap() += &(line + "\n");
            }
        });
        Self { child, address, cookie: String::new(), said }
    }

    /// Signs in; later requests are of this person.
    pub fn sign_in(&mut self, name: &str, password: &str) {
        let answer = self.send("POST", "/sign-in", &[("name", name), ("password", password)]);
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("no cookie");
        self.cookie = cookie.split(';').next().unwrap().to_owned();
    }

    /// What it has said on standard error since it serves.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Sends a form.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> String {
        self.send("POST", path, fields)
    }

    /// A page, with its head.
    pub fn get(&self, path: &str) -> String {
        self.send("GET", path, &[])
    }

    fn send(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> String {
        let encode =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let body = body.join("&");
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.cookie,
            body.len()
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}
