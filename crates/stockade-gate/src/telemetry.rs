//! Export to OpenTelemetry: each journal record also as a log record, by OTLP over HTTP in JSON.
//!
//! Constraints:
//! - a call never waits: what does not fit into the queue is dropped, counted, and the count is told to the collector;
//! - a thread of its own sends in batches; a collector that is busy or away is asked again a few times, then the batch is
//!   dropped and counted;
//! - arguments are not exported, their digests neither.
//!
//! Source: OpenTelemetry Protocol 1.x, "OTLP/HTTP" (paths, retries) and its JSON mapping (64-bit integers are texts,
//! names in lowerCamelCase).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use stockade_model::Verdict;
use ureq::tls::{RootCerts, TlsConfig};

use crate::journal::Event;

#[cfg(test)]
mod tests;

/// How records are exported.
#[derive(Clone, Debug)]
pub struct Options {
    /// The collector's address; `/v1/logs` is added.
    pub endpoint: String,
    /// Headers of every request, such as a token.
    pub headers: Vec<(String, String)>,
    /// How many records may wait.
    pub queue: usize,
    /// How many go into one request.
    pub batch: usize,
    /// How long a record waits for others.
    pub pause: Duration,
    /// How long one request may take.
    pub timeout: Duration,
    /// How often a request is tried.
    pub tries: u32,
}

impl Options {
    /// The usual, for one collector.
    pub fn new(endpoint: impl Into<String>) -> Self {
        Self {
            endpoint: endpoint.into(),
            headers: Vec::new(),
            queue: 2_048,
            batch: 512,
            pause: Duration::from_secs(1),
            timeout: Duration::from_secs(10),
            tries: 4,
        }
    }
}

/// Why nothing can be exported.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The address is none.
    #[error("the collector's address does not begin with `http://` or `https://`")]
    Address,
    /// No thread could be started.
    #[error("the export cannot be started")]
    Thread(#[source] std::io::Error),
}

/// The running export. It ends, with what still waits, when this goes away.
#[derive(Debug)]
pub struct Telemetry {
    sender: Option<SyncSender<Value>>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    dropped: AtomicU64,
    ending: AtomicBool,
}

impl Telemetry {
    /// Starts the thread. Nothing is dialled before there is something to send.
    ///
    /// # Errors
    /// When the address is none, or the thread cannot be started.
    pub fn start(options: Options) -> Result<Self, TelemetryError> {
        if !options.endpoint.starts_with("http://") && !options.endpoint.starts_with("https://") {
            return Err(TelemetryError::Address);
        }
        let (sender, receiver) = sync_channel(options.queue.max(1));
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let work = move || Exporter::new(options, theirs).run(&receiver);
        let thread =
            std::thread::Builder::new().name("telemetry".to_owned()).spawn(work).map_err(TelemetryError::Thread)?;
        Ok(Self { sender: Some(sender), shared, thread: Some(thread) })
    }

    /// Hands an event over, or drops it where too many wait already.
    pub fn offer(&self, event: &Event<'_>, at: jiff::Timestamp) {
        let sent = self.sender.as_ref().is_some_and(|sender| sender.try_send(record(event, at)).is_ok());
        if !sent {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many records were dropped so far and not yet told of.
    pub fn dropped(&self) -> u64 {
        self.shared.dropped.load(Ordering::Relaxed)
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        self.shared.ending.store(true, Ordering::Relaxed);
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Exporter {
    agent: ureq::Agent,
    url: String,
    options: Options,
    shared: Arc<Shared>,
}

impl Exporter {
    fn new(options: Options, shared: Arc<Shared>) -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let agent = ureq::Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(options.timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .new_agent();
        let url = format!("{}/v1/logs", options.endpoint.trim_end_matches('/'));
        Self { agent, url, options, shared }
    }

    /// Gathers and sends until nobody can hand over more.
    fn run(&self, receiver: &Receiver<Value>) {
        loop {
            let Ok(first) = receiver.recv() else { return };
            let mut batch = vec![first];
            let until = Instant::now() + self.options.pause;
            while batch.len() < self.options.batch {
                match receiver.recv_timeout(until.saturating_duration_since(Instant::now())) {
                    Ok(record) => batch.push(record),
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
                }
            }
            let lost = self.shared.dropped.swap(0, Ordering::Relaxed);
            let count = batch.len() as u64;
            if lost > 0 {
                batch.push(warning(lost));
            }
            if !self.send(&batch) {
                self.shared.dropped.fetch_add(lost + count, Ordering::Relaxed);
            }
        }
    }

    /// Sends one batch; false where the collector did not take it.
    fn send(&self, records: &[Value]) -> bool {
        let body = request(records).to_string();
        let mut pause = Duration::from_millis(250);
        for number in 1..=self.options.tries.max(1) {
            let mut request = self.agent.post(&self.url).header("content-type", "application/json");
            for (name, value) in &self.options.headers {
                request = request.header(name, value);
            }
            match request.send(body.as_bytes()).map(|answer| answer.status().as_u16()) {
                Ok(200..=299) => return true,
                // Those that the specification says to retry; any other answer stays the same.
                Ok(429 | 502 | 503 | 504) | Err(_) => {}
                Ok(_) => return false,
            }
            // Who ends waits for no collector.
            if number == self.options.tries || self.shared.ending.load(Ordering::Relaxed) {
                return false;
            }
            std::thread::sleep(pause);
            pause *= 2;
        }
        false
    }
}

/// `ExportLogsServiceRequest`.
fn request(records: &[Value]) -> Value {
    json!({ "resourceLogs": [{
        "resource": { "attributes": [
            text("service.name", "stockade"),
            text("service.version", env!("CARGO_PKG_VERSION")),
            integer("process.pid", std::process::id()),
        ] },
        "scopeLogs": [{
            "scope": { "name": "stockade.gate", "version": env!("CARGO_PKG_VERSION") },
            "logRecords": records,
        }],
    }] })
}

/// `LogRecord`. A denial is a warning.
fn record(event: &Event<'_>, at: jiff::Timestamp) -> Value {
    let (number, word) = if event.decision == Some(Verdict::Deny) { (13, "WARN") } else { (9, "INFO") };
    let decision = event.decision.map(Verdict::as_str);
    let named = [
        ("mcp.server", Some(event.server)),
        ("mcp.client", event.client),
        ("mcp.method", event.method),
        ("mcp.tool", event.tool),
        ("stockade.decision", decision),
        ("stockade.code", event.code),
        ("stockade.rule", event.rule),
        ("stockade.policy", event.policy),
        ("stockade.by", event.by),
    ];
    let mut attributes: Vec<Value> = named.into_iter().filter_map(|(name, value)| Some(text(name, value?))).collect();
    if let Some(latency) = event.latency {
        attributes.push(integer("stockade.latency_us", latency.as_micros()));
    }
    let body = event.note.map_or_else(|| format!("{} {}", event.kind.as_str(), event.server), str::to_owned);
    let nanos = at.as_nanosecond().max(0).to_string();
    json!({
        "timeUnixNano": nanos,
        "observedTimeUnixNano": nanos,
        "severityNumber": number,
        "severityText": word,
        "eventName": format!("stockade.{}", event.kind.as_str()),
        "body": { "stringValue": body },
        "attributes": attributes,
    })
}

fn warning(lost: u64) -> Value {
    let nanos = jiff::Timestamp::now().as_nanosecond().max(0).to_string();
    json!({
        "timeUnixNano": nanos,
        "observedTimeUnixNano": nanos,
        "severityNumber": 13,
        "severityText": "WARN",
        "eventName": "stockade.dropped",
        "body": { "stringValue": format!("{lost} records were not exported; the journal has them") },
        "attributes": [integer("stockade.dropped", lost)],
    })
}

fn text(name: &str, value: &str) -> Value {
    json!({ "key": name, "value": { "stringValue": value } })
}

fn integer(name: &str, value: impl std::fmt::Display) -> Value {
    json!({ "key": name, "value": { "intValue": value.to_string() } })
}
