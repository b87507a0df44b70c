//! The messages that are sent, compact as clients write them.

use std::io::Write as _;

/// A call of the tool `echo` with a text of so many bytes.
pub(crate) fn call(id: u64, length: usize) -> Vec<u8> {
    let mut line = Vec::with_capacity(length + 160);
    let _ =
        write!(line, r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"echo","arguments":{{"#);
    let _ = write!(line, r#""to":"a@example.com","count":{},"path":"/app/data","text":""#, id % 1000);
    fill(&mut line, id, length);
    line.extend_from_slice(b"\"}}}\n");
    line
}

/// The answer to a call.
pub(crate) fn answer(id: u64, length: usize) -> Vec<u8> {
    let mut line = Vec::with_capacity(length + 100);
    let _ = write!(line, r#"{{"jsonrpc":"2.0","id":{id},"result":{{"content":[{{"type":"text","text":""#);
    fill(&mut line, id, length);
    line.extend_from_slice(b"\"}]}}\n");
    line
}

/// A message that nobody answers.
pub(crate) fn notice(number: u64, length: usize) -> Vec<u8> {
    let mut line = Vec::with_capacity(length + 120);
    let _ = write!(line, r#"{{"jsonrpc":"2.0","method":"notifications/message","params":{{"level":"info","#);
    let _ = write!(line, r#""logger":"{number}","data":""#);
    fill(&mut line, number, length);
    line.extend_from_slice(b"\"}}\n");
    line
}

/// The handshake's first message.
pub(crate) fn initialize() -> Vec<u8> {
    concat!(
        r#"{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"#,
        r#""clientInfo":{"name":"bench","version":"1"}}}"#,
        "\n"
    )
    .into()
}

/// The handshake's last message.
pub(crate) fn initialized() -> Vec<u8> {
    concat!(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, "\n").into()
}

/// The number after `"id":`, which stands where [`call`] puts it.
pub(crate) fn id(line: &[u8]) -> Option<u64> {
    let rest = line.strip_prefix(br#"{"jsonrpc":"2.0","id":"#)?;
    let end = rest.iter().position(|byte| !byte.is_ascii_digit())?;
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

fn fill(line: &mut Vec<u8>, seed: u64, length: usize) {
    let first = b'a' + (seed % 26) as u8;
    line.extend(std::iter::repeat_n(first, length));
}
