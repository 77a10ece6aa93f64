import { FileReader } from '../files/read-file.js';
import type { Extract } from './discover.js';

/** The hashes of an extract's files as they lie there, without reading their rows: file → sha256. */
export async function digestExtract(extract: Extract): Promise<{ path: string; sha256: string }[]> {
  const digests: { path: string; sha256: string }[] = [];
  for (const file of extract.files) {
    const reader = await FileReader.open(file.path, file.name);
    try {
      for await (const _ of reader.raw()) {
        // The reader hashes what passes.
      }
      digests.push({ path: file.name, sha256: (await reader.finish()).sha256 });
    } finally {
      await reader.close().catch(() => undefined);
    }
  }
  return digests;
}
