/** What is asked of a run, checked: how long, how many, which workloads. */
package io.switchboard.bench.settings;
