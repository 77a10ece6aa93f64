import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The golden cases: whole months, byte by byte. */
const CASES = ['fixtures/**/cases*.test.ts'];

/** Tests that drive the built command line, compute months, or take long. All others are unit tests. */
export const RUNS = [
  'fixtures/!(golden|coverage|explained).test.ts',
  'src/commands/**/*.test.ts',
  'src/readme.test.ts',
  'src/manual.explain.test.ts',
  'src/story.test.ts',
  'src/expressions.test.ts', // each regular expression of the house is proven: half a minute
  // Hostile or random input, seconds each: what is quick to run stays quick.
  'src/banks/xml/xml.test.ts',
  'src/banks/formats/read-messages.test.ts',
  'src/banks/formats/mutated-messages.test.ts',
  'src/config/yaml.test.ts',
  'src/explain/effects/attribute.test.ts',
  'src/ledger/order-answers.test.ts',
  'src/month/partners/overrides.test.ts',
  'src/owed/adjustments.test.ts',
  'src/verify/tampering.test.ts',
  'src/terminal/printed.test.ts',
  'src/indicators/definitions.test.ts',
  'scripts/bench/referee.test.ts',
  'scripts/service.test.ts',
  'scripts/generate/registry.test.ts',
  'scripts/generate/defects.test.ts',
  'scripts/generate/residents.test.ts',
  'scripts/generate/partners.test.ts',
];

/** The longest of them, half a minute and more: they begin first, so that none is left at the end alone. */
const LONG = [
  'src/commands/run/killed.test.ts',
  'src/story.test.ts',
  'fixtures/owed.test.ts',
  'fixtures/persons.test.ts',
  'fixtures/persons-over-months.test.ts',
  'fixtures/properties.test.ts',
  'fixtures/supplementary.test.ts',
  'fixtures/moving-grants.test.ts',
  'fixtures/explain.test.ts',
  'src/verify/tampering.test.ts',
  'src/commands/run/refusals.test.ts',
  'src/expressions.test.ts',
];

/** Project after project, as a process serves one alone: the second process goes on while the first ends its last file. */
const PROJECTS = ['cases', 'runs', 'alone', 'unit'];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project, moduleId }: TestSpecification) => {
      const long = LONG.findIndex((file) => moduleId.endsWith(`/${file}`));
      return PROJECTS.indexOf(project.name) * 100 + (long < 0 ? LONG.length : long);
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

/** Tests that measure this process's memory: it must hold nothing of other tests. */
const ALONE = ['src/banks/formats/read-messages.test.ts'];

export default defineConfig({
  resolve: {
    alias: [{ find: /^#sarf\//, replacement: fileURLToPath(new URL('./src/', import.meta.url)) }],
  },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000, // hooks compute months, too
    maxWorkers: 2, // most tests wait for a child process; vitest's own choice on two cores is one
    isolate: false, // a process does test file after test file: it loads the program once
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['**/*.test.ts'], exclude: RUNS },
      },
      {
        extends: true,
        test: {
          name: 'runs',
          include: RUNS,
          exclude: [...CASES, ...ALONE],
          globalSetup: 'fixtures/harness/world-folder.ts',
        },
      },
      { extends: true, test: { name: 'cases', include: CASES } },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, isolate: true },
      },
    ],
  },
});
