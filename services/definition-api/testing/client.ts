/** A client of the API, as small as one can be: what it sends is what is said. */

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON, or its text where it is none. */
  readonly body: unknown;
}

export interface Client {
  get(path: string): Promise<Reply>;
  post(path: string, body: unknown): Promise<Reply>;
  put(path: string, body: unknown): Promise<Reply>;
  patch(path: string, body: unknown): Promise<Reply>;
  delete(path: string): Promise<Reply>;
  /** Bytes and headers as given. */
  send(method: string, path: string, init?: RequestInit): Promise<Reply>;
}

/** A client with a key; with '' it sends none. */
export function createClient(url: string, key: string): Client {
  const authorization: Record<string, string> = key === '' ? {} : { authorization: `Bearer ${key}` };
  const send: Client['send'] = async (method, path, init = {}) => {
    const headers = { ...authorization, ...Object.fromEntries(new Headers(init.headers)) };
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init, method, headers });
    return { status: response.status, headers: response.headers, body: await bodyOf(response) };
  };
  const sendJson = (method: string, path: string, body: unknown) =>
    send(method, path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  return {
    send,
    get: (path) => send('GET', path),
    delete: (path) => send('DELETE', path),
    post: (path, body) => sendJson('POST', path, body),
    put: (path, body) => sendJson('PUT', path, body),
    patch: (path, body) => sendJson('PATCH', path, body),
  };
}

/** A stream of events has no end: it is left at once. */
async function bodyOf(response: Response): Promise<unknown> {
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true)
    return readBody(await response.text());
  await response.body?.cancel();
  return null;
}

function readBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
