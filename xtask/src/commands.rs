//! The tasks, one file each.

pub(crate) mod setup;
pub(crate) mod test;
