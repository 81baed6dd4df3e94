//! Charts as SVG: scales and marks, one file per kind of chart.
