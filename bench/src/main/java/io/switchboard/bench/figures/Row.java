package io.switchboard.bench.figures;

/**
 * One workload of Switchboard beside a native client, or beside who has its place.
 *
 * @param goal what is wanted of it
 * @param goalMet whether it was reached; true if there is none
 * @param ratio Switchboard's events per second to the native client's
 */
public record Row(
    String workload,
    Figures switchboard,
    Figures nativeClient,
    double ratio,
    Goal goal,
    boolean goalMet) {}
