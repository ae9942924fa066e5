/**
 * Plots as SVG inside HTML, without knowing what they are of: a {@link
 * io.switchboard.bench.plot.Plot} says what is to be seen, a {@link
 * io.switchboard.bench.plot.Scale} where, and {@link io.switchboard.bench.plot.PlotSvg} only draws.
 */
package io.switchboard.bench.plot;
