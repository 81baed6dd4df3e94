//! The application's database: one SQLite file.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use sqlx::migrate::{Migrate as _, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

/// Every migration, compiled into the program.
pub static MIGRATOR: Migrator = sqlx::migrate!();

/// How long a writer waits for another one. The command line writes beside a running server.
const BUSY: Duration = Duration::from_secs(20);

/// Opens the database, makes it on the first use, and brings it to this program's schema.
///
/// # Errors
///
/// The file cannot be opened or made, or a newer program has written it.
pub async fn open(file: &Path) -> anyhow::Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(BUSY);
    let pool = SqlitePoolOptions::new()
        .max_connections(8)
        .connect_with(options)
        .await
        .with_context(|| format!("cannot open the database {}", file.display()))?;
    refuse_newer(&pool, file).await?;
    MIGRATOR.run(&pool).await.with_context(|| format!("cannot bring {} to this version", file.display()))?;
    Ok(pool)
}

/// A database that knows migrations this program does not have was written by a newer one.
async fn refuse_newer(pool: &SqlitePool, file: &Path) -> anyhow::Result<()> {
    let mut connection = pool.acquire().await?;
    connection.ensure_migrations_table(&MIGRATOR.table_name).await?;
    let applied = connection.list_applied_migrations(&MIGRATOR.table_name).await?;
    let newest_known = MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0);
    if let Some(newer) = applied.iter().find(|migration| migration.version > newest_known) {
        anyhow::bail!(
            "{} was written by a newer version of usermetrics (schema {}, this program knows {newest_known}). \
             Use that version, or another data folder (--data DIR).",
            file.display(),
            newer.version
        );
    }
    Ok(())
}

/// Begins a transaction that writes. Taking the write lock at once keeps two writers from failing on each other.
///
/// # Errors
///
/// The database cannot be reached, or another writer held it too long.
pub async fn begin_write(pool: &SqlitePool) -> sqlx::Result<Transaction<'static, Sqlite>> {
    pool.begin_with("BEGIN IMMEDIATE").await
}

/// An empty database in memory, for tests.
///
/// # Errors
///
/// `SQLite` refuses, which it does not.
pub async fn open_in_memory() -> anyhow::Result<SqlitePool> {
    let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
    // One connection: each one of an in-memory database would be another database.
    let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = pool.connect_with(options).await?;
    MIGRATOR.run(&pool).await?;
    Ok(pool)
}
