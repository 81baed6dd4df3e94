//! The interface for programs.
