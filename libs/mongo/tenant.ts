/** Whose documents an operation is about: the first argument of every repository. */

/** Comes from a credential or a topic's binding, never from a payload. */
export interface TenantContext {
  readonly tenantId: string;
}
