//! The form of a list: its fields, read no further than is needed.

use axum::extract::multipart::{Field, Multipart, MultipartError};

use crate::cohort::ListError;
use crate::cohort::parse::LARGEST;
use crate::msg;
use crate::text::Message;
use crate::web::error::WebError;

/// The longest name of a wiki or a file that is looked at, in bytes.
const LONGEST_NAME: usize = 1024;

/// What was sent.
#[derive(Debug, Default)]
pub(super) struct Upload {
    /// What was pasted.
    pasted: Vec<u8>,
    /// The file that was chosen: its name and what is in it.
    file: Option<(String, Vec<u8>)>,
    /// The wiki that was chosen.
    pub(super) wiki: String,
}

impl Upload {
    pub(super) async fn read(mut multipart: Multipart) -> Result<Self, WebError> {
        let mut upload = Self::default();
        while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
            match field.name() {
                Some("names") => upload.pasted = read_field(field, LARGEST).await?,
                Some("file") => {
                    // Some browsers send a whole path.
                    let name = field.file_name().unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
                    let name: String = name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
                    let bytes = read_field(field, LARGEST).await?;
                    // A form without a chosen file sends a field without name and bytes.
                    upload.file = (!name.is_empty() || !bytes.is_empty()).then_some((name, bytes));
                }
                Some("wiki") => {
                    let bytes = read_field(field, LONGEST_NAME).await?;
                    upload.wiki = String::from_utf8_lossy(&bytes).into_owned();
                }
                _ => {}
            }
        }
        Ok(upload)
    }

    /// What was pasted, to be shown again.
    pub(super) fn pasted_text(&self) -> String {
        if self.pasted.len() > LARGEST { String::new() } else { String::from_utf8_lossy(&self.pasted).into_owned() }
    }

    /// Whether a file was chosen.
    pub(super) const fn has_file(&self) -> bool {
        self.file.is_some()
    }

    /// The list: the file and its name, or what was pasted.
    pub(super) fn list(&self) -> Result<(Option<String>, Vec<u8>), Message> {
        let pasted = !self.pasted.trim_ascii().is_empty();
        match &self.file {
            Some(_) if pasted => Err(msg!("upload-both")),
            Some((name, bytes)) => Ok((Some(name.clone()), bytes.clone())),
            None if pasted => Ok((None, self.pasted.clone())),
            None => Err(ListError::Empty.message()),
        }
    }
}

/// The bytes of a field; of one that is too long only as many as tell that it is, while the rest is passed over.
async fn read_field(mut field: Field<'_>, limit: usize) -> Result<Vec<u8>, WebError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        let room = (limit + 1).saturating_sub(bytes.len());
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(bytes)
}

#[expect(clippy::needless_pass_by_value, reason = "map_err gives it by value")]
fn unreadable(error: MultipartError) -> WebError {
    match error.status() {
        // A connection that breaks off is nobody's fault here.
        status if status.is_client_error() => WebError::from_status(status),
        _ => WebError::Unreadable(msg!("error-form")),
    }
}
