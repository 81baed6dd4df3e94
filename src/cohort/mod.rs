//! Cohorts: lists of members, from a pasted line to a stored account.
