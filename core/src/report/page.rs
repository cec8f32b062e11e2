use super::chart::Chart;
use crate::metrics::{KpiTable, Unit};
use crate::records::QualityReport;
use std::fmt::Write;

const STYLE: &str = "
:root{color-scheme:light;--ink:#1f2933;--soft:#5b6570;--line:#dde2e8}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1400px;padding:24px 20px 60px;color:var(--ink);background:#fff;
font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
h1{font-size:1.7rem;line-height:1.2;margin:.2em 0 .6em;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2em 0 .4em;padding-top:.8em;border-top:1px solid var(--line)}
p{max-width:46em}
figure{margin:1.2em 0}
figcaption{font-weight:600;margin-bottom:.2em}
.legend{display:flex;flex-wrap:wrap;gap:.2em 1.2em;color:var(--soft);font-size:.9rem}
.legend i{display:inline-block;width:.9em;height:.9em;border-radius:2px;margin-right:.4em;vertical-align:-.08em}
svg{display:block;max-width:100%;height:auto}
.narrow{display:none}
.scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}
table{border-collapse:separate;border-spacing:0;font-size:.9rem;font-variant-numeric:tabular-nums;white-space:nowrap}
th,td{padding:.3em .7em;text-align:right;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600}
th:first-child,td:first-child{position:sticky;left:0;background:#fff}
th.name,td.name{text-align:left}
td small{color:var(--soft);margin-left:.4em}
footer{margin-top:3em;color:var(--soft);font-size:.85rem}
@media(max-width:640px){body{padding:16px 14px 40px}.wide{display:none}.narrow{display:block}h1{font-size:1.35rem}
th,td{padding:.3em .55em}}
";

/// A page under construction; everything given is escaped.
#[derive(Clone, Debug)]
pub struct Report {
    title: String,
    body: String,
}

impl Report {
    /// An empty page.
    pub fn new(title: &str) -> Self {
        Self { title: escape(title), body: String::new() }
    }

    /// A heading.
    #[must_use]
    pub fn heading(mut self, text: &str) -> Self {
        let _ = write!(self.body, "<h2>{}</h2>", escape(text));
        self
    }

    /// A paragraph.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        let _ = write!(self.body, "<p>{}</p>", escape(text));
        self
    }

    /// A chart, drawn once for wide screens and once for narrow ones.
    #[must_use]
    pub fn chart(mut self, chart: &Chart) -> Self {
        let title = escape(&chart.title);
        let _ = write!(self.body, "<figure><figcaption>{title}</figcaption>");
        self.body += "<div class=\"legend\">";
        for (name, colour) in chart.legend() {
            let _ = write!(self.body, "<span><i style=\"background:{colour}\"></i>{}</span>", escape(name));
        }
        self.body += "</div>";
        for (class, width, height) in [("wide", 1040, 320), ("narrow", 360, 260)] {
            let svg = chart.svg(width, height);
            let named = svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{title}\" "), 1);
            let _ = write!(self.body, "<div class=\"{class}\">{named}</div>");
        }
        self.body += "</figure>";
        self
    }

    /// A table; the first `names` columns are left-aligned.
    #[must_use]
    pub fn table(mut self, header: &[String], names: usize, rows: &[Vec<String>]) -> Self {
        let escaped: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| escape(cell)).collect()).collect();
        self.raw_table(header, names, &escaped);
        self
    }

    /// A table of metrics: one line a group and interval, shares with their confidence interval.
    #[must_use]
    pub fn kpis(mut self, table: &KpiTable) -> Self {
        if table.rows.is_empty() {
            return self.text("No contacts.");
        }
        let intervals = table.interval_names();
        let mut header: Vec<String> = table.by.iter().map(|by| by.name().to_owned()).collect();
        let mut names = header.len();
        let mut rows = Vec::new();
        for cell in table.cells() {
            let mut row: Vec<String> =
                cell[0].group.iter().map(|value| escape(value.as_deref().unwrap_or("–"))).collect();
            if let Some(names) = &intervals {
                let name = cell[0].interval.and_then(|interval| names.get(&interval));
                row.push(name.map_or("–", String::as_str).to_owned());
            }
            if rows.is_empty() {
                if row.len() > names {
                    header.push("from".to_owned());
                    names += 1;
                }
                header.extend(cell.iter().map(|kpi| kpi.metric.to_owned()));
            }
            row.extend(cell.iter().map(|kpi| match kpi.ci {
                Some((low, high)) if kpi.unit == Unit::Ratio => {
                    format!("{kpi}<small>{:.0}–{:.0}</small>", 100.0 * low, 100.0 * high)
                }
                _ => kpi.to_string(),
            }));
            rows.push(row);
        }
        self.raw_table(&header, names, &rows);
        self
    }

    /// What was odd in the data.
    #[must_use]
    pub fn quality(self, quality: &QualityReport) -> Self {
        let header = ["finding", "about", "rows", "effect"].map(str::to_owned);
        let rows: Vec<Vec<String>> = quality
            .findings
            .iter()
            .map(|finding| {
                let rule = finding.rule.id().replace('_', " ");
                let effect = finding.rule.effect().to_owned();
                vec![rule, finding.about.clone(), finding.count.to_string(), effect]
            })
            .collect();
        let kept = format!("{} rows read, {} kept.", quality.rows_read, quality.rows_kept);
        self.text(&kept).table(&header, 2, &rows)
    }

    /// The page.
    pub fn html(&self) -> String {
        let Self { title, body } = self;
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>{body}\
             <footer>krarup {}</footer></body></html>\n",
            crate::VERSION
        )
    }

    fn raw_table(&mut self, header: &[String], names: usize, rows: &[Vec<String>]) {
        let class = |column: usize| if column < names { " class=\"name\"" } else { "" };
        self.body += "<div class=\"scroll\"><table><thead><tr>";
        for (column, cell) in header.iter().enumerate() {
            let _ = write!(self.body, "<th{}>{}</th>", class(column), escape(cell));
        }
        self.body += "</tr></thead><tbody>";
        for row in rows {
            self.body += "<tr>";
            for (column, cell) in row.iter().enumerate() {
                let _ = write!(self.body, "<td{}>{cell}</td>", class(column));
            }
            self.body += "</tr>";
        }
        self.body += "</tbody></table></div>";
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Shape;

    #[test]
    fn what_is_given_is_escaped_and_gaps_are_no_lines() {
        let chart = Chart::bars("a<b", &["08:00", "<"], "%", &[Some(0.5), None])
            .with("x\"y", Shape::Line, &[None, Some(f64::NAN)])
            .with("s", Shape::Steps, &[Some(1.0), None]);
        let page = Report::new("<script>")
            .text("1 < 2 & 3")
            .chart(&chart)
            .table(&["<h>".to_owned()], 1, &[vec!["<td>".to_owned()]])
            .html();
        assert!(!page.contains("<script>") && !page.contains("<h>") && !page.contains("a<b"));
        assert!(page.contains("1 &lt; 2 &amp; 3"));
        assert_eq!(page.matches("<svg").count(), 2);
        assert!(!page.contains("http://") || page.matches("http://www.w3.org/2000/svg").count() == 2);
    }
}
