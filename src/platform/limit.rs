//! Limits on how often something may be done, for each key of its own.
//!
//! Kept as one instant for each key, at which all that was taken is there again. What is taken can be given back: of
//! attempts to sign in only those that fail shall count, and none may begin before it is counted.

use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::clock::Clock;

/// So many keys are remembered before those that are as good as new are forgotten.
const REMEMBERED: usize = 10_000;

/// A limit for each key: so many at once, then one more after every so often.
pub struct Limiter<K: Hash + Eq + Clone> {
    /// When all is there again, since 1970. A key that is not here has all.
    full_again: Mutex<HashMap<K, Duration>>,
    /// How long it takes until all is there again after all was taken.
    whole: Duration,
    one_per: Duration,
    clock: Arc<dyn Clock>,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// `burst` at once, and one more after every `one_per`.
    #[must_use]
    pub fn new(burst: NonZeroU32, one_per: Duration, clock: Arc<dyn Clock>) -> Self {
        let whole = one_per.saturating_mul(burst.get());
        Self { full_again: Mutex::default(), whole, one_per, clock }
    }

    /// Takes one for this key.
    ///
    /// # Errors
    ///
    /// There is none left; how long until there is one.
    pub fn take(&self, key: &K) -> Result<(), Duration> {
        let now = self.now();
        let mut all = self.full_again();
        if all.len() > REMEMBERED {
            all.retain(|_, full_again| *full_again > now);
        }
        let full_again = all.get(key).copied().unwrap_or(now).max(now) + self.one_per;
        let wait = full_again.saturating_sub(now + self.whole);
        if wait.is_zero() {
            all.insert(key.clone(), full_again);
            return Ok(());
        }
        Err(wait)
    }

    /// Gives one back that was taken for this key.
    pub fn give_back(&self, key: &K) {
        if let Some(full_again) = self.full_again().get_mut(key) {
            *full_again = full_again.saturating_sub(self.one_per);
        }
    }

    fn now(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.clock.unix()).unwrap_or(0))
    }

    /// The instants; one is written whole, so that they are right even if a thread died that held them.
    fn full_again(&self) -> MutexGuard<'_, HashMap<K, Duration>> {
        self.full_again.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq + Clone> std::fmt::Debug for Limiter<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limiter").finish_non_exhaustive()
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

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let clock = Arc::new(ManualClock::new(1_750_000_000));
        let limiter = Limiter::new(NonZeroU32::new(2).unwrap(), Duration::from_mins(1), clock.clone());
        for _ in 0..5 {
            assert_eq!(limiter.take(&"a"), Ok(()));
            limiter.give_back(&"a");
        }
        limiter.give_back(&"a");
        assert_eq!((limiter.take(&"a"), limiter.take(&"a")), (Ok(()), Ok(())));
        assert!(limiter.take(&"a").is_err(), "nobody gets more than there is");
        clock.advance(60);
        assert_eq!(limiter.take(&"a"), Ok(()));
    }

    #[test]
    fn keys_that_are_as_good_as_new_are_forgotten() {
        let clock = Arc::new(ManualClock::new(1_750_000_000));
        let limiter = Limiter::new(NonZeroU32::new(1).unwrap(), Duration::from_mins(1), clock.clone());
        for key in 0..=REMEMBERED {
            assert_eq!(limiter.take(&key), Ok(()));
        }
        clock.advance(60);
        assert_eq!(limiter.take(&0), Ok(()));
        assert_eq!(limiter.full_again().len(), 1);
    }
}
