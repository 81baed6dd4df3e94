//! Work in the background: the queue, the worker, one file per kind of job.
