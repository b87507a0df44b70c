//! As much of an HTTP/1.1 server as clients need: connections that stay open, bodies with a length, and odd endings.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// No request of a test has more.
const MOST: usize = 8 << 20;

/// What was asked, as a test sees it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The method.
    pub method: String,
    /// The path, as it came, without the query.
    pub path: String,
    /// The query, empty where there is none.
    pub query: String,
    /// Who asked.
    pub authorization: Option<String>,
    /// What was taken for an answer.
    pub accept: String,
    /// What was posted.
    pub body: String,
}

pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// How a body is sent.
#[derive(Clone, Debug, Default)]
pub(super) enum Delivery {
    #[default]
    Whole,
    /// The length of all, half of the bytes, and the end of the connection.
    Half,
    /// This length, all of the bytes.
    Announced(usize),
    /// So many bytes at a time, with pauses.
    Slow(usize, Duration),
}

#[derive(Debug, Default)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) delivery: Delivery,
    /// Before anything is sent.
    pub(super) delay: Duration,
}

impl Response {
    pub(super) fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    pub(super) fn bytes(kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, body: body.into(), ..Self::default() }.with("Content-Type", kind)
    }

    pub(super) fn json(value: &serde_json::Value) -> Self {
        Self::bytes("application/json", value.to_string())
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A value of the query, decoded.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| decode(value))
    }

    pub(super) fn asked(&self) -> Asked {
        Asked {
            method: self.method.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            authorization: self.header("authorization").map(str::to_owned),
            accept: self.header("accept").unwrap_or_default().to_owned(),
            body: String::from_utf8_lossy(&self.body).into_owned(),
        }
    }

    fn read(stream: &mut BufReader<TcpStream>) -> Option<Self> {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let mut words = line.split_whitespace();
        let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let mut request = Self { method, path: path.to_owned(), query: query.to_owned(), headers, body: Vec::new() };
        let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        if length > MOST {
            return None;
        }
        request.body = vec![0; length];
        stream.read_exact(&mut request.body).ok()?;
        Some(request)
    }
}

/// Answers connections, a thread each, until it is over.
pub(super) fn serve(
    listener: TcpListener,
    ended: Arc<AtomicBool>,
    answer: impl Fn(&Request) -> Response + Send + Sync + 'static,
) {
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            if ended.load(Ordering::Relaxed) {
                return;
            }
            let (answer, ended) = (Arc::clone(&answer), Arc::clone(&ended));
            std::thread::spawn(move || connection(stream, &*answer, &ended));
        }
    });
}

fn connection(stream: TcpStream, answer: &dyn Fn(&Request) -> Response, ended: &AtomicBool) {
    let _ = stream.set_nodelay(true);
    let Ok(reading) = stream.try_clone() else { return };
    let (mut reading, mut writing) = (BufReader::new(reading), stream);
    while !ended.load(Ordering::Relaxed) {
        let Some(request) = Request::read(&mut reading) else { break };
        let response = answer(&request);
        std::thread::sleep(response.delay);
        // Whoever breaks off is no business of the server.
        if send(&mut writing, &request, &response).is_err()
            || !matches!(response.delivery, Delivery::Whole | Delivery::Slow(..))
        {
            break;
        }
    }
    let _ = writing.shutdown(std::net::Shutdown::Both);
}

fn send(stream: &mut TcpStream, request: &Request, response: &Response) -> std::io::Result<()> {
    let length = match response.delivery {
        Delivery::Announced(length) => length,
        _ => response.body.len(),
    };
    let mut head = format!("HTTP/1.1 {} Test\r\n", response.status);
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if response.status != 304 {
        head.push_str(&format!("Content-Length: {length}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    if request.method == "HEAD" || response.status == 304 {
        return stream.flush();
    }
    let half = response.body.get(..response.body.len() / 2).unwrap_or_default();
    match &response.delivery {
        Delivery::Whole | Delivery::Announced(_) => stream.write_all(&response.body)?,
        Delivery::Half => stream.write_all(half)?,
        Delivery::Slow(bytes, pause) => {
            for chunk in response.body.chunks((*bytes).max(1)) {
                stream.write_all(chunk)?;
                stream.flush()?;
                std::thread::sleep(*pause);
            }
        }
    }
    stream.flush()
}

/// `%2f` as `/`.
pub(super) fn decode(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        let pair = behind.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.filter(|_| *byte == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*byte);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
