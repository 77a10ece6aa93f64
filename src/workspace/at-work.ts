/** What can be told to break off. */
type Interruptible = { interrupt(): void };

/**
 * Connections at work, for a signal to interrupt: a process cannot end while the engine is inside a query. Kept
 * apart from the engine, so that a command that does without it need not load it.
 */
const atWork = new Set<Interruptible>();

export function startedWork(connection: Interruptible): void {
  atWork.add(connection);
}

export function endedWork(connection: Interruptible): void {
  atWork.delete(connection);
}

/** Stops every query that is running; to be called when the process is about to end. */
export function interruptAll(): void {
  for (const connection of atWork) connection.interrupt();
}
