/** The precondition of a write: If-Match (RFC 9110, 13.1.1). */

/** Whether the header admits what has that ETag; an empty one admits everything. */
export const admits = (ifMatch: string, etag: string): boolean =>
  ifMatch === '' || ifMatch.split(',').some((each) => each.trim() === '*' || each.trim() === etag);
