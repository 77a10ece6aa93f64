/** How a run tells what it does. The command line draws it; tests listen to it. */
export type Reporter = {
  /** A stage begins; the function returned ends it. */
  readonly stage: (name: string) => StageReport;
  /** Something people should know, in one line. */
  readonly notice: (text: string) => void;
};

export type StageReport = {
  /** Work done so far, in `unit`s. */
  readonly progress: (done: number, unit: string) => void;
  /** The stage is over; `done` units in all where that says something. */
  readonly end: (done?: number, unit?: string) => void;
};

/** Tells a stage's beginning and end around its work. */
export async function stage<T>(
  report: Reporter,
  name: string,
  work: (progress: (done: number, unit: string) => void) => Promise<T>,
): Promise<T> {
  const running = report.stage(name);
  const result = await work(running.progress);
  running.end();
  return result;
}
