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
        Site::open(data, config, self.port).await?.serve().await
    }
}

/// A site that can be served: the data folder and the port are ours.
pub(super) struct Site {
    _lock: ServerLock,
    listener: TcpListener,
    /// What requests need.
    pub(super) state: AppState,
}

impl Site {
    /// Takes the data folder and the port.
    ///
    /// # Errors
    ///
    /// Another server holds the data folder, or the port is taken.
    pub(super) async fn open(data: DataDir, config: Option<&Path>, port: Option<u16>) -> anyhow::Result<Self> {
        let config = Config::load(config)?;
        let lock = ServerLock::take(&data)?;
        let address = SocketAddr::new(config.listen.ip(), port.unwrap_or(config.listen.port()));
        let listener = TcpListener::bind(address).await.with_context(|| {
            format!("cannot listen on {address}. Is another program using the port? Try another one: --port 8081")
        })?;
        let state = AppState::build(data, config, Arc::new(SystemClock)).await?;
        Ok(Self { _lock: lock, listener, state })
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// The system does not say.
    pub(super) fn address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// Serves until it is told to stop (Ctrl-C or SIGTERM).
    ///
    /// # Errors
    ///
    /// The listener fails.
    pub(super) async fn serve(self) -> Outcome {
        let stop = lifecycle::stop_on_signal()?;
        tracing::info!("serving http://{}/ from {}", self.address()?, self.state.data.path().display());
        app::serve(self.listener, site(self.state.clone())?, self.state, stop).await?;
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
