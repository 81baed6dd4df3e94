//! The files of the site's look, inside the program. Their addresses hold their content's hash, so a browser may keep
//! them for good and still sees a new version at once.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::error::WebError;
use super::extract::Path;
use super::routes::{Asset, AssetPath, Route as _};
use crate::app::AppState;
use crate::platform::hash;

#[derive(RustEmbed)]
#[folder = "static/"]
#[exclude = "*.md"]
struct Files;

/// Letters of a hash in an address: enough to tell versions apart.
const HASH_LETTERS: usize = 12;

pub(super) fn router() -> Router<AppState> {
    Router::new().route(Asset::PATTERN, get(show))
}

/// The address of a file under `static/`. A file that does not exist has no hash, and its address leads nowhere.
pub(super) fn address(path: &str) -> String {
    let hash = Files::get(path).map(|file| hash(&file)).unwrap_or_default();
    Asset { hash, path: AssetPath(path.to_owned()) }.to_string()
}

fn hash(file: &EmbeddedFile) -> String {
    let mut hash = hash::hex(&file.metadata.sha256_hash());
    hash.truncate(HASH_LETTERS);
    hash
}

async fn show(Path(asset): Path<Asset>) -> Result<Response, WebError> {
    let file = Files::get(&asset.path.0).ok_or(WebError::NotFound)?;
    // A page from before an update asks for an old version: the present one is better than none, and is not kept.
    let keep = if hash(&file) == asset.hash { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kind = match file.metadata.mimetype() {
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep.to_owned())];
    Ok((headers, Bytes::from(file.data.into_owned())).into_response())
}
