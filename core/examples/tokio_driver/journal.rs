//! A folder with a router's inputs and snapshots.
//!
//! `snapshot-N` is the state before input N, and `inputs-N` has the inputs from N on, one a line, up to the next
//! snapshot. The newest pair brings the router back; all `inputs-*` in the order of their numbers are its whole log.

use krarup::routing::{Config, Input, Receipt, Router};
use krarup::time::Timestamp;
use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Keeps inputs before anybody hears what came of them.
pub(crate) struct Journal {
    folder: PathBuf,
    inputs: File,
    /// Number of the next input.
    next: u64,
    /// Inputs since the last snapshot.
    pub(crate) since_snapshot: u64,
}

impl Journal {
    /// The router that a folder holds, and the receipts of its inputs since the last snapshot: a crash may have kept
    /// them from being told. An empty folder gets a new router, with `config` from `at` on.
    pub(crate) fn open(
        folder: &Path,
        config: Config,
        at: Timestamp,
    ) -> Result<(Self, Router, Vec<Receipt>), Box<dyn Error + Send + Sync>> {
        fs::create_dir_all(folder)?;
        let folder = folder.to_owned();
        let Some(first) = newest_snapshot(&folder)? else {
            let mut router = Router::new(config, at)?;
            let inputs = File::create(folder.join("inputs-0"))?;
            let mut journal = Self { folder, inputs, next: 0, since_snapshot: 0 };
            journal.append(&router.drain_inputs()?)?;
            journal.snapshot(&router)?;
            return Ok((journal, router, Vec::new()));
        };
        let mut router = Router::restore(&fs::read(folder.join(format!("snapshot-{first}")))?)?;
        let path = folder.join(format!("inputs-{first}"));
        let inputs = OpenOptions::new().create(true).append(true).open(&path)?;
        let bytes = fs::read(&path)?;
        // A line that a crash cut off told nobody anything: it did not happen.
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        inputs.set_len(whole as u64)?;
        let mut receipts = Vec::new();
        for line in bytes[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            receipts.push(router.replay(Input::decode(line)?)?);
        }
        let since_snapshot = receipts.len() as u64;
        Ok((Self { folder, inputs, next: first + since_snapshot, since_snapshot }, router, receipts))
    }

    /// Writes inputs and waits until they are on the disk.
    pub(crate) fn append(&mut self, inputs: &[Input]) -> io::Result<()> {
        // The encoding holds no line break.
        let lines: Vec<u8> =
            inputs.iter().flat_map(|input| [input.encode(), b"\n".to_vec()].concat()).collect();
        if !lines.is_empty() {
            self.inputs.write_all(&lines)?;
            self.inputs.sync_data()?;
        }
        self.next += inputs.len() as u64;
        self.since_snapshot += inputs.len() as u64;
        Ok(())
    }

    /// Writes a snapshot and begins the next file of inputs.
    pub(crate) fn snapshot(&mut self, router: &Router) -> io::Result<()> {
        let path = self.folder.join(format!("snapshot-{}", self.next));
        let mut file = File::create(path.with_extension("part"))?;
        file.write_all(&router.snapshot())?;
        file.sync_all()?;
        fs::rename(path.with_extension("part"), &path)?;
        self.inputs = File::create(self.folder.join(format!("inputs-{}", self.next)))?;
        // Names are on the disk only when their folder is.
        File::open(&self.folder)?.sync_all()?;
        self.since_snapshot = 0;
        Ok(())
    }
}

fn newest_snapshot(folder: &Path) -> io::Result<Option<u64>> {
    let mut newest = None;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix("snapshot-")?.parse().ok());
        newest = newest.max(number);
    }
    Ok(newest)
}
