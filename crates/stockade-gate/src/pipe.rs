//! A stream of this process that blocks, whatever whoever opened it has set.
//!
//! Whether a pipe blocks is a property of both ends' owner, not of one process: a client that shares its non-blocking
//! pipe or terminal would otherwise have the gate see errors where it should wait.

use std::fs::File;
use std::io::{self, IoSlice, Read, Write};
use std::os::fd::{AsFd, OwnedFd};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// A stream without a buffer of its own.
#[derive(Debug)]
pub struct Pipe(File);

impl Pipe {
    /// This stream, for example the standard input: a handle of its own, which may be closed.
    ///
    /// # Errors
    /// If the handle cannot be copied: none is open there, or too many are.
    pub fn of(stream: impl AsFd) -> io::Result<Self> {
        Ok(Self::from(stream.as_fd().try_clone_to_owned()?))
    }

    /// Lets it hold more than a pipe does as a rule, so that a large message needs fewer turns of its two ends. Where the
    /// system refuses (its user has too many such pipes, pipe(7)) it stays as it is.
    #[cfg(target_os = "linux")]
    pub fn widen(&self) {
        use nix::fcntl::{FcntlArg, fcntl};
        let _ = fcntl(&self.0, FcntlArg::F_SETPIPE_SZ(256 << 10));
    }

    /// Only Linux can.
    #[cfg(not(target_os = "linux"))]
    pub const fn widen(&self) {}

    fn wait(&self, until: PollFlags) -> io::Result<()> {
        match poll(&mut [PollFd::new(self.0.as_fd(), until)], PollTimeout::NONE) {
            Ok(_) | Err(Errno::EINTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn write_with(&mut self, mut write: impl FnMut(&mut File) -> io::Result<usize>) -> io::Result<usize> {
        loop {
            match write(&mut self.0) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.wait(PollFlags::POLLOUT)?,
                written => return written,
            }
        }
    }
}

impl From<OwnedFd> for Pipe {
    fn from(handle: OwnedFd) -> Self {
        Self(File::from(handle))
    }
}

impl Read for Pipe {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(into) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.wait(PollFlags::POLLIN)?,
                read => return read,
            }
        }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_with(|file| file.write(bytes))
    }

    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        self.write_with(|file| file.write_vectored(parts))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn a_stream_that_does_not_block_is_waited_for() {
        let (here, there) = UnixStream::pair().unwrap();
        here.set_nonblocking(true).unwrap();
        there.set_nonblocking(true).unwrap();
        let (mut writer, mut reader) = (Pipe::of(&here).unwrap(), Pipe::of(&there).unwrap());
        drop((here, there));
        // Read before anything was written, and written more than the stream holds.
        let thread = std::thread::spawn(move || {
            let mut text = Vec::new();
            reader.read_to_end(&mut text).unwrap();
            text.len()
        });
        for _ in 0..100 {
            crate::framing::write_line(&mut writer, &[b'x'; 99_999]).unwrap();
        }
        drop(writer);
        assert_eq!(thread.join().unwrap(), 10_000_000);
    }
}
