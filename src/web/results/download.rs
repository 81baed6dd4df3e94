//! Files of a result. They are written while they are sent: a result about everybody is larger than memory.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use futures_core::Stream;
use serde::Deserialize;
use tokio::sync::mpsc;

use super::Own;
use crate::platform::ids::ResultId;
use crate::result::{csv, json};
use crate::web::error::WebError;
use crate::web::extract::Query;
use crate::web::routes::encoded;

/// Bytes that are sent at once.
const CHUNK: usize = 64 * 1024;
/// Chunks that may wait for a slow reader.
const WAITING: usize = 4;
/// By this mark Excel knows that a file is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// How the table is wanted.
#[derive(Deserialize)]
pub(super) struct Wanted {
    /// `excel`: with the mark by which Excel reads every script.
    #[serde(default, rename = "for")]
    reader: String,
}

/// One row per person, for a spreadsheet.
pub(super) async fn rows(own: Own, Query(wanted): Query<Wanted>) -> Result<Response, WebError> {
    send("csv", "text/csv; charset=utf-8", own, move |own, out| {
        if wanted.reader == "excel" {
            out.write_all(BYTE_ORDER_MARK.as_bytes())?;
        }
        csv::write(&own.result.head, &own.rows, csv::Separator::Comma, out)
    })
}

/// The whole document.
pub(super) async fn document(own: Own) -> Result<Response, WebError> {
    send("json", "application/json", own, |own, out| json::write(&own.result.head, &own.rows, out))
}

/// How a file is to be called: after the cohort, in letters that every system takes, with the name of the result.
fn disposition(title: &str, id: &ResultId, extension: &str) -> String {
    let words = |plain: fn(char) -> bool| {
        let words: Vec<&str> = title.split(|letter: char| !plain(letter)).filter(|word| !word.is_empty()).collect();
        let words: String = words.join("-").chars().take(60).collect();
        if words.is_empty() { format!("{id}.{extension}") } else { format!("{words}-{id}.{extension}") }
    };
    let ascii = words(|letter| letter.is_ascii_alphanumeric());
    let all = words(char::is_alphanumeric);
    let plain = format!("attachment; filename=\"{ascii}\"");
    if all == ascii { plain } else { format!("{plain}; filename*=UTF-8''{}", encoded(&all)) }
}

fn send(
    extension: &str,
    kind: &'static str,
    own: Own,
    write: impl FnOnce(&Own, &mut dyn Write) -> io::Result<()> + Send + 'static,
) -> Result<Response, WebError> {
    if !own.rows.exists() {
        return Err(anyhow::anyhow!("the rows of {} are gone: {}", own.result.id, own.rows.hash()).into());
    }
    let disposition = disposition(&own.result.title, &own.result.id, extension);
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut out = Chunks { sender, chunk: Vec::with_capacity(CHUNK) };
        let written = write(&own, &mut out).and_then(|()| out.flush());
        if let Err(error) = written
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            tracing::error!(result = %own.result.id, %error, "a file of a result could not be written");
            // Breaks the transfer off, so that nobody takes a part for the whole.
            let _ = out.sender.blocking_send(Err(error));
        }
    });
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(Received(receiver))).into_response())
}

/// Writes into the channel, a chunk at a time.
struct Chunks {
    sender: mpsc::Sender<io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        // The reader has gone: nothing more needs to be written.
        self.sender.blocking_send(Ok(chunk)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// What has arrived in the channel.
struct Received(mpsc::Receiver<io::Result<Vec<u8>>>);

impl Stream for Received {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_after_its_cohort_in_letters_that_every_system_takes() {
        let id = ResultId::from_random([7; 20]);
        let named = |title: &str| disposition(title, &id, "csv");
        assert_eq!(
            named("Library <meetups>, Nairobi 2025"),
            format!("attachment; filename=\"Library-meetups-Nairobi-2025-{id}.csv\"")
        );
        assert_eq!(
            named("../Łódź\r\n\""),
            format!("attachment; filename=\"d-{id}.csv\"; filename*=UTF-8''%C5%81%C3%B3d%C5%BA-{id}.csv")
        );
        assert_eq!(named("..."), format!("attachment; filename=\"{id}.csv\""));
    }
}
