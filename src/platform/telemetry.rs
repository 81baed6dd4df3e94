//! Logging: to standard error, one line an event, levels by `RUST_LOG`.

use tracing_subscriber::EnvFilter;

/// Starts logging. Standard output stays free for data.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,usermetrics=info"));
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).try_init();
}
