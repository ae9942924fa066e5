package io.switchboard.node.management;

/**
 * An error as RFC 9457 (problem details) has it.
 *
 * @param title the kind of problem, the same every time
 * @param status the HTTP status
 * @param detail this case: what was expected, what came, what to do
 */
record Problem(String title, int status, String detail) {
  static Problem badRequest(String detail) {
    return new Problem("Bad request", 400, detail);
  }

  static Problem unauthorized(String detail) {
    return new Problem("Unauthorized", 401, detail);
  }

  static Problem notFound(String detail) {
    return new Problem("Not found", 404, detail);
  }

  static Problem methodNotAllowed(String detail) {
    return new Problem("Method not allowed", 405, detail);
  }

  static Problem conflict(String detail) {
    return new Problem("Conflict", 409, detail);
  }

  static Problem tooLarge(String detail) {
    return new Problem("Content too large", 413, detail);
  }

  static Problem unavailable(String detail) {
    return new Problem("Service unavailable", 503, detail);
  }
}
