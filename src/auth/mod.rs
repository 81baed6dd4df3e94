//! People who sign in to this site: accounts, passwords, sessions.
