//! Files with spans: one value tree for every format.
