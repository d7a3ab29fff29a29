/** An answer other than 200 that a route or the pipeline decided on. */
export class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}
