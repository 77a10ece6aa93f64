import type { Debtor } from '../../../config/providers.js';
import type { OrderFormat } from '../format-interface.js';
import { messageId } from './message-id.js';
import { findInPain, headOfPain } from './read.js';
import { PAIN_VERSIONS, painWriter } from './write.js';

/** The stricter BIC of pain.001.001.03 (type BICIdentifier of its schema). */
const BIC_OF_2009 = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/;

/** ISO 20022 customer credit transfers, in the versions that institutions accept. */
export const PAIN_001: readonly OrderFormat[] = PAIN_VERSIONS.map((version) => ({
  name: version.name,
  extension: 'xml',
  accounts: ['RIB', 'IBAN'],
  debtorProblem: ({ account, bic }: Debtor, files: string) => {
    if (account === null)
      return { key: 'account', problem: `is missing, and ${files} must name it; give its RIB` };
    if (version.of2009 && bic !== null && !BIC_OF_2009.test(bic))
      return { key: 'bic', problem: `${bic} is no BIC that ${files} can hold` };
    return null;
  },
  write: painWriter(version),
  head: headOfPain,
  find: findInPain,
  references: (runId, file) => [messageId(runId, file)],
}));
