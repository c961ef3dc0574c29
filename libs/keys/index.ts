/** API keys: hashed, bound to a tenant and scopes. */
export { createApiKey, ensureApiKey, findApiKey, revokeApiKey } from './api-keys.ts';
export { API_KEYS, type ApiKeyDocument, type FoundKey, type NewKey } from './api-key.ts';
export { readAuthorization } from './authorization.ts';
export { READ_SCOPES, SCOPES, type Scope } from './scopes.ts';
