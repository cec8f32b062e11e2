//! Gauss–Legendre quadrature with 12 nodes a panel.

const HALF: [(f64, f64); 6] = [
    (0.9815606342467192, 0.04717533638651183),
    (0.9041172563704749, 0.10693932599531843),
    (0.7699026741943047, 0.16007832854334622),
    (0.5873179542866175, 0.20316742672306592),
    (0.3678314989981802, 0.2334925365383548),
    (0.1252334085114689, 0.24914704581340277),
];

/// Calls `f(x, weight)` for every node of `[low, high]`.
pub(crate) fn for_nodes(low: f64, high: f64, mut f: impl FnMut(f64, f64)) {
    let half_width = (high - low) / 2.0;
    let centre = low + half_width;
    for (node, weight) in HALF {
        f(centre - half_width * node, weight * half_width);
        f(centre + half_width * node, weight * half_width);
    }
}

/// The nodes of `[low, high]` in rising order, with their weights.
pub(crate) fn nodes(low: f64, high: f64) -> [(f64, f64); 12] {
    let half_width = (high - low) / 2.0;
    let centre = low + half_width;
    let mut nodes = [(0.0, 0.0); 12];
    for (i, (node, weight)) in HALF.into_iter().enumerate() {
        nodes[i] = (centre - half_width * node, weight * half_width);
        nodes[11 - i] = (centre + half_width * node, weight * half_width);
    }
    nodes
}
