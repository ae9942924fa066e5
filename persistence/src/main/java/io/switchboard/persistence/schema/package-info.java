/** The CQL schema: printed for operators, applied by itself only where auto-create says so. */
package io.switchboard.persistence.schema;
