/** A program to supervise, as data, and the command line that runs it. */

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What asks it to end in order. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /** How long it may take to end before it is killed. */
  readonly stopWithinMs: number;
  /** For programs that refuse to be root: run as `nobody`, who may read what root's folders hold. */
  readonly asNobody?: boolean;
}

/** The account that every Debian has and that owns nothing. */
export const NOBODY = { uid: 65_534, gid: 65_534 };

/**
 * The command line of a program. `setpriv` tells the kernel to stop it when its parent is gone, even by `kill -9`;
 * to one that leaves root it gives the right to pass folders like /root (0700), in which the clone may lie.
 */
export function commandLine(
  program: Pick<Program, 'command' | 'args' | 'stopSignal' | 'asNobody'>,
): string[] {
  const dying = ['--pdeathsig', program.stopSignal.slice('SIG'.length)];
  const account = program.asNobody === true ? NOBODY_ARGS : [];
  return ['setpriv', ...account, ...dying, '--', program.command, ...program.args];
}

/** Without the securebit, `access(2)` would ignore the capability, and PostgreSQL asks it about its own files. */
const NOBODY_ARGS = [
  `--reuid=${NOBODY.uid}`,
  `--regid=${NOBODY.gid}`,
  '--clear-groups',
  '--securebits=+no_setuid_fixup',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
];
