//! Where people answer: the queue of calls that wait for a human.
