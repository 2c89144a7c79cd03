package dev.freshet.store;

import java.util.stream.Collectors;

/**
 * The statements on the table of grants. Each is one round trip, and each change is made or not by itself: there is no
 * transaction of several.
 */
record GrantStatements(
        String probe, String read, String insert, String update, String remove, String acquire, String grantIds) {

    private static final String THIS_ROW = " WHERE client = ? AND grant_hash = ?";
    private static final String THIS_VERSION = THIS_ROW + " AND version = ?";

    static GrantStatements of(String table, String now) {
        String columns = String.join(", ", GrantColumns.NAMES);
        String read = "SELECT version, " + columns + ", " + now + " AS now_millis FROM " + table + THIS_ROW;
        return new GrantStatements(
                // One row, whatever the table holds; an error where it lacks a column.
                "SELECT COUNT(updated_at), COUNT(grant_id), COUNT(version), "
                        + GrantColumns.NAMES.stream()
                                .map(name -> "COUNT(" + name + ")")
                                .collect(Collectors.joining(", "))
                        + ", " + now + " AS now_millis FROM " + table + " WHERE client = ''",
                read,
                "INSERT INTO " + table + " (client, grant_hash, grant_id, version, " + columns
                        + ", updated_at) VALUES (" + "?, ".repeat(4 + GrantColumns.NAMES.size()) + "CURRENT_TIMESTAMP)",
                "UPDATE " + table + " SET version = ?, "
                        + GrantColumns.NAMES.stream().map(name -> name + " = ?").collect(Collectors.joining(", "))
                        + ", updated_at = CURRENT_TIMESTAMP" + THIS_VERSION,
                "DELETE FROM " + table + THIS_VERSION,
                // lease_since first: MariaDB and MySQL assign from left to right, and see what was assigned before.
                "UPDATE " + table + " SET lease_since = CASE WHEN lease_intent = ? THEN lease_since ELSE " + now
                        + " END, lease_owner = ?, lease_until = " + now + " + ?, lease_intent = ?, "
                        + "version = ?, updated_at = CURRENT_TIMESTAMP" + THIS_VERSION
                        + " AND (lease_until IS NULL OR lease_until <= " + now + ")",
                "SELECT client, grant_id FROM " + table + " WHERE client = ?");
    }

    @Override
    public String toString() {
        return "GrantStatements";
    }
}
