//! A configuration and commands, one JSON value a line: nothing panics, a reject changes nothing, the log replays.
#![no_main]

use krarup::routing::{Command, Config, Router};
use krarup::time::{Span, Timestamp};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut lines = data.split(|byte| *byte == b'\n');
    let config = lines.next().and_then(|line| serde_json::from_slice::<Config>(line).ok());
    let Some(config) = config else { return };
    let start = Timestamp::from_seconds(0);
    let Ok(mut router) = Router::new(config, start) else { return };
    let mut now = start;
    for line in lines {
        now = now + Span::from_micros(line.len() as i64 * 100_000);
        let Ok(command) = serde_json::from_slice::<Command>(line) else { continue };
        let mut before = router.clone();
        if router.apply(now, None, command).is_err() {
            let _ = before.tick(now);
            assert_eq!(before.digest(), router.digest(), "a reject changed more than a tick");
        }
    }
    let restored = Router::restore(&router.snapshot()).expect("its own snapshot");
    assert_eq!(restored.digest(), router.digest());
    if let Ok(log) = router.drain_inputs() {
        assert_eq!(Router::from_log(log).expect("its own log").digest(), router.digest());
    }
});
