//! Composition: configuration becomes a database, services and a server.
//!
//! The caller gives the listener and the router: a test listens on port 0, and the edges (pages, interface) stay
//! above this row.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum_login::tower_sessions::cookie::SameSite;
use axum_login::tower_sessions::{Expiry, SessionManagerLayer};
use axum_login::{AuthManagerLayer, AuthManagerLayerBuilder};
use sqlx::SqlitePool;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::auth::{self, SESSION_DATA_KEY, SqliteSessionStore, Users};
use crate::cohort::{self, store::DRAFT_DAYS};
use crate::job::{Measure, Queue};
use crate::platform::clock::Clock;
use crate::platform::config::{Config, DataDir};
use crate::platform::db;
use crate::platform::ids::UserId;
use crate::platform::limit::Limiter;
use crate::source::warehouse::Warehouse;

/// The name of the cookie that holds the session id.
pub const SESSION_COOKIE: &str = "um_session";

/// How often what is over is cleared away.
const CLEAR_EVERY: Duration = Duration::from_hours(1);

/// How long running requests may go on after the signal to stop.
const STOP_AFTER: Duration = Duration::from_secs(10);

/// Everything a request may need. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The application's database.
    pub pool: SqlitePool,
    /// Where the data are.
    pub data: DataDir,
    /// Settings of this installation.
    pub config: Arc<Config>,
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// How often what may be done.
    pub limits: Arc<Limits>,
    /// The wikis that are loaded.
    pub warehouse: Warehouse,
    /// What answers questions, and their queue.
    pub measure: Measure,
}

/// How often what may be done.
#[derive(Debug)]
pub struct Limits {
    /// Attempts to sign in with one name: the name in lower case.
    pub sign_in_by_name: Limiter<String>,
    /// Attempts to sign in from one address. Generous: a whole workshop may share one.
    pub sign_in_by_address: Limiter<IpAddr>,
    /// Lists of names that somebody uploads.
    pub uploads: Limiter<UserId>,
    /// Links to results that do not exist, tried from one address.
    pub unknown_shares: Limiter<IpAddr>,
}

impl Limits {
    fn new(clock: &Arc<dyn Clock>) -> Self {
        const fn limit(burst: u32) -> NonZeroU32 {
            match NonZeroU32::new(burst) {
                Some(burst) => burst,
                None => NonZeroU32::MIN,
            }
        }
        Self {
            sign_in_by_name: Limiter::new(limit(10), Duration::from_mins(1), clock.clone()),
            sign_in_by_address: Limiter::new(limit(100), Duration::from_secs(6), clock.clone()),
            uploads: Limiter::new(limit(30), Duration::from_secs(20), clock.clone()),
            unknown_shares: Limiter::new(limit(100), Duration::from_secs(6), clock.clone()),
        }
    }
}

impl AppState {
    /// Opens the data folder, making it on the first use.
    ///
    /// # Errors
    ///
    /// The folder cannot be written, or a newer program has written its database.
    pub async fn build(data: DataDir, config: Config, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data.path()).with_context(|| format!("cannot make {}", data.path().display()))?;
        let pool = db::open(&data.database()).await?;
        let limits = Arc::new(Limits::new(&clock));
        let warehouse = Warehouse::open(data.warehouse());
        let queue = Queue::new(pool.clone(), clock.clone(), config.runs_at_a_time);
        let measure = Measure::new(queue, warehouse.clone(), data.results(), clock.clone());
        Ok(Self { pool, data, config: Arc::new(config), clock, limits, warehouse, measure })
    }

    /// The layer that knows who is signed in.
    ///
    /// The cookie holds 128 random bits and is not signed: there is no key to keep, and none to lose at a restart.
    #[must_use]
    pub fn auth_layer(&self) -> AuthManagerLayer<Users, SqliteSessionStore> {
        let days = i64::from(self.config.session_days);
        let store = SqliteSessionStore::new(self.pool.clone(), self.clock.clone(), days * 86_400);
        let sessions = SessionManagerLayer::new(store)
            .with_name(SESSION_COOKIE)
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_secure(self.config.is_https())
            .with_expiry(Expiry::OnInactivity(time::Duration::days(days)));
        AuthManagerLayerBuilder::new(Users::new(self.pool.clone()), sessions).with_data_key(SESSION_DATA_KEY).build()
    }

    /// Clears away what is over: sessions, and lists of names that nobody saved. The server does it every hour.
    pub async fn clear_away(&self) {
        let now = self.clock.unix();
        let cleared = async {
            let mut transaction = db::begin_write(&self.pool).await?;
            auth::store::delete_expired_sessions(&mut transaction, now).await?;
            cohort::store::delete_old_drafts(&mut transaction, now - DRAFT_DAYS * 86_400).await?;
            transaction.commit().await
        };
        if let Err(error) = cleared.await {
            tracing::warn!(%error, "sessions and lists that are over could not be cleared away");
        }
    }
}

/// Serves and counts until `stop` is cancelled; then requests that are running may end, for ten seconds, and runs go
/// back to the queue.
///
/// # Errors
///
/// The listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    state: AppState,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let worker = state.measure.worker();
    let counting = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run(stop).await }
    });
    let clearing = stop.clone();
    let housekeeping = tokio::spawn(async move {
        loop {
            state.clear_away().await;
            tokio::select! {
                () = tokio::time::sleep(CLEAR_EVERY) => {}
                () = clearing.cancelled() => break,
            }
        }
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    let overdue = async {
        stop.cancelled().await;
        tokio::time::sleep(STOP_AFTER).await;
    };
    tokio::select! {
        ended = server.into_future() => ended.context("the server failed")?,
        () = overdue => tracing::warn!("stopped while requests were still running"),
    }
    counting.await.context("the worker failed")?;
    housekeeping.await.context("housekeeping failed")?;
    Ok(())
}
