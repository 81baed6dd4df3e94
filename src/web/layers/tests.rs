use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::HeaderMap;
use tower::ServiceExt as _;

use super::*;
use crate::app::AppState;
use crate::platform::clock::ManualClock;
use crate::platform::config::{Config, DataDir};

/// What somebody reads who meets a handler that breaks.
async fn answer_of(path: &str) -> (StatusCode, HeaderMap, String) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(0));
    let state = AppState::build(DataDir::new(folder.path()), Config::default(), clock).await.unwrap();
    let broken = Router::new()
        .route("/panics", get(async || "x".parse::<u8>().expect("a secret reason").to_string()))
        .route("/fails", get(async || WebError::from(anyhow::anyhow!("a secret reason"))))
        .route("/slow", get(async || (StatusCode::SERVICE_UNAVAILABLE, "a layer's own words")))
        .route("/works", get(async || "as it is"));
    let site = around(broken, &state).unwrap().with_state(state);
    let response = site.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn what_breaks_is_answered_by_a_page_with_a_reference_and_without_the_reason() {
    for path in ["/panics", "/fails"] {
        let (status, headers, body) = answer_of(path).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        let reference = headers["x-request-id"].to_str().unwrap();
        assert!(body.contains(&format!("Give them this reference: {reference}")), "{body}");
        assert!(!body.contains("secret"), "{body}");
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], CONTENT_SECURITY_POLICY, "{path}");
        assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        let length = headers.get(header::CONTENT_LENGTH).map(|length| length.to_str().unwrap().parse().unwrap());
        assert!(length.is_none_or(|length: usize| length == body.len()), "{length:?}");
    }
}

#[tokio::test]
async fn words_of_layers_are_replaced_by_ours() {
    let (status, _, body) = answer_of("/slow").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(body.contains("This took too long") && !body.contains("own words"), "{body}");
    assert_eq!(answer_of("/works").await.2, "as it is");
}

#[tokio::test]
async fn every_request_has_a_reference_of_its_own() {
    let references =
        [answer_of("/works").await.1, answer_of("/works").await.1].map(|headers| headers["x-request-id"].clone());
    assert_ne!(references[0], references[1]);
    assert_eq!(references[0].len(), 10);
}
