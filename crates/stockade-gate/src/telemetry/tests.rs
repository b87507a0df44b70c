//! Against a real collector on the loopback interface.

use tiny_http::{Response, Server};

use super::*;
use crate::journal::Kind;

fn collector() -> (Server, Options) {
    let server = Server::http("127.0.0.1:0").unwrap();
    let address = server.server_addr().to_ip().unwrap();
    let pause = Duration::from_millis(10);
    (
        server,
        Options {
            pause,
            headers: vec![("x-token".into(), "abc".into())],
            ..Options::new(format!("http://{address}/"))
        },
    )
}

/// The next request's body, answered with a status.
fn take(server: &Server, status: u16) -> Value {
    let mut request = server.recv_timeout(Duration::from_secs(30)).unwrap().expect("a request in time");
    assert_eq!((request.method().as_str(), request.url()), ("POST", "/v1/logs"));
    let header = |name: &'static str| {
        request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.to_string())
    };
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(header("x-token").as_deref(), Some("abc"));
    let body = serde_json::from_reader(request.as_reader()).unwrap();
    request.respond(Response::from_string("{}").with_status_code(status)).unwrap();
    body
}

fn at() -> jiff::Timestamp {
    "2026-06-15T12:00:00.000000001Z".parse().unwrap()
}

fn denied() -> Event<'static> {
    Event {
        tool: Some("send_email"),
        decision: Some(Verdict::Deny),
        rule: Some("no bcc"),
        latency: Some(Duration::from_micros(7)),
        ..Event::new(Kind::Call, "mail")
    }
}

#[test]
fn records_arrive_in_the_form_of_the_specification() {
    let (server, options) = collector();
    let telemetry = Telemetry::start(options).unwrap();
    telemetry.offer(&denied(), at());
    let body = take(&server, 200);
    let resource = &body["resourceLogs"][0];
    assert_eq!(
        resource["resource"]["attributes"][0],
        json!({"key": "service.name", "value": {"stringValue": "stockade"}})
    );
    let scope = &resource["scopeLogs"][0];
    assert_eq!(scope["scope"]["name"], "stockade.gate");
    let record = &scope["logRecords"][0];
    assert_eq!(record["timeUnixNano"], "1781524800000000001");
    assert_eq!((record["severityNumber"].as_u64(), record["severityText"].as_str()), (Some(13), Some("WARN")));
    assert_eq!(record["eventName"], "stockade.call");
    let attributes = record["attributes"].as_array().unwrap();
    assert!(attributes.contains(&json!({"key": "mcp.tool", "value": {"stringValue": "send_email"}})));
    assert!(attributes.contains(&json!({"key": "stockade.decision", "value": {"stringValue": "deny"}})));
    assert!(attributes.contains(&json!({"key": "stockade.latency_us", "value": {"intValue": "7"}})));
}

#[test]
fn a_busy_collector_is_asked_again_and_one_that_refuses_is_not() {
    let (server, options) = collector();
    let telemetry = Telemetry::start(options).unwrap();
    telemetry.offer(&denied(), at());
    assert_eq!(take(&server, 503), take(&server, 200));
    telemetry.offer(&denied(), at());
    take(&server, 400);
    telemetry.offer(&denied(), at());
    // Told with the next one, or the one after it where that was on its way already.
    let mut told = take(&server, 200).to_string();
    if !told.contains("stockade.dropped") {
        telemetry.offer(&denied(), at());
        told = take(&server, 200).to_string();
    }
    assert!(told.contains("1 records were not exported"), "{told}");
}

#[test]
fn too_many_are_dropped_counted_and_nobody_waits() {
    let (server, mut options) = collector();
    (options.queue, options.batch) = (4, 1);
    let telemetry = Telemetry::start(options).unwrap();
    // The collector takes nothing yet: one is on its way, four wait, the rest has no place.
    (0..100).for_each(|_| telemetry.offer(&denied(), at()));
    let (mut told, mut records) = (0_u64, 0);
    while told + records < 100 {
        let body = take(&server, 200);
        for record in body["resourceLogs"][0]["scopeLogs"][0]["logRecords"].as_array().unwrap() {
            match record["eventName"].as_str() {
                Some("stockade.dropped") => {
                    told += record["attributes"][0]["value"]["intValue"].as_str().unwrap().parse::<u64>().unwrap();
                }
                _ => records += 1,
            }
        }
    }
    assert!(told > 0, "none was dropped");
    assert_eq!(told + records, 100);
}

#[test]
fn what_waits_is_sent_at_the_end_and_a_collector_that_is_away_stops_nobody() {
    let (server, mut options) = collector();
    options.pause = Duration::from_secs(600);
    let telemetry = Telemetry::start(options.clone()).unwrap();
    telemetry.offer(&denied(), at());
    let end = std::thread::spawn(move || drop(telemetry));
    take(&server, 200);
    end.join().unwrap();
    drop(server);
    let telemetry = Telemetry::start(options).unwrap();
    telemetry.offer(&denied(), at());
    drop(telemetry);
}

#[test]
fn an_address_that_is_none_is_refused() {
    assert!(matches!(Telemetry::start(Options::new("grpc://127.0.0.1:4317")), Err(TelemetryError::Address)));
}
