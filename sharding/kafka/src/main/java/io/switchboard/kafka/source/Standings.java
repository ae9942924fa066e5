package io.switchboard.kafka.source;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Readers of one partition by the position at which they stand. One thread. */
final class Standings {

  /** Readers at one position: one fetch serves them all. */
  static final class Group {
    private final List<Reader> readers = new ArrayList<>();
    private long turn;

    private Group(long turn) {
      this.turn = turn;
    }

    List<Reader> readers() {
      return readers;
    }

    /** The lower, the longer it has waited. */
    long turn() {
      return turn;
    }

    void served(long at) {
      turn = at;
    }
  }

  private final NavigableMap<Long, Group> groups = new TreeMap<>();
  private int readers;

  /** Adds a reader at its position; a group that it joins keeps the longer of both waits. */
  void add(Reader reader, long turn) {
    Group group = groups.get(reader.position);
    if (group == null) {
      group = new Group(turn);
      groups.put(reader.position, group);
    }
    group.turn = Math.min(group.turn, turn);
    group.readers.add(reader);
    readers++;
  }

  boolean remove(Reader reader) {
    Group group = groups.get(reader.position);
    if (group == null || !group.readers.remove(reader)) {
      return false;
    }
    readers--;
    if (group.readers.isEmpty()) {
      groups.remove(reader.position);
    }
    return true;
  }

  /** Removes and returns the groups from a position up to, not including, another. */
  List<Group> takeBetween(long from, long to) {
    NavigableMap<Long, Group> inside = groups.subMap(from, true, to, false);
    if (inside.isEmpty()) {
      return List.of();
    }
    List<Group> taken = new ArrayList<>(inside.values());
    inside.clear();
    taken.forEach(group -> readers -= group.readers.size());
    return taken;
  }

  boolean isAnyBetween(long from, long to) {
    Long first = groups.ceilingKey(from);
    return first != null && first < to;
  }

  boolean isAnyAt(long position) {
    return groups.containsKey(position);
  }

  NavigableMap<Long, Group> groups() {
    return groups;
  }

  int groupCount() {
    return groups.size();
  }

  int readerCount() {
    return readers;
  }
}
