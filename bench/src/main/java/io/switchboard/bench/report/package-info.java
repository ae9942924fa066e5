/** What is shown of the figures: plain text, and one HTML file with tables and plots. */
package io.switchboard.bench.report;
