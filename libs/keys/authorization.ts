/** Reads the credential out of an Authorization header. */

/** A scheme in any case, one run of blanks, and a credential without blanks of a bounded length. */
const AUTHORIZATION = /^(?:bearer|zoho-oauthtoken) {1,8}([\x21-\x7e]{1,512})$/iu;

/** The credential of a `Bearer` or `Zoho-oauthtoken` header, else null. */
export function readAuthorization(header: string | undefined): string | null {
  return AUTHORIZATION.exec(header?.trim() ?? '')?.[1] ?? null;
}
