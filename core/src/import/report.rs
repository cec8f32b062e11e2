use super::Source;
use serde::Serialize;
use std::fmt;

/// What becomes of a key of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It decides the same here.
    Maps,
    /// It is kept, but decides a little otherwise; the note says how.
    Differs,
    /// It has no effect here; the note says why, and what to do instead.
    Lost,
}

impl Verdict {
    /// Its word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Maps => "maps",
            Self::Differs => "differs",
            Self::Lost => "lost",
        }
    }
}

/// What became of one key of the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where it stands: the file, and the way to the key in it.
    pub path: String,
    /// The line, from 1, where the format has lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What it says; long values are cut, and those that look like passwords hidden.
    pub said: String,
    /// What becomes of it.
    pub verdict: Verdict,
    /// The key of the configuration that says it now, such as `queues["sales"].wrap_up_us`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub becomes: Option<String>,
    /// Why, and what is different.
    pub note: &'static str,
    /// The rule of the importer that says so, by its name in [`rules`](super::rules).
    pub rule: &'static str,
}

/// What became of every key of the source, in the order of the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Whose configuration it was.
    pub source: Source,
    /// One at least for every key.
    pub findings: Vec<Finding>,
}

impl ImportReport {
    /// How many findings have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.findings.iter().filter(|finding| finding.verdict == verdict).count()
    }
}

impl fmt::Display for ImportReport {
    /// The counts, then what is lost, what differs and what maps, each in the order of the files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [maps, differ, lost] = [Verdict::Maps, Verdict::Differs, Verdict::Lost].map(|v| self.count(v));
        writeln!(f, "{}: {maps} map, {differ} differ, {lost} lost", self.source)?;
        for verdict in [Verdict::Lost, Verdict::Differs, Verdict::Maps] {
            for finding in self.findings.iter().filter(|finding| finding.verdict == verdict) {
                let Finding { path, line, said, becomes, note, .. } = finding;
                write!(f, "{:<8} {path}", verdict.word())?;
                if let Some(line) = line {
                    write!(f, " (line {line})")?;
                }
                if !said.is_empty() {
                    write!(f, " = {said}")?;
                }
                if let Some(becomes) = becomes {
                    write!(f, " → {becomes}")?;
                }
                writeln!(f, "{}{note}", if note.is_empty() { "" } else { ": " })?;
            }
        }
        Ok(())
    }
}
