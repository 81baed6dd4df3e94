//! Pages: thin handlers over what the rows below know. One file per page family, each with its own `router`.

mod account;
mod ask;
mod assets;
mod client;
mod cohorts;
pub mod error;
pub mod extract;
pub mod form;
pub mod htmx;
mod layers;
pub mod page;
mod results;
pub mod routes;
mod runs;
mod sign_in;
mod start;

pub use layers::router;
