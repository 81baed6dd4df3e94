//! `serve`: the web application.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use tokio::net::TcpListener;

use super::Outcome;
use crate::app::{self, AppState};
use crate::platform::clock::SystemClock;
use crate::platform::config::{Config, DataDir};
use crate::platform::lifecycle::{self, ServerLock};
use crate::web;

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Port to listen on, instead of the one in the settings. 0 takes any that is free.
    #[arg(long)]
    port: Option<u16>,
}

impl Serve {
    /// Serves until it is told to stop (Ctrl-C or SIGTERM).
    ///
    /// # Errors
    ///
    /// Another server holds the data folder, or the port is taken.
    pub async fn run(&self, data: DataDir, config: Option<&Path>) -> Outcome {
        let config = Config::load(config)?;
        let _lock = ServerLock::take(&data)?;
        let address = SocketAddr::new(config.listen.ip(), self.port.unwrap_or(config.listen.port()));
        let listener = TcpListener::bind(address).await.with_context(|| {
            format!("cannot listen on {address}. Is another program using the port? Try another one: --port 8081")
        })?;
        let folder = data.path().display().to_string();
        let state = AppState::build(data, config, Arc::new(SystemClock)).await?;
        let stop = lifecycle::stop_on_signal()?;
        tracing::info!("serving http://{}/ from {folder}", listener.local_addr()?);
        app::serve(listener, site(state.clone())?, state, stop).await?;
        Ok(())
    }
}

/// The whole site: every edge of the program, as one router.
///
/// # Errors
///
/// The settings do not fit.
pub fn site(state: AppState) -> anyhow::Result<Router> {
    web::router(state)
}
