//! People who sign in to this site: passwords, roles, sessions. Never wiki accounts.
//!
//! A browser holds a random session id and nothing else; the database holds that id's SHA-256, so who reads the
//! database cannot sign in with it. A changed password or a closed account ends the sessions that came before.

mod account;
mod backend;
mod error;
mod password;
mod role;
mod session_store;
pub mod store;
#[cfg(test)]
mod tests;

pub use account::{add, end_other_sessions, set_disabled, set_password, set_role};
pub use backend::{AuthSession, Credentials, User, Users};
pub use error::AuthError;
pub use password::{NewPassword, Password, PasswordHash, SHORTEST_PASSWORD};
pub use role::Role;
pub use session_store::{SESSION_DATA_KEY, SessionKey, SqliteSessionStore};
