//! Passwords: typed, chosen, hashed. Nothing here can be printed.

use std::fmt;

use tokio::sync::Semaphore;

use super::AuthError;

/// The fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 10;
/// The most characters of a password: enough for any sentence, too few to keep the processor busy.
pub(super) const LONGEST_PASSWORD: usize = 500;

/// Hashing takes 19 MiB and a processor for some tens of milliseconds; this many at a time leave the site responsive.
static AT_A_TIME: Semaphore = Semaphore::const_new(2);

/// The hash of a password that nobody has. A name that does not exist is checked against it, so that the answer takes
/// as long as for a name that does.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRmb3Jub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password as somebody typed it.
#[derive(Clone, serde::Deserialize)]
#[serde(transparent)]
pub struct Password(String);

/// A password that is good enough to be set.
#[derive(Clone, Debug)]
pub struct NewPassword(Password);

/// What is kept of a password: an Argon2id hash with its salt and costs, as text.
#[derive(Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct PasswordHash(String);

impl Password {
    /// Wraps what was typed.
    #[must_use]
    pub const fn new(typed: String) -> Self {
        Self(typed)
    }

    /// Whether nothing was typed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether both are the same.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    /// Checks the password against a hash, or against nobody's where there is none: then the answer is always no.
    ///
    /// # Errors
    ///
    /// The working thread died.
    pub async fn verify(self, hash: Option<PasswordHash>) -> Result<bool, AuthError> {
        if self.0.chars().count() > LONGEST_PASSWORD {
            return Ok(false);
        }
        on_a_thread(move || {
            let known = hash.is_some();
            let hash = hash.map_or_else(|| NOBODY.to_owned(), |hash| hash.0);
            let right = password_auth::verify_password(self.0, &hash).is_ok();
            known && right
        })
        .await
    }
}

impl NewPassword {
    /// Takes a password that somebody chose.
    ///
    /// # Errors
    ///
    /// It is too short or too long.
    pub fn choose(typed: Password) -> Result<Self, AuthError> {
        match typed.0.chars().count() {
            ..SHORTEST_PASSWORD => Err(AuthError::PasswordShort),
            SHORTEST_PASSWORD..=LONGEST_PASSWORD => Ok(Self(typed)),
            _ => Err(AuthError::PasswordLong),
        }
    }

    /// Hashes it, with a salt of its own.
    ///
    /// # Errors
    ///
    /// The working thread died.
    pub async fn hash(self) -> Result<PasswordHash, AuthError> {
        on_a_thread(move || PasswordHash(password_auth::generate_hash(self.0.0))).await
    }
}

impl PasswordHash {
    /// The text that the database keeps.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for PasswordHash {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Runs `work` where it does not hold up other requests.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AuthError> {
    // The semaphore is never closed; if it were, working without it would still be right.
    let permit = AT_A_TIME.acquire().await.ok();
    let done = tokio::task::spawn_blocking(work).await?;
    drop(permit);
    Ok(done)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[tokio::test]
    async fn a_name_that_nobody_has_costs_what_a_wrong_password_does() {
        assert_eq!(password_auth::is_hash_obsolete(NOBODY), Ok(false));
        let typed = Password::new("correct horse battery".to_owned());
        let hash = NewPassword::choose(typed).unwrap().hash().await.unwrap();
        let (mut of_somebody, mut of_nobody) = (Duration::MAX, Duration::MAX);
        for _ in 0..3 {
            for (hash, shortest) in [(Some(hash.clone()), &mut of_somebody), (None, &mut of_nobody)] {
                let start = Instant::now();
                assert!(!Password::new("wrong horse battery".to_owned()).verify(hash).await.unwrap());
                *shortest = start.elapsed().min(*shortest);
            }
        }
        // Hashing takes thousands of times what leaving it out does; a busy machine makes no such difference.
        assert!(of_nobody * 10 > of_somebody, "{of_nobody:?} for nobody, {of_somebody:?} for somebody");
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let typed = Password::new("correct horse battery".to_owned());
        let hash = NewPassword::choose(typed.clone()).unwrap().hash().await.unwrap();
        assert!(typed.clone().verify(Some(hash.clone())).await.unwrap());
        assert!(!Password::new("correct horse batterz".to_owned()).verify(Some(hash.clone())).await.unwrap());
        assert!(!typed.verify(None).await.unwrap());
        assert_eq!(format!("{hash:?}"), "PasswordHash(…)");
    }

    #[test]
    fn length_is_counted_in_characters() {
        let choose = |typed: &str| NewPassword::choose(Password::new(typed.to_owned()));
        assert!(matches!(choose("123456789"), Err(AuthError::PasswordShort)));
        assert!(choose("ääääääääää").is_ok());
        assert!(matches!(choose(&"x".repeat(LONGEST_PASSWORD + 1)), Err(AuthError::PasswordLong)));
    }
}
