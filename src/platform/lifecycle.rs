//! Beginning and end of the server: one server a data folder, and an orderly stop.

use std::fs::File;

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

use super::config::DataDir;

/// Proof that this process is the only server of a data folder; the lock goes when it is dropped or the process dies.
#[derive(Debug)]
pub struct ServerLock {
    _file: File,
}

impl ServerLock {
    /// Takes the lock.
    ///
    /// # Errors
    ///
    /// Another server holds the folder, or the folder cannot be written.
    pub fn take(data: &DataDir) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data.path()).with_context(|| format!("cannot make {}", data.path().display()))?;
        let path = data.server_lock();
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.with_context(|| format!("cannot open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => anyhow::bail!(
                "another usermetrics server is using the data folder {}. Stop it first, or serve another folder \
                 (--data DIR).",
                data.path().display()
            ),
            Err(std::fs::TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("cannot lock {}", path.display()))
            }
        }
    }
}

/// A token that is cancelled at the first signal to stop (Ctrl-C or SIGTERM); a second one ends the process at once.
///
/// # Errors
///
/// Signals cannot be listened to.
pub fn stop_on_signal() -> std::io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let mut interrupt = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
    let token = stop.clone();
    tokio::spawn(async move {
        for last in [false, true] {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if last {
                std::process::exit(1);
            }
            token.cancel();
        }
    });
    Ok(stop)
}
