//! Pages: thin handlers over what the rows below know. One file per page family, each with its own `router`.

mod account;
mod ask;
mod assets;
mod client;
mod cohorts;
pub mod error;
pub mod extract;
pub mod form;
mod help;
pub mod htmx;
mod layers;
mod metrics;
mod origin;
pub mod page;
mod preset;
mod results;
pub mod routes;
mod runs;
mod sign_in;
mod site;
mod start;
mod wikis;

use axum::Router;

use crate::app::AppState;

pub use layers::router;

/// Every page family.
fn families() -> Router<AppState> {
    Router::new()
        .merge(account::router())
        .merge(ask::router())
        .merge(cohorts::router())
        .merge(help::router())
        .merge(metrics::router())
        .merge(results::router())
        .merge(runs::router())
        .merge(sign_in::router())
        .merge(start::router())
        .merge(wikis::router())
}
