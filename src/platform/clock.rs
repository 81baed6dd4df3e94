//! The one place that reads the time of day. Everything else is handed a [`Clock`], so that tests can set it.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Tells the time of day. Never the "now" of a metric: that is where the data end.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// This moment, in whole seconds.
    fn now(&self) -> Timestamp;

    /// This moment as seconds since 1970, as the database stores it.
    fn unix(&self) -> i64 {
        self.now().as_second()
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "the one place that may read the machine's clock")]
        let now = Timestamp::now();
        Timestamp::from_second(now.as_second()).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `seconds` since 1970.
    #[must_use]
    pub const fn new(seconds: i64) -> Self {
        Self(AtomicI64::new(seconds))
    }

    /// Moves the clock on.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
