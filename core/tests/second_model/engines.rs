//! The indexed router beside the naive one: the same receipts, deadlines and digests, also after a restore.

use super::compare::{Difference, agree};
use super::draw::RunInput;
use krarup::routing::{Receipt, Rejection, Router};
use krarup::time::Timestamp;

/// Inputs between two looks at the whole state; at every other look the indexed router is restored.
const LOOK: u64 = 64;

/// The naive router.
pub(crate) struct Judge {
    naive: Router,
    inputs: u64,
}

impl Judge {
    pub(crate) fn new(router: &Router) -> Self {
        Self { naive: router.clone().into_naive(), inputs: 0 }
    }

    /// What the naive router says of an input, and of the state it leads to.
    pub(crate) fn judge(
        &mut self,
        router: &mut Router,
        input: &RunInput,
        outcome: &Result<Receipt, Rejection>,
    ) -> Result<(), Difference> {
        let RunInput { at, id, command } = input;
        let at = Timestamp::from_micros(*at);
        let naive = match command.clone() {
            None => self.naive.tick(at),
            Some(command) => self.naive.apply(at, id.as_deref(), command),
        };
        agree("the engines: outcome", outcome, &naive)?;
        agree("the engines: deadline", router.next_deadline(), self.naive.next_deadline())?;
        self.inputs += 1;
        if !self.inputs.is_multiple_of(LOOK) {
            return Ok(());
        }
        agree("the engines: digest", router.digest(), self.naive.digest())?;
        for waiting in router.overview().queues {
            let queue = waiting.queue.as_str();
            agree("the engines: queue", router.queue(queue), self.naive.queue(queue))?;
            agree("the engines: order", router.waiting(queue, 10), self.naive.waiting(queue, 10))?;
            for interaction in router.waiting(queue, 3).expect("the overview names known queues") {
                let id = interaction.id();
                agree("the engines: estimate", router.estimate(id), self.naive.estimate(id))?;
                agree("the engines: verdicts", router.explain(id), self.naive.explain(id))?;
            }
        }
        if self.inputs.is_multiple_of(2 * LOOK) {
            *router = Router::restore(&router.snapshot()).expect("a snapshot restores");
        }
        Ok(())
    }
}
