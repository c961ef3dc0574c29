/** The record of `upshot.dead-letters`. */
export interface DeadLetter {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly recordAtMs: number;
  readonly service: string;
  readonly stage: string;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
  readonly deadAtMs: number;
}
