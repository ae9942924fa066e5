/**
 * Asks Marathon for the nodes of the cluster, for Akka's Cluster Bootstrap.
 *
 * <p>{@code MarathonServiceDiscovery} is the door to Akka, {@code Lookups} one lookup from question
 * to answer, {@code AddressesInTurn} several Marathons, {@code HttpAsker} one. What they decide
 * lies apart, without I/O: {@code AppsRequest}, {@code Replies}, {@code Redirects}, {@code
 * LastAnswers}, {@code WarningGate}. What the answer means is the parent package's.
 */
package io.switchboard.mesos.discovery;
