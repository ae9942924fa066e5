package io.switchboard.mesos;

import java.net.InetAddress;
import java.util.Optional;

/**
 * One task's contact point.
 *
 * @param appId the app that the task belongs to
 * @param taskId opaque
 * @param host exactly as Marathon spells it, since a node finds itself by comparing this text with
 *     its own configured host
 * @param port 1 to 65535
 * @param ip set when {@code host} is an IP address; a name is left for the caller to resolve
 */
public record Target(
    String appId, String taskId, String host, int port, Optional<InetAddress> ip) {}
