//! Ports over pipes, with readers that are gone, slow or stuck.

use std::io::{self, BufRead as _, BufReader};

use super::*;

/// Long enough for any machine.
const NEVER: Duration = Duration::from_secs(600);

/// Takes a part of the first line, then fails.
struct Broken(usize);

impl Write for Broken {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_port_closes_with_its_reader() {
    let port = Port::new(Broken(7));
    assert!(port.send(b"a"));
    assert!(!port.send(b"0123456789"));
    assert!(port.is_closed());
    assert!(!port.send(b""));
    assert!(!port.post(b"a".to_vec()));
    let port = Port::new(Broken(7));
    assert!(port.post(b"0123456789".to_vec()) && port.settle(NEVER));
    assert!(port.is_closed() && !port.post(b"a".to_vec()));
}

#[test]
fn two_lines_are_not_sent_as_one() {
    let port = Port::new(io::sink());
    assert!(!port.send(b"{}\n{}") && !port.post(b"{}\n{}".to_vec()));
    assert!(port.send(b"{}") && port.post(b"{}".to_vec()), "the port stays open");
}

#[test]
fn lines_of_several_threads_do_not_mix() {
    let (reader, writer) = io::pipe().unwrap();
    let port = Arc::new(Port::new(writer));
    let threads: Vec<_> = (b'a'..b'e')
        .map(|letter| {
            let port = Arc::clone(&port);
            let line = vec![letter; 10_000];
            thread::spawn(move || {
                for at in 0..50 {
                    assert!(if at % 2 == 0 { port.send(&line) } else { port.post(line.clone()) });
                }
            })
        })
        .collect();
    let closer = thread::spawn(move || {
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        port.close();
    });
    let text = io::read_to_string(reader).unwrap();
    closer.join().unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 200);
    assert!(lines.iter().all(|line| line.len() == 10_000 && line.bytes().all(|byte| line.starts_with(byte as char))));
}

#[test]
fn what_is_posted_waits_for_nobody_and_goes_out_in_order() {
    let (reader, writer) = io::pipe().unwrap();
    let port = Port::new(writer);
    // Far more than a pipe holds, and nobody reads yet.
    let line = |at: usize| format!("{at} {}", "x".repeat(2_000)).into_bytes();
    for at in 0..500 {
        assert!(port.post(line(at)));
    }
    let reads = thread::spawn(move || BufReader::new(reader).lines().map(Result::unwrap).collect::<Vec<_>>());
    // A line that is passed on comes behind all of them.
    assert!(port.send(&line(500)));
    assert!(port.post(line(501)));
    port.close();
    let lines = reads.join().unwrap();
    assert_eq!(lines, (0..502).map(|at| String::from_utf8(line(at)).unwrap()).collect::<Vec<_>>());
}

#[test]
fn what_was_posted_is_written_though_the_port_is_let_go() {
    let (reader, writer) = io::pipe().unwrap();
    let port = Port::new(writer);
    for _ in 0..100 {
        assert!(port.post(vec![b'x'; 5_000]));
    }
    drop(port);
    assert_eq!(BufReader::new(reader).lines().count(), 100);
}

#[test]
fn a_reader_that_takes_nothing_is_told_of_once_and_loses_the_port() {
    let (reader, writer) = io::pipe().unwrap();
    let port = Port::new(writer);
    let told = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&told);
    port.when_stuck(Duration::from_millis(20), move || {
        count.fetch_add(1, Ordering::SeqCst);
    });
    // Some fit into the pipe, one is being written, and as many wait as may.
    let posted = (0..LINES * 2).take_while(|_| port.post(vec![b'x'; 1_000])).count();
    assert!((LINES..LINES * 2).contains(&posted), "{posted}");
    assert!(!port.post(b"a".to_vec()));
    assert_eq!(told.load(Ordering::SeqCst), 1);
    assert!(!port.settle(Duration::from_millis(1)));
    drop(reader);
    assert!(port.settle(NEVER), "there is nobody to wait for");
}

#[test]
fn a_reader_that_is_slow_is_waited_for() {
    let (reader, writer) = io::pipe().unwrap();
    let port = Port::new(writer);
    let reads = thread::spawn(move || {
        let mut lines = BufReader::new(reader).lines();
        // Begins when the queue has been full.
        thread::sleep(Duration::from_millis(50));
        lines.by_ref().map(Result::unwrap).count()
    });
    let all = LINES * 3;
    assert!((0..all).all(|_| port.post(vec![b'x'; 500])));
    port.close();
    assert_eq!(reads.join().unwrap(), all);
}
