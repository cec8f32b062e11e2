//! Any bytes as a snapshot: refused, or a router that goes on.
#![no_main]

use krarup::routing::{Command, Router};
use krarup::time::Span;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(mut router) = Router::restore(data) else { return };
    for hours in 1..4 {
        let _ = router.tick(router.now() + Span::from_seconds(hours * 3_600));
        let ids: Vec<String> = ["a", "b", "c1"].map(str::to_owned).to_vec();
        for interaction in ids {
            let _ = router.apply(router.now(), None, Command::Abandon { interaction });
        }
    }
    let _ = Router::restore(&router.snapshot()).expect("its own snapshot");
});
