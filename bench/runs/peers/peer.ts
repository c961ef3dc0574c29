/** What a peer is: another workflow engine as a child process, with one workflow that calls back. */

export interface Peer {
  /** Where it takes the events. */
  readonly url: string;
  /** Ends its process, and resolves when that has ended. */
  close(): Promise<void>;
}

/** What its workflow does with `{source, email}`: where the source is `SOURCE`, it posts `{email}` to `callUrl`. */
export interface PeerOptions {
  readonly callUrl: string;
  readonly say: (line: string) => void;
  /** A folder that is thrown away. */
  readonly home: string;
}

/** Installs it (once, in the cache) and starts it. Throws where that cannot be done. */
export type OpenPeer = (options: PeerOptions) => Promise<Peer>;

/** Of the events that match; the others have another source. */
export const SOURCE = 'bench';
