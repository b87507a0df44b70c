//! Every operator against every kind of argument.
