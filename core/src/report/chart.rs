use plotters::coord::Shift;
use plotters::prelude::*;

/// Colours that colour-blind readers tell apart (Okabe & Ito 2008).
const COLOURS: [RGBColor; 4] =
    [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 158, 115), RGBColor(204, 121, 167)];

/// Values over the intervals of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// Label of each interval.
    pub labels: Vec<String>,
    /// Unit of the values; `%` shows shares of 1 as per cent.
    pub unit: String,
    /// The series: name, shape and a value an interval; a missing one leaves a gap.
    pub series: Vec<(String, Shape, Vec<Option<f64>>)>,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A bar an interval.
    Bars,
    /// A level an interval, as staff is.
    Steps,
    /// A line through the middles of the intervals.
    Line,
}

impl Chart {
    /// A chart with one series of bars.
    pub fn bars(title: &str, labels: &[&str], unit: &str, values: &[Option<f64>]) -> Self {
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        let series = vec![(title.to_owned(), Shape::Bars, values.to_vec())];
        Self { title: title.to_owned(), labels, unit: unit.to_owned(), series }
    }

    /// The same chart with another series.
    #[must_use]
    pub fn with(mut self, name: &str, shape: Shape, values: &[Option<f64>]) -> Self {
        self.series.push((name.to_owned(), shape, values.to_vec()));
        self
    }

    /// Name and colour of each series, for a legend.
    pub(super) fn legend(&self) -> impl Iterator<Item = (&str, String)> {
        self.series.iter().zip(COLOURS.iter().cycle()).map(|((name, _, _), colour)| {
            (name.as_str(), format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2))
        })
    }

    /// The chart as SVG of this size; empty when there is nothing to draw.
    pub(super) fn svg(&self, width: u32, height: u32) -> String {
        let mut svg = String::new();
        let root = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
        // Drawing into a string does not fail.
        let drawn = self.draw(&root);
        drop(root);
        if drawn.is_ok() { svg } else { String::new() }
    }

    fn draw(
        &self,
        root: &DrawingArea<SVGBackend<'_>, Shift>,
    ) -> Result<(), DrawingAreaErrorKind<<SVGBackend<'_> as DrawingBackend>::ErrorType>> {
        let width = root.dim_in_pixel().0;
        let is_share = self.unit == "%";
        let values = self.series.iter().flat_map(|(_, _, values)| values.iter().flatten().copied());
        let highest = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
        let top = if is_share { 1.0 } else { (highest * 1.08).max(1.0) };
        let count = self.labels.len() as f64;
        let mut chart = ChartBuilder::on(root)
            .margin(8)
            .x_label_area_size(28)
            .y_label_area_size(46)
            .build_cartesian_2d(0.0..count.max(1.0), 0.0..top)?;
        let label = |at: &f64| {
            let index = at.round() as usize;
            self.labels.get(index).filter(|_| (at - at.round()).abs() < 1e-6).cloned().unwrap_or_default()
        };
        let number = |value: &f64| {
            if is_share { format!("{:.0}%", value * 100.0) } else { format!("{value:.0}") }
        };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .bold_line_style(RGBColor(210, 214, 220))
            .light_line_style(TRANSPARENT)
            .axis_style(RGBColor(120, 126, 134))
            .label_style(("sans-serif", 13).into_font().color(&RGBColor(70, 76, 84)))
            .x_labels((width / 70) as usize)
            .y_labels(6)
            .x_label_formatter(&label)
            .y_label_formatter(&number)
            .draw()?;
        for ((_, shape, values), colour) in self.series.iter().zip(COLOURS.iter().cycle()) {
            let known = |(index, value): (usize, &Option<f64>)| value.map(|value| (index as f64, value));
            match shape {
                Shape::Bars => {
                    chart.draw_series(values.iter().enumerate().filter_map(known).map(|(at, value)| {
                        Rectangle::new([(at + 0.12, 0.0), (at + 0.88, value)], colour.mix(0.75).filled())
                    }))?;
                }
                Shape::Steps => {
                    for run in runs(values) {
                        let points = run.iter().flat_map(|&(at, value)| [(at, value), (at + 1.0, value)]);
                        chart.draw_series(LineSeries::new(points, colour.stroke_width(3)))?;
                    }
                }
                Shape::Line => {
                    for run in runs(values) {
                        let points: Vec<(f64, f64)> =
                            run.iter().map(|&(at, value)| (at + 0.5, value)).collect();
                        let dots = points.iter().map(|&point| Circle::new(point, 2, colour.filled()));
                        chart.draw_series(dots)?;
                        chart.draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2)))?;
                    }
                }
            }
        }
        root.present()
    }
}

/// Values without gaps between them, with their index.
fn runs(values: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
    let mut runs = vec![Vec::new()];
    for (index, value) in values.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((index as f64, *value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
