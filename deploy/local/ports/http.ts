/** Asks an HTTP end whether it is well. */

const TIMEOUT_MS = 5_000;

/** Whether a GET of this address is answered with a 2xx. */
export async function answersOk(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  await answer.arrayBuffer();
  return answer.ok;
}
