//! Event streams: however they arrive, what is passed on is what was read.

use stockade_gate::transport::sse::{Error, Event, Limits, Piece, Reader};

/// The first byte says how the others are split, and how much is allowed.
pub fn sse(data: &[u8]) {
    let Some((first, stream)) = data.split_first() else { return };
    let limits = if first & 0x80 == 0 { Limits::default() } else { Limits { line: 24, event: 64 } };
    let (pieces, end) = read(stream, stream.len(), limits);
    for step in [1, usize::from(first & 0x7f) + 1] {
        assert_eq!((&pieces, &end), (&read(stream, step, limits).0, &read(stream, step, limits).1), "step {step}");
    }
    let mut sent = Vec::new();
    for piece in &pieces {
        match piece {
            Piece::Idle(bytes) => sent.extend_from_slice(bytes),
            Piece::Event(event) => {
                let start = sent.len();
                let mark = if stream.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
                let bytes = &stream[mark + start..mark + start + event.length()];
                check(event, bytes);
                assert!(event.length() <= limits.event);
                sent.extend_from_slice(bytes);
            }
        }
    }
    let all = stream.strip_prefix(b"\xef\xbb\xbf").filter(|_| !sent.is_empty()).unwrap_or(stream);
    assert!(all.starts_with(&sent), "what is passed on is not what came");
    match end {
        Ok(()) => assert_eq!(all, sent, "something was lost"),
        Err(error) => {
            let place = usize::try_from(error.offset).expect("an offset in the stream");
            assert!(place <= stream.len() && error.line > 0 && !error.to_string().is_empty(), "{error:?}");
        }
    }
    assert_eq!(read(&sent, 7, limits), (pieces, Ok(())), "what is passed on reads differently");
}

fn read(stream: &[u8], step: usize, limits: Limits) -> (Vec<Piece>, Result<(), Error>) {
    let mut reader = Reader::new(limits);
    let mut pieces = Vec::new();
    let fed = stream.chunks(step.max(1)).try_for_each(|chunk| reader.feed(chunk, &mut pieces));
    let end = fed.and_then(|()| reader.finish(&mut pieces));
    (pieces, end)
}

/// The event read once more, in the simplest way.
fn check(event: &Event, bytes: &[u8]) {
    assert!(event.as_it_came().is_none_or(|as_it_came| as_it_came == bytes), "other bytes than it came as");
    let text = std::str::from_utf8(bytes).expect("what is accepted is UTF-8");
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let values = |name: &str| {
        let lines = text.split('\n').filter_map(|line| match line.split_once(':') {
            Some((before, value)) if before == name => Some(value.strip_prefix(' ').unwrap_or(value)),
            None if line == name => Some(""),
            _ => None,
        });
        lines.collect::<Vec<&str>>()
    };
    let data = values("data");
    assert_eq!(event.data, (!data.is_empty()).then(|| data.join("\n")));
    assert_eq!(event.id.as_deref(), values("id").into_iter().rfind(|id| !id.contains('\0')));
    let kind = values("event").pop().filter(|kind| !kind.is_empty()).unwrap_or("message");
    assert_eq!(event.kind(), kind);
    assert_eq!(kind.trim(), kind);
}
