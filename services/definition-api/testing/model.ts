/** What the API should know: the simplest thing that could be right, to hold the real one against. */
import { randomUUID } from 'node:crypto';

export interface ModelWorkflow {
  readonly id: string;
  readonly name: string;
  readonly triggerModule: string;
  readonly isActive: boolean;
  readonly version: number;
}

/** The workflows of one tenant, the one changed last at the end. */
export class Model {
  #workflows: readonly ModelWorkflow[] = [];

  get newestFirst(): readonly ModelWorkflow[] {
    return this.#workflows.toReversed();
  }

  /** The id at a place, or one that nobody has. */
  idAt(place: number): string {
    const { length } = this.#workflows;
    return this.#workflows[place % (length + 1)]?.id ?? randomUUID();
  }

  find(id: string): ModelWorkflow | undefined {
    return this.#workflows.find((each) => each.id === id);
  }

  put(workflow: ModelWorkflow): void {
    this.#workflows = [...this.#workflows.filter(({ id }) => id !== workflow.id), workflow];
  }

  delete(id: string): void {
    this.#workflows = this.#workflows.filter((each) => each.id !== id);
  }
}
