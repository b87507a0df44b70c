//! A spinner on stderr for scans that take long enough to wonder.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::printer::Printer;

/// Shorter scans show nothing.
const PATIENCE: Duration = Duration::from_millis(300);

/// The spinner; hidden until [`PATIENCE`] is over, and always where nobody would see it.
pub(in crate::commands) struct Progress {
    bar: ProgressBar,
    done: Option<Sender<()>>,
}

impl Progress {
    /// Starts the clock.
    pub(in crate::commands) fn start(printer: &Printer) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if !printer.shows_progress() {
            return Self { bar, done: None };
        }
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        let (done, ended) = channel();
        let shown = bar.clone();
        std::thread::spawn(move || {
            if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(Duration::from_millis(100));
            }
        });
        Self { bar, done: Some(done) }
    }

    /// What is going on.
    pub(in crate::commands) fn say(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }

    /// Takes it away.
    pub(in crate::commands) fn end(self) {
        drop(self.done);
        self.bar.finish_and_clear();
    }

    /// The same where others still hold it: what they say is shown to nobody.
    pub(in crate::commands) fn clear(&self) {
        self.bar.finish_and_clear();
        self.bar.set_draw_target(ProgressDrawTarget::hidden());
    }

    /// Something else is printed between.
    pub(in crate::commands) fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }
}
