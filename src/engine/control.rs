//! Watching and stopping a run from outside.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The handle by which somebody else watches and stops a run.
#[derive(Debug, Default)]
pub struct Control {
    done: AtomicU64,
    stop: AtomicBool,
}

impl Control {
    /// Accounts measured so far.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Asks the run to stop; it ends soon with [`EngineError::Stopped`](super::EngineError::Stopped).
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has asked to stop.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// One more account is measured.
    pub(super) fn count(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}
