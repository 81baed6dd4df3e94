//! Limits on how often something may be done, for each key of its own.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::clock::Clock;

/// So many keys are remembered before those that are as good as new are forgotten.
const REMEMBERED: usize = 10_000;

/// A limit for each key: so many at once, then one more after every so often.
pub struct Limiter<K: Hash + Eq + Clone> {
    inner: RateLimiter<K, HashMapStateStore<K>, LimitClock, NoOpMiddleware<Nanos>>,
    clock: LimitClock,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// `burst` at once, and one more after every `one_per`, which must not be zero.
    #[must_use]
    pub fn new(burst: NonZeroU32, one_per: Duration, clock: Arc<dyn Clock>) -> Self {
        let quota = Quota::with_period(one_per).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
        let clock = LimitClock(clock);
        Self { inner: RateLimiter::new(quota, HashMapStateStore::default(), clock.clone()), clock }
    }

    /// Takes one for this key.
    ///
    /// # Errors
    ///
    /// There is none left; how long until there is one.
    pub fn take(&self, key: &K) -> Result<(), Duration> {
        if self.inner.len() > REMEMBERED {
            self.inner.retain_recent();
        }
        self.inner.check_key(key).map_err(|until| until.wait_time_from(self.clock.now()))
    }
}

impl<K: Hash + Eq + Clone> std::fmt::Debug for Limiter<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limiter").finish_non_exhaustive()
    }
}

/// The clock of the program, as governor reads it.
#[derive(Clone, Debug)]
struct LimitClock(Arc<dyn Clock>);

impl governor::clock::Clock for LimitClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Duration::from_secs(u64::try_from(self.0.unix()).unwrap_or(0)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::ManualClock;

    #[test]
    fn a_used_up_key_waits_and_others_do_not() {
        let clock = Arc::new(ManualClock::new(1_750_000_000));
        let limiter = Limiter::new(NonZeroU32::new(2).unwrap(), Duration::from_mins(1), clock.clone());
        assert_eq!(limiter.take(&"a"), Ok(()));
        assert_eq!(limiter.take(&"a"), Ok(()));
        assert_eq!(limiter.take(&"a"), Err(Duration::from_mins(1)));
        assert_eq!(limiter.take(&"b"), Ok(()));
        clock.advance(59);
        assert_eq!(limiter.take(&"a"), Err(Duration::from_secs(1)));
        clock.advance(1);
        assert_eq!(limiter.take(&"a"), Ok(()));
        assert_eq!(limiter.take(&"a"), Err(Duration::from_mins(1)));
    }
}
