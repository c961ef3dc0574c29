/** A container's health check: ends with 0 when the address given answers with a 2xx. */
const [url = ''] = process.argv.slice(2);

const answer = await fetch(url, { signal: AbortSignal.timeout(4_000) }).catch(() => undefined);
process.exitCode = answer?.ok === true ? 0 : 1;
