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
use crate::result::{csv, json};
use crate::web::error::WebError;
use crate::web::extract::Query;

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
    let name = format!("{}.csv", own.result.id);
    send(&name, "text/csv; charset=utf-8", own, move |own, out| {
        if wanted.reader == "excel" {
            out.write_all(BYTE_ORDER_MARK.as_bytes())?;
        }
        csv::write(&own.result.head, &own.rows, csv::Separator::Comma, out)
    })
}

/// The whole document.
pub(super) async fn document(own: Own) -> Result<Response, WebError> {
    let name = format!("{}.json", own.result.id);
    send(&name, "application/json", own, |own, out| json::write(&own.result.head, &own.rows, out))
}

fn send(
    name: &str,
    kind: &'static str,
    own: Own,
    write: impl FnOnce(&Own, &mut dyn Write) -> io::Result<()> + Send + 'static,
) -> Result<Response, WebError> {
    if !own.rows.exists() {
        return Err(anyhow::anyhow!("the rows of {} are gone: {}", own.result.id, own.rows.hash()).into());
    }
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
    let disposition = format!("attachment; filename=\"{name}\"");
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
