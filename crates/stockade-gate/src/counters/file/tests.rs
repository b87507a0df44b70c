//! The promises of the store, each on real files.

use std::sync::Arc;

use stockade_policy::counter::{Limit, Window};

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn of(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn key(counter: &str, window: Window) -> Key {
    Key { owner: "pkg:npm/mail".into(), tool: "send".into(), counter: counter.into(), window }
}

fn claim(key: Key, amount: &str, limit: Option<&str>) -> Claim {
    Claim { key, amount: of(amount), limit: limit.map(|bound| Limit { bound: of(bound), inclusive: true }) }
}

fn granted(store: &FileCounters, claims: &[Claim], now: Timestamp) -> Receipt {
    match store.reserve(claims, now).unwrap() {
        Reservation::Granted(receipt) => receipt,
        refused => panic!("{refused:?}"),
    }
}

const NOON: &str = "2026-06-15T12:00:00Z";

#[test]
fn the_limit_is_reached_and_not_passed_and_a_refusal_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileCounters::open(folder.path()).unwrap();
    let hour = key("n", Window::Hour);
    assert_eq!(store.read(&hour, at(NOON)).unwrap(), Decimal::ZERO);
    for _ in 0..3 {
        granted(&store, &[claim(hour.clone(), "1", Some("3"))], at(NOON));
    }
    let size = store.path.metadata().unwrap().len();
    let refused = store.reserve(&[claim(hour.clone(), "1", Some("3"))], at("2026-06-15T12:59:00Z")).unwrap();
    let expected = Reservation::Refused { claim: 0, value: of("3"), retry_after: Some(Duration::from_secs(60)) };
    assert_eq!(refused, expected);
    let below = Claim { limit: Some(Limit { bound: of("3"), inclusive: false }), ..claim(hour.clone(), "0.5", None) };
    assert!(matches!(store.reserve(&[below], at(NOON)).unwrap(), Reservation::Refused { .. }));
    assert_eq!(store.path.metadata().unwrap().len(), size);
    assert_eq!(store.read(&hour, at("2026-06-15T12:59:59.999999999Z")).unwrap(), of("3"));
    assert_eq!(store.read(&hour, at("2026-06-15T13:00:00Z")).unwrap(), Decimal::ZERO);
    let never = store.reserve(&[claim(key("big", Window::Hour), "9", Some("3"))], at(NOON)).unwrap();
    assert!(matches!(never, Reservation::Refused { retry_after: None, .. }), "waiting does not help: {never:?}");
}

#[test]
fn all_claims_or_none_and_two_on_one_counter_count_together() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileCounters::open(folder.path()).unwrap();
    let (a, b) = (key("a", Window::Day), key("b", Window::Never));
    granted(&store, &[claim(a.clone(), "0.1", Some("1")), claim(b.clone(), "0.2", Some("0.3"))], at(NOON));
    let refused = store.reserve(&[claim(a.clone(), "0.1", Some("1")), claim(b.clone(), "0.2", Some("0.3"))], at(NOON));
    assert!(matches!(refused.unwrap(), Reservation::Refused { claim: 1, .. }));
    assert_eq!(store.read(&a, at(NOON)).unwrap(), of("0.1"));
    let twice = [claim(b.clone(), "0.1", Some("0.3")), claim(b.clone(), "0.1", Some("0.3"))];
    assert!(matches!(store.reserve(&twice, at(NOON)).unwrap(), Reservation::Refused { claim: 1, .. }));
    granted(&store, &twice[..1], at(NOON));
    assert_eq!(store.read(&b, at("2036-01-01T00:00:00Z")).unwrap(), of("0.3"), "exactly, and for ever");
}

#[test]
fn amounts_that_cannot_be_kept_are_errors_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileCounters::open(folder.path()).unwrap();
    for window in [Window::Day, Window::Sliding(60)] {
        let spend = key("spend", window);
        for (amount, limit) in [("-1", Some("5")), ("-1", None)] {
            let error = store.reserve(&[claim(spend.clone(), amount, limit)], at(NOON)).unwrap_err();
            assert!(matches!(&error, StoreError::Number { .. }), "{error}");
        }
        granted(&store, &[claim(spend.clone(), "1e300", None)], at(NOON));
        let error = store.reserve(&[claim(spend.clone(), "1", None)], at(NOON)).unwrap_err();
        assert!(matches!(&error, StoreError::Number { .. }), "{error}");
        assert_eq!(store.read(&spend, at(NOON)).unwrap(), of("1e300"));
    }
    drop(store);
    let store = FileCounters::open(folder.path()).unwrap();
    assert_eq!(store.read(&key("spend", Window::Day), at(NOON)).unwrap(), of("1e300"));
}

#[test]
fn a_sliding_window_lets_go_at_the_microsecond_and_says_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileCounters::open(folder.path()).unwrap();
    let hour = key("n", Window::Sliding(3600));
    let five = || [claim(hour.clone(), "2", Some("5"))];
    granted(&store, &five(), at("2026-06-15T12:00:00Z"));
    granted(&store, &five(), at("2026-06-15T12:30:00Z"));
    let refused = store.reserve(&five(), at("2026-06-15T12:59:59.999999Z")).unwrap();
    let Reservation::Refused { value, retry_after, .. } = refused else { panic!("{refused:?}") };
    assert_eq!((value, retry_after), (of("4"), Some(Duration::from_micros(1))));
    let receipt = granted(&store, &five(), at("2026-06-15T13:00:00Z"));
    assert_eq!(store.read(&hour, at("2026-06-15T13:00:00Z")).unwrap(), of("4"));
    store.release(&receipt, at("2026-06-15T13:00:01Z")).unwrap();
    store.release(&receipt, at("2026-06-15T13:00:01Z")).unwrap();
    assert_eq!(store.read(&hour, at("2026-06-15T13:00:01Z")).unwrap(), of("2"), "taken back once, by its mark");
}

#[test]
fn what_is_taken_back_leaves_its_own_window_and_stops_at_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileCounters::open(folder.path()).unwrap();
    let hour = key("n", Window::Hour);
    let old = granted(&store, &[claim(hour.clone(), "4", None)], at("2026-06-15T12:59:59Z"));
    granted(&store, &[claim(hour.clone(), "1", None)], at("2026-06-15T13:00:00Z"));
    store.release(&old, at("2026-06-15T13:00:01Z")).unwrap();
    assert_eq!(store.read(&hour, at("2026-06-15T13:00:01Z")).unwrap(), of("1"));
    assert_eq!(store.read(&hour, at("2026-06-15T12:59:59Z")).unwrap(), Decimal::ZERO);
    store.release(&old, at("2026-06-15T13:00:01Z")).unwrap();
    assert_eq!(store.read(&hour, at("2026-06-15T12:59:59Z")).unwrap(), Decimal::ZERO);
}

#[test]
fn a_reservation_is_taken_back_once_however_often_it_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = FileCounters::open(folder.path()).unwrap();
    for window in [Window::Minute, Window::Slots(90), Window::Never, Window::Sliding(60)] {
        let n = key("n", window);
        granted(&store, &[claim(n.clone(), "4", None)], at(NOON));
        // Two rules on one counter: both count, and both are taken back.
        let both = granted(&store, &[claim(n.clone(), "1", Some("9")), claim(n.clone(), "1", Some("9"))], at(NOON));
        assert_eq!(store.read(&n, at(NOON)).unwrap(), of("6"), "{window:?}");
        store.release(&both, at(NOON)).unwrap();
        assert_eq!(store.read(&n, at(NOON)).unwrap(), of("4"), "{window:?}");
        store.release(&both, at(NOON)).unwrap();
        assert_eq!(store.read(&n, at(NOON)).unwrap(), of("4"), "{window:?}");
        // Another process, and one that knows only the rewritten log.
        let other = FileCounters::open(folder.path()).unwrap();
        assert_eq!(other.read(&n, at(NOON)).unwrap(), of("4"), "{window:?}");
        let before = store.path.metadata().unwrap().len();
        let due = |log: &mut Log, _: &mut u128| {
            log.due = Some((micros(at(NOON)), u64::MAX));
            Ok(())
        };
        store.alone(due).unwrap();
        assert_ne!(store.path.metadata().unwrap().len(), before);
        assert_eq!(store.path.metadata().unwrap().len(), store.alone(|log, _| Ok(log.end)).unwrap());
        // One that had the long log open.
        assert_eq!(other.read(&n, at(NOON)).unwrap(), of("4"), "{window:?}");
        let more = granted(&other, &[claim(n.clone(), "1", Some("9"))], at(NOON));
        assert_eq!(store.read(&n, at(NOON)).unwrap(), of("5"), "{window:?}");
        store.release(&more, at(NOON)).unwrap();
        store = FileCounters::open(folder.path()).unwrap();
        store.release(&both, at(NOON)).unwrap();
        assert_eq!(store.read(&n, at(NOON)).unwrap(), of("4"), "{window:?}");
    }
}

#[test]
fn a_clock_that_goes_back_finds_what_it_left() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileCounters::open(folder.path()).unwrap();
    for window in [Window::Minute, Window::Hour, Window::Day, Window::Slots(90), Window::Sliding(60), Window::Never] {
        let one = || [claim(key("n", window), "1", Some("1"))];
        granted(&store, &one(), at(NOON));
        for jump in ["2026-06-15T11:59:59Z", "2038-01-01T00:00:00Z"] {
            store.reserve(&one(), at(jump)).unwrap();
        }
        let again = store.reserve(&one(), at(NOON)).unwrap();
        let forgets = matches!(window, Window::Sliding(_));
        assert!(forgets || matches!(again, Reservation::Refused { .. }), "{window:?}: {again:?}");
    }
    // A sliding window counts what stands in the future, too.
    let ahead = || [claim(key("m", Window::Sliding(60)), "1", Some("1"))];
    granted(&store, &ahead(), at(NOON));
    assert!(matches!(store.reserve(&ahead(), at("2026-06-15T11:00:00Z")).unwrap(), Reservation::Refused { .. }));
}

#[test]
fn two_stores_see_each_other_and_a_rewritten_log_holds_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (FileCounters::open(folder.path()).unwrap(), FileCounters::open(folder.path()).unwrap());
    let windows = [Window::Minute, Window::Day, Window::Sliding(3), Window::Never, Window::Slots(7)];
    let mut most = 0;
    let mut shortened = 0;
    for round in 0..6_000_i64 {
        let now = at(NOON) + jiff::SignedDuration::from_millis(round);
        let store = if round % 2 == 0 { &one } else { &two };
        let window = windows[usize::try_from(round).unwrap() % windows.len()];
        let receipt = granted(store, &[claim(key("n", window), "0.01", None)], now);
        if round % 10 == 9 {
            store.release(&receipt, now).unwrap();
        }
        let size = one.path.metadata().unwrap().len();
        shortened += usize::from(size < most);
        most = size;
        if round % 500 == 0 {
            for window in windows {
                let fresh = FileCounters::open(folder.path()).unwrap();
                let key = key("n", window);
                let values = [&one, &two, &fresh].map(|store| store.read(&key, now).unwrap());
                assert!(values.iter().all(|value| *value == values[0]), "{window:?} {values:?}");
            }
        }
    }
    assert!(shortened > 0, "the log was never rewritten");
    let end = at(NOON) + jiff::SignedDuration::from_secs(6);
    assert_eq!(one.read(&key("n", Window::Never), end).unwrap(), of("12"));
    assert_eq!(
        two.read(&key("n", Window::Slots(7)), end).unwrap(),
        one.read(&key("n", Window::Slots(7)), end).unwrap()
    );
}

#[test]
fn a_cut_last_line_is_gone_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let day = key("n", Window::Day);
    let one = || [claim(day.clone(), "1", None)];
    let path = {
        let store = FileCounters::open(folder.path()).unwrap();
        (0..3).for_each(|_| drop(granted(&store, &one(), at(NOON))));
        store.path.clone()
    };
    let whole = std::fs::read(&path).unwrap();
    let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for cut in last..whole.len() {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let store = FileCounters::open(folder.path()).unwrap();
        assert_eq!(store.read(&day, at(NOON)).unwrap(), of("2"), "cut at {cut}");
        granted(&store, &one(), at(NOON));
        assert_eq!(FileCounters::open(folder.path()).unwrap().read(&day, at(NOON)).unwrap(), of("3"), "cut at {cut}");
    }
}

#[test]
fn damage_elsewhere_and_a_store_that_is_gone_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let day = key("n", Window::Day);
    let store = FileCounters::open(folder.path()).unwrap();
    (0..3).for_each(|_| drop(granted(&store, &[claim(day.clone(), "1", None)], at(NOON))));
    let whole = std::fs::read(&store.path).unwrap();
    let ends: Vec<usize> = (0..whole.len()).filter(|place| whole[*place] == b'\n').collect();
    for place in [0, ends[0] + 30, ends[1] + 30] {
        let mut turned = whole.clone();
        turned[place] ^= 1;
        std::fs::write(&store.path, &turned).unwrap();
        let error = FileCounters::open(folder.path()).unwrap().read(&day, at(NOON)).unwrap_err();
        assert!(matches!(&error, StoreError::Damaged(why) if why.contains("counters.log")), "{place}: {error}");
    }
    for text in ["", "0", "{}\n"] {
        std::fs::write(&store.path, text).unwrap();
        let error = FileCounters::open(folder.path()).unwrap().read(&day, at(NOON)).unwrap_err();
        assert!(matches!(&error, StoreError::Damaged(_)), "{text}: {error}");
        assert!(store.read(&day, at(NOON)).is_err(), "who knew more is not silent either");
    }
    std::fs::remove_file(&store.path).unwrap();
    let error = store.read(&day, at(NOON)).unwrap_err();
    assert!(matches!(&error, StoreError::Unreachable(_)), "{error}");
    std::fs::remove_dir_all(folder.path()).unwrap();
    let error = store.reserve(&[claim(day, "1", None)], at(NOON)).unwrap_err();
    assert!(error.to_string().starts_with("policy store unreachable"), "{error}");
}

#[test]
fn of_many_threads_one_takes_the_last_unit() {
    let folder = tempfile::tempdir().unwrap();
    let shared = Arc::new(FileCounters::open(folder.path()).unwrap());
    let won: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|place| {
                let own = FileCounters::open(folder.path()).unwrap();
                let shared = Arc::clone(&shared);
                scope.spawn(move || {
                    let store = if place % 2 == 0 { &*shared } else { &own };
                    let claims = [claim(key("n", Window::Day), "0.01", Some("1"))];
                    (0..50)
                        .filter(|_| matches!(store.reserve(&claims, at(NOON)).unwrap(), Reservation::Granted(_)))
                        .count()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(won, 100);
    assert_eq!(shared.read(&key("n", Window::Day), at(NOON)).unwrap(), of("1"));
}

#[test]
fn a_log_that_others_may_write_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let day = key("n", Window::Day);
    let store = FileCounters::open(folder.path()).unwrap();
    granted(&store, &[claim(day.clone(), "1", None)], at(NOON));
    assert_eq!(store.path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&store.path, std::fs::Permissions::from_mode(0o666)).unwrap();
    let error = FileCounters::open(folder.path()).unwrap().read(&day, at(NOON)).unwrap_err();
    assert!(matches!(&error, StoreError::Unreachable(why) if why.contains("chmod")), "{error}");
}
