import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The program as manifests name it. Its version is part of every run's identity. */
export const SOFTWARE = { name: 'sarf', version } as const;
