//! Requests: what is asked, in one canonical form.
