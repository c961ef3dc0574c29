/** The ids that the API gives out are UUIDs: anything else names nothing, and no store is asked. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** The id in a route's parameter, in the case in which it was given out; null for what can be none. */
export function readId(param: string | undefined): string | null {
  return param !== undefined && UUID.test(param) ? param.toLowerCase() : null;
}
