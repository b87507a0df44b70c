//! A web server of the test's own, since a server that fetches has to fetch from somewhere.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};

/// Serves one page, and lets robots in. It ends with the test's process.
pub(crate) fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let lines: Vec<String> =
                BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
            let robots = lines.first().is_some_and(|line| line.starts_with("GET /robots.txt "));
            let (kind, body) = match robots {
                true => ("text/plain", "User-agent: *\nAllow: /\n"),
                false => ("text/html", "<html><body><h1>Grüße</h1><p>One <b>page</b> &amp; no more.</p></body></html>"),
            };
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\nConnection: close\r\n");
            // A client that hangs up is its own problem.
            let _ = write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    address
}
